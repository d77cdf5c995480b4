// SPDX-License-Identifier: MIT
//
// GMII transmit: preamble, frame, padding, FCS and the gap to the next frame.
//
// 8254x SDM 13.4.33 (TCTL.EN, PSP), 13.4.34 (TIPG.IPGT), 3.3.3.1 (IFCS).
//
// Full duplex: carrier sense and collision do not matter (IEEE 802.3, 4.1.1).
// The packet buffer holds whole frames, so a frame cannot run dry.
//
// Padding: with PSP a frame below 60 bytes is filled with zeros, to 64 with its
// FCS. Only where the FCS is inserted as well: the manual wants IFCS set for short
// packets under PSP, and padding behind a FCS of software's would spoil it.
//
// Gap: IPGT + IpgOverhead clocks without gmii_tx_en_o. The manual gives four
// clocks of the MAC's own on 1000BASE-T; so 8, which Linux programs, makes the
// 96 bit times of the standard, and 10, which the manual recommends to be safe
// "under all synchronization conditions", makes 112.
//
// Parameters:
//   IpgOverhead  clocks of gap besides TIPG.IPGT, 2..15
`default_nettype none

module gmii_tx #(
  parameter int IpgOverhead = 4
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        cfg_tx_en_i,   // at the start of a frame
  input  wire logic        cfg_psp_i,     // at the start of a frame
  input  wire logic [9:0]  cfg_ipgt_i,    // at the end of a frame

  // Packet buffer; the header is {IFCS, bytes}
  input  wire logic        buf_valid_i,
  output logic             buf_ready_o,
  input  wire logic [63:0] buf_data_i,
  input  wire logic [16:0] buf_head_i,

  output logic      [7:0]  gmii_txd_o,
  output logic             gmii_tx_en_o,
  output logic             gmii_tx_er_o,

  output logic             tx_sent_o,         // with the last byte
  output logic      [13:0] tx_sent_len_o,     // with the FCS, saturating
  output logic             tx_sent_bcast_o,
  output logic             tx_sent_mcast_o,   // group address other than broadcast

  output logic             busy_o             // moves by itself
);

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (IpgOverhead < 2 || IpgOverhead > 15) begin
      $fatal(1, "IpgOverhead must be in 2..15 (instance %m)");
    end
  end
`endif

  localparam logic [7:0]  Preamble = 8'h55;
  localparam logic [7:0]  Sfd      = 8'hd5;
  localparam logic [15:0] MinData  = 16'd60;     // without FCS
  localparam logic [15:0] TopLen   = 16'd16383;  // what tx_sent_len_o can say

  typedef enum logic [2:0] {
    StIdle,      // wait for a frame
    StPreamble,  // seven times 0x55 and the start frame delimiter
    StData,      // the frame as it came from the DMA
    StPad,       // zeros up to the minimum
    StFcs,       // four bytes of frame check sequence
    StGap        // keep the wire quiet
  } state_e;

  state_e      state_q, state_d;
  logic [2:0]  cnt_q, cnt_d;            // byte of the preamble, the word, the FCS
  logic [15:0] left_q, left_d;          // bytes of the frame, then of the gap, to go
  logic [5:0]  pad_q, pad_d;            // bytes of padding to go
  logic        ifcs_q, ifcs_d;
  logic [63:0] word_q, word_d;
  logic [31:0] crc_q, crc_d, crc_next;
  logic [7:0]  txd_q, txd_d;
  logic        en_q, en_d;
  logic        sent_q, sent_d;
  logic [13:0] len_q, len_d;
  logic        bcast_q, bcast_d, mcast_q, mcast_d;

  logic [15:0] bytes, total;
  logic        crc_en;

  assign gmii_txd_o      = txd_q;
  assign gmii_tx_en_o    = en_q;
  assign gmii_tx_er_o    = 1'b0;
  assign tx_sent_o       = sent_q;
  assign tx_sent_len_o   = len_q;
  assign tx_sent_bcast_o = bcast_q;
  assign tx_sent_mcast_o = mcast_q;
  assign busy_o          = state_q != StIdle || (buf_valid_i && cfg_tx_en_i);

  assign bytes  = buf_head_i[15:0];
  assign crc_en = state_q == StData || state_q == StPad;

  eth_crc u_crc (
    .en_i   (crc_en),
    .crc_i  (crc_q),
    .data_i (word_q[7:0]),
    .crc_o  (crc_next)
  );

  always_comb begin
    state_d     = state_q;
    cnt_d       = cnt_q;
    left_d      = left_q;
    pad_d       = pad_q;
    ifcs_d      = ifcs_q;
    word_d      = word_q;
    crc_d       = crc_next;
    txd_d       = 8'h00;
    en_d        = 1'b0;
    sent_d      = 1'b0;
    len_d       = len_q;
    bcast_d     = bcast_q;
    mcast_d     = mcast_q;
    buf_ready_o = 1'b0;
    total       = bytes;

    case (state_q)
      StIdle: begin
        if (cfg_tx_en_i && buf_valid_i) begin
          state_d = StPreamble;
          cnt_d   = '0;
          left_d  = bytes;
          ifcs_d  = buf_head_i[16];
          pad_d   = '0;
          if (buf_head_i[16]) begin
            if (cfg_psp_i && bytes < MinData) begin
              pad_d = 6'(MinData - bytes);
              total = MinData;
            end
            total = (total > TopLen - 16'd4) ? TopLen : total + 16'd4;
          end else if (total > TopLen) begin
            total = TopLen;
          end
          len_d   = total[13:0];
          bcast_d = bytes >= 16'd6 && (&buf_data_i[47:0]);
          mcast_d = bytes >= 16'd6 && buf_data_i[0] && !(&buf_data_i[47:0]);
        end
      end

      StPreamble: begin
        en_d  = 1'b1;
        txd_d = Preamble;
        cnt_d = cnt_q + 1'b1;
        if (cnt_q == 3'd7) begin
          txd_d       = Sfd;
          crc_d       = '1;
          word_d      = buf_data_i;
          buf_ready_o = 1'b1;
          state_d     = StData;
        end
      end

      StData: begin
        en_d   = 1'b1;
        txd_d  = word_q[7:0];
        word_d = {8'h00, word_q[63:8]};
        cnt_d  = cnt_q + 1'b1;
        left_d = left_q - 1'b1;
        if (left_q == 16'd1) begin
          cnt_d = '0;
          if (pad_q != '0) begin
            word_d  = '0;
            state_d = StPad;
          end else if (ifcs_q) begin
            state_d = StFcs;
          end else begin
            sent_d  = 1'b1;
            left_d  = 16'(cfg_ipgt_i) + 16'(IpgOverhead - 1);
            state_d = StGap;
          end
        end else if (cnt_q == 3'd7) begin
          word_d      = buf_data_i;
          buf_ready_o = 1'b1;
        end
      end

      StPad: begin
        en_d  = 1'b1;
        pad_d = pad_q - 1'b1;
        if (pad_q == 6'd1) begin
          state_d = StFcs;
        end
      end

      StFcs: begin
        en_d  = 1'b1;
        txd_d = ~crc_q[7:0];
        crc_d = {8'h00, crc_q[31:8]};
        cnt_d = cnt_q + 1'b1;
        if (cnt_q == 3'd3) begin
          sent_d  = 1'b1;
          left_d  = 16'(cfg_ipgt_i) + 16'(IpgOverhead - 1);
          state_d = StGap;
        end
      end

      StGap: begin
        // The last clock of the gap is the one in StIdle.
        left_d = left_q - 1'b1;
        if (left_q == 16'd1) begin
          state_d = StIdle;
        end
      end

      default: state_d = StIdle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      cnt_q   <= '0;
      left_q  <= '0;
      pad_q   <= '0;
      ifcs_q  <= 1'b0;
      word_q  <= '0;
      crc_q   <= '1;
      txd_q   <= '0;
      en_q    <= 1'b0;
      sent_q  <= 1'b0;
      len_q   <= '0;
      bcast_q <= 1'b0;
      mcast_q <= 1'b0;
    end else begin
      state_q <= state_d;
      cnt_q   <= cnt_d;
      left_q  <= left_d;
      pad_q   <= pad_d;
      ifcs_q  <= ifcs_d;
      word_q  <= word_d;
      crc_q   <= crc_d;
      txd_q   <= txd_d;
      en_q    <= en_d;
      sent_q  <= sent_d;
      len_q   <= len_d;
      bcast_q <= bcast_d;
      mcast_q <= mcast_d;
    end
  end

endmodule

`default_nettype wire
