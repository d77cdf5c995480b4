// SPDX-License-Identifier: MIT
//
// Register access: AXI4-Lite slave, address decode, and the reset of the core.
//
// 8254x SDM 13.2 (register conventions) and 13.4. One access at a time; a write that is
// here goes before a read. Addresses are decoded by functions generated from the
// register map. Offsets that are not in the map read 0 and ignore writes.
//
//   AXI4-Lite --> capture --> decode --+--> e1000_regbank   plain registers
//                                      +--> e1000_irq       ICR ICS IMS IMC
//                                      +--> e1000_stats     counters
//                                      +--> e1000_mac       filter tables
//                                      +--> e1000_dma       ring heads, tail doorbells
//                                      +--> e1000_eeprom    EECD EERD
//                                      +--> e1000_mdio      MDIC
// No parameters.
`default_nettype none

module e1000_csr (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,          // power-on

  // AXI4-Lite slave
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

  // Reset of the core
  output logic             core_rst_no,
  output logic             dma_halt_o,
  input  wire logic        dma_halted_i,
  output logic             ev_reset_o,

  // The PHY
  input  wire logic        link_up_i,
  input  wire logic [1:0]  phy_speed_i,     // as in STATUS.SPEED
  input  wire logic        phy_duplex_i,
  output logic             phy_rst_no,

  // EEPROM and the PHY's registers
  output logic             eecd_we_o,
  output logic             eerd_we_o,
  output logic             ee_load_o,
  output logic             mdic_we_o,
  output logic             board_re_o,
  output logic      [31:0] board_wdata_o,   // unstrobed bytes are 0 in both
  output logic      [31:0] board_wmask_o,
  input  wire logic [31:0] eecd_i,
  input  wire logic [31:0] eerd_i,
  input  wire logic [31:0] mdic_i,

  // Registers that other blocks look at
  output logic             link_o,          // STATUS.LU
  input  wire logic        tx_off_i,        // STATUS.TXOFF
  output logic             swxoff_o,        // pulse: TCTL.SWXOFF was written
  input  wire logic        swxoff_i,        // and reads 1
  output logic      [31:0] ctrl_o,
  output logic      [31:0] fcal_o,
  output logic      [31:0] fcah_o,
  output logic      [31:0] fct_o,
  output logic      [31:0] fcttv_o,
  output logic      [31:0] fcrtl_o,
  output logic      [31:0] fcrth_o,
  output logic      [31:0] vet_o,
  output logic      [31:0] rxcsum_o,
  output logic      [31:0] rsrpd_o,
  output logic      [31:0] rctl_o,
  output logic      [31:0] tctl_o,
  output logic      [31:0] tipg_o,
  output logic      [6:0]  rx_kib_o,        // PBA as of the last reset
  output logic      [6:0]  tx_kib_o,
  output logic      [63:0] rd_base_o,
  output logic      [31:0] rd_len_o,
  output logic      [31:0] rd_tail_o,
  output logic             rd_tail_we_o,
  output logic             rd_head_we_o,
  input  wire logic [15:0] rd_head_i,
  output logic      [31:0] rxdctl_o,
  output logic      [63:0] td_base_o,
  output logic      [31:0] td_len_o,
  output logic      [31:0] td_tail_o,
  output logic             td_tail_we_o,
  output logic             td_head_we_o,
  input  wire logic [15:0] td_head_i,
  input  wire logic [12:0] rdfh_i,          // the packet buffers, for diagnosis
  input  wire logic [12:0] rdft_i,
  input  wire logic [12:0] rdfpc_i,
  input  wire logic [12:0] tdfh_i,
  input  wire logic [12:0] tdft_i,
  input  wire logic [12:0] tdfpc_i,
  output logic      [31:0] txdctl_o,
  output logic      [15:0] head_wdata_o,

  // Interrupts
  output logic             icr_re_o,
  output logic             icr_we_o,
  output logic             ics_we_o,
  output logic             ims_we_o,
  output logic             imc_we_o,
  output logic      [31:0] irq_wdata_o,
  output logic             fpd_o,
  input  wire logic [31:0] icr_i,
  input  wire logic [31:0] ims_i,
  output logic      [15:0] itr_o,
  output logic      [15:0] rdtr_o,
  output logic      [15:0] radv_o,
  output logic      [15:0] tidv_o,
  output logic      [15:0] tadv_o,

  // Statistics
  output logic             stat_re_o,
  output logic      [5:0]  stat_index_o,
  input  wire logic [31:0] stat_rdata_i,
  input  wire logic        stat_ack_i,

  // Filter tables
  output logic             tbl_we_o,
  output logic             tbl_re_o,
  output logic      [8:0]  tbl_addr_o,
  output logic      [31:0] tbl_wdata_o,
  input  wire logic [31:0] tbl_rdata_i,
  input  wire logic        tbl_rvalid_i,
  input  wire logic        tbl_wready_i,

  output logic             idle_o           // no access, no reset, under way
);

  `include "e1000_regs.svh"
  `include "e1000_decode.svh"

  // Bits of STATUS that follow the PHY
  localparam logic [31:0] StatusPhy = (32'd1 << StatusFd) | (32'd1 << StatusLu)
                                      | (32'd3 << StatusSpeedLo) | (32'd3 << StatusAsdvLo);

  typedef enum logic [3:0] {
    StIdle,      // wait for an access and decode its address
    StWrite,     // write a register; tables go on
    StMergeRead, // table write of single bytes: read the entry first
    StTblWrite,  // the table takes the entry
    StResp,      // wait until the write response is taken
    StRead,      // read a register; statistics and tables go on
    StStat,      // wait for the counter
    StTblRead,   // wait for the table entry
    StData       // wait until the read data is taken
  } state_e;

  state_e      state_q, state_d;
  logic        aw_full_q, w_full_q, ar_full_q, awake;
  logic [16:0] aw_addr_q, ar_addr_q;
  logic [31:0] w_data_q, wmask_q;           // bytes that are not strobed are 0 in both
  logic [6:0]  id_q;
  logic [5:0]  stat_index_q;
  logic [8:0]  tbl_addr_q;
  logic        flex_value_q;
  logic [31:0] flex_rdata;
  logic [14:0] word;
  logic        bvalid_q, rvalid_q, begins, answers, merges, do_write;
  logic [31:0] rdata_q, rdata, bank_rdata;
  logic        bank_re;
  logic        rd_tail_we_q, td_tail_we_q;
  logic        rst_req, hold, rst_busy, core_rst_n, link_q, duplex_q, phy_rst_nq;
  logic [1:0]  speed_q, speed;
  logic        duplex;
  logic [31:0] ctrl, pba, itr, rdtr, radv, tidv, tadv, rdbal, rdbah, tdbal, tdbah;
  logic [31:0] ctrl_read, status_read, pba_read, tctl, tctl_read;
  logic [6:0]  rx_kib_q;
  logic        init_all;
  logic [5:0]  init_index;

  e1000_reset u_reset (
    .clk_i, .rst_ni,
    .req_i        (rst_req),
    .dma_halted_i,
    .csr_idle_i   (state_q == StIdle),
    .dma_halt_o,
    .hold_o       (hold),
    .busy_o       (rst_busy),
    .core_rst_no  (core_rst_n),
    .init_all_o   (init_all),
    .init_index_o (init_index),
    .ev_reset_o
  );

  e1000_regbank u_regbank (
    .clk_i,
    .init_i       (!core_rst_n),
    .init_all_i   (init_all),
    .init_index_i (init_index),
    .we_i     (do_write),
    .id_i     (id_q),
    .wdata_i  (w_data_q),
    .wmask_i  (wmask_q),
    .re_i     (bank_re),
    .ctrl_i   (ctrl_read),
    .status_i (status_read),
    .eecd_i,
    .eerd_i,
    .mdic_i,
    .icr_i,
    .ics_i    (icr_i),
    .ims_i,
    .imc_i    (32'd0),
    .pba_i    (pba_read),
    .tctl_i   (tctl_read),
    .rdfh_i   ({19'd0, rdfh_i}),
    .rdft_i   ({19'd0, rdft_i}),
    .rdfhs_i  ({19'd0, rdfh_i}),
    .rdfts_i  ({19'd0, rdft_i}),
    .rdfpc_i  ({19'd0, rdfpc_i}),
    .tdfh_i   ({19'd0, tdfh_i}),
    .tdft_i   ({19'd0, tdft_i}),
    .tdfhs_i  ({19'd0, tdfh_i}),
    .tdfts_i  ({19'd0, tdft_i}),
    .tdfpc_i  ({19'd0, tdfpc_i}),
    .rdh_i    ({16'd0, rd_head_i}),
    .tdh_i    ({16'd0, td_head_i}),
    .ctrl_o   (ctrl),
    .fcal_o,
    .fcah_o,
    .fct_o,
    .fcttv_o,
    .fcrtl_o,
    .fcrth_o,
    .vet_o,
    .rxcsum_o,
    .rsrpd_o,
    .itr_o    (itr),
    .rctl_o,
    .tctl_o   (tctl),
    .tipg_o,
    .pba_o    (pba),
    .rdbal_o  (rdbal),
    .rdbah_o  (rdbah),
    .rdlen_o  (rd_len_o),
    .rdt_o    (rd_tail_o),
    .rdtr_o   (rdtr),
    .rxdctl_o,
    .radv_o   (radv),
    .tdbal_o  (tdbal),
    .tdbah_o  (tdbah),
    .tdlen_o  (td_len_o),
    .tdt_o    (td_tail_o),
    .tidv_o   (tidv),
    .txdctl_o,
    .tadv_o   (tadv),
    .rdata_o  (bank_rdata)
  );

  e1000_flex u_flex (
    .clk_i,
    .init_i       (!core_rst_n),
    .init_index_i (init_index),
    .we_i         (do_write && id_q == IdFlex),
    .re_i         (bank_re && id_q == IdFlex),
    .value_i      (flex_value_q),
    .at_i         (tbl_addr_q[7:1]),
    .wdata_i      (w_data_q),
    .wmask_i      (wmask_q),
    .rdata_o      (flex_rdata)
  );

  // Read values that the bank does not hold. The status is what the map says but for
  // the link: speed and duplex are those of the PHY, or forced (13.4.1). ASDV says 3 for
  // 1000 Mb/s.
  assign ctrl_o      = ctrl;
  assign ctrl_read   = ctrl | ({31'd0, rst_busy} << CtrlRst);
  always @* begin
    status_read = 32'd0;
    speed       = 2'd0;
    duplex      = 1'b0;
    if (bank_re) begin
      speed       = ctrl[CtrlFrcspd] ? ctrl[CtrlSpdSelHi:CtrlSpdSelLo] : speed_q;
      duplex      = ctrl[CtrlFrcdpx] ? ctrl[CtrlFd] : duplex_q;
      status_read = (StatusReset & ~StatusPhy) | ({31'd0, duplex} << StatusFd)
                    | ({31'd0, link_o} << StatusLu) | ({31'd0, tx_off_i} << StatusTxoff)
                    | ({30'd0, speed} << StatusSpeedLo)
                    | ({30'd0, speed_q[1], speed_q[1] || speed_q[0]} << StatusAsdvLo);
    end
  end
  assign tctl_o      = tctl;
  assign tctl_read   = tctl | ({31'd0, swxoff_i} << TctlSwxoff);
  assign pba_read    = (pba & ~(32'h7f << PbaTxaLo))
                       | ({25'd0, 7'd64 - pba[PbaRxaHi:PbaRxaLo]} << PbaTxaLo);

  // The split of the packet buffer changes only by a reset (13.4.16).
  function automatic logic [6:0] usable(input logic [6:0] kib);
    usable = kib < 7'd2 ? 7'd2 : (kib > 7'd62 ? 7'd62 : kib);
  endfunction

  // Nothing but the link changes here unless there is an access, or one begins.
  assign awake = aw_full_q || w_full_q || ar_full_q;

  // One access after the other, writes first
  assign begins = state_q == StIdle && !hold && ((aw_full_q && w_full_q) || ar_full_q);
  assign word   = (aw_full_q && w_full_q) ? aw_addr_q[16:2] : ar_addr_q[16:2];

  always @* begin
    state_d = state_q;
    case (state_q)
      StIdle: begin
        if (begins) begin
          state_d = StRead;
          if (aw_full_q && w_full_q) state_d = StWrite;
        end
      end
      StWrite: begin
        state_d = StResp;
        if (id_q == IdTable && (&wmask_q)) state_d = StTblWrite;
        else if (id_q == IdTable && (|wmask_q)) state_d = StMergeRead;
      end
      StMergeRead: begin
        if (tbl_rvalid_i) state_d = StTblWrite;
      end
      StTblWrite: begin
        if (tbl_wready_i) state_d = StResp;
      end
      StResp: begin
        state_d = StResp;                  // until the response is taken
      end
      StRead: begin
        state_d = StData;
        if (id_q == IdStat) state_d = StStat;
        else if (id_q == IdTable) state_d = StTblRead;
      end
      StStat: begin
        if (stat_ack_i) state_d = StData;
      end
      StTblRead: begin
        if (tbl_rvalid_i) state_d = StData;
      end
      default: begin                       // StData, until the data is taken
        state_d = StData;
      end
    endcase
  end

  assign bank_re  = state_q == StRead && id_q != IdStat && id_q != IdTable;
  assign do_write = state_q == StWrite && id_q != IdTable && (|wmask_q);
  assign merges   = state_q == StMergeRead && tbl_rvalid_i;
  assign answers  = bank_re || (state_q == StStat && stat_ack_i)
                    || (state_q == StTblRead && tbl_rvalid_i);
  assign rdata    = state_q == StStat ? stat_rdata_i
                    : (state_q == StTblRead ? tbl_rdata_i : bank_rdata | flex_rdata);

  // What a write does besides storing; the doorbells come with the new tail
  assign board_re_o = bank_re;
  assign icr_re_o   = bank_re && id_q == IdIcr;
  always @* begin
    eecd_we_o    = 1'b0;
    eerd_we_o    = 1'b0;
    mdic_we_o    = 1'b0;
    ee_load_o    = 1'b0;
    icr_we_o     = 1'b0;
    ics_we_o     = 1'b0;
    ims_we_o     = 1'b0;
    imc_we_o     = 1'b0;
    rst_req      = 1'b0;
    swxoff_o     = 1'b0;
    fpd_o        = 1'b0;
    rd_head_we_o = 1'b0;
    td_head_we_o = 1'b0;
    head_wdata_o = 16'd0;
    if (do_write) begin
      eecd_we_o    = id_q == IdEecd;
      eerd_we_o    = id_q == IdEerd;
      mdic_we_o    = id_q == IdMdic;
      ee_load_o    = id_q == IdCtrlExt && w_data_q[CtrlExtEeRst];
      icr_we_o     = id_q == IdIcr;
      ics_we_o     = id_q == IdIcs;
      ims_we_o     = id_q == IdIms;
      imc_we_o     = id_q == IdImc;
      rst_req      = id_q == IdCtrl && w_data_q[CtrlRst];
      swxoff_o     = id_q == IdTctl && w_data_q[TctlSwxoff];
      fpd_o        = id_q == IdRdtr && w_data_q[RdtrFpd];
      rd_head_we_o = id_q == IdRdh;
      td_head_we_o = id_q == IdTdh;
      head_wdata_o = ((id_q == IdRdh ? rd_head_i : td_head_i) & ~wmask_q[15:0])
                     | w_data_q[15:0];
    end
  end

  function automatic logic [31:0] lanes(input logic [3:0] strobes);
    lanes = {{8{strobes[3]}}, {8{strobes[2]}}, {8{strobes[1]}}, {8{strobes[0]}}};
  endfunction

  always_ff @(posedge clk_i) begin
    link_q   <= link_up_i;
    speed_q  <= phy_speed_i;
    duplex_q <= phy_duplex_i;
    // The reset pin of the PHY; CTRL.RST does not touch it (13.4.1)
    if (!rst_ni) phy_rst_nq <= 1'b0;
    else if (core_rst_n) phy_rst_nq <= !ctrl[CtrlPhyRst];
    if (!core_rst_n) rx_kib_q <= usable(pba[PbaRxaHi:PbaRxaLo]);
    if (!rst_ni) begin
      state_q      <= StIdle;
      aw_full_q    <= 1'b0;
      w_full_q     <= 1'b0;
      ar_full_q    <= 1'b0;
      bvalid_q     <= 1'b0;
      rvalid_q     <= 1'b0;
      rd_tail_we_q <= 1'b0;
      td_tail_we_q <= 1'b0;
    end else if (awake || s_axil_awvalid_i || s_axil_wvalid_i || s_axil_arvalid_i) begin
      state_q      <= ((bvalid_q && s_axil_bready_i) || (rvalid_q && s_axil_rready_i))
                      ? StIdle : state_d;
      rd_tail_we_q <= do_write && id_q == IdRdt;
      td_tail_we_q <= do_write && id_q == IdTdt;
      if (s_axil_awvalid_i) aw_full_q <= 1'b1;
      if (s_axil_wvalid_i) w_full_q <= 1'b1;
      if (s_axil_arvalid_i) ar_full_q <= 1'b1;
      if (bvalid_q && s_axil_bready_i) begin
        aw_full_q <= 1'b0;
        w_full_q  <= 1'b0;
      end
      if (rvalid_q && s_axil_rready_i) ar_full_q <= 1'b0;
      bvalid_q <= state_d == StResp && !(bvalid_q && s_axil_bready_i);
      rvalid_q <= state_d == StData && !(rvalid_q && s_axil_rready_i);
      if (!aw_full_q) aw_addr_q <= s_axil_awaddr_i;
      if (!ar_full_q) ar_addr_q <= s_axil_araddr_i;
      if (merges) w_data_q <= w_data_q | (tbl_rdata_i & ~wmask_q);
      if (!w_full_q) begin
        w_data_q <= s_axil_wdata_i & lanes(s_axil_wstrb_i);
        wmask_q  <= lanes(s_axil_wstrb_i);
      end
      if (begins) begin
        id_q         <= reg_id(word);
        stat_index_q <= word[5:0];
        tbl_addr_q   <= table_index(word);
        flex_value_q <= word[9];
      end
      if (answers) rdata_q <= rdata;
    end
  end

  assign s_axil_awready_o = !aw_full_q;
  assign s_axil_wready_o  = !w_full_q;
  assign s_axil_arready_o = !ar_full_q;
  assign s_axil_bvalid_o  = bvalid_q;
  assign s_axil_bresp_o   = 2'b00;
  assign s_axil_rvalid_o  = rvalid_q;
  assign s_axil_rdata_o   = rdata_q;
  assign s_axil_rresp_o   = 2'b00;

  assign core_rst_no  = core_rst_n;
  assign link_o       = link_q && ctrl[CtrlSlu];
  assign rx_kib_o     = rx_kib_q;
  assign tx_kib_o     = 7'd64 - rx_kib_q;
  assign rd_base_o    = {rdbah, rdbal};
  assign td_base_o    = {tdbah, tdbal};
  assign rd_tail_we_o = rd_tail_we_q;
  assign td_tail_we_o = td_tail_we_q;
  assign itr_o        = itr[ItrIntervalHi:ItrIntervalLo];
  assign rdtr_o       = rdtr[RdtrDelayHi:RdtrDelayLo];
  assign radv_o       = radv[RadvDelayHi:RadvDelayLo];
  assign tidv_o       = tidv[TidvDelayHi:TidvDelayLo];
  assign tadv_o       = tadv[TadvDelayHi:TadvDelayLo];
  assign stat_re_o    = state_q == StStat;
  assign stat_index_o = stat_index_q;
  assign tbl_re_o     = state_q == StTblRead || state_q == StMergeRead;
  assign tbl_we_o     = state_q == StTblWrite;
  assign tbl_addr_o   = tbl_addr_q;
  assign tbl_wdata_o  = w_data_q;
  assign irq_wdata_o  = w_data_q;
  assign board_wdata_o = w_data_q;
  assign board_wmask_o = wmask_q;
  assign phy_rst_no   = phy_rst_nq;
  assign idle_o       = state_q == StIdle && !aw_full_q && !w_full_q && !ar_full_q && !rst_busy
                        && link_q == link_up_i;

  logic unused;
  assign unused = &{1'b0, aw_addr_q[1:0], ar_addr_q[1:0], ctrl, pba, itr, rdtr, radv, tidv, tadv};

endmodule

`default_nettype wire
