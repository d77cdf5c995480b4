// SPDX-License-Identifier: MIT
//
// The card: an 82540EM-compatible Ethernet controller behind AXI4-Lite, AXI4 and GMII.
//
// 8254x SDM, chapters 3, 13 and 14; docs/registers.md lists what is there.
//
//               +------------------------------------------------+
//   s_axil ---->| e1000_csr --+--> e1000_irq ----------------------> intx
//               |             +--> e1000_stats                   |
//               |             +--> e1000_eeprom -------------------> 93C46
//               |             +--> e1000_mdio ---------------------> PHY
//   m_axi  <----| e1000_dma <---- frames ----> e1000_mac <---------> gmii
//               +------------------------------------------------+
//
// One clock of 125 MHz for everything, GMII included. All outputs come from registers.
// tick_i lets a simulator skip quiet time: an edge stands for N clocks, for N up to
// timer_next_o and while quiet_o is set; tie it to 1 in hardware.
//
// Combinational processes are always @*: Icarus 11 can wake an always_comb for ever at one
// point in time, though there is no loop.
//
// Parameters:
//   RxBufKiB, TxBufKiB  RAM behind the packet buffers; PBA splits 64 KiB between them,
//                       so both must be 64 for PBA to have its whole range
`default_nettype none

module e1000_top #(
  parameter int RxBufKiB = 64,
  parameter int TxBufKiB = 64
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  // Time
  input  wire logic [31:0] tick_i,
  output logic             quiet_o,
  output logic      [31:0] timer_next_o,

  // AXI4-Lite slave: registers
  input  wire logic        s_axil_awvalid_i,
  output logic             s_axil_awready_o,
  input  wire logic [16:0] s_axil_awaddr_i,
  input  wire logic        s_axil_wvalid_i,
  output logic             s_axil_wready_o,
  input  wire logic [31:0] s_axil_wdata_i,
  input  wire logic [3:0]  s_axil_wstrb_i,
  output logic             s_axil_bvalid_o,
  input  wire logic        s_axil_bready_i,
  output logic      [1:0]  s_axil_bresp_o,
  input  wire logic        s_axil_arvalid_i,
  output logic             s_axil_arready_o,
  input  wire logic [16:0] s_axil_araddr_i,
  output logic             s_axil_rvalid_o,
  input  wire logic        s_axil_rready_i,
  output logic      [31:0] s_axil_rdata_o,
  output logic      [1:0]  s_axil_rresp_o,

  // AXI4 master: DMA
  output logic             m_axi_awvalid_o,
  input  wire logic        m_axi_awready_i,
  output logic      [63:0] m_axi_awaddr_o,
  output logic      [7:0]  m_axi_awlen_o,
  output logic      [2:0]  m_axi_awsize_o,
  output logic      [1:0]  m_axi_awburst_o,
  output logic      [1:0]  m_axi_awid_o,
  output logic             m_axi_wvalid_o,
  input  wire logic        m_axi_wready_i,
  output logic      [63:0] m_axi_wdata_o,
  output logic      [7:0]  m_axi_wstrb_o,
  output logic             m_axi_wlast_o,
  input  wire logic        m_axi_bvalid_i,
  output logic             m_axi_bready_o,
  input  wire logic [1:0]  m_axi_bid_i,
  input  wire logic [1:0]  m_axi_bresp_i,
  output logic             m_axi_arvalid_o,
  input  wire logic        m_axi_arready_i,
  output logic      [63:0] m_axi_araddr_o,
  output logic      [7:0]  m_axi_arlen_o,
  output logic      [2:0]  m_axi_arsize_o,
  output logic      [1:0]  m_axi_arburst_o,
  output logic      [1:0]  m_axi_arid_o,
  input  wire logic        m_axi_rvalid_i,
  output logic             m_axi_rready_o,
  input  wire logic [1:0]  m_axi_rid_i,
  input  wire logic [63:0] m_axi_rdata_i,
  input  wire logic [1:0]  m_axi_rresp_i,
  input  wire logic        m_axi_rlast_i,

  // Interrupt: level, active high
  output logic             intx_o,

  // GMII and the PHY
  input  wire logic [7:0]  gmii_rxd_i,
  input  wire logic        gmii_rx_dv_i,
  input  wire logic        gmii_rx_er_i,
  input  wire logic        gmii_crs_i,
  input  wire logic        gmii_col_i,
  output logic      [7:0]  gmii_txd_o,
  output logic             gmii_tx_en_o,
  output logic             gmii_tx_er_o,
  input  wire logic        link_up_i,
  input  wire logic [1:0]  phy_speed_i,     // 0: 10, 1: 100, 2: 1000 Mb/s
  input  wire logic        phy_duplex_i,    // full
  output logic             phy_rst_no,
  output logic             mdc_o,
  output logic             mdio_o,
  output logic             mdio_oe_o,
  input  wire logic        mdio_i,          // pulled up

  // EEPROM, Microwire
  output logic             ee_cs_o,
  output logic             ee_sk_o,
  output logic             ee_di_o,
  input  wire logic        ee_do_i,         // pulled up

  // Events for the simulator, pulses; bits as in the register map's "events"
  output logic      [15:0] ev_o,
  output logic      [3:0]  ev_rx_result_o,

  // What a debugger looks at: registers without the side effects of reading them.
  // Timers in ticks of 8 ns that are left, 0 is stopped. Unconnected in hardware.
  output logic      [31:0] probe_icr_o,
  output logic      [31:0] probe_ims_o,
  output logic      [15:0] probe_itr_o,
  output logic      [22:0] probe_itr_left_o,
  output logic      [22:0] probe_rdtr_left_o,
  output logic      [22:0] probe_radv_left_o,
  output logic      [22:0] probe_tidv_left_o,
  output logic      [22:0] probe_tadv_left_o,
  output logic      [31:0] probe_rctl_o,
  output logic      [31:0] probe_tctl_o,
  output logic             probe_link_o,
  output logic      [63:0] probe_rd_base_o,
  output logic      [19:0] probe_rd_len_o,
  output logic      [15:0] probe_rd_head_o,
  output logic      [15:0] probe_rd_tail_o,
  output logic      [63:0] probe_td_base_o,
  output logic      [19:0] probe_td_len_o,
  output logic      [15:0] probe_td_head_o,
  output logic      [15:0] probe_td_tail_o
);

  `include "e1000_regs.svh"

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (RxBufKiB < 2 || RxBufKiB > 64 || TxBufKiB < 2 || TxBufKiB > 64) begin
      $fatal(1, "RxBufKiB and TxBufKiB must be 2..64 (instance %m)");
    end
  end
