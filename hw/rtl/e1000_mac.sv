// SPDX-License-Identifier: MIT
//
// The MAC: GMII in both directions, address filter, flow control, both packet buffers.
//
// 8254x SDM 3.2 and 3.3 (reception, transmission), 8.7 (flow control), 13.4.16 (PBA),
// 13.4.22 (RCTL), 13.4.33 (TCTL), 13.4.34 (TIPG), 13.5 (filter tables).
//
//   gmii_rx ---> packet_buffer (receive) ---> rx_* to the DMA
//      |  ^
//      v  |
//   rx_filter <--> tables for software
//
//   gmii_tx <--- tx_vlan <--- packet_buffer (transmit) <--- tx_intake <--- tx_* from the DMA
//
// mac_pause_rx listens to what comes in and holds gmii_tx back; mac_pause_tx looks at the
// receive buffer's fill and gives gmii_tx frames of its own.
//
// Loopback (RCTL.LBM): what gmii_tx sends goes to gmii_rx; the transmit pins rest, and
// what comes in at the receive pins is not looked at. It begins and ends between frames.
//
// Both ways are store-and-forward: only complete frames come out at rx_*, and
// a frame goes to the wire when all of it is here. Full duplex only: carrier sense
// and collision pins are not used. rst_ni is the core's reset, power-on as well as
// CTRL.RST; it empties both buffers, and the tables are cleared after it.
//
// Parameters:
//   RxBufKiB, TxBufKiB  RAM of the packet buffers, 1..64 and powers of two; what of
//                       it is used is cfg_*_kib_i, taken over when the buffer is empty
//   IpgOverhead         clocks of gap besides TIPG.IPGT, 2..15, see gmii_tx
`default_nettype none

module e1000_mac #(
  parameter int RxBufKiB    = 64,
  parameter int TxBufKiB    = 64,
  parameter int IpgOverhead = 4
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic [31:0] tick_i,            // see e1000_irq

  // GMII
  input  wire logic [7:0]  gmii_rxd_i,
  input  wire logic        gmii_rx_dv_i,
  input  wire logic        gmii_rx_er_i,
  input  wire logic        gmii_crs_i,
  input  wire logic        gmii_col_i,
  output logic      [7:0]  gmii_txd_o,
  output logic             gmii_tx_en_o,
  output logic             gmii_tx_er_o,

  // RCTL, TCTL, TIPG, PBA
  input  wire logic        cfg_rx_en_i,
  input  wire logic        cfg_upe_i,
  input  wire logic        cfg_mpe_i,
  input  wire logic        cfg_bam_i,
  input  wire logic [1:0]  cfg_mo_i,
  input  wire logic        cfg_lpe_i,
  input  wire logic        cfg_secrc_i,
  input  wire logic        cfg_sbp_i,
  input  wire logic        cfg_vme_i,         // CTRL
  input  wire logic        cfg_vfe_i,
  input  wire logic        cfg_cfien_i,
  input  wire logic        cfg_cfi_i,
  input  wire logic [15:0] cfg_vet_i,         // VET
  input  wire logic [10:0] cfg_rxcsum_i,      // RXCSUM
  input  wire logic        cfg_tx_en_i,
  input  wire logic        cfg_psp_i,
  input  wire logic [9:0]  cfg_ipgt_i,
  input  wire logic [6:0]  cfg_rx_kib_i,
  input  wire logic [6:0]  cfg_tx_kib_i,

  // Flow control: CTRL, RCTL, FCAL, FCAH, FCT, FCTTV, FCRTH, FCRTL, TCTL.SWXOFF
  input  wire logic        cfg_rfce_i,
  input  wire logic        cfg_tfce_i,
  input  wire logic        cfg_dpf_i,
  input  wire logic        cfg_pmcf_i,
  input  wire logic [47:0] cfg_fca_i,         // [7:0] is first on the wire
  input  wire logic [15:0] cfg_fct_i,
  input  wire logic [15:0] cfg_ttv_i,
  input  wire logic [12:0] cfg_rth_i,         // words of 8 bytes
  input  wire logic [12:0] cfg_rtl_i,
  input  wire logic        cfg_xone_i,
  input  wire logic        swxoff_i,          // pulse
  output logic             swxoff_o,          // not sent yet
  output logic             tx_off_o,          // paused
  output logic      [21:0] pause_left_o,      // ticks of pause that are left
  input  wire logic        cfg_loop_i,

  // The permanent address, to RAL0/RAH0
  input  wire logic        perm_valid_i,      // held until perm_ready_o
  input  wire logic [47:0] perm_addr_i,       // [47:40] is first on the wire
  output logic             perm_ready_o,

  // Filter tables, index = register offset bits [10:2]
  input  wire logic        tbl_we_i,          // held until tbl_wready_o
  input  wire logic [8:0]  tbl_addr_i,
  input  wire logic [31:0] tbl_wdata_i,
  input  wire logic        tbl_re_i,          // its rise starts a read; may be held
  output logic      [31:0] tbl_rdata_o,
  output logic             tbl_rvalid_o,
  output logic             tbl_wready_o,
  output logic             tbl_init_o,        // frames count as DISABLED meanwhile

  // Received frames to the DMA, byte 0 in bits [7:0]
  output logic             rx_valid_o,
  input  wire logic        rx_ready_i,
  output logic      [63:0] rx_data_o,
  output logic             rx_last_o,
  output logic      [13:0] rx_len_o,
  output logic      [7:0]  rx_status_o,
  output logic      [7:0]  rx_errors_o,
  output logic      [15:0] rx_csum_o,
  output logic      [15:0] rx_special_o,

  // Frames from the DMA
  input  wire logic        tx_valid_i,
  output logic             tx_ready_o,
  input  wire logic [63:0] tx_data_i,
  input  wire logic [3:0]  tx_bytes_i,        // 1..8, counts with tx_last_i
  input  wire logic        tx_last_i,
  input  wire logic        tx_ifcs_i,         // counts with tx_last_i
  input  wire logic [16:0] tx_tag_i,          // {to be inserted, VLAN tag}, the same
  input  wire logic        tx_first_i,        // its packet's first frame, the same
  input  wire logic        tx_patch_i,        // with tx_last_i: patches follow
  input  wire logic        patch_valid_i,
  input  wire logic        patch_last_i,
  input  wire logic [5:0]  patch_word_i,      // of the frame
  input  wire logic [7:0]  patch_strb_i,
  input  wire logic [63:0] patch_data_i,

  // Statistics and events, pulses
  output logic             rx_end_o,
  output logic      [3:0]  rx_end_result_o,
  output logic      [13:0] rx_end_len_o,
  output logic             rx_end_bcast_o,
  output logic             rx_end_mcast_o,    // group address other than broadcast
  output logic             rx_end_kept_o,     // it was bad and is stored all the same
  output logic      [1:0]  rx_end_control_o,  // kind of MAC control frame, mac_pause_rx
  output logic             rxo_o,
  output logic             tx_sent_o,
  output logic      [13:0] tx_sent_len_o,
  output logic             tx_sent_bcast_o,
  output logic             tx_sent_mcast_o,
  output logic      [1:0]  tx_sent_control_o, // the card's own: 1 XON, 2 XOFF
  output logic             tx_drop_o,         // a frame did not fit the transmit buffer
  output logic             tx_stored_o,       // one is in it
  output logic             tx_first_o,        // with either: its packet's first
  output logic             tx_own_o,          // a frame of the card's own begins
  output logic             loop_o,            // level: in loopback
  output logic             rx_ignored_o,      // a frame begins on the pins in loopback

  // The packet buffers for diagnosis: places in words of 8 bytes, frames
  output logic      [12:0] rx_head_at_o,
  output logic      [12:0] rx_tail_at_o,
  output logic      [12:0] rx_frames_o,
  output logic      [12:0] tx_head_at_o,
  output logic      [12:0] tx_tail_at_o,
  output logic      [12:0] tx_frames_o,

  output logic             rx_fifo_empty_o,
  output logic             tx_fifo_empty_o,
  output logic             quiet_o            // nothing here moves by itself
);

  logic        filter_start, filter_addr_valid, filter_stop;
  logic        filter_pass, filter_fail, filter_pif, filter_busy;
  logic [47:0] filter_addr;
  logic        filter_vlan_valid, filter_vlan_fail;
  logic [11:0] filter_vlan_id;

  logic        rxw_valid, rxw_commit, rxw_drop, rxw_over, rxb_moving, rx_busy;
  logic [63:0] rxw_data;
  logic [61:0] rxw_head, rxr_head;
  logic        rxb_room, rxb_drained;

  logic        txw_valid, txw_patch, txw_commit, txw_drop, txw_room, txb_drained, txb_moving;
  logic [63:0] txw_data, txr_data, txv_data;
  logic [33:0] txw_head, txr_head;
  logic [16:0] txv_head;
  logic        txr_valid, txr_ready, txr_last, txv_valid, txv_ready;
  logic        txb_over, intake_busy, tx_busy;

  logic [7:0]  rx_byte;
  logic [14:0] rx_byte_at;
  logic        rx_byte_valid, control, keep, drop, end_control;
  logic [13:0] rxb_fill, txb_fill;
  logic        own_valid, own_start, own_ready, own_xon, tx_sent_own, tx_idle;
  logic [63:0] own_data;

  // Table entries 0x100 and 0x101, for mac_pause_rx and mac_pause_tx
  localparam logic [8:0] RalIndex = 9'h100;
  localparam logic [8:0] RahIndex = 9'h101;
  logic [47:0] own_addr_q;
  logic        own_av_q;

  logic        loop_q, loop_dv, turn, pin_dv_q, ignored_q;
  logic        rx_dv, rx_er;
  logic [7:0]  rxd;

  logic        quiet_q, quiet_d;

  gmii_rx u_gmii_rx (
    .clk_i, .rst_ni,
    .gmii_rxd_i          (rxd),
    .gmii_rx_dv_i        (rx_dv),
    .gmii_rx_er_i        (rx_er),
    .cfg_rx_en_i         (cfg_rx_en_i && !tbl_init_o),
    .cfg_lpe_i, .cfg_secrc_i, .cfg_sbp_i, .cfg_vme_i, .cfg_vfe_i, .cfg_cfien_i, .cfg_cfi_i,
    .cfg_vet_i, .cfg_rxcsum_i,
    .filter_start_o      (filter_start),
    .filter_addr_valid_o (filter_addr_valid),
    .filter_addr_o       (filter_addr),
    .filter_stop_o       (filter_stop),
    .filter_pass_i       (filter_pass),
    .filter_fail_i       (filter_fail),
    .filter_pif_i        (filter_pif),
    .filter_vlan_valid_o (filter_vlan_valid),
    .filter_vlan_id_o    (filter_vlan_id),
    .filter_vlan_fail_i  (filter_vlan_fail),
    .byte_valid_o        (rx_byte_valid),
    .byte_o              (rx_byte),
    .byte_at_o           (rx_byte_at),
    .control_i           (control),
    .keep_i              (keep),
    .drop_i              (drop),
    .buf_valid_o         (rxw_valid),
    .buf_data_o          (rxw_data),
    .buf_commit_o        (rxw_commit),
    .buf_drop_o          (rxw_drop),
    .buf_head_o          (rxw_head),
    .buf_over_i          (rxw_over),
    .rx_end_o, .rx_end_result_o, .rx_end_len_o, .rx_end_bcast_o, .rx_end_mcast_o,
    .rx_end_kept_o,
    .rx_end_control_o    (end_control),
    .rxo_o,
    .busy_o              (rx_busy)
  );

  rx_filter u_rx_filter (
    .clk_i, .rst_ni, .cfg_upe_i, .cfg_mpe_i, .cfg_bam_i, .cfg_mo_i,
    .perm_valid_i, .perm_addr_i, .perm_ready_o,
    .start_i      (filter_start),
    .addr_valid_i (filter_addr_valid),
    .addr_i       (filter_addr),
    .stop_i       (filter_stop),
    .pass_o       (filter_pass),
    .fail_o       (filter_fail),
    .pif_o        (filter_pif),
    .vlan_valid_i (filter_vlan_valid),
    .vlan_id_i    (filter_vlan_id),
    .vlan_fail_o  (filter_vlan_fail),
    .tbl_we_i, .tbl_addr_i, .tbl_wdata_i, .tbl_wready_o,
    .tbl_re_i, .tbl_rdata_o, .tbl_rvalid_o, .tbl_init_o,
    .busy_o       (filter_busy)
  );

  packet_buffer #(
    .KiB   (RxBufKiB),
    .LenW  (14),
    .HeadW (62)
  ) u_rx_buffer (
    .clk_i, .rst_ni,
    .kib_i       (cfg_rx_kib_i),
    .wr_valid_i  (rxw_valid),
    .wr_data_i   (rxw_data),
    .wr_commit_i (rxw_commit),
    .wr_drop_i   (rxw_drop),
    .wr_head_i   (rxw_head),
    .wr_patch_i  (1'b0),
    .wr_patch_word_i (6'd0),
    .wr_patch_strb_i (8'd0),
    .wr_patch_data_i (64'd0),
    .wr_room_o   (rxb_room),
    .wr_over_o   (rxw_over),
    .rd_valid_o  (rx_valid_o),
    .rd_ready_i  (rx_ready_i),
    .rd_data_o   (rx_data_o),
    .rd_last_o   (rx_last_o),
    .rd_head_o   (rxr_head),
    .fill_o      (rxb_fill),
    .rd_at_o     (rx_head_at_o),
    .wr_at_o     (rx_tail_at_o),
    .frames_o    (rx_frames_o),
    .drained_o   (rxb_drained),
    .empty_o     (rx_fifo_empty_o),
    .moving_o    (rxb_moving)
  );

  assign {rx_special_o, rx_csum_o, rx_errors_o, rx_status_o, rx_len_o} = rxr_head;

  tx_intake u_tx_intake (
    .clk_i, .rst_ni,
    .tx_valid_i, .tx_ready_o, .tx_data_i, .tx_bytes_i, .tx_last_i, .tx_ifcs_i, .tx_tag_i,
    .tx_first_i, .tx_patch_i, .tx_drop_o, .tx_stored_o, .tx_first_o,
    .patch_valid_i, .patch_last_i,
    .buf_valid_o   (txw_valid),
    .buf_data_o    (txw_data),
    .buf_patch_o   (txw_patch),
    .buf_commit_o  (txw_commit),
    .buf_drop_o    (txw_drop),
    .buf_head_o    (txw_head),
    .buf_room_i    (txw_room),
    .buf_drained_i (txb_drained),
    .busy_o        (intake_busy)
  );

  packet_buffer #(
    .KiB   (TxBufKiB),
    .HeadW (34)
  ) u_tx_buffer (
    .clk_i, .rst_ni,
    .kib_i       (cfg_tx_kib_i),
    .wr_valid_i  (txw_valid),
    .wr_data_i   (txw_data),
    .wr_commit_i (txw_commit),
    .wr_drop_i   (txw_drop),
    .wr_head_i   (txw_head),
    .wr_patch_i  (txw_patch),
    .wr_patch_word_i (patch_word_i),
    .wr_patch_strb_i (patch_strb_i),
    .wr_patch_data_i (patch_data_i),
    .wr_room_o   (txw_room),
    .wr_over_o   (txb_over),
    .rd_valid_o  (txr_valid),
    .rd_ready_i  (txr_ready),
    .rd_data_o   (txr_data),
    .rd_last_o   (txr_last),
    .rd_head_o   (txr_head),
    .fill_o      (txb_fill),
    .rd_at_o     (tx_head_at_o),
    .wr_at_o     (tx_tail_at_o),
    .frames_o    (tx_frames_o),
    .drained_o   (txb_drained),
    .empty_o     (tx_fifo_empty_o),
    .moving_o    (txb_moving)
  );

  tx_vlan u_tx_vlan (
    .clk_i, .rst_ni, .cfg_vet_i,
    .buf_valid_i (txr_valid),
    .buf_ready_o (txr_ready),
    .buf_data_i  (txr_data),
    .buf_head_i  (txr_head),
    .tx_valid_o  (txv_valid),
    .tx_ready_i  (txv_ready),
    .tx_data_o   (txv_data),
    .tx_head_o   (txv_head)
  );

  gmii_tx #(
    .IpgOverhead (IpgOverhead)
  ) u_gmii_tx (
    .clk_i, .rst_ni,
    .cfg_tx_en_i (cfg_tx_en_i && !turn),
    .tx_off_i    (tx_off_o),
    .loop_i      (loop_q),
    .cfg_psp_i, .cfg_ipgt_i,
    .buf_valid_i (txv_valid),
    .buf_ready_o (txv_ready),
    .buf_data_i  (txv_data),
    .buf_head_i  (txv_head),
    .own_valid_i (own_valid),
    .own_start_o (own_start),
    .own_begin_o (tx_own_o),
    .own_ready_o (own_ready),
    .own_data_i  (own_data),
    .gmii_txd_o, .gmii_tx_en_o, .gmii_tx_er_o,
    .loop_dv_o   (loop_dv),
    .tx_sent_own_o (tx_sent_own),
    .tx_sent_o, .tx_sent_len_o, .tx_sent_bcast_o, .tx_sent_mcast_o,
    .idle_o      (tx_idle),
    .busy_o      (tx_busy)
  );

  mac_pause_rx u_pause_rx (
    .clk_i, .rst_ni, .tick_i,
    .cfg_rfce_i, .cfg_dpf_i, .cfg_pmcf_i, .cfg_fca_i, .cfg_fct_i,
    .own_addr_i   (own_addr_q),
    .own_valid_i  (own_av_q),
    .byte_valid_i (rx_byte_valid),
    .byte_i       (rx_byte),
    .byte_at_i    (rx_byte_at),
    .control_o    (control),
    .keep_o       (keep),
    .drop_o       (drop),
    .end_i        (rx_end_o && end_control),
    .kind_o       (rx_end_control_o),
    .tx_off_o,
    .left_o       (pause_left_o)
  );

  mac_pause_tx u_pause_tx (
    .clk_i, .rst_ni,
    .cfg_tfce_i, .cfg_rth_i, .cfg_rtl_i, .cfg_xone_i, .cfg_fca_i, .cfg_fct_i, .cfg_ttv_i,
    .own_addr_i (own_addr_q),
    .fill_i     (rxb_fill),
    .over_i     (rxo_o),
    .sw_i       (swxoff_i),
    .sw_busy_o  (swxoff_o),
    .valid_o    (own_valid),
    .start_i    (own_start),
    .ready_i    (own_ready),
    .data_o     (own_data),
    .sent_i     (tx_sent_o && tx_sent_own),
    .xon_o      (own_xon)
  );

  assign tx_sent_control_o = !(tx_sent_o && tx_sent_own) ? 2'd0 : (own_xon ? 2'd1 : 2'd2);

  // The station's address, a copy of RAL0/RAH0: own_addr_q, own_av_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      own_addr_q <= '0;
      own_av_q   <= 1'b0;
    end else if (perm_ready_o) begin
      own_addr_q <= {perm_addr_i[7:0], perm_addr_i[15:8], perm_addr_i[23:16],
                     perm_addr_i[31:24], perm_addr_i[39:32], perm_addr_i[47:40]};
      own_av_q   <= 1'b1;
    end else if (tbl_we_i && tbl_wready_o) begin
      if (tbl_addr_i == RalIndex) own_addr_q[31:0] <= tbl_wdata_i;
      if (tbl_addr_i == RahIndex) {own_av_q, own_addr_q[47:32]} <= {tbl_wdata_i[31],
                                                                    tbl_wdata_i[15:0]};
    end
  end

  // Loopback: loop_q, pin_dv_q, ignored_q. A frame that comes in meanwhile is told of once.
  assign turn = cfg_loop_i != loop_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      loop_q    <= 1'b0;
      pin_dv_q  <= 1'b0;
      ignored_q <= 1'b0;
    end else if (turn || loop_q) begin
      if (turn && tx_idle && !gmii_rx_dv_i && !rx_busy) loop_q <= cfg_loop_i;
      pin_dv_q  <= loop_q && gmii_rx_dv_i;
      ignored_q <= loop_q && gmii_rx_dv_i && !pin_dv_q;
    end
  end

  assign rxd          = loop_q ? gmii_txd_o : gmii_rxd_i;
  assign rx_dv        = loop_q ? loop_dv : gmii_rx_dv_i;
  assign rx_er        = !loop_q && gmii_rx_er_i;
  assign loop_o       = loop_q;
  assign rx_ignored_o = ignored_q;

  // The pins and requests of this clock are part of it, so that quiet_o falls on
  // the edge that takes them.
  assign quiet_d = !(gmii_rx_dv_i || rx_busy || filter_busy || tbl_we_i || tbl_re_i ||
                     perm_valid_i || rxb_moving || txb_moving || intake_busy || tx_busy ||
                     turn || loop_dv);
  assign quiet_o = quiet_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      quiet_q <= 1'b0;
    end else begin
      quiet_q <= quiet_d;
    end
  end

  // Not needed: in full duplex the first two say nothing, the rest follows from
  // what the buffers' users count themselves.
  logic unused;
  assign unused = &{1'b0, gmii_crs_i, gmii_col_i, rxb_room, rxb_drained, txr_last, txb_over, txb_fill};

endmodule

`default_nettype wire
