// SPDX-License-Identifier: MIT
//
// GMII receive: finds the frame in a carrier event, checks it, and hands it to
// the receive packet buffer in words of eight bytes.
//
// 8254x SDM 3.2 (reception), 13.4.22 (RCTL), 13.7 (what an error counts as).
//
//   pins -> registers -> preamble, SFD -> bytes -> CRC
//                                               -> word -> packet buffer
//                                               -> first six -> filter
//
// Every period of gmii_rx_dv_i ends in exactly one pulse of rx_end_o, with the
// first of these that holds (13.7: an error counts only if the address passed):
//
//   DISABLED   the receiver was off at the start of the period
//   NO_SFD     something else than 0x55 came before the start frame delimiter,
//              or the period ended without one
//   FILTERED   the destination address did not pass (see rx_filter)
//   RUNT       below 64 bytes, good CRC (RUC); FRAGMENT: bad CRC or rx_er (RFC)
//   RX_ERROR   rx_er at any byte of the period (RXERRC)
//   OVERSIZE   above 1522 bytes, or with RCTL.LPE above 16383, good CRC (ROC);
//              JABBER: bad CRC (RJC)
//   CRC_ERROR  (CRCERRS)
//   FIFO_FULL  good, but had no room in the packet buffer (MPC, RXO)
//   ACCEPTED
//
// The manual's limit with LPE is 16384; the card's lengths have 14 bits, so a
// frame of exactly 16384 bytes counts as oversize here.
//
// Preamble of any length is taken, none at all included (IEEE 802.3, 35.2.3.2.2
// lets a PHY eat it). The configuration is that of the first byte of the period:
// a receiver switched off during a frame still takes that frame (13.4.22, EN). A
// period under way when reset ends is skipped and counts as DISABLED.
//
// No parameters.
`default_nettype none

module gmii_rx (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic [7:0]  gmii_rxd_i,
  input  wire logic        gmii_rx_dv_i,
  input  wire logic        gmii_rx_er_i,

  input  wire logic        cfg_rx_en_i,
  input  wire logic        cfg_lpe_i,
  input  wire logic        cfg_secrc_i,

  // Address filter
  output logic             filter_start_o,
  output logic             filter_addr_valid_o,
  output logic      [47:0] filter_addr_o,      // [7:0] is first on the wire
  output logic             filter_stop_o,
  input  wire logic        filter_pass_i,
  input  wire logic        filter_fail_i,
  input  wire logic        filter_pif_i,

  // Packet buffer; the header is {PIF, bytes to store}
  output logic             buf_valid_o,
  output logic      [63:0] buf_data_o,
  output logic             buf_commit_o,
  output logic             buf_drop_o,
  output logic      [14:0] buf_head_o,
  input  wire logic        buf_over_i,

  // One pulse for each period of gmii_rx_dv_i
  output logic             rx_end_o,
  output logic      [3:0]  rx_end_result_o,
  output logic      [13:0] rx_end_len_o,       // from destination address to FCS, saturating
  output logic             rx_end_bcast_o,
  output logic             rx_end_mcast_o,     // group address other than broadcast
  output logic             rxo_o,              // it was FIFO_FULL

  output logic             busy_o              // moves by itself
);

  // The register map's rx_results.
  localparam logic [3:0] Accepted = 4'd0;
  localparam logic [3:0] Filtered = 4'd1;
  localparam logic [3:0] CrcError = 4'd2;
  localparam logic [3:0] Runt     = 4'd3;
  localparam logic [3:0] Fragment = 4'd4;
  localparam logic [3:0] Oversize = 4'd5;
  localparam logic [3:0] Jabber   = 4'd6;
  localparam logic [3:0] RxError  = 4'd7;
  localparam logic [3:0] FifoFull = 4'd8;
  localparam logic [3:0] Disabled = 4'd9;
  localparam logic [3:0] NoSfd    = 4'd10;

  localparam logic [7:0]  Preamble = 8'h55;
  localparam logic [7:0]  Sfd      = 8'hd5;
  localparam logic [31:0] Residue  = 32'hdebb20e3;  // of a good frame, see eth_crc
  localparam logic [14:0] MinLen   = 15'd64;
  localparam logic [14:0] MaxLen   = 15'd1522;      // without RCTL.LPE
  localparam logic [14:0] TopLen   = 15'd16384;     // counted no further

  typedef enum logic [2:0] {
    StReset,     // first clock after reset: is a period under way?
    StIdle,      // no carrier event
    StPreamble,  // 0x55 came, the start frame delimiter not yet
    StData,      // bytes of the frame
    StSkip       // wait for the end of a period whose result is known
  } state_e;

  logic [7:0]  rxd_q;
  logic        dv_q, er_q;

  state_e      state_q, state_d;
  logic [14:0] len_q, len_d;
  logic [31:0] crc_q, crc_d, crc_next;
  logic [47:0] addr_q, addr_d;
  logic        addr_valid_q, addr_valid_d;
  logic [55:0] word_q, word_d;        // bytes of the word so far, the last one on top
  logic        lpe_q, lpe_d, secrc_q, secrc_d;
  logic        bad_q, bad_d;          // rx_er was up in this period
  logic [3:0]  result_q, result_d;
  logic        close_q, close_d;      // the period has ended with result_q

  logic        end_q, end_d;
  logic [3:0]  end_result_q, end_result_d;
  logic [13:0] end_len_q, end_len_d;
  logic        end_bcast_q, end_bcast_d, end_mcast_q, end_mcast_d;

  logic        byte_en, count_en, full;
  logic        short, long, crc_good;
  logic [13:0] store_len;

  assign filter_addr_valid_o = addr_valid_q;
  assign filter_addr_o       = addr_q;
  assign rx_end_o            = end_q;
  assign rx_end_result_o     = end_result_q;
  assign rx_end_len_o        = end_len_q;
  assign rx_end_bcast_o      = end_bcast_q;
  assign rx_end_mcast_o      = end_mcast_q;
  assign rxo_o               = end_q && end_result_q == FifoFull;
  assign busy_o              = state_q != StIdle || dv_q || close_q || end_q;

  assign byte_en  = state_q == StData && dv_q;
  assign count_en = !len_q[14];

  eth_crc u_crc (
    .en_i   (byte_en),
    .crc_i  (crc_q),
    .data_i (rxd_q),
    .crc_o  (crc_next)
  );

  // The period, byte by byte.
  always_comb begin
    state_d        = state_q;
    len_d          = len_q;
    crc_d          = crc_next;
    addr_d         = addr_q;
    addr_valid_d   = 1'b0;
    word_d         = word_q;
    lpe_d          = lpe_q;
    secrc_d        = secrc_q;
    bad_d          = bad_q;
    result_d       = result_q;
    close_d        = 1'b0;
    filter_start_o = 1'b0;
    filter_stop_o  = 1'b0;
    full           = 1'b0;
    short          = 1'b0;
    long           = 1'b0;
    crc_good       = 1'b0;
    buf_valid_o    = 1'b0;
    buf_data_o     = {rxd_q, word_q};

    case (state_q)
      StReset: begin
        result_d = Disabled;
        if (dv_q) begin
          state_d = StSkip;
        end else begin
          state_d = StIdle;
        end
      end

      StIdle: begin
        if (dv_q) begin
          filter_start_o = 1'b1;
          len_d    = '0;
          crc_d    = '1;
          lpe_d    = cfg_lpe_i;
          secrc_d  = cfg_secrc_i;
          bad_d    = er_q;
          result_d = cfg_rx_en_i ? NoSfd : Disabled;
          if (cfg_rx_en_i && rxd_q == Sfd) begin
            state_d = StData;
          end else if (cfg_rx_en_i && rxd_q == Preamble) begin
            state_d = StPreamble;
          end else begin
            state_d = StSkip;
          end
        end
      end

      StPreamble: begin
        bad_d = bad_q || er_q;
        if (!dv_q) begin
          close_d = 1'b1;
          state_d = StIdle;
        end else if (rxd_q == Sfd) begin
          state_d = StData;
        end else if (rxd_q != Preamble) begin
          state_d = StSkip;
        end
      end

      StData: begin
        if (dv_q) begin
          bad_d = bad_q || er_q;
          if (count_en) begin
            len_d       = len_q + 1'b1;
            full        = len_q[2:0] == 3'd7;
            buf_valid_o = full && !filter_fail_i;
            word_d      = {rxd_q, word_q[55:8]};
            if (len_q < 15'd6) begin
              addr_d       = {rxd_q, addr_q[47:8]};
              addr_valid_d = len_q == 15'd5;
            end
          end
        end else begin
          close_d       = 1'b1;
          filter_stop_o = 1'b1;
          state_d       = StIdle;
          short         = len_q < MinLen;
          long          = lpe_q ? len_q == TopLen : len_q > MaxLen;
          crc_good      = crc_q == Residue;
          if (!filter_pass_i) begin
            result_d = Filtered;
          end else if (short) begin
            result_d = (crc_good && !bad_q) ? Runt : Fragment;
          end else if (bad_q) begin
            result_d = RxError;
          end else if (long) begin
            result_d = crc_good ? Oversize : Jabber;
          end else if (!crc_good) begin
            result_d = CrcError;
          end else begin
            result_d = Accepted;
            // What is left of the last word. With RCTL.SECRC four bytes or less
            // are all FCS, and need no word.
            buf_valid_o = secrc_q ? len_q[2:0] > 3'd4 : len_q[2:0] != 3'd0;
            case (len_q[2:0])
              3'd1:    buf_data_o = {56'd0, word_q[55:48]};
              3'd2:    buf_data_o = {48'd0, word_q[55:40]};
              3'd3:    buf_data_o = {40'd0, word_q[55:32]};
              3'd4:    buf_data_o = {32'd0, word_q[55:24]};
              3'd5:    buf_data_o = {24'd0, word_q[55:16]};
              3'd6:    buf_data_o = {16'd0, word_q[55:8]};
              default: buf_data_o = {8'd0, word_q};
            endcase
          end
        end
      end

      StSkip: begin
        if (!dv_q) begin
          close_d = 1'b1;
          state_d = StIdle;
        end
      end

      default: state_d = StReset;
    endcase
  end

  // One clock later the packet buffer knows whether the last word had room.
  assign store_len    = secrc_q ? len_q[13:0] - 14'd4 : len_q[13:0];
  assign buf_head_o   = {filter_pif_i, store_len};
  assign buf_commit_o = close_q && result_q == Accepted;
  assign buf_drop_o   = close_q && result_q != Accepted;

  always_comb begin
    end_d        = close_q;
    end_result_d = end_result_q;
    end_len_d    = end_len_q;
    end_bcast_d  = end_bcast_q;
    end_mcast_d  = end_mcast_q;
    if (close_q) begin
      end_result_d = (buf_commit_o && buf_over_i) ? FifoFull : result_q;
      end_len_d    = len_q[14] ? '1 : len_q[13:0];
      end_bcast_d  = 1'b0;
      end_mcast_d  = 1'b0;
      if (len_q >= 15'd6) begin
        end_bcast_d = &addr_q;
        end_mcast_d = addr_q[0] && !(&addr_q);
      end
    end
  end

  // The pins are followed through reset: what is seen right after it tells
  // whether a period is under way.
  always_ff @(posedge clk_i) begin
    rxd_q <= gmii_rxd_i;
    dv_q  <= gmii_rx_dv_i;
    er_q  <= gmii_rx_er_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StReset;
      len_q        <= '0;
      crc_q        <= '1;
      addr_q       <= '0;
      addr_valid_q <= 1'b0;
      word_q       <= '0;
      lpe_q        <= 1'b0;
      secrc_q      <= 1'b0;
      bad_q        <= 1'b0;
      result_q     <= Disabled;
      close_q      <= 1'b0;
      end_q        <= 1'b0;
      end_result_q <= Accepted;
      end_len_q    <= '0;
      end_bcast_q  <= 1'b0;
      end_mcast_q  <= 1'b0;
    end else begin
      state_q      <= state_d;
      len_q        <= len_d;
      crc_q        <= crc_d;
      addr_q       <= addr_d;
      addr_valid_q <= addr_valid_d;
      word_q       <= word_d;
      lpe_q        <= lpe_d;
      secrc_q      <= secrc_d;
      bad_q        <= bad_d;
      result_q     <= result_d;
      close_q      <= close_d;
      end_q        <= end_d;
      end_result_q <= end_result_d;
      end_len_q    <= end_len_d;
      end_bcast_q  <= end_bcast_d;
      end_mcast_q  <= end_mcast_d;
    end
  end

endmodule

`default_nettype wire
