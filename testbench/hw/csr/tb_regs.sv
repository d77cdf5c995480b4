// SPDX-License-Identifier: MIT
//
// Register access over AXI4-Lite (hw/rtl/e1000_csr.sv with e1000_irq and e1000_stats):
// every register of the map, byte lanes, aliases, the bus itself, and CTRL.RST.
// The filter tables, ring heads and the DMA's halt are small models.
`timescale 1ns / 1ps

module tb_regs;
  `include "e1000_regs.svh"
  `include "csr_bench.svh"

  reg clk = 0, rst_n = 0;
  always #4 clk = !clk;

  `include "axil_driver.svh"

  reg         tx_off = 0, swxoff = 0;
  wire        swxoff_we;
  reg         link_up = 1, dma_halted = 1, phy_duplex = 1;
  reg  [1:0]  phy_speed = 2;
  wire        phy_rst_n, eecd_we, eerd_we, ee_load, mdic_we, board_re, mdac;
  wire [31:0] board_wdata, board_wmask, eecd, eerd, mdic;
  wire        core_rst_n, dma_halt, ev_reset, link, idle;
  wire [31:0] rctl, tctl, tipg, rd_len, rd_tail, rxdctl, td_len, td_tail, txdctl;
  wire [63:0] rd_base, td_base;
  wire [6:0]  rx_kib, tx_kib;
  wire        rd_tail_we, rd_head_we, td_tail_we, td_head_we;
  reg  [15:0] rd_head = 0, td_head = 0;
  wire [15:0] head_wdata, itr, rdtr, radv, tidv, tadv;
  wire        icr_re, icr_we, ics_we, ims_we, imc_we, fpd;
  wire [31:0] irq_wdata, icr, ims, stat_rdata, tbl_wdata;
  wire        stat_re, stat_ack, tbl_we, tbl_re, intx, quiet, stat_busy;
  wire [5:0]  stat_index;
  wire [8:0]  tbl_addr;
  wire        rx_flush, tx_flush;
  wire [31:0] timer_next;
  reg         rx_end = 0;
  reg  [31:0] tbl_rdata = 0;
  reg         tbl_rvalid = 0, tbl_wready = 0;

  e1000_csr dut (
    .clk_i(clk), .rst_ni(rst_n),
    .s_axil_awvalid_i(awvalid), .s_axil_awready_o(awready), .s_axil_awaddr_i(awaddr),
    .s_axil_wvalid_i(wvalid), .s_axil_wready_o(wready), .s_axil_wdata_i(wdata),
    .s_axil_wstrb_i(wstrb), .s_axil_bvalid_o(bvalid), .s_axil_bready_i(bready),
    .s_axil_bresp_o(bresp), .s_axil_arvalid_i(arvalid), .s_axil_arready_o(arready),
    .s_axil_araddr_i(araddr), .s_axil_rvalid_o(rvalid), .s_axil_rready_i(rready),
    .s_axil_rdata_o(rdata), .s_axil_rresp_o(rresp),
    .core_rst_no(core_rst_n), .dma_halt_o(dma_halt), .dma_halted_i(dma_halted),
    .ev_reset_o(ev_reset), .link_up_i(link_up), .tx_off_i(tx_off), .swxoff_o(swxoff_we), .swxoff_i(swxoff),
    .phy_speed_i(phy_speed), .phy_duplex_i(phy_duplex), .phy_rst_no(phy_rst_n),
    .eecd_we_o(eecd_we), .eerd_we_o(eerd_we), .ee_load_o(ee_load), .mdic_we_o(mdic_we), .board_re_o(board_re),
    .board_wdata_o(board_wdata), .board_wmask_o(board_wmask), .eecd_i(eecd), .eerd_i(eerd),
    .mdic_i(mdic), .link_o(link), .rctl_o(rctl), .tctl_o(tctl),
    .tipg_o(tipg), .rx_kib_o(rx_kib), .tx_kib_o(tx_kib), .rd_base_o(rd_base),
    .rd_len_o(rd_len), .rd_tail_o(rd_tail), .rd_tail_we_o(rd_tail_we),
    .rd_head_we_o(rd_head_we), .rd_head_i(rd_head), .rxdctl_o(rxdctl), .td_base_o(td_base),
    .td_len_o(td_len), .td_tail_o(td_tail), .td_tail_we_o(td_tail_we),
    .td_head_we_o(td_head_we), .td_head_i(td_head), .rdfh_i(13'd1), .rdft_i(13'd2), .rdfpc_i(13'd3), .tdfh_i(13'd4),
    .tdft_i(13'd5), .tdfpc_i(13'd6), .txdctl_o(txdctl),
    .head_wdata_o(head_wdata), .icr_re_o(icr_re), .icr_we_o(icr_we), .ics_we_o(ics_we),
    .ims_we_o(ims_we), .imc_we_o(imc_we), .irq_wdata_o(irq_wdata), .fpd_o(fpd), .icr_i(icr),
    .ims_i(ims), .itr_o(itr), .rdtr_o(rdtr), .radv_o(radv), .tidv_o(tidv), .tadv_o(tadv),
    .stat_re_o(stat_re), .stat_index_o(stat_index), .stat_rdata_i(stat_rdata),
    .stat_ack_i(stat_ack), .tbl_we_o(tbl_we), .tbl_re_o(tbl_re), .tbl_addr_o(tbl_addr),
    .tbl_wdata_o(tbl_wdata), .tbl_rdata_i(tbl_rdata), .tbl_rvalid_i(tbl_rvalid),
    .tbl_wready_i(tbl_wready), .idle_o(idle)
  );

  // No EEPROM and no PHY are on these pins
  e1000_eeprom #(.HalfPeriod(2)) eeprom (
    .clk_i(clk), .rst_ni(core_rst_n), .ee_cs_o(), .ee_sk_o(), .ee_di_o(), .ee_do_i(1'b1),
    .eecd_we_i(eecd_we), .eerd_we_i(eerd_we), .load_i(ee_load), .wdata_i(board_wdata),
    .wmask_i(board_wmask), .re_i(board_re), .eecd_o(eecd), .eerd_o(eerd), .perm_valid_o(), .perm_ready_i(1'b1),
    .perm_addr_o(), .idle_o()
  );

  e1000_mdio #(.HalfPeriod(2)) mdio (
    .clk_i(clk), .rst_ni(core_rst_n), .mdc_o(), .mdio_o(), .mdio_oe_o(), .mdio_i(1'b1),
    .mdic_we_i(mdic_we), .wdata_i(board_wdata), .wmask_i(board_wmask), .re_i(board_re), .mdic_o(mdic),
    .mdac_o(mdac), .idle_o()
  );

  e1000_irq irq (
    .clk_i(clk), .rst_ni(core_rst_n), .tick_i(32'd1), .rx_stored_i(1'b0), .rx_small_i(1'b0), .rx_rdmt_i(1'b0),
    .rx_over_i(1'b0), .tx_wb_i(1'b0), .tx_wb_ide_i(1'b0), .tx_qe_i(1'b0), .tx_low_i(1'b0),
    .link_i(link), .mdac_i(mdac), .rx_flush_o(rx_flush), .rx_flushed_i(rx_flush), .tx_flush_o(tx_flush),
    .tx_flushed_i(tx_flush), .icr_re_i(icr_re), .icr_we_i(icr_we), .ics_we_i(ics_we),
    .ims_we_i(ims_we), .imc_we_i(imc_we), .wdata_i(irq_wdata), .fpd_i(fpd), .itr_i(itr),
    .rdtr_i(rdtr), .radv_i(radv), .tidv_i(tidv), .tadv_i(tadv), .icr_o(icr), .ims_o(ims),
    .intx_o(intx), .idle_i(idle), .wake_i(6'd0), .pause_left_i(22'd0), .quiet_o(quiet), .timer_next_o(timer_next)
  );

  e1000_stats stats (
    .clk_i(clk), .rst_ni(core_rst_n), .rx_end_i(rx_end), .rx_result_i(RxAccepted), .rx_kept_i(1'b0),
    .rx_len_i(14'd64), .rx_bcast_i(1'b0), .rx_mcast_i(1'b0), .rx_control_i(2'd0), .rx_nobuf_i(1'b0), .rx_stored_i(1'b0),
    .rx_tail_we_i(1'b0),
    .tx_sent_i(1'b0), .tx_len_i(14'd0), .tx_bcast_i(1'b0), .tx_mcast_i(1'b0), .tx_control_i(2'd0),
    .tso_done_i(1'b0), .tso_fail_i(1'b0),
    .re_i(stat_re), .index_i(stat_index), .rdata_o(stat_rdata), .ack_o(stat_ack),
    .busy_o(stat_busy)
  );

  // The tables answer after a while; reset clears them
  reg [31:0] tables [0:511];


  reg [2:0]  tbl_wait = 0;
  integer    t;
  always @(posedge clk) begin
    tbl_rvalid <= 0;
    tbl_wready <= 0;
    tbl_wait <= (tbl_re || tbl_we) && !tbl_rvalid && !tbl_wready ? tbl_wait + 1 : 0;
    if (tbl_re && tbl_wait == 4) begin
      tbl_rvalid <= 1;
      tbl_rdata <= tables[tbl_addr];
    end
    if (tbl_we && tbl_wait == 2) tbl_wready <= 1;
    if (tbl_we && tbl_wready) tables[tbl_addr] <= tbl_wdata &
      (tbl_addr[8:5] == 4'h8 && tbl_addr[0] ? 32'h8003ffff : 32'hffffffff);
    if (!core_rst_n) for (t = 0; t < 512; t = t + 1) tables[t] <= 0;
  end

  // Heads as the DMA keeps them; doorbells counted
  integer xoffs = 0;
  always @(posedge clk) xoffs <= xoffs + swxoff_we;
  integer rd_bells = 0, td_bells = 0, resets = 0, core_resets = 0;
  always @(posedge clk) begin
    if (rd_head_we) rd_head <= head_wdata;
    if (td_head_we) td_head <= head_wdata;
    if (!core_rst_n) begin
      rd_head <= 0;
      td_head <= 0;
    end
    rd_bells <= rd_bells + rd_tail_we;
    td_bells <= td_bells + td_tail_we;
    resets <= resets + ev_reset;
    core_resets <= core_resets + !core_rst_n;
  end

  integer    i;
  reg [31:0] got;
  reg [16:0] offset;

  initial begin
    for (i = 0; i < 32768; i = i + 1) mapped[i] = 0;
    repeat (3) tick;
    rst_n = 1;
    repeat (200) tick;

    begin_test("every register has the map's reset value");
    `include "e1000_regs_test.svh"

    begin_test("every register takes the bits that the map says, and no others");
    check_writes = 1;
    `include "e1000_regs_test.svh"

    begin_test("offsets that are not in the map read 0 and ignore writes");
    for (i = 0; i < 32768; i = i + (i < 'h1800 ? 1 : 61)) begin
      if (!mapped[i]) begin
        offset = i * 4;
        reg_write(offset, 32'hffffffff);
        expect_reg($sformatf("offset %05x", offset), offset, 0);
      end
    end
    reg_read(RegIcr, got);
    check_writes = 0;
    `include "e1000_regs_test.svh"

    begin_test("byte lanes: only strobed bytes change");
    reg_write(RegRdbah, 32'h11223344);
    reg_write_bytes(RegRdbah, 32'haabbccdd, 4'b0100);
    expect_reg("RDBAH", RegRdbah, 32'h11bb3344);
    reg_write_bytes(RegRdbah, 32'haabbccdd, 4'b1001);
    expect_reg("RDBAH", RegRdbah, 32'haabb33dd);
    reg_write_bytes(RegRdbah, 32'hffffffff, 4'b0000);
    expect_reg("RDBAH", RegRdbah, 32'haabb33dd);
    reg_write(RegMta + 17'd40, 32'h55667788);
    reg_write_bytes(RegMta + 17'd40, 32'h00009900, 4'b0010);
    expect_reg("MTA[10]", RegMta + 17'd40, 32'h55669988);
    reg_write(RegRdh, 16'h1234);
    reg_write_bytes(RegRdh, 32'h00000056, 4'b0001);
    expect_reg("RDH", RegRdh, 32'h1256);
    reg_write_bytes(RegIms, 32'hffffffff, 4'b0001);
    expect_reg("IMS", RegIms, IcrMask & 32'hff);
    reg_write(RegImc, 32'hffffffff);

    begin_test("the old offsets of the 82542 reach the same registers");
    reg_write(17'h00114, 32'hcafe0001);
    expect_reg("RDBAH", RegRdbah, 32'hcafe0001);
    reg_write(17'h00438, 32'h00000077);
    expect_reg("TDT", RegTdt, 32'h77);
    reg_write(17'h00040 + 17'd8 * 3, 32'h12345678);
    expect_reg("RAL[3]", RegRal + 17'd24, 32'h12345678);
    reg_write(17'h00200 + 17'd4 * 5, 32'h00c0ffee);
    expect_reg("MTA[5]", RegMta + 17'd20, 32'h00c0ffee);
    reg_write(17'h00600 + 17'd4 * 127, 32'h0badcafe);
    expect_reg("VFTA[127]", RegVfta + 17'd508, 32'h0badcafe);
    reg_write(17'h00004, CtrlReset | 1);
    expect_reg("CTRL", RegCtrl, CtrlReset | 1);

    begin_test("each write of a tail rings its doorbell once");
    rd_bells = 0; td_bells = 0;
    reg_write(RegRdt, 5);
    reg_write(RegRdt, 5);
    reg_write(RegTdt, 9);
    reg_write_bytes(RegTdt, 9, 4'b0000);
    tick;
    expect_eq("RDT", rd_bells, 2);
    expect_eq("TDT", td_bells, 1);
    expect_eq("value", rd_tail, 5);

    begin_test("write data may come before its address, and responses may wait");
    wvalid = 1; wdata = 32'h00c0de00; wstrb = 4'hf;
    tick;
    wvalid = 0;
    repeat (5) tick;
    awvalid = 1; awaddr = RegTdbah;
    tick;
    awvalid = 0;
    repeat (100) tick;
    expect_eq("response waits", bvalid, 1);
    bready = 1; tick; bready = 0;
    expect_eq("response taken", bvalid, 0);
    arvalid = 1; araddr = RegTdbah;
    tick;
    arvalid = 0;
    repeat (100) tick;
    expect_eq("data waits", rvalid, 1);
    expect_eq("data", rdata, 32'h00c0de00);
    rready = 1; tick; rready = 0;

    begin_test("a write that comes together with a read goes first");
    awvalid = 1; awaddr = RegTdbah; wvalid = 1; wdata = 32'h1; arvalid = 1; araddr = RegTdbah;
    bready = 1; rready = 1;
    tick;
    awvalid = 0; wvalid = 0; arvalid = 0;
    while (!rvalid) tick;
    expect_eq("data", rdata, 1);
    tick;
    bready = 0; rready = 0;

    begin_test("ICR over the bus: ICS sets, ICS reads without clearing, ICR reads and clears");
    reg_write(RegIcs, 1 << IcrLsc | 1 << IcrRxdmt0);
    expect_reg("ICS", RegIcs, 1 << IcrLsc | 1 << IcrRxdmt0);
    expect_reg("ICR", RegIcr, 1 << IcrLsc | 1 << IcrRxdmt0);
    expect_reg("ICR again", RegIcr, 0);
    reg_write(RegIcs, 1 << IcrLsc | 1 << IcrRxdmt0);
    reg_write(RegIcr, 1 << IcrLsc);
    expect_reg("ICR after writing LSC", RegIcr, 1 << IcrRxdmt0);

    begin_test("STATUS.LU needs the link and CTRL.SLU; its changes are causes");
    expect_reg("up", RegStatus, StatusReset);
    link_up = 0;
    repeat (3) tick;
    expect_reg("down", RegStatus, StatusReset & ~(1 << StatusLu));
    expect_reg("LSC", RegIcr, 1 << IcrLsc);
    link_up = 1;
    repeat (3) tick;
    reg_write(RegCtrl, CtrlReset & ~(1 << CtrlSlu));
    expect_reg("not set up", RegStatus, StatusReset & ~(1 << StatusLu));
    reg_write(RegCtrl, CtrlReset);
    expect_reg("LSC", RegIcr, 1 << IcrLsc);

    begin_test("STATUS has the PHY's speed and duplex, unless CTRL forces others");
    phy_speed = 0; phy_duplex = 0;
    repeat (2) tick;
    expect_reg("10 Mb/s, half duplex", RegStatus, 32'h80080402);
    phy_speed = 1; phy_duplex = 1;
    repeat (2) tick;
    expect_reg("100 Mb/s", RegStatus, 32'h80080543);
    reg_write(RegCtrl, CtrlReset | 1 << CtrlFrcspd);
    expect_reg("forced to 1000 Mb/s", RegStatus, 32'h80080583);
    reg_write(RegCtrl, CtrlReset | 1 << CtrlFrcdpx);
    expect_reg("forced to half duplex", RegStatus, 32'h80080542);
    phy_speed = 2;
    reg_write(RegCtrl, CtrlReset);
    expect_reg("1000 Mb/s, full duplex", RegStatus, 32'h80080783);
    expect_reg("no cause", RegIcr, 0);

    begin_test("CTRL.PHY_RST holds the PHY's reset pin, which CTRL.RST leaves alone");
    expect_eq("not in reset", phy_rst_n, 1);
    reg_write(RegCtrl, CtrlReset | 1 << CtrlPhyRst);
    repeat (2) tick;
    expect_eq("in reset", phy_rst_n, 0);
    reg_write(RegCtrl, CtrlReset);
    repeat (2) tick;
    expect_eq("not in reset", phy_rst_n, 1);

    begin_test("FPD writes back and raises RXT0, and reads 0");
    reg_write(RegRdtr, 32'h80000020);
    expect_reg("RDTR", RegRdtr, 32'h20);
    expect_reg("ICR", RegIcr, 1 << IcrRxt0);

    begin_test("the registers for diagnosis read what the packet buffers say");
    expect_reg("RDFH", RegRdfh, 1);
    expect_reg("RDFT", RegRdft, 2);
    expect_reg("RDFHS", RegRdfhs, 1);
    expect_reg("RDFTS", RegRdfts, 2);
    expect_reg("RDFPC", RegRdfpc, 3);
    expect_reg("TDFH", RegTdfh, 4);
    expect_reg("TDFT", RegTdft, 5);
    expect_reg("TDFHS", RegTdfhs, 4);
    expect_reg("TDFTS", RegTdfts, 5);
    expect_reg("TDFPC", RegTdfpc, 6);

    begin_test("each entry of the wake-up tables is kept for itself, and reset clears it");
    for (i = 0; i < 128; i = i + 1) begin
      reg_write(RegFfmt + 8 * i, i + 1);
      reg_write(RegFfvt + 8 * i, 32'h01010101 * i);
    end
    reg_write_bytes(RegFfvt + 8 * 77, 32'haabbccdd, 4'b0100);
    for (i = 0; i < 128; i = i + 1) begin
      expect_reg("FFMT", RegFfmt + 8 * i, (i + 1) & 15);
      expect_reg("FFVT", RegFfvt + 8 * i, i == 77 ? 32'h4dbb4d4d : 32'h01010101 * i);
      expect_reg("between", RegFfmt + 8 * i + 4, 0);
      expect_reg("between", RegFfvt + 8 * i + 4, 0);
    end
    reg_write(RegCtrl, CtrlReset | 1 << CtrlRst);
    repeat (100) tick;
    for (i = 0; i < 128; i = i + 1) begin
      expect_reg("FFMT after reset", RegFfmt + 8 * i, 0);
      expect_reg("FFVT after reset", RegFfvt + 8 * i, 0);
    end
    reg_read(RegIcr, got);

    begin_test("SWXOFF asks for a PAUSE frame and reads 1 until it has left; TXOFF is shown");
    xoffs = 0;
    reg_write(RegTctl, 1 << TctlSwxoff | 1 << TctlEn);
    expect_eq("asked for", xoffs, 1);
    swxoff = 1;
    expect_reg("TCTL", RegTctl, 1 << TctlSwxoff | 1 << TctlEn);
    swxoff = 0;
    expect_reg("TCTL", RegTctl, 1 << TctlEn);
    reg_write(RegTctl, 0);
    expect_eq("asked for", xoffs, 1);
    tx_off = 1;
    expect_reg("STATUS", RegStatus, StatusReset | 1 << StatusTxoff);
    tx_off = 0;

    begin_test("counters are read over the bus and cleared");
    rx_end = 1; tick; rx_end = 0;
    repeat (40) tick;
    reg_write(RegGprc, 32'hffffffff);
    expect_reg("GPRC", RegGprc, 1);
    expect_reg("GPRC again", RegGprc, 0);
    expect_reg("GORCL", RegGorcl, 64);
    expect_reg("GORCH", RegGorch, 0);
    expect_reg("GORCL again", RegGorcl, 0);

    begin_test("CTRL.RST waits for the bus master while registers keep answering");
    reg_write(RegRctl, 32'h00008002);
    reg_write(RegPba, 20);
    reg_write(RegIms, 32'hffffffff);
    expect_eq("buffer split before the reset", rx_kib, 48);
    dma_halted = 0; resets = 0; core_resets = 0;
    reg_write(RegCtrl, CtrlReset | 1 << CtrlRst);
    for (i = 0; i < 20; i = i + 1) begin
      expect_reg("CTRL", RegCtrl, CtrlReset | 1 << CtrlRst);
      expect_reg("RCTL", RegRctl, 32'h00008002);
    end
    expect_eq("halt", dma_halt, 1);
    expect_eq("no reset yet", core_resets, 0);
    dma_halted = 1;
    expect_reg("STATUS", RegStatus, StatusReset);
    for (i = 0; i < 100; i = i + 1) begin
      tick;
      expect_eq("PHY not in reset", phy_rst_n, 1);
    end
    expect_eq("event", resets, 1);
    if (core_resets < 2) expect_eq("clocks of reset", core_resets, 4);
    expect_reg("CTRL", RegCtrl, CtrlReset);
    expect_reg("RCTL", RegRctl, 0);
    expect_reg("IMS", RegIms, 0);
    expect_reg("ICR", RegIcr, 0);
    expect_reg("TDBAH", RegTdbah, 0);
    expect_reg("MTA[5]", RegMta + 17'd20, 0);

    begin_test("PBA survives CTRL.RST, which makes it take effect");
    expect_reg("PBA", RegPba, 32'h002c0014);
    expect_eq("receive", rx_kib, 20);
    expect_eq("transmit", tx_kib, 44);
    reg_write(RegPba, 0);
    reg_write(RegCtrl, 1 << CtrlRst);
    repeat (100) tick;
    expect_eq("receive at least", rx_kib, 2);
    reg_write(RegPba, 127);
    reg_write(RegCtrl, 1 << CtrlRst);
    repeat (100) tick;
    expect_eq("transmit at least", tx_kib, 2);

    finish_tests("tb_regs");
  end
endmodule
