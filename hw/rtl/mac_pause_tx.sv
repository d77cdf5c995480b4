// SPDX-License-Identifier: MIT
//
// Transmitted flow control: makes PAUSE frames when the receive buffer fills up.
//
// 8254x SDM 8.7.5 and 8.7.6 (transmission of PAUSE frames, by software), 13.4.23 and
// 13.4.24 (FCRTL, FCRTH), 13.4.12 (FCTTV), 13.4.33 (TCTL.SWXOFF); IEEE 802.3 annex 31B.
//
//          XOFF        XOFF, once                    XON, if XONE
//   fill ---|------------|------------------------------|--------
//      FCRTH reached   a frame found no room       down to FCRTL
//
// After XOFF there is no other until the buffer has been down to FCRTL; the manual knows
// one exception, the overflow. A PAUSE frame that waits for its turn becomes the newer
// one. The frame, 60 bytes before its FCS:
//
//   FCAH:FCAL | RAL0/RAH0 | FCT | 0001 | FCTTV, or 0 for XON | zeros
//
// The transmitter takes it word by word, as from a packet buffer. No parameters.
`default_nettype none

module mac_pause_tx (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        cfg_tfce_i,
  input  wire logic [12:0] cfg_rth_i,      // FCRTH.RTH in words of 8 bytes; 0: never
  input  wire logic [12:0] cfg_rtl_i,      // FCRTL.RTL
  input  wire logic        cfg_xone_i,
  input  wire logic [47:0] cfg_fca_i,      // {FCAH, FCAL}: [7:0] is first on the wire
  input  wire logic [15:0] cfg_fct_i,
  input  wire logic [15:0] cfg_ttv_i,
  input  wire logic [47:0] own_addr_i,     // {RAH0, RAL0}

  input  wire logic [13:0] fill_i,         // words in the receive buffer
  input  wire logic        over_i,         // pulse: a frame had no room
  input  wire logic        sw_i,           // pulse: TCTL.SWXOFF was written
  output logic             sw_busy_o,      // its frame has not left yet

  // The transmitter
  output logic             valid_o,        // a frame waits
  input  wire logic        start_i,        // it is begun
  input  wire logic        ready_i,        // the next word, please
  output logic      [63:0] data_o,
  input  wire logic        sent_i,         // pulse: it has left
  output logic             xon_o           // the frame begun last is XON
);

  logic        above_q;                    // XOFF was wanted, FCRTL not reached since
  logic        again_q;                    // and once more for an overflow
  logic        want_q, xon_q;              // a frame waits; it is to be XON
  logic        sw_q;                       // SWXOFF reads 1
  logic        sending_q;
  logic [15:0] time_q;                     // of the frame that is sent
  logic [2:0]  word_q;
  logic        full, low, active;

  assign full   = cfg_tfce_i && cfg_rth_i != '0 && fill_i >= {1'b0, cfg_rth_i};
  assign low    = fill_i <= {1'b0, cfg_rtl_i} && !full;
  assign active = cfg_tfce_i || above_q || want_q || sw_i || sw_q;

  // What is wanted: above_q, again_q, want_q, xon_q, sw_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      above_q <= 1'b0;
      again_q <= 1'b0;
      want_q  <= 1'b0;
      xon_q   <= 1'b0;
      sw_q    <= 1'b0;
    end else if (active) begin
      if (start_i) want_q <= 1'b0;
      if (sent_i && !want_q) sw_q <= 1'b0;
      if (sw_i) begin
        sw_q   <= 1'b1;
        want_q <= 1'b1;
        xon_q  <= 1'b0;
      end
      if (!cfg_tfce_i) begin
        above_q <= 1'b0;
      end else if (!above_q) begin
        if (full) begin
          above_q <= 1'b1;
          again_q <= 1'b0;
          want_q  <= 1'b1;
          xon_q   <= 1'b0;
        end
      end else if (low) begin
        above_q <= 1'b0;
        if (cfg_xone_i) begin
          want_q <= 1'b1;
          xon_q  <= !sw_i;
        end
      end else if (over_i && !again_q) begin
        again_q <= 1'b1;
        want_q  <= 1'b1;
        xon_q   <= 1'b0;
      end
    end
  end

  // What is sent: sending_q, time_q, word_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sending_q <= 1'b0;
      time_q    <= '0;
      word_q    <= '0;
    end else if (start_i) begin
      sending_q <= 1'b1;
      time_q    <= xon_q ? 16'd0 : cfg_ttv_i;
      word_q    <= '0;
    end else if (sent_i) begin
      sending_q <= 1'b0;
    end else if (ready_i) begin
      word_q    <= word_q + 1'b1;
    end
  end

  always @* begin
    data_o = '0;
    if (sending_q || want_q) begin
      case (sending_q ? word_q : 3'd0)
        3'd0:    data_o = {own_addr_i[15:0], cfg_fca_i};
        3'd1:    data_o = {16'h0100, cfg_fct_i[7:0], cfg_fct_i[15:8], own_addr_i[47:16]};
        3'd2:    data_o = {48'd0, time_q[7:0], time_q[15:8]};
        default: data_o = '0;
      endcase
    end
  end

  assign valid_o   = want_q;
  assign sw_busy_o = sw_q;
  assign xon_o     = time_q == '0;

endmodule

`default_nettype wire