`endif

  logic        core_rst_n, dma_halt, dma_halted, ev_reset, link, csr_idle, idle;
  logic        tx_off, swxoff_we, swxoff, mac_loop, up;
  logic [21:0] pause_left;
  logic [31:0] ctrl, fcal, fcah, fct, fcttv, fcrtl, fcrth, vet, rxcsum, rsrpd;
  logic [31:0] rctl, tctl, tipg, rxdctl, txdctl, rd_len, rd_tail, td_len, td_tail;
  logic [63:0] rd_base, td_base;
  logic [15:0] rd_head, td_head, head_wdata, itr, rdtr, radv, tidv, tadv;
  logic        rd_tail_we, rd_head_we, td_tail_we, td_head_we;
  logic [6:0]  rx_kib, tx_kib;
  logic [14:0] rx_buf_bytes;

  logic        icr_re, icr_we, ics_we, ims_we, imc_we, fpd;
  logic [31:0] irq_wdata, icr, ims;
  logic        rx_flush, rx_flushed, tx_flush, tx_flushed;

  logic        stat_re, stat_ack, stat_busy;
  logic [5:0]  stat_index;
  logic [31:0] stat_rdata;

  logic        tbl_we, tbl_re, tbl_rvalid, tbl_wready;
  logic [8:0]  tbl_addr;
  logic [31:0] tbl_wdata, tbl_rdata;

  logic        rx_valid, rx_ready, rx_last, tx_valid, tx_ready, tx_last, tx_ifcs;
  logic        tx_first, tx_patch, patch_valid, patch_last, tso_done, tso_fail;
  logic        tx_stored, tx_ev_first, tx_lost;
  logic [16:0] tx_tag;
  logic [5:0]  patch_word;
  logic [7:0]  patch_strb;
  logic [63:0] patch_data;
  logic [63:0] rx_data, tx_data;
  logic [13:0] rx_len;
  logic [7:0]  rx_status, rx_errors;
  logic [15:0] rx_csum, rx_special;
  logic [3:0]  tx_bytes;

  logic        rx_end, rx_end_bcast, rx_end_mcast, rx_end_kept, rx_over, mac_quiet, dma_quiet;
  logic [3:0]  rx_end_result;
  logic [13:0] rx_end_len, tx_sent_len;
  logic        tx_sent, tx_sent_bcast, tx_sent_mcast, tx_drop;
  logic        tx_own, looped, rx_ignored, rx_small;
  logic [12:0] rx_head_at, rx_tail_at, rx_frames, tx_head_at, tx_tail_at, tx_frames, tx_first_at;
  logic [1:0]  rx_control, tx_control;
  logic        rx_stored, rx_rdmt, rx_nobuf, tx_wb, tx_wb_ide, tx_qe, tx_low, tx_baddesc;

  logic        eecd_we, eerd_we, ee_load, mdic_we, board_re, mdac, ee_idle, mdio_idle;
  logic [31:0] board_wdata, board_wmask, eecd, eerd, mdic;
  logic        perm_valid, perm_ready;
  logic [47:0] perm_addr;

  logic        tbl_init, rx_fifo_empty, tx_fifo_empty, rx_wb, rx_wb_pending, unused;

  e1000_csr u_csr (
    .clk_i, .rst_ni,
    .s_axil_awvalid_i, .s_axil_awready_o, .s_axil_awaddr_i,
    .s_axil_wvalid_i, .s_axil_wready_o, .s_axil_wdata_i, .s_axil_wstrb_i,
    .s_axil_bvalid_o, .s_axil_bready_i, .s_axil_bresp_o,
    .s_axil_arvalid_i, .s_axil_arready_o, .s_axil_araddr_i,
    .s_axil_rvalid_o, .s_axil_rready_i, .s_axil_rdata_o, .s_axil_rresp_o,
    .core_rst_no  (core_rst_n),
    .dma_halt_o   (dma_halt),
    .dma_halted_i (dma_halted),
    .ev_reset_o   (ev_reset),
    .link_up_i, .phy_speed_i, .phy_duplex_i, .phy_rst_no,
    .eecd_we_o    (eecd_we),
    .eerd_we_o    (eerd_we),
    .ee_load_o    (ee_load),
    .mdic_we_o    (mdic_we),
    .board_re_o   (board_re),
    .board_wdata_o(board_wdata),
    .board_wmask_o(board_wmask),
    .eecd_i       (eecd),
    .eerd_i       (eerd),
    .mdic_i       (mdic),
    .link_o       (link),
    .tx_off_i     (tx_off),
    .swxoff_o     (swxoff_we),
    .swxoff_i     (swxoff),
    .ctrl_o       (ctrl),
    .fcal_o       (fcal),
    .fcah_o       (fcah),
    .fct_o        (fct),
    .fcttv_o      (fcttv),
    .fcrtl_o      (fcrtl),
    .fcrth_o      (fcrth),
    .vet_o        (vet),
    .rxcsum_o     (rxcsum),
    .rsrpd_o      (rsrpd),
    .rctl_o       (rctl),
    .tctl_o       (tctl),
    .tipg_o       (tipg),
    .rx_kib_o     (rx_kib),
    .tx_kib_o     (tx_kib),
    .rd_base_o    (rd_base),
    .rd_len_o     (rd_len),
    .rd_tail_o    (rd_tail),
    .rd_tail_we_o (rd_tail_we),
    .rd_head_we_o (rd_head_we),
    .rd_head_i    (rd_head),
    .rxdctl_o     (rxdctl),
    .td_base_o    (td_base),
    .td_len_o     (td_len),
    .td_tail_o    (td_tail),
    .td_tail_we_o (td_tail_we),
    .td_head_we_o (td_head_we),
    .td_head_i    (td_head),
    .rdfh_i       (rx_head_at),
    .rdft_i       (rx_tail_at),
    .rdfpc_i      (rx_frames),
    .tdfh_i       (tx_head_at + tx_first_at),
    .tdft_i       (tx_tail_at + tx_first_at),
    .tdfpc_i      (tx_frames),
    .txdctl_o     (txdctl),
    .head_wdata_o (head_wdata),
    .icr_re_o     (icr_re),
    .icr_we_o     (icr_we),
    .ics_we_o     (ics_we),
    .ims_we_o     (ims_we),
    .imc_we_o     (imc_we),
    .irq_wdata_o  (irq_wdata),
    .fpd_o        (fpd),
    .icr_i        (icr),
    .ims_i        (ims),
    .itr_o        (itr),
    .rdtr_o       (rdtr),
    .radv_o       (radv),
    .tidv_o       (tidv),
    .tadv_o       (tadv),
    .stat_re_o    (stat_re),
    .stat_index_o (stat_index),
    .stat_rdata_i (stat_rdata),
    .stat_ack_i   (stat_ack),
    .tbl_we_o     (tbl_we),
    .tbl_re_o     (tbl_re),
    .tbl_addr_o   (tbl_addr),
    .tbl_wdata_o  (tbl_wdata),
    .tbl_rdata_i  (tbl_rdata),
    .tbl_rvalid_i (tbl_rvalid),
    .tbl_wready_i (tbl_wready),
    .idle_o       (csr_idle)
  );

  e1000_eeprom u_eeprom (
    .clk_i,
    .rst_ni       (core_rst_n),
    .ee_cs_o, .ee_sk_o, .ee_di_o, .ee_do_i,
    .eecd_we_i    (eecd_we),
    .eerd_we_i    (eerd_we),
    .load_i       (ee_load),
    .wdata_i      (board_wdata),
    .wmask_i      (board_wmask),
    .re_i         (board_re),
    .eecd_o       (eecd),
    .eerd_o       (eerd),
    .perm_valid_o (perm_valid),
    .perm_ready_i (perm_ready),
    .perm_addr_o  (perm_addr),
    .idle_o       (ee_idle)
  );

  e1000_mdio u_mdio (
    .clk_i,
    .rst_ni       (core_rst_n),
    .mdc_o, .mdio_o, .mdio_oe_o, .mdio_i,
    .mdic_we_i    (mdic_we),
    .wdata_i      (board_wdata),
    .wmask_i      (board_wmask),
    .re_i         (board_re),
    .mdic_o       (mdic),
    .mdac_o       (mdac),
    .idle_o       (mdio_idle)
  );

  e1000_irq u_irq (
    .clk_i,
    .rst_ni       (core_rst_n),
    .tick_i,
    .rx_stored_i  (rx_stored),
    .rx_small_i   (rx_small),
    .rx_rdmt_i    (rx_rdmt),
    .rx_over_i    (rx_over),
    .tx_wb_i      (tx_wb),
    .tx_wb_ide_i  (tx_wb_ide),
    .tx_qe_i      (tx_qe),
    .tx_low_i     (tx_low),
    .link_i       (link),
    .mdac_i       (mdac),
    .rx_flush_o   (rx_flush),
    .rx_flushed_i (rx_flushed),
    .tx_flush_o   (tx_flush),
    .tx_flushed_i (tx_flushed),
    .icr_re_i     (icr_re),
    .icr_we_i     (icr_we),
    .ics_we_i     (ics_we),
    .ims_we_i     (ims_we),
    .imc_we_i     (imc_we),
    .wdata_i      (irq_wdata),
    .fpd_i        (fpd),
    .itr_i        (itr),
    .rdtr_i       (rdtr),
    .radv_i       (radv),
    .tidv_i       (tidv),
    .tadv_i       (tadv),
    .icr_o        (icr),
    .ims_o        (ims),
    .intx_o,
    .itr_left_o   (probe_itr_left_o),
    .rdtr_left_o  (probe_rdtr_left_o),
    .radv_left_o  (probe_radv_left_o),
    .tidv_left_o  (probe_tidv_left_o),
    .tadv_left_o  (probe_tadv_left_o),
    .idle_i       (idle),
    .wake_i       ({s_axil_awvalid_i, s_axil_wvalid_i, s_axil_arvalid_i, gmii_rx_dv_i,
                    m_axi_rvalid_i, m_axi_bvalid_i}),
    .pause_left_i (pause_left),
    .quiet_o, .timer_next_o
  );

  e1000_stats u_stats (
    .clk_i,
    .rst_ni      (core_rst_n),
    .rx_end_i    (rx_end),
    .rx_result_i (rx_end_result),
    .rx_kept_i   (rx_end_kept),
    .rx_len_i    (rx_end_len),
    .rx_bcast_i  (rx_end_bcast),
    .rx_mcast_i  (rx_end_mcast),
    .rx_control_i(rx_control),
    .rx_nobuf_i  (rx_nobuf),
    .rx_stored_i (rx_stored),
    .rx_tail_we_i(rd_tail_we),
    .tx_sent_i   (tx_sent),
    .tx_len_i    (tx_sent_len),
    .tx_bcast_i  (tx_sent_bcast),
    .tx_mcast_i  (tx_sent_mcast),
    .tso_done_i  (tso_done),
    .tso_fail_i  (tso_fail),
    .tx_control_i(tx_control),
    .re_i        (stat_re),
    .index_i     (stat_index),
    .rdata_o     (stat_rdata),
    .ack_o       (stat_ack),
    .busy_o      (stat_busy)
  );

  e1000_mac #(
    .RxBufKiB (RxBufKiB),
    .TxBufKiB (TxBufKiB)
  ) u_mac (
    .clk_i,
    .rst_ni          (core_rst_n),
    .tick_i,
    .gmii_rxd_i, .gmii_rx_dv_i, .gmii_rx_er_i, .gmii_crs_i, .gmii_col_i,
    .gmii_txd_o, .gmii_tx_en_o, .gmii_tx_er_o,
    .cfg_rx_en_i     (rctl[RctlEn] && up),
    .cfg_upe_i       (rctl[RctlUpe]),
    .cfg_mpe_i       (rctl[RctlMpe]),
    .cfg_bam_i       (rctl[RctlBam]),
    .cfg_mo_i        (rctl[RctlMoHi:RctlMoLo]),
    .cfg_lpe_i       (rctl[RctlLpe]),
    .cfg_secrc_i     (rctl[RctlSecrc]),
    .cfg_sbp_i       (rctl[RctlSbp]),
    .cfg_vme_i       (ctrl[CtrlVme]),
    .cfg_vfe_i       (rctl[RctlVfe]),
    .cfg_cfien_i     (rctl[RctlCfien]),
    .cfg_cfi_i       (rctl[RctlCfi]),
    .cfg_vet_i       (vet[15:0]),
    .cfg_rxcsum_i    (rxcsum[10:0]),
    .cfg_tx_en_i     (tctl[TctlEn] && up),
    .cfg_psp_i       (tctl[TctlPsp]),
    .cfg_ipgt_i      (tipg[TipgIpgtHi:TipgIpgtLo]),
    .cfg_rx_kib_i    (rx_kib),
    .cfg_tx_kib_i    (tx_kib),
    .cfg_rfce_i      (ctrl[CtrlRfce]),
    .cfg_tfce_i      (ctrl[CtrlTfce]),
    .cfg_dpf_i       (rctl[RctlDpf]),
    .cfg_pmcf_i      (rctl[RctlPmcf]),
    .cfg_fca_i       ({fcah[FcahAddrHi:FcahAddrLo], fcal}),
    .cfg_fct_i       (fct[FctTypeHi:FctTypeLo]),
    .cfg_ttv_i       (fcttv[FcttvTtvHi:FcttvTtvLo]),
    .cfg_rth_i       (fcrth[FcrthRthHi:FcrthRthLo]),
    .cfg_rtl_i       (fcrtl[FcrtlRtlHi:FcrtlRtlLo]),
    .cfg_xone_i      (fcrtl[FcrtlXone]),
    .swxoff_i        (swxoff_we),
    .swxoff_o        (swxoff),
    .tx_off_o        (tx_off),
    .pause_left_o    (pause_left),
    .cfg_loop_i      (mac_loop),
    .perm_valid_i    (perm_valid),
    .perm_addr_i     (perm_addr),
    .perm_ready_o    (perm_ready),
    .tbl_we_i        (tbl_we),
    .tbl_addr_i      (tbl_addr),
    .tbl_wdata_i     (tbl_wdata),
    .tbl_re_i        (tbl_re),
    .tbl_rdata_o     (tbl_rdata),
    .tbl_rvalid_o    (tbl_rvalid),
    .tbl_wready_o    (tbl_wready),
    .tbl_init_o      (tbl_init),
    .rx_valid_o      (rx_valid),
    .rx_ready_i      (rx_ready),
    .rx_data_o       (rx_data),
    .rx_last_o       (rx_last),
    .rx_len_o        (rx_len),
    .rx_status_o     (rx_status),
    .rx_errors_o     (rx_errors),
    .rx_csum_o       (rx_csum),
    .rx_special_o    (rx_special),
    .tx_valid_i      (tx_valid),
    .tx_ready_o      (tx_ready),
    .tx_data_i       (tx_data),
    .tx_bytes_i      (tx_bytes),
    .tx_last_i       (tx_last),
    .tx_ifcs_i       (tx_ifcs),
    .tx_tag_i        (tx_tag),
    .tx_first_i      (tx_first),
    .tx_patch_i      (tx_patch),
    .patch_valid_i   (patch_valid),
    .patch_last_i    (patch_last),
    .patch_word_i    (patch_word),
    .patch_strb_i    (patch_strb),
    .patch_data_i    (patch_data),
    .rx_end_o        (rx_end),
    .rx_end_result_o (rx_end_result),
    .rx_end_len_o    (rx_end_len),
    .rx_end_bcast_o  (rx_end_bcast),
    .rx_end_mcast_o  (rx_end_mcast),
    .rx_end_kept_o   (rx_end_kept),
    .rx_end_control_o(rx_control),
    .rxo_o           (rx_over),
    .tx_sent_o       (tx_sent),
    .tx_sent_len_o   (tx_sent_len),
    .tx_sent_bcast_o (tx_sent_bcast),
    .tx_sent_mcast_o (tx_sent_mcast),
    .tx_sent_control_o (tx_control),
    .tx_drop_o       (tx_drop),
    .tx_stored_o     (tx_stored),
    .tx_first_o      (tx_ev_first),
    .tx_own_o        (tx_own),
    .loop_o          (looped),
    .rx_ignored_o    (rx_ignored),
    .rx_head_at_o    (rx_head_at),
    .rx_tail_at_o    (rx_tail_at),
    .rx_frames_o     (rx_frames),
    .tx_head_at_o    (tx_head_at),
    .tx_tail_at_o    (tx_tail_at),
    .tx_frames_o     (tx_frames),
    .rx_fifo_empty_o (rx_fifo_empty),
    .tx_fifo_empty_o (tx_fifo_empty),
    .quiet_o         (mac_quiet)
  );

  e1000_dma u_dma (
    .clk_i,
    .rst_ni          (core_rst_n),
    .halt_i          (dma_halt),
    .halted_o        (dma_halted),
    .rx_en_i         (rctl[RctlEn]),
    .rx_base_i       (rd_base),
    .rx_len_i        (rd_len[19:0]),
    .rx_tail_i       (rd_tail[RdtTailHi:RdtTailLo]),
    .rx_tail_we_i    (rd_tail_we),
    .rx_head_we_i    (rd_head_we),
    .rx_head_wdata_i (head_wdata),
    .rx_head_o       (rd_head),
    .rx_buf_bytes_i  (rx_buf_bytes),
    .rx_rdmts_i      (rctl[RctlRdmtsHi:RctlRdmtsLo]),
    .rx_pthresh_i    (rxdctl[RxdctlPthreshHi:RxdctlPthreshLo]),
    .rx_hthresh_i    (rxdctl[RxdctlHthreshHi:RxdctlHthreshLo]),
    .rx_wthresh_i    (rxdctl[RxdctlWthreshHi:RxdctlWthreshLo]),
    .rx_srpd_i       (rsrpd[RsrpdSizeHi:RsrpdSizeLo]),
    .rx_gran_i       (rxdctl[RxdctlGran]),
    .tx_en_i         (tctl[TctlEn]),
    .tx_base_i       (td_base),
    .tx_len_i        (td_len[19:0]),
    .tx_tail_i       (td_tail[TdtTailHi:TdtTailLo]),
    .tx_tail_we_i    (td_tail_we),
    .tx_head_we_i    (td_head_we),
    .tx_head_wdata_i (head_wdata),
    .tx_head_o       (td_head),
    .tx_pthresh_i    (txdctl[TxdctlPthreshHi:TxdctlPthreshLo]),
    .tx_hthresh_i    (txdctl[TxdctlHthreshHi:TxdctlHthreshLo]),
    .tx_wthresh_i    (txdctl[TxdctlWthreshHi:TxdctlWthreshLo]),
    .tx_gran_i       (txdctl[TxdctlGran]),
    .tx_lwthresh_i   (txdctl[TxdctlLwthreshHi:TxdctlLwthreshLo]),
    .tx_vme_i        (ctrl[CtrlVme]),
    .rx_flush_i      (rx_flush),
    .rx_flushed_o    (rx_flushed),
    .tx_flush_i      (tx_flush),
    .tx_flushed_o    (tx_flushed),
    .rx_stored_o     (rx_stored),
    .rx_small_o      (rx_small),
    .rx_wb_o         (rx_wb),
    .rx_rdmt_o       (rx_rdmt),
    .rx_nobuf_o      (rx_nobuf),
    .tx_wb_o         (tx_wb),
    .tx_wb_ide_o     (tx_wb_ide),
    .tx_qe_o         (tx_qe),
    .tx_low_o        (tx_low),
    .tx_baddesc_o    (tx_baddesc),
    .tx_lost_o       (tx_lost),
    .tso_done_o      (tso_done),
    .tso_fail_o      (tso_fail),
    .rx_wb_pending_o (rx_wb_pending),
    .rx_valid_i      (rx_valid),
    .rx_ready_o      (rx_ready),
    .rx_data_i       (rx_data),
    .rx_last_i       (rx_last),
    .rx_frame_len_i  (rx_len),
    .rx_status_i     (rx_status),
    .rx_errors_i     (rx_errors),
    .rx_csum_i       (rx_csum),
    .rx_special_i    (rx_special),
    .tx_valid_o      (tx_valid),
    .tx_ready_i      (tx_ready),
    .tx_data_o       (tx_data),
    .tx_bytes_o      (tx_bytes),
    .tx_last_o       (tx_last),
    .tx_ifcs_o       (tx_ifcs),
    .tx_tag_o        (tx_tag),
    .tx_first_o      (tx_first),
    .tx_patch_o      (tx_patch),
    .patch_valid_o   (patch_valid),
    .patch_last_o    (patch_last),
    .patch_word_o    (patch_word),
    .patch_strb_o    (patch_strb),
    .patch_data_o    (patch_data),
    .m_axi_awvalid_o, .m_axi_awready_i, .m_axi_awaddr_o, .m_axi_awlen_o, .m_axi_awsize_o,
    .m_axi_awburst_o, .m_axi_awid_o,
    .m_axi_wvalid_o, .m_axi_wready_i, .m_axi_wdata_o, .m_axi_wstrb_o, .m_axi_wlast_o,
    .m_axi_bvalid_i, .m_axi_bready_o, .m_axi_bid_i, .m_axi_bresp_i,
    .m_axi_arvalid_o, .m_axi_arready_i, .m_axi_araddr_o, .m_axi_arlen_o, .m_axi_arsize_o,
    .m_axi_arburst_o, .m_axi_arid_o,
    .m_axi_rvalid_i, .m_axi_rready_o, .m_axi_rid_i, .m_axi_rdata_i, .m_axi_rresp_i,
    .m_axi_rlast_i,
    .quiet_o         (dma_quiet)
  );

  // RCTL.BSIZE and BSEX (13.4.22); BSEX with BSIZE 0 is reserved
  always @* begin
    rx_buf_bytes = 15'd2048;
    if (rx_valid) begin                     // nobody looks before there is a frame
      case ({rctl[RctlBsex], rctl[RctlSzHi:RctlSzLo]})
        3'b001:  rx_buf_bytes = 15'd1024;
        3'b010:  rx_buf_bytes = 15'd512;
        3'b011:  rx_buf_bytes = 15'd256;
        3'b101:  rx_buf_bytes = 15'd16384;
        3'b110:  rx_buf_bytes = 15'd8192;
        3'b111:  rx_buf_bytes = 15'd4096;
        default: rx_buf_bytes = 15'd2048;
      endcase
    end
  end

  // Whatever moves in the card starts here, at a pin, or at a timer
  assign idle = csr_idle && !stat_busy && mac_quiet && dma_quiet && ee_idle && mdio_idle
                && core_rst_n;

  // The transmit buffer lies behind the receive buffer in the packet memory.
  assign tx_first_at = {rx_kib[5:0], 7'd0};

  // RCTL.LBM: in loopback the MAC needs no link.
  assign mac_loop = rctl[RctlLbmLo];
  assign up       = link || mac_loop;

  function automatic logic [15:0] at(input logic pulse, input int number);
    at = {15'd0, pulse} << number;
  endfunction

  assign ev_o = at(rx_end, EvRxEnd) | at(rx_stored, EvRxStored) | at(tx_sent, EvTxSent)
                | at(ev_reset, EvReset) | at(rx_nobuf, EvRxNobuf) | at(tx_baddesc, EvTxBaddesc)
                | at(tx_drop, EvTxDrop) | at(tx_own, EvTxOwn) | at(looped, EvLooped)
                | at(tx_stored, EvTxStored) | at(tx_ev_first, EvTxFirst) | at(tx_lost, EvTxLost)
                | at(rx_ignored, EvRxIgnored) | at(rx_end_kept, EvRxKept);
  assign ev_rx_result_o = rx_end_result;

  assign probe_icr_o     = icr;
  assign probe_ims_o     = ims;
  assign probe_itr_o     = itr;
  assign probe_rctl_o    = rctl;
  assign probe_tctl_o    = tctl;
  assign probe_link_o    = link;
  assign probe_rd_base_o = rd_base;
  assign probe_rd_len_o  = rd_len[19:0];
  assign probe_rd_head_o = rd_head;
  assign probe_rd_tail_o = rd_tail[RdtTailHi:RdtTailLo];
  assign probe_td_base_o = td_base;
  assign probe_td_len_o  = td_len[19:0];
  assign probe_td_head_o = td_head;
  assign probe_td_tail_o = td_tail[TdtTailHi:TdtTailLo];

  // Bits that nothing here looks at, and outputs that only other users need
  assign unused = &{1'b0, tbl_init, rx_fifo_empty, tx_fifo_empty, rx_wb, rx_wb_pending, rctl,
                    ctrl, fcah, fct, fcttv, fcrtl, fcrth, vet, rxcsum, rsrpd,
                    tctl, tipg, rxdctl, rd_len, rd_tail, td_len, td_tail};

endmodule

`default_nettype wire
