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

  // Registers that other blocks look at
  input  wire logic        link_up_i,
  output logic             link_o,          // STATUS.LU
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
  logic        aw_full_q, aw_full_d, w_full_q, w_full_d, ar_full_q, ar_full_d;
  logic [16:0] aw_addr_q, aw_addr_d, ar_addr_q, ar_addr_d;
  logic [31:0] w_data_q, w_data_d;
  logic [3:0]  w_strb_q, w_strb_d;
  logic [6:0]  id_q, id_d;
  logic [14:0] word_q, word_d;
  logic        bvalid_q, bvalid_d, rvalid_q, rvalid_d;
  logic [31:0] rdata_q, rdata_d;

  logic [31:0] wmask, bank_rdata;
  logic        bank_we, bank_re, do_write;
  logic        rd_tail_we_q, rd_tail_we_d, td_tail_we_q, td_tail_we_d;
  logic        rst_req, hold, rst_busy, core_rst_n, link_q;
  logic [31:0] ctrl, pba, itr, rdtr, radv, tidv, tadv, rdbal, rdbah, tdbal, tdbah;
  logic [31:0] ctrl_read, status_read, pba_read;
  logic [6:0]  rx_kib_q, rx_kib_d;

  e1000_reset u_reset (
    .clk_i, .rst_ni,
    .req_i        (rst_req),
    .dma_halted_i,
    .csr_idle_i   (state_q == StIdle),
    .dma_halt_o,
    .hold_o       (hold),
    .busy_o       (rst_busy),
    .core_rst_no  (core_rst_n),
    .ev_reset_o
  );

  e1000_regbank u_regbank (
    .clk_i,
    .rst_ni   (core_rst_n),
    .por_ni   (rst_ni),
    .we_i     (bank_we),
    .id_i     (id_q),
    .wdata_i  (w_data_q),
    .wmask_i  (wmask),
    .re_i     (bank_re),
    .ctrl_i   (ctrl_read),
    .status_i (status_read),
    .icr_i,
    .ics_i    (icr_i),
    .ims_i,
    .imc_i    (32'd0),
    .pba_i    (pba_read),
    .rdh_i    ({16'd0, rd_head_i}),
    .tdh_i    ({16'd0, td_head_i}),
    .ctrl_o   (ctrl),
    .itr_o    (itr),
    .rctl_o,
    .tctl_o,
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

  // Read values that the bank does not hold. The status is what the map says but for
  // the link: full duplex, 1000 Mb/s, bus master.
  assign ctrl_read   = ctrl | ({31'd0, rst_busy} << CtrlRst);
  assign status_read = (StatusReset & ~(32'd1 << StatusLu)) | ({31'd0, link_o} << StatusLu);
  assign pba_read    = (pba & ~(32'h7f << PbaTxaLo))
                       | ({25'd0, 7'd64 - pba[PbaRxaHi:PbaRxaLo]} << PbaTxaLo);

  // The split of the packet buffer changes only by a reset (13.4.16).
  always @* begin
    rx_kib_d = rx_kib_q;
    if (!core_rst_n) begin
      if (pba[PbaRxaHi:PbaRxaLo] < 7'd2) rx_kib_d = 7'd2;
      else if (pba[PbaRxaHi:PbaRxaLo] > 7'd62) rx_kib_d = 7'd62;
      else rx_kib_d = pba[PbaRxaHi:PbaRxaLo];
    end
  end

  // Capture of the three request channels
  always @* begin
    aw_full_d = aw_full_q;
    aw_addr_d = aw_addr_q;
    w_full_d  = w_full_q;
    w_data_d  = w_data_q;
    w_strb_d  = w_strb_q;
    ar_full_d = ar_full_q;
    ar_addr_d = ar_addr_q;
    if (s_axil_awvalid_i && !aw_full_q) begin
      aw_full_d = 1'b1;
      aw_addr_d = s_axil_awaddr_i;
    end
    if (s_axil_wvalid_i && !w_full_q) begin
      w_full_d = 1'b1;
      w_data_d = s_axil_wdata_i;
      w_strb_d = s_axil_wstrb_i;
    end
    if (s_axil_arvalid_i && !ar_full_q) begin
      ar_full_d = 1'b1;
      ar_addr_d = s_axil_araddr_i;
    end
    if (bvalid_q && s_axil_bready_i) begin
      aw_full_d = 1'b0;
      w_full_d  = 1'b0;
    end
    if (rvalid_q && s_axil_rready_i) ar_full_d = 1'b0;
    if (state_q == StMergeRead && tbl_rvalid_i) begin
      w_data_d = (w_data_q & wmask) | (tbl_rdata_i & ~wmask);
      w_strb_d = 4'hf;
    end
  end

  assign wmask = {{8{w_strb_q[3]}}, {8{w_strb_q[2]}}, {8{w_strb_q[1]}}, {8{w_strb_q[0]}}};

  assign bank_re = state_q == StRead && id_q != IdStat && id_q != IdTable;

  // One access after the other
  always @* begin
    state_d  = state_q;
    id_d     = id_q;
    word_d   = word_q;
    bvalid_d = bvalid_q;
    rvalid_d = rvalid_q;
    rdata_d  = rdata_q;
    do_write = 1'b0;
    case (state_q)
      StIdle: begin
        if (aw_full_q && w_full_q && !hold) begin
          word_d  = aw_addr_q[16:2];
          id_d    = reg_id(aw_addr_q[16:2]);
          state_d = StWrite;
        end else if (ar_full_q && !hold) begin
          word_d  = ar_addr_q[16:2];
          id_d    = reg_id(ar_addr_q[16:2]);
          state_d = StRead;
        end
      end
      StWrite: begin
        if (id_q == IdTable && w_strb_q != 4'h0) begin
          state_d = StMergeRead;
          if (w_strb_q == 4'hf) state_d = StTblWrite;
        end else begin
          do_write = w_strb_q != 4'h0;
          bvalid_d = 1'b1;
          state_d  = StResp;
        end
      end
      StMergeRead: begin
        if (tbl_rvalid_i) state_d = StTblWrite;
      end
      StTblWrite: begin
        if (tbl_wready_i) begin
          bvalid_d = 1'b1;
          state_d  = StResp;
        end
      end
      StResp: begin
        if (s_axil_bready_i) begin
          bvalid_d = 1'b0;
          state_d  = StIdle;
        end
      end
      StRead: begin
        if (id_q == IdStat) begin
          state_d = StStat;
        end else if (id_q == IdTable) begin
          state_d = StTblRead;
        end else begin
          rdata_d  = bank_rdata;
          rvalid_d = 1'b1;
          state_d  = StData;
        end
      end
      StStat: begin
        if (stat_ack_i) begin
          rdata_d  = stat_rdata_i;
          rvalid_d = 1'b1;
          state_d  = StData;
        end
      end
      StTblRead: begin
        if (tbl_rvalid_i) begin
          rdata_d  = tbl_rdata_i;
          rvalid_d = 1'b1;
          state_d  = StData;
        end
      end
      default: begin                       // StData
        if (s_axil_rready_i) begin
          rvalid_d = 1'b0;
          state_d  = StIdle;
        end
      end
    endcase
  end

  // What a write does besides storing; the doorbells come with the new tail
  always @* begin
    bank_we      = do_write;
    icr_we_o     = do_write && id_q == IdIcr;
    ics_we_o     = do_write && id_q == IdIcs;
    ims_we_o     = do_write && id_q == IdIms;
    imc_we_o     = do_write && id_q == IdImc;
    icr_re_o     = bank_re && id_q == IdIcr;
    rst_req      = do_write && id_q == IdCtrl && w_data_q[CtrlRst] && wmask[CtrlRst];
    fpd_o        = do_write && id_q == IdRdtr && w_data_q[RdtrFpd] && wmask[RdtrFpd];
    rd_head_we_o = do_write && id_q == IdRdh;
    td_head_we_o = do_write && id_q == IdTdh;
    rd_tail_we_d = do_write && id_q == IdRdt;
    td_tail_we_d = do_write && id_q == IdTdt;
    irq_wdata_o  = w_data_q & wmask;
    head_wdata_o = ((id_q == IdRdh ? rd_head_i : td_head_i) & ~wmask[15:0])
                   | (w_data_q[15:0] & wmask[15:0]);
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StIdle;
      aw_full_q    <= 1'b0;
      w_full_q     <= 1'b0;
      ar_full_q    <= 1'b0;
      bvalid_q     <= 1'b0;
      rvalid_q     <= 1'b0;
      rd_tail_we_q <= 1'b0;
      td_tail_we_q <= 1'b0;
    end else begin
      state_q      <= state_d;
      aw_full_q    <= aw_full_d;
      w_full_q     <= w_full_d;
      ar_full_q    <= ar_full_d;
      bvalid_q     <= bvalid_d;
      rvalid_q     <= rvalid_d;
      rd_tail_we_q <= rd_tail_we_d;
      td_tail_we_q <= td_tail_we_d;
    end
    aw_addr_q <= aw_addr_d;
    w_data_q  <= w_data_d;
    w_strb_q  <= w_strb_d;
    ar_addr_q <= ar_addr_d;
    id_q      <= id_d;
    word_q    <= word_d;
    rdata_q   <= rdata_d;
    rx_kib_q  <= rx_kib_d;
    link_q    <= link_up_i;
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
  assign stat_index_o = word_q[5:0];
  assign tbl_re_o     = state_q == StTblRead || state_q == StMergeRead;
  assign tbl_we_o     = state_q == StTblWrite;
  assign tbl_addr_o   = table_index(word_q);
  assign tbl_wdata_o  = w_data_q;
  assign idle_o       = state_q == StIdle && !aw_full_q && !w_full_q && !ar_full_q && !rst_busy
                        && link_q == link_up_i;

  logic unused;
  assign unused = &{1'b0, aw_addr_q[1:0], ar_addr_q[1:0], ctrl, pba, itr, rdtr, radv, tidv, tadv};

endmodule

`default_nettype wire
