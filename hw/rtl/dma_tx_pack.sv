// SPDX-License-Identifier: MIT
//
// Packs pieces of data, of any length and alignment, into the full words of frames.
//
// 8254x SDM 3.3.3: one or many descriptors form a packet. tx_segment says what the pieces
// are: descriptors, or parts of them, or the header that each segment begins with.
//
// acc_q holds 0..8 bytes that were not sent yet; a word leaves when more come than fit, or
// at the frame's end. So the last word is known to be the last even if pieces of length
// zero follow. One rotation per piece brings its words into place:
//
//     source   |--------|--012345|6789abcd|    offset 2
//     acc_q    |XYZ-----|                      3 bytes are waiting
//     words    |XYZ01234|56789abc|d...
//
// No parameters.
`default_nettype none

module dma_tx_pack (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  // Pieces
  input  wire logic        piece_valid_i,
  input  wire logic [19:0] piece_len_i,     // bytes
  input  wire logic [2:0]  piece_offset_i,  // of the first, in the next word
  input  wire logic        piece_keep_i,    // the word it ends in is not used up
  input  wire logic        piece_end_i,     // ends the frame
  input  wire logic        piece_store_i,   // for the header store, not a frame
  input  wire logic [18:0] piece_tag_i,     // with piece_end_i, for tx_tag_o
  output logic             piece_pop_o,
  output logic             piece_done_o,    // pulse: it is packed
  input  wire logic        word_valid_i,
  input  wire logic [63:0] word_i,
  output logic             word_pop_o,

  // Frames, and the header store with store_we_o
  output logic             tx_valid_o,
  input  wire logic        tx_ready_i,
  output logic      [63:0] tx_data_o,
  output logic      [3:0]  tx_bytes_o,
  output logic             tx_last_o,
  output logic      [18:0] tx_tag_o,        // counts with tx_last_o
  output logic             store_we_o,

  output logic             empty_o,         // pulse: a frame ended without a byte
  output logic             drained_o,       // no word waits to leave
  output logic             idle_o           // nothing moves
);

  typedef enum logic [1:0] {
    StIdle,   // wait for a piece
    StData,   // take its words
    StFlush,  // it ends a frame: send what is left
    StDone    // it is packed
  } state_e;

  state_e      state_q, state_d;
  logic [19:0] len_q, len_d;             // bytes of the piece still to take
  logic [2:0]  offset_q, offset_d;       // of the next word's first byte
  logic [2:0]  rot_q, rot_d;             // bytes to rotate the words to the left
  logic        keep_q, end_q, store_q;
  logic [18:0] tag_q;
  logic [63:0] acc_q, acc_d;
  logic [3:0]  pos_q, pos_d;             // bytes in acc_q
  logic        out_valid_q, out_valid_d;
  logic [63:0] out_data_q, out_data_d;
  logic [3:0]  out_bytes_q, out_bytes_d;
  logic        out_last_q, out_last_d;
  logic        out_store_q, out_store_d;
  logic [18:0] out_tag_q, out_tag_d;
  logic        empty_q, empty_d;
  logic        active;                   // registers move only then
  logic        load;
  logic        send;
  logic        out_free;
  logic [3:0]  take;
  logic [4:0]  total;
  logic [5:0]  shift;
  logic [63:0] word;
  logic [63:0] mask;

  assign tx_valid_o  = out_valid_q && !out_store_q;
  assign store_we_o  = out_valid_q && out_store_q;
  assign tx_data_o   = out_data_q;
  assign tx_bytes_o  = out_bytes_q;
  assign tx_last_o   = out_last_q;
  assign tx_tag_o    = out_tag_q;
  assign empty_o     = empty_q;
  assign out_free    = !out_valid_q || out_store_q || tx_ready_i;
  assign drained_o   = !out_valid_q;
  assign piece_pop_o = load;
  assign active      = state_q != StIdle || piece_valid_i || out_valid_q || empty_q;
  assign idle_o      = !active;

  // Bytes of the next word, and whether they make a full one.
  always @* begin
    take  = 4'd0;
    total = 5'd0;
    if (state_q == StData) begin
      take = 4'd8 - {1'b0, offset_q};
      if (len_q < {16'd0, take}) take = len_q[3:0];
      total = {1'b0, pos_q} + {1'b0, take};
    end
    send = total > 5'd8;
  end

  always @* begin
    state_d     = state_q;
    len_d       = 20'd0;
    offset_d    = 3'd0;
    rot_d       = 3'd0;
    acc_d       = 64'd0;
    pos_d       = 4'd0;
    out_valid_d = 1'b0;
    out_data_d  = 64'd0;
    out_bytes_d = 4'd0;
    out_last_d  = 1'b0;
    out_store_d = 1'b0;
    out_tag_d   = 19'd0;
    empty_d     = 1'b0;
    load        = 1'b0;
    word_pop_o  = 1'b0;
    shift       = 6'd0;
    word        = 64'd0;
    mask        = 64'd0;

    piece_done_o = 1'b0;
    if (active) begin
      len_d       = len_q;
      offset_d    = offset_q;
      rot_d       = rot_q;
      acc_d       = acc_q;
      pos_d       = pos_q;
      out_valid_d = !out_free;
      out_data_d  = out_data_q;
      out_bytes_d = out_bytes_q;
      out_last_d  = out_last_q;
      out_store_d = out_store_q;
      out_tag_d   = out_tag_q;
      case (state_q)
        StIdle: begin
          if (piece_valid_i) begin
            load     = 1'b1;
            len_d    = piece_len_i;
            offset_d = piece_offset_i;
            rot_d    = pos_q[2:0] - piece_offset_i;
            state_d  = StData;
            if (piece_len_i == 20'd0) state_d = StDone;
            if (piece_len_i == 20'd0 && piece_end_i) state_d = StFlush;
          end
        end
        StData: begin
          if (word_valid_i && (out_free || !send)) begin
            word_pop_o = !keep_q || len_q != {16'd0, take} || offset_q + take[2:0] == 3'd0;
            shift      = {rot_q, 3'b000};
            word       = word_i;
            if (shift != 6'd0) word = (word_i << shift) | (word_i >> (7'd64 - {1'b0, shift}));
            // Places from pos_q on are free; all of them when acc_q is full and leaves.
            mask       = 64'hffff_ffff_ffff_ffff << {pos_q, 3'b000};
            acc_d      = word;
            pos_d      = total[3:0];
            if (send) begin
              out_valid_d = 1'b1;
              out_data_d  = (acc_q & ~mask) | (word & mask);
              out_bytes_d = 4'd8;
              out_last_d  = 1'b0;
              out_store_d = store_q;
              pos_d       = total[3:0] - 4'd8;
            end else begin
              acc_d = (acc_q & ~mask) | (word & mask);
            end
            offset_d = 3'd0;
            len_d    = len_q - {16'd0, take};
            if (len_d == 20'd0) state_d = StDone;
            if (len_d == 20'd0 && end_q) state_d = StFlush;
          end
        end
        StFlush: begin
          if (pos_q == 4'd0) begin
            empty_d = 1'b1;
            state_d = StDone;
          end else if (out_free) begin
            out_valid_d = 1'b1;
            out_data_d  = acc_q;
            out_bytes_d = pos_q;
            out_last_d  = 1'b1;
            out_store_d = store_q;
            out_tag_d   = tag_q;
            pos_d       = 4'd0;
            state_d     = StDone;
          end
        end
        default: begin
          piece_done_o = 1'b1;
          state_d      = StIdle;
        end
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StIdle;
      len_q       <= 20'd0;
      offset_q    <= 3'd0;
      rot_q       <= 3'd0;
      keep_q      <= 1'b0;
      end_q       <= 1'b0;
      store_q     <= 1'b0;
      tag_q       <= 19'd0;
      acc_q       <= 64'd0;
      pos_q       <= 4'd0;
      out_valid_q <= 1'b0;
      out_data_q  <= 64'd0;
      out_bytes_q <= 4'd0;
      out_last_q  <= 1'b0;
      out_store_q <= 1'b0;
      out_tag_q   <= 19'd0;
      empty_q     <= 1'b0;
    end else if (active) begin
      state_q     <= state_d;
      len_q       <= len_d;
      offset_q    <= offset_d;
      rot_q       <= rot_d;
      acc_q       <= acc_d;
      pos_q       <= pos_d;
      out_valid_q <= out_valid_d;
      out_data_q  <= out_data_d;
      out_bytes_q <= out_bytes_d;
      out_last_q  <= out_last_d;
      out_store_q <= out_store_d;
      out_tag_q   <= out_tag_d;
      empty_q     <= empty_d;
      if (load) begin
        keep_q  <= piece_keep_i;
        end_q   <= piece_end_i;
        store_q <= piece_store_i;
        tag_q   <= piece_tag_i;
      end
    end
  end

endmodule

`default_nettype wire
