// SPDX-License-Identifier: MIT
//
// Packs the data of transmit descriptors, of any length and alignment, into full words.
//
// 8254x SDM 3.3.3: one or many descriptors form a packet; IFCS counts in the last. A
// descriptor counts as processed when its data is here, the last of a packet when the
// packet was handed over (SDM 3.4, "already loaded in the output FIFO").
//
// acc_q holds 0..8 bytes that were not sent yet; a word leaves when more come than fit, or
// at the packet's end. So the last word is known to be the last even if descriptors of
// length zero follow. One rotation per descriptor brings its words into place:
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

  input  wire logic        info_valid_i,
  input  wire logic [23:0] info_i,       // {zero, ide, rs, ifcs, eop, offset, length}
  output logic             info_pop_o,
  input  wire logic        word_valid_i,
  input  wire logic [63:0] word_i,
  output logic             word_pop_o,

  // Frames
  output logic             tx_valid_o,
  input  wire logic        tx_ready_i,
  output logic      [63:0] tx_data_o,
  output logic      [3:0]  tx_bytes_o,
  output logic             tx_last_o,
  output logic             tx_ifcs_o,

  // Ring
  output logic             done_o,       // pulse: a descriptor is processed
  output logic             rs_o,         // with done_o: its RS
  output logic             ide_o,        // with done_o: its IDE
  output logic             bad_o,        // pulse: a packet ended without anything to send
  output logic             idle_o        // nothing moves
);

  typedef enum logic [1:0] {
    StIdle,   // wait for a descriptor
    StData,   // take its words
    StFlush,  // it ends a packet: send what is left
    StDone    // it is processed
  } state_e;

  state_e      state_q, state_d;
  logic [15:0] len_q, len_d;             // bytes of the descriptor still to take
  logic [2:0]  offset_q, offset_d;       // of the next word's first byte
  logic [2:0]  rot_q, rot_d;             // bytes to rotate the words to the left
  logic        eop_q, ifcs_q, rs_q, ide_q;
  logic [63:0] acc_q, acc_d;
  logic [3:0]  pos_q, pos_d;             // bytes in acc_q
  logic        out_valid_q, out_valid_d;
  logic [63:0] out_data_q, out_data_d;
  logic [3:0]  out_bytes_q, out_bytes_d;
  logic        out_last_q, out_last_d;
  logic        out_ifcs_q, out_ifcs_d;
  logic        bad_q, bad_d;
  logic        active;                   // registers move only then
  logic        load;
  logic        send;
  logic        out_free;
  logic [3:0]  take;
  logic [4:0]  total;
  logic [5:0]  shift;
  logic [63:0] word;
  logic [63:0] mask;

  assign tx_valid_o = out_valid_q;
  assign tx_data_o  = out_data_q;
  assign tx_bytes_o = out_bytes_q;
  assign tx_last_o  = out_last_q;
  assign tx_ifcs_o  = out_ifcs_q;
  assign rs_o       = rs_q;
  assign ide_o      = ide_q;
  assign bad_o      = bad_q;
  assign out_free   = !out_valid_q || tx_ready_i;
  assign info_pop_o = load;
  assign active     = state_q != StIdle || info_valid_i || out_valid_q || bad_q;
  assign idle_o     = !active;

  // Bytes of the next word, and whether they make a full one.
  always @* begin
    take  = 4'd0;
    total = 5'd0;
    if (state_q == StData) begin
      take = 4'd8 - {1'b0, offset_q};
      if (len_q < {12'd0, take}) take = len_q[3:0];
      total = {1'b0, pos_q} + {1'b0, take};
    end
    send = total > 5'd8;
  end

  always @* begin
    state_d     = state_q;
    len_d       = 16'd0;
    offset_d    = 3'd0;
    rot_d       = 3'd0;
    acc_d       = 64'd0;
    pos_d       = 4'd0;
    out_valid_d = 1'b0;
    out_data_d  = 64'd0;
    out_bytes_d = 4'd0;
    out_last_d  = 1'b0;
    out_ifcs_d  = 1'b0;
    bad_d       = 1'b0;
    load        = 1'b0;
    done_o      = 1'b0;
    word_pop_o  = 1'b0;
    shift       = 6'd0;
    word        = 64'd0;
    mask        = 64'd0;
    if (active) begin
      len_d       = len_q;
      offset_d    = offset_q;
      rot_d       = rot_q;
      acc_d       = acc_q;
      pos_d       = pos_q;
      out_valid_d = out_valid_q && !tx_ready_i;
      out_data_d  = out_data_q;
      out_bytes_d = out_bytes_q;
      out_last_d  = out_last_q;
      out_ifcs_d  = out_ifcs_q;
      case (state_q)
        StIdle: begin
          if (info_valid_i) begin
            load     = 1'b1;
            len_d    = info_i[15:0];
            offset_d = info_i[18:16];
            rot_d    = pos_q[2:0] - info_i[18:16];
            state_d  = StData;
            if (info_i[23]) state_d = StDone;
            if (info_i[23] && info_i[19]) state_d = StFlush;
          end
        end
        StData: begin
          if (word_valid_i && (out_free || !send)) begin
            word_pop_o = 1'b1;
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
              pos_d       = total[3:0] - 4'd8;
            end else begin
              acc_d = (acc_q & ~mask) | (word & mask);
            end
            offset_d = 3'd0;
            len_d    = len_q - {12'd0, take};
            if (len_d == 16'd0) state_d = StDone;
            if (len_d == 16'd0 && eop_q) state_d = StFlush;
          end
        end
        StFlush: begin
          if (pos_q == 4'd0) begin
            bad_d   = 1'b1;
            state_d = StDone;
          end else if (out_free) begin
            out_valid_d = 1'b1;
            out_data_d  = acc_q;
            out_bytes_d = pos_q;
            out_last_d  = 1'b1;
            out_ifcs_d  = ifcs_q;
            pos_d       = 4'd0;
            state_d     = StDone;
          end
        end
        default: begin
          done_o  = 1'b1;
          state_d = StIdle;
        end
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StIdle;
      len_q       <= 16'd0;
      offset_q    <= 3'd0;
      rot_q       <= 3'd0;
      eop_q       <= 1'b0;
      ifcs_q      <= 1'b0;
      rs_q        <= 1'b0;
      ide_q       <= 1'b0;
      acc_q       <= 64'd0;
      pos_q       <= 4'd0;
      out_valid_q <= 1'b0;
      out_data_q  <= 64'd0;
      out_bytes_q <= 4'd0;
      out_last_q  <= 1'b0;
      out_ifcs_q  <= 1'b0;
      bad_q       <= 1'b0;
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
      out_ifcs_q  <= out_ifcs_d;
      bad_q       <= bad_d;
      if (load) begin
        eop_q  <= info_i[19];
        ifcs_q <= info_i[20];
        rs_q   <= info_i[21];
        ide_q  <= info_i[22];
      end
    end
  end

endmodule

`default_nettype wire
