// SPDX-License-Identifier: MIT
//
// A ring of whole frames in one RAM: store-and-forward, with a word of header.
//
// 8254x SDM 13.4.16 (packet buffer allocation): the same block serves as
// receive and as transmit buffer.
//
//   write side            RAM, a ring of limit words            read side
//   words of the open     | head | word | word | head | ...     head, then a
//   frame, then commit    ^read  ...           ^open            word a clock
//   (or drop)
//
// The place of the header is kept free while a frame is open, and is filled at
// commit; until then the read side does not see the frame. A word that finds no
// room marks the frame: over_o stays up until the frame is closed, and closing
// it then drops it whole, whatever the request was. Bytes of the open frame can be
// changed (wr_patch_i), for a checksum that is known when all of it is here.
//
// A new size (kib_i) is taken over while the buffer is empty and no frame is
// open: the manual wants it changed only then, and nothing breaks otherwise.
//
// Parameters:
//   KiB    size of the RAM, 1..64, a power of two
//   LenW   0: the buffer keeps the number of a frame's words itself; else the header's low
//          LenW bits are the frame's bytes, which fill its words, 0..16
//   HeadW  bits of header that the writer gives with a frame: 1..64 - log2(KiB * 128), with
//          LenW up to 64
`default_nettype none

module packet_buffer #(
  parameter int KiB   = 64,
  parameter int LenW  = 0,
  parameter int HeadW = 16
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,

  input  wire logic [6:0]       kib_i,        // size to use, limited by KiB; 0: room for nothing

  // Write side. At most one of the four in a clock.
  input  wire logic             wr_valid_i,   // a word of the open frame; ignored without room
  input  wire logic [63:0]      wr_data_i,
  input  wire logic             wr_commit_i,  // close the frame
  input  wire logic             wr_drop_i,    // forget the open frame
  input  wire logic [HeadW-1:0] wr_head_i,    // with wr_commit_i
  input  wire logic             wr_patch_i,   // bytes of the open frame; ignored outside it
  input  wire logic [5:0]       wr_patch_word_i,
  input  wire logic [7:0]       wr_patch_strb_i,
  input  wire logic [63:0]      wr_patch_data_i,
  output logic                  wr_room_o,    // the next word has room
  output logic                  wr_over_o,    // a word of the open frame had none

  // Read side. The header is stable from the first to the last word.
  output logic                  rd_valid_o,
  input  wire logic             rd_ready_i,
  output logic      [63:0]      rd_data_o,
  output logic                  rd_last_o,
  output logic      [HeadW-1:0] rd_head_o,

  output logic      [13:0]      fill_o,       // words in the RAM, headers and open frame too
  output logic      [12:0]      rd_at_o,      // next word to fetch
  output logic      [12:0]      wr_at_o,      // header of the open frame
  output logic      [12:0]      frames_o,     // committed, not completely read
  output logic                  drained_o,    // no committed word is left in the RAM
  output logic                  empty_o,      // no frame, not even an open one
  output logic                  moving_o      // the read side moves by itself
);

  localparam int Words = KiB * 128;
  localparam int AddrW = $clog2(Words);

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (KiB < 1 || KiB > 64 || (KiB & (KiB - 1)) != 0) begin
      $fatal(1, "KiB must be a power of two in 1..64 (instance %m)");
    end
    if (HeadW < 1 || HeadW > (LenW != 0 ? 64 : 64 - AddrW)) begin
      $fatal(1, "HeadW must leave room for the number of words (instance %m)");
    end
    if (LenW < 0 || LenW > 16 || LenW > HeadW) begin
      $fatal(1, "LenW must be in 0..16 and not above HeadW (instance %m)");
    end
  end
`endif

  typedef enum logic [1:0] {
    StIdle,  // between frames: fetch the header of the next one when there is one
    StHead,  // the header is here: keep it, fetch the first word
    StBody   // a word is on offer
  } state_e;

  logic [63:0]      mem [0:Words-1];

  state_e           state_q, state_d;
  logic [6:0]       kib_q;
  logic [AddrW:0]   limit_q;             // words in use as ring
  logic [AddrW:0]   used_q;              // committed and not yet fetched
  logic [AddrW:0]   open_q;              // of the open frame, with its header
  logic             over_q;
  logic [AddrW-1:0] head_ptr_q;
  logic [AddrW-1:0] wr_ptr_q;
  logic [AddrW-1:0] rd_ptr_q;
  logic [63:0]      rdata_q;
  logic [HeadW-1:0] head_q;
  logic [AddrW:0]   left_q;              // words still to hand out

  logic [12:0]      frames_q;
  logic             leaves;              // the last word of a frame is taken

  logic             commit, fetch, resize, patch;
  logic [63:0]      head_word;           // the open frame's header, as it is stored
  logic [AddrW:0]   head_words;          // words of the frame whose header is in rdata_q
  logic [AddrW:0]   patch_at;

  function automatic logic [AddrW-1:0] next(input logic [AddrW-1:0] ptr,
                                            input logic [AddrW:0]   limit);
    next = ({1'b0, ptr} + 1'b1 >= limit) ? '0 : ptr + 1'b1;
  endfunction

  // The header's word in the RAM: the number of the frame's words is on top of it, or
  // follows from it.
  generate
    if (LenW != 0) begin : g_length
      assign head_word  = 64'(wr_head_i);
      assign head_words = (AddrW+1)'((32'(rdata_q[LenW-1:0]) + 32'd7) >> 3);
    end else begin : g_count
      assign head_word  = {AddrW'(open_q - 1'b1), (64-AddrW)'(wr_head_i)};
      assign head_words = {1'b0, rdata_q[63 -: AddrW]};
    end
  endgenerate

  assign wr_room_o  = used_q + open_q < limit_q;
  assign wr_over_o  = over_q;
  assign rd_valid_o = state_q == StBody;
  assign rd_data_o  = rdata_q;
  assign rd_last_o  = left_q == 1;
  assign rd_head_o  = head_q;
  assign fill_o     = 14'(used_q + open_q - 1'b1);
  assign rd_at_o    = 13'(rd_ptr_q);
  assign wr_at_o    = 13'(head_ptr_q);
  assign frames_o   = frames_q;
  assign drained_o  = used_q == 0;
  assign empty_o    = used_q == 0 && open_q == 1 && !over_q && state_q == StIdle;
  assign moving_o   = (state_q == StIdle) ? (used_q != 0) || (kib_i != kib_q) :
                      (state_q == StHead) || rd_ready_i;

  always @* begin
    commit = 1'b0;
    if (wr_commit_i) commit = !over_q && open_q != 1;
  end

  always @* begin
    patch    = 1'b0;
    patch_at = '0;
    if (wr_patch_i) begin
      patch    = !over_q && (AddrW+1)'(wr_patch_word_i) + 1'b1 < open_q;
      patch_at = {1'b0, head_ptr_q} + (AddrW+1)'(wr_patch_word_i) + 1'b1;
      if (patch_at >= limit_q) patch_at = patch_at - limit_q;
    end
  end

  always_comb begin
    state_d = state_q;
    fetch   = 1'b0;
    resize  = 1'b0;
    case (state_q)
      StIdle: begin
        if (used_q != 0) begin
          fetch   = 1'b1;
          state_d = StHead;
        end else if (kib_i != kib_q) begin
          resize  = open_q == 1 && !over_q && !wr_valid_i;
        end
      end

      StHead: begin
        fetch   = 1'b1;
        state_d = StBody;
      end

      StBody: begin
        if (rd_ready_i) begin
          if (left_q != 1) begin
            fetch   = 1'b1;
          end else if (used_q != 0) begin
            fetch   = 1'b1;
            state_d = StHead;
          end else begin
            state_d = StIdle;
          end
        end
      end

      default: state_d = StIdle;
    endcase
  end

  // mem
  always_ff @(posedge clk_i) begin
    if (wr_valid_i) begin
      if (wr_room_o && !over_q) begin
        mem[wr_ptr_q] <= wr_data_i;
      end
    end else if (commit) begin
      mem[head_ptr_q] <= head_word;
    end else if (patch) begin
      for (int i = 0; i < 8; i++) begin
        if (wr_patch_strb_i[i]) mem[patch_at[AddrW-1:0]][8*i +: 8] <= wr_patch_data_i[8*i +: 8];
      end
    end
  end

  // The open frame: open_q, over_q, head_ptr_q, wr_ptr_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni || resize) begin
      open_q     <= 1;
      over_q     <= 1'b0;
      head_ptr_q <= '0;
      wr_ptr_q   <= 1;
    end else if (wr_valid_i) begin
      if (wr_room_o && !over_q) begin
        open_q   <= open_q + 1'b1;
        wr_ptr_q <= next(wr_ptr_q, limit_q);
      end else begin
        over_q   <= 1'b1;
      end
    end else if (wr_commit_i || wr_drop_i) begin
      open_q <= 1;
      over_q <= 1'b0;
      if (commit) begin
        head_ptr_q <= wr_ptr_q;
        wr_ptr_q   <= next(wr_ptr_q, limit_q);
      end else begin
        wr_ptr_q   <= next(head_ptr_q, limit_q);
      end
    end
  end

  // The read side and the size: state_q, rd_ptr_q, rdata_q, head_q, left_q, kib_q, limit_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= StIdle;
      rd_ptr_q <= '0;
      rdata_q  <= '0;
      head_q   <= '0;
      left_q   <= '0;
      kib_q    <= '0;
      limit_q  <= '0;
    end else if (moving_o) begin
      state_q  <= state_d;
      if (fetch) begin
        rdata_q  <= mem[rd_ptr_q];
        rd_ptr_q <= next(rd_ptr_q, limit_q);
      end
      if (state_q == StHead) begin
        head_q <= rdata_q[HeadW-1:0];
        left_q <= head_words;
      end
      if (state_q == StBody) begin
        left_q <= left_q - 1'b1;
      end
      if (resize) begin
        rd_ptr_q <= '0;
        kib_q    <= kib_i;
        limit_q  <= (32'(kib_i) > KiB) ? (AddrW+1)'(Words) : (AddrW+1)'({kib_i, 7'd0});
      end
    end
  end

  // used_q, which both sides change
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      used_q <= '0;
    end else if (commit) begin
      used_q <= used_q + open_q - (AddrW+1)'(fetch);
    end else if (fetch) begin
      used_q <= used_q - 1'b1;
    end
  end

  // frames_q
  assign leaves = state_q == StBody && rd_ready_i && left_q == 1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      frames_q <= '0;
    end else if (commit || leaves) begin
      frames_q <= frames_q + 13'(commit) - 13'(leaves);
    end
  end

endmodule

`default_nettype wire
