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
//                                               -> rx_vlan: a tag is taken out of the word
//                                               -> rx_checksum, four bytes later
//
// Every period of gmii_rx_dv_i ends in exactly one pulse of rx_end_o, with the
// first of these that holds (13.7: an error counts only if the address passed):
//
//   DISABLED   the receiver was off at the start of the period
//   NO_SFD     something else than 0x55 came before the start frame delimiter,
//              or the period ended without one
//   FILTERED   the destination address did not pass (see rx_filter)
//   VLAN_FILTERED  its VLAN or its CFI did not (see rx_vlan)
//   RUNT       below 64 bytes, good CRC (RUC); FRAGMENT: bad CRC or rx_er (RFC)
//   RX_ERROR   rx_er at any byte of the period (RXERRC)
//   OVERSIZE   above 1522 bytes, or with RCTL.LPE above 16383, good CRC (ROC);
//              JABBER: bad CRC (RJC)
//   CRC_ERROR  (CRCERRS)
//   CONTROL    good, and the card's business only: flow control (see mac_pause_rx)
//   FIFO_FULL  good, but had no room in the packet buffer (MPC, RXO)
//   ACCEPTED
//
// With RCTL.SBP a frame that passed but is bad by its length, rx_er or CRC is stored as
// well, with CE for a wrong CRC and RXE for rx_er (3.2.3.2: this card has no other error
// bits). It counts as what it is, and rx_end_kept_o comes with its rx_end_o; without room
// in the buffer it is dropped without further ado. Above 16383 bytes nothing is stored.
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
  input  wire logic        cfg_sbp_i,
  input  wire logic        cfg_vme_i,
  input  wire logic        cfg_vfe_i,
  input  wire logic        cfg_cfien_i,
  input  wire logic        cfg_cfi_i,
  input  wire logic [15:0] cfg_vet_i,
  input  wire logic [10:0] cfg_rxcsum_i,       // {IPV6OFL, TUOFL, IPOFL, PCSS}

  // Address filter
  output logic             filter_start_o,
  output logic             filter_addr_valid_o,
  output logic      [47:0] filter_addr_o,      // [7:0] is first on the wire
  output logic             filter_stop_o,
  input  wire logic        filter_pass_i,
  input  wire logic        filter_fail_i,
  input  wire logic        filter_pif_i,
  output logic             filter_vlan_valid_o,
  output logic      [11:0] filter_vlan_id_o,
  input  wire logic        filter_vlan_fail_i,

  // The bytes for mac_pause_rx, and what it says to a MAC control frame
  output logic             byte_valid_o,
  output logic      [7:0]  byte_o,
  output logic      [14:0] byte_at_o,
  input  wire logic        control_i,
  input  wire logic        keep_i,             // store it, whatever the filter says
  input  wire logic        drop_i,

  // Packet buffer; the header is {TCI, packet checksum, errors, status, bytes to store},
  // as the descriptor has them (3.2.3)
  output logic             buf_valid_o,
  output logic      [63:0] buf_data_o,
  output logic             buf_commit_o,
  output logic             buf_drop_o,
  output logic      [61:0] buf_head_o,
  input  wire logic        buf_over_i,

  // One pulse for each period of gmii_rx_dv_i
  output logic             rx_end_o,
  output logic      [3:0]  rx_end_result_o,
  output logic      [13:0] rx_end_len_o,       // from destination address to FCS, saturating
  output logic             rx_end_bcast_o,
  output logic             rx_end_mcast_o,     // group address other than broadcast
  output logic             rx_end_kept_o,      // it was bad and is stored all the same
  output logic             rx_end_control_o,   // a good MAC control frame
  output logic             rxo_o,              // it was FIFO_FULL

  output logic             busy_o              // moves by itself
);

  // The register map's rx_results.
  localparam logic [3:0] Accepted     = 4'd0;
  localparam logic [3:0] Filtered     = 4'd1;
  localparam logic [3:0] CrcError     = 4'd2;
  localparam logic [3:0] Runt         = 4'd3;
  localparam logic [3:0] Fragment     = 4'd4;
  localparam logic [3:0] Oversize     = 4'd5;
  localparam logic [3:0] Jabber       = 4'd6;
  localparam logic [3:0] RxError      = 4'd7;
  localparam logic [3:0] FifoFull     = 4'd8;
  localparam logic [3:0] Disabled     = 4'd9;
  localparam logic [3:0] NoSfd        = 4'd10;
  localparam logic [3:0] VlanFiltered = 4'd11;
  localparam logic [3:0] Control      = 4'd12;

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
  logic [14:0] len_q;
  logic [31:0] crc_q, crc_next;
  logic [47:0] addr_q;
  logic        addr_valid_q;
  logic [55:0] word_q;                // bytes of the word so far, the last one on top
  logic        lpe_q, secrc_q, sbp_q;
  logic        bad_q;                 // rx_er was up in this period
  logic [3:0]  result_q, result_d, verdict;
  logic        close_q;               // the period has ended with result_q
  logic        keep, keep_q;          // and the frame is to be stored
  logic        skipped_q;             // a word was not written: the filter's no was final then
  logic        crc_good, crc_bad_q;

  logic        end_q;
  logic [3:0]  end_result_q;
  logic [13:0] end_len_q;
  logic        end_bcast_q, end_mcast_q, end_kept_q;
  logic        control_q, end_control_q;
  logic        sound;                 // a control frame at its end: good, whatever the address

  logic [15:0] vet, tci;
  logic        strip, stripped, reject;
  logic        feed;                  // a byte goes to the checksums
  logic [2:0]  fill;                  // bytes of the word before this one
  logic [15:0] csum;
  logic        ipcs, ipe, tcpcs, tcpe;
  logic        start, take, close;    // a period begins, a byte of the frame, the end
  logic [13:0] store_len;

  assign filter_start_o      = start;
  assign filter_addr_valid_o = addr_valid_q;
  assign filter_addr_o       = addr_q;
  assign filter_stop_o       = close;
  assign rx_end_o            = end_q;
  assign rx_end_result_o     = end_result_q;
  assign rx_end_len_o        = end_len_q;
  assign rx_end_bcast_o      = end_bcast_q;
  assign rx_end_mcast_o      = end_mcast_q;
  assign rx_end_kept_o       = end_q && end_kept_q;
  assign rx_end_control_o    = end_control_q;
  assign byte_valid_o        = take;
  assign byte_o              = rxd_q;
  assign byte_at_o           = len_q;
  assign rxo_o               = end_q && end_result_q == FifoFull;
  assign busy_o              = state_q != StIdle || dv_q || close_q || end_q;

  assign take = state_q == StData && dv_q;

  eth_crc u_crc (
    .en_i   (take),
    .crc_i  (crc_q),
    .data_i (rxd_q),
    .crc_o  (crc_next)
  );

  rx_vlan u_vlan (
    .clk_i, .rst_ni, .cfg_vme_i, .cfg_vfe_i, .cfg_cfien_i, .cfg_cfi_i, .cfg_vet_i,
    .start_i    (start),
    .take_i     (take),
    .len_i      (len_q),
    .byte_i     (rxd_q),
    .vet_o      (vet),
    .strip_o    (strip),
    .stripped_o (stripped),
    .tci_o      (tci),
    .lookup_o   (filter_vlan_valid_o),
    .vid_o      (filter_vlan_id_o),
    .reject_o   (reject)
  );

  // The byte four before this one: by now it is neither FCS nor a tag to be stripped. (The
  // packet checksum of a tagged fragment below 20 bytes, whose tag is its FCS, is off.)
  always @* begin
    feed = 1'b0;
    if (take) begin
      feed = (!filter_fail_i || keep_i) && len_q[14:2] != 13'd0 && !len_q[14] &&
             !(stripped && len_q[14:2] == 13'd4);
    end
  end

  rx_checksum u_checksum (
    .clk_i, .rst_ni, .cfg_rxcsum_i,
    .vet_i        (vet),
    .start_i      (start),
    .valid_i      (feed),
    .byte_i       (word_q[31:24]),
    .close_i      (close),
    .fcs_i        (word_q[55:24]),
    .fcs_counts_i (!secrc_q),
    .done_i       (close_q),
    .csum_o       (csum),
    .ipcs_o       (ipcs),
    .ipe_o        (ipe),
    .tcpcs_o      (tcpcs),
    .tcpe_o       (tcpe)
  );

  // What a frame counts as once all of it is here, short of room for it.
  function automatic logic [3:0] judge(input logic pass, input logic vlan_pass, input logic er,
                                       input logic good, input logic lpe,
                                       input logic [14:0] len);
    if (!pass) begin
      judge = Filtered;
    end else if (!vlan_pass) begin
      judge = VlanFiltered;
    end else if (len < MinLen) begin
      judge = (good && !er) ? Runt : Fragment;
    end else if (er) begin
      judge = RxError;
    end else if (lpe ? len == TopLen : len > MaxLen) begin
      judge = good ? Oversize : Jabber;
    end else begin
      judge = good ? Accepted : CrcError;
    end
  endfunction

  // What is left of the last word.
  function automatic logic [63:0] tail(input logic [55:0] word, input logic [2:0] bytes);
    case (bytes)
      3'd1:    tail = {56'd0, word[55:48]};
      3'd2:    tail = {48'd0, word[55:40]};
      3'd3:    tail = {40'd0, word[55:32]};
      3'd4:    tail = {32'd0, word[55:24]};
      3'd5:    tail = {24'd0, word[55:16]};
      3'd6:    tail = {16'd0, word[55:8]};
      default: tail = {8'd0, word};
    endcase
  endfunction

  // The frame is here as far as it comes.
  always @* begin
    crc_good = 1'b0;
    verdict  = Accepted;
    keep     = 1'b0;
    sound    = 1'b0;
    if (state_q == StData && !dv_q) begin
      crc_good = crc_q == Residue;
      // Below 14 bytes keep_i is still that of the frame before.
      verdict  = judge(filter_pass_i || (keep_i && !skipped_q && len_q >= 15'd14),
                       !filter_vlan_fail_i && !reject, bad_q, crc_good, lpe_q, len_q);
      keep     = verdict == Accepted || (sbp_q && verdict != Filtered &&
                                         verdict != VlanFiltered && len_q != TopLen);
      sound    = control_i && judge(1'b1, 1'b1, bad_q, crc_good, lpe_q, len_q) == Accepted;
      if (sound && (drop_i || verdict != Accepted)) begin
        verdict = Control;
        keep    = 1'b0;
      end
    end
  end

  assign fill = len_q[2:0] ^ {stripped, 2'b00};

  // The period, byte by byte.
  always_comb begin
    state_d     = state_q;
    result_d    = result_q;
    start       = 1'b0;
    close       = 1'b0;
    buf_valid_o = 1'b0;
    buf_data_o  = '0;

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
          start    = 1'b1;
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
        if (!dv_q) begin
          close   = 1'b1;
          state_d = StIdle;
        end else if (rxd_q == Sfd) begin
          state_d = StData;
        end else if (rxd_q != Preamble) begin
          state_d = StSkip;
        end
      end

      StData: begin
        if (dv_q) begin
          if (fill == 3'd7 && !strip) begin
            buf_valid_o = !filter_fail_i || keep_i;
            buf_data_o  = {rxd_q, word_q};
          end
        end else begin
          close    = 1'b1;
          state_d  = StIdle;
          result_d = verdict;
          // With RCTL.SECRC four bytes or less are all FCS, and need no word.
          if (keep) begin
            buf_valid_o = fill > (secrc_q ? 3'd4 : 3'd0);
            buf_data_o  = tail(word_q, fill);
          end
        end
      end

      StSkip: begin
        if (!dv_q) begin
          close   = 1'b1;
          state_d = StIdle;
        end
      end

      default: state_d = StReset;
    endcase
  end

  // One clock after the end the packet buffer knows whether the last word had room.
  assign buf_commit_o = close_q && keep_q;
  assign buf_drop_o   = close_q && !keep_q;

  always @* begin
    store_len  = 14'd0;
    buf_head_o = 62'd0;
    if (close_q) begin
      store_len  = len_q[13:0] - (secrc_q ? 14'd4 : 14'd0) - (stripped ? 14'd4 : 14'd0);
      buf_head_o = {stripped ? tci : 16'd0, csum, bad_q, ipe, tcpe, 4'd0, crc_bad_q,
                    filter_pif_i, ipcs, tcpcs, 1'b0, stripped, !ipcs && !tcpcs, 2'b00,
                    store_len};
    end
  end

  // The pins are followed through reset: what is seen right after it tells
  // whether a period is under way.
  always_ff @(posedge clk_i) begin
    rxd_q <= gmii_rxd_i;
    dv_q  <= gmii_rx_dv_i;
    er_q  <= gmii_rx_er_i;
  end

  // One enable for the rest: between periods nothing here changes.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StReset;
      result_q     <= Disabled;
      close_q      <= 1'b0;
      control_q    <= 1'b0;
      end_q        <= 1'b0;
      lpe_q        <= 1'b0;
      secrc_q      <= 1'b0;
      sbp_q        <= 1'b0;
      keep_q       <= 1'b0;
      skipped_q    <= 1'b0;
      crc_bad_q    <= 1'b0;
      bad_q        <= 1'b0;
      len_q        <= '0;
      crc_q        <= '1;
      word_q       <= '0;
      addr_q       <= '0;
      addr_valid_q <= 1'b0;
      end_result_q <= Accepted;
      end_len_q    <= '0;
      end_bcast_q  <= 1'b0;
      end_mcast_q  <= 1'b0;
      end_kept_q   <= 1'b0;
      end_control_q <= 1'b0;
    end else if (busy_o) begin
      state_q      <= state_d;
      result_q     <= result_d;
      close_q      <= close;
      control_q    <= sound;
      end_q        <= close_q;
      addr_valid_q <= take && len_q == 15'd5;
      if (take) begin
        crc_q  <= crc_next;
        word_q <= strip ? {word_q[31:0], 24'd0} : {rxd_q, word_q[55:8]};
        if (len_q < 15'd6) begin
          addr_q <= {rxd_q, addr_q[47:8]};
        end
        if (len_q != TopLen) begin
          len_q  <= len_q + 1'b1;
        end
      end
      if (dv_q && er_q) begin
        bad_q <= 1'b1;
      end
      if (take && filter_fail_i && !keep_i) begin
        skipped_q <= 1'b1;
      end
      if (start) begin
        skipped_q <= 1'b0;
        lpe_q   <= cfg_lpe_i;
        secrc_q <= cfg_secrc_i;
        sbp_q   <= cfg_sbp_i;
        bad_q   <= er_q;
        len_q   <= '0;
        crc_q   <= '1;
      end
      if (close) begin
        keep_q    <= keep;
        crc_bad_q <= !crc_good;
      end
      if (close_q) begin
        end_kept_q   <= keep_q && result_q != Accepted && !buf_over_i;
        end_result_q <= (result_q == Accepted && buf_over_i) ? FifoFull : result_q;
        end_len_q    <= len_q[14] ? '1 : len_q[13:0];
        end_bcast_q  <= len_q >= 15'd6 && (&addr_q);
        end_mcast_q  <= len_q >= 15'd6 && addr_q[0] && !(&addr_q);
        end_control_q <= control_q;
      end
    end
  end

endmodule

`default_nettype wire
