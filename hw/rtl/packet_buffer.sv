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
// it then drops it whole, whatever the request was.
//
// A new size (kib_i) is taken over while the buffer is empty and no frame is
// open: the manual wants it changed only then, and nothing breaks otherwise.
//
// Parameters:
//   KiB    size of the RAM, 1..64, a power of two
//   HeadW  bits of header that the writer gives with a frame, 1..48
`default_nettype none

module packet_buffer #(
  parameter int KiB   = 64,
  parameter int HeadW = 16
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,

  input  wire logic [6:0]       kib_i,        // size to use, limited by KiB; 0: room for nothing

  // Write side. At most one of the three in a clock.
  input  wire logic             wr_valid_i,   // a word of the open frame; ignored without room
  input  wire logic [63:0]      wr_data_i,
  input  wire logic             wr_commit_i,  // close the frame
  input  wire logic             wr_drop_i,    // forget the open frame
  input  wire logic [HeadW-1:0] wr_head_i,    // with wr_commit_i
  output logic                  wr_room_o,    // the next word has room
  output logic                  wr_over_o,    // a word of the open frame had none

  // Read side. The header is stable from the first to the last word.
  output logic                  rd_valid_o,
  input  wire logic             rd_ready_i,
  output logic      [63:0]      rd_data_o,
  output logic                  rd_last_o,
  output logic      [HeadW-1:0] rd_head_o,

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
    if (HeadW < 1 || HeadW > 48) begin
      $fatal(1, "HeadW must be in 1..48 (instance %m)");
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
  logic [6:0]       kib_q, kib_d;
  logic [AddrW:0]   limit_q, limit_d;    // words in use as ring
  logic [AddrW:0]   used_q, used_d;      // committed and not yet fetched
  logic [AddrW:0]   open_q, open_d;      // of the open frame, with its header
  logic             over_q, over_d;
  logic [AddrW-1:0] head_ptr_q, head_ptr_d;
  logic [AddrW-1:0] wr_ptr_q, wr_ptr_d;
  logic [AddrW-1:0] rd_ptr_q, rd_ptr_d;
  logic [63:0]      rdata_q;
  logic [HeadW-1:0] head_q, head_d;
  logic [AddrW:0]   left_q, left_d;      // words still to hand out

  logic             we, re, commit;
  logic [AddrW-1:0] waddr;
  logic [63:0]      wdata;
  logic             resize;

  function automatic logic [AddrW-1:0] next(input logic [AddrW-1:0] ptr,
                                            input logic [AddrW:0]   limit);
    next = ({1'b0, ptr} + 1'b1 >= limit) ? '0 : ptr + 1'b1;
  endfunction

  assign resize     = kib_i != kib_q && state_q == StIdle && used_q == 0 &&
                      open_q == 1 && !over_q && !wr_valid_i;
  assign wr_room_o  = used_q + open_q < limit_q;
  assign wr_over_o  = over_q;
  assign rd_valid_o = state_q == StBody;
  assign rd_data_o  = rdata_q;
  assign rd_last_o  = left_q == 1;
  assign rd_head_o  = head_q;
  assign drained_o  = used_q == 0;
  assign empty_o    = used_q == 0 && open_q == 1 && !over_q && state_q == StIdle;
  assign moving_o   = (state_q == StIdle) ? (used_q != 0) || (kib_i != kib_q) :
                      (state_q == StHead) || rd_ready_i;

  // The write side.
  always_comb begin
    we         = 1'b0;
    waddr      = wr_ptr_q;
    wdata      = wr_data_i;
    commit     = 1'b0;
    open_d     = open_q;
    over_d     = over_q;
    head_ptr_d = head_ptr_q;
    wr_ptr_d   = wr_ptr_q;
    if (wr_valid_i) begin
      if (wr_room_o && !over_q) begin
        we       = 1'b1;
        open_d   = open_q + 1'b1;
        wr_ptr_d = next(wr_ptr_q, limit_q);
      end else begin
        over_d   = 1'b1;
      end
    end else if (wr_commit_i || wr_drop_i) begin
      commit = wr_commit_i && !over_q && open_q != 1;
      open_d = 1;
      over_d = 1'b0;
      if (commit) begin
        we         = 1'b1;
        waddr      = head_ptr_q;
        wdata      = '0;
        wdata[HeadW-1:0]   = wr_head_i;
        wdata[48 +: AddrW] = open_q[AddrW-1:0] - 1'b1;
        head_ptr_d = wr_ptr_q;
        wr_ptr_d   = next(wr_ptr_q, limit_q);
      end else begin
        wr_ptr_d   = next(head_ptr_q, limit_q);
      end
    end
    if (resize) begin
      head_ptr_d = '0;
      wr_ptr_d   = 1;
    end
  end

  // The read side, and the count that both sides share.
  always_comb begin
    state_d  = state_q;
    re       = 1'b0;
    head_d   = head_q;
    left_d   = left_q;
    case (state_q)
      StIdle: begin
        if (used_q != 0) begin
          re      = 1'b1;
          state_d = StHead;
        end
      end

      StHead: begin
        re      = 1'b1;
        head_d  = rdata_q[HeadW-1:0];
        left_d  = {1'b0, rdata_q[48 +: AddrW]};
        state_d = StBody;
      end

      StBody: begin
        if (rd_ready_i) begin
          left_d = left_q - 1'b1;
          if (left_q != 1) begin
            re      = 1'b1;
          end else if (used_q != 0) begin
            re      = 1'b1;
            state_d = StHead;
          end else begin
            state_d = StIdle;
          end
        end
      end

      default: state_d = StIdle;
    endcase

    used_d   = used_q;
    rd_ptr_d = rd_ptr_q;
    if (re) begin
      used_d   = used_d - 1'b1;
      rd_ptr_d = next(rd_ptr_q, limit_q);
    end
    if (commit) begin
      used_d   = used_d + open_q;
    end

    kib_d   = kib_q;
    limit_d = limit_q;
    if (resize) begin
      kib_d    = kib_i;
      limit_d  = (32'(kib_i) > KiB) ? (AddrW+1)'(Words) : (AddrW+1)'({kib_i, 7'd0});
      rd_ptr_d = '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (we) begin
      mem[waddr] <= wdata;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rdata_q <= '0;
    end else if (re) begin
      rdata_q <= mem[rd_ptr_q];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q    <= StIdle;
      kib_q      <= '0;
      limit_q    <= '0;
      used_q     <= '0;
      open_q     <= 1;
      over_q     <= 1'b0;
      head_ptr_q <= '0;
      wr_ptr_q   <= 1;
      rd_ptr_q   <= '0;
      head_q     <= '0;
      left_q     <= '0;
    end else begin
      state_q    <= state_d;
      kib_q      <= kib_d;
      limit_q    <= limit_d;
      used_q     <= used_d;
      open_q     <= open_d;
      over_q     <= over_d;
      head_ptr_q <= head_ptr_d;
      wr_ptr_q   <= wr_ptr_d;
      rd_ptr_q   <= rd_ptr_d;
      head_q     <= head_d;
      left_q     <= left_d;
    end
  end

endmodule

`default_nettype wire
