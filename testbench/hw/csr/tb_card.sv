// SPDX-License-Identifier: MIT
//
// The whole card (hw/rtl/e1000_top.sv), smoke test: registers through the pins, a frame
// in and a frame out by descriptor rings in a memory behind AXI4, the interrupt, and
// CTRL.RST in the middle of traffic.
`timescale 1ns / 1ps

module tb_card;
  `include "e1000_regs.svh"
  `include "csr_bench.svh"

  reg clk = 0, rst_n = 0;
  always #4 clk = !clk;

  `include "axil_driver.svh"

  localparam [47:0] Mac = 48'h525400123402;
  localparam integer RxRing = 'h1000, TxRing = 'h2000, RxBuffers = 'h4000, TxBuffer = 'hc000;
  localparam integer ReadLatency = 32;   // 250 ns

  wire        quiet, intx;
  wire [31:0] timer_next;
  reg  [7:0]  gmii_rxd = 0;
  reg         gmii_rx_dv = 0, link_up = 1;
  wire [7:0]  gmii_txd;
  reg  [1:0]  phy_speed = 2;
  reg         phy_duplex = 1;
  wire        phy_rst_n, mdc, mdio, mdio_out, mdio_oe, ee_cs, ee_sk, ee_di, ee_do;
  wire        gmii_tx_en, gmii_tx_er;
  wire [15:0] ev;
  wire [3:0]  ev_rx_result;

  wire        m_awvalid, m_wvalid, m_wlast, m_bready, m_arvalid, m_rready;
  wire [63:0] m_awaddr, m_wdata, m_araddr;
  wire [7:0]  m_awlen, m_wstrb, m_arlen;
  wire [2:0]  m_awsize, m_arsize;
  wire [1:0]  m_awburst, m_arburst, m_awid, m_arid;
  reg         m_awready = 1, m_wready = 1, m_arready = 1;
  reg         m_bvalid = 0, m_rvalid = 0, m_rlast = 0;
  reg  [1:0]  m_bid = 0, m_rid = 0;
  reg  [63:0] m_rdata = 0;

  e1000_top dut (
    .clk_i(clk), .rst_ni(rst_n), .tick_i(32'd1), .quiet_o(quiet), .timer_next_o(timer_next),
    .s_axil_awvalid_i(awvalid), .s_axil_awready_o(awready), .s_axil_awaddr_i(awaddr),
    .s_axil_wvalid_i(wvalid), .s_axil_wready_o(wready), .s_axil_wdata_i(wdata),
    .s_axil_wstrb_i(wstrb), .s_axil_bvalid_o(bvalid), .s_axil_bready_i(bready),
    .s_axil_bresp_o(bresp), .s_axil_arvalid_i(arvalid), .s_axil_arready_o(arready),
    .s_axil_araddr_i(araddr), .s_axil_rvalid_o(rvalid), .s_axil_rready_i(rready),
    .s_axil_rdata_o(rdata), .s_axil_rresp_o(rresp),
    .m_axi_awvalid_o(m_awvalid), .m_axi_awready_i(m_awready), .m_axi_awaddr_o(m_awaddr),
    .m_axi_awlen_o(m_awlen), .m_axi_awsize_o(m_awsize), .m_axi_awburst_o(m_awburst),
    .m_axi_awid_o(m_awid), .m_axi_wvalid_o(m_wvalid), .m_axi_wready_i(m_wready),
    .m_axi_wdata_o(m_wdata), .m_axi_wstrb_o(m_wstrb), .m_axi_wlast_o(m_wlast),
    .m_axi_bvalid_i(m_bvalid), .m_axi_bready_o(m_bready), .m_axi_bid_i(m_bid),
    .m_axi_bresp_i(2'b00), .m_axi_arvalid_o(m_arvalid), .m_axi_arready_i(m_arready),
    .m_axi_araddr_o(m_araddr), .m_axi_arlen_o(m_arlen), .m_axi_arsize_o(m_arsize),
    .m_axi_arburst_o(m_arburst), .m_axi_arid_o(m_arid), .m_axi_rvalid_i(m_rvalid),
    .m_axi_rready_o(m_rready), .m_axi_rid_i(m_rid), .m_axi_rdata_i(m_rdata),
    .m_axi_rresp_i(2'b00), .m_axi_rlast_i(m_rlast),
    .intx_o(intx), .gmii_rxd_i(gmii_rxd), .gmii_rx_dv_i(gmii_rx_dv), .gmii_rx_er_i(1'b0),
    .gmii_crs_i(1'b0), .gmii_col_i(1'b0), .gmii_txd_o(gmii_txd), .gmii_tx_en_o(gmii_tx_en),
    .gmii_tx_er_o(gmii_tx_er), .link_up_i(link_up), .phy_speed_i(phy_speed),
    .phy_duplex_i(phy_duplex), .phy_rst_no(phy_rst_n), .mdc_o(mdc), .mdio_o(mdio_out),
    .mdio_oe_o(mdio_oe), .mdio_i(mdio), .ee_cs_o(ee_cs), .ee_sk_o(ee_sk), .ee_di_o(ee_di),
    .ee_do_i(ee_do), .ev_o(ev),
    .ev_rx_result_o(ev_rx_result)
  );

  // ---- the board -------------------------------------------------------------
  // Registers are written with all ones, faster than the parts allow
  bench_93c46 #(.CheckTiming(0)) eeprom (.cs(ee_cs), .sk(ee_sk), .di(ee_di), .dout(ee_do));
  bench_phy #(.CheckTiming(0)) phy (.mdc(mdc), .mdio(mdio));
  pullup (mdio);
  assign mdio = mdio_oe ? mdio_out : 1'bz;

  initial begin
    for (k = 0; k < 64; k = k + 1) eeprom.word[k] = 16'hffff;
    for (k = 0; k < 3; k = k + 1)
      eeprom.word[k] = {Mac[8 * (4 - 2 * k) +: 8], Mac[8 * (5 - 2 * k) +: 8]};
    eeprom.word[10] = 16'h640b;
    for (k = 0; k < 32; k = k + 1) phy.register[k] = 16'h0141 + k;
  end

  // ---- memory: 64 KiB, bursts whole and in order -----------------------------
  reg [7:0]  memory [0:65535];
  reg [63:0] ar_addr [0:7], aw_addr [0:15];
  reg [7:0]  ar_len [0:7];
  reg [1:0]  ar_id [0:7], aw_id [0:15];
  integer    ar_at [0:7];
  integer    ar_in = 0, ar_out = 0, aw_in = 0, aw_out = 0, b_in = 0, b_out = 0, now = 0, lane;
  integer    beat = 0, w_beat = 0;
  reg [1:0]  b_id [0:15];

  function [63:0] word_at(input [63:0] address);
    integer k;
    for (k = 0; k < 8; k = k + 1) word_at[8 * k +: 8] = memory[{address[15:3], 3'd0} + k];
  endfunction

  always @(posedge clk) begin
    now <= now + 1;
    m_arready <= ar_in - ar_out < 6;
    if (m_arvalid && m_arready) begin
      if (m_arsize !== 3 || m_arburst !== 1 || m_araddr[63:16] !== 0)
        $fatal(1, "read burst size %0d kind %0d address %h", m_arsize, m_arburst, m_araddr);
      if ((m_araddr[11:0] & 'hff8) + 8 * (m_arlen + 1) > 4096) $fatal(1, "read crosses 4 KiB");
      ar_addr[ar_in % 8] = m_araddr; ar_len[ar_in % 8] = m_arlen; ar_id[ar_in % 8] = m_arid;
      ar_at[ar_in % 8] = now + ReadLatency;
      ar_in = ar_in + 1;
    end
    if (!m_rvalid || m_rready) begin
      m_rvalid <= 0;
      if (ar_in != ar_out && now >= ar_at[ar_out % 8]) begin
        m_rvalid <= 1;
        m_rid <= ar_id[ar_out % 8];
        m_rdata <= word_at(ar_addr[ar_out % 8] + 8 * beat);
        m_rlast <= beat == ar_len[ar_out % 8];
        if (beat == ar_len[ar_out % 8]) begin
          beat = 0;
          ar_out = ar_out + 1;
        end else begin
          beat = beat + 1;
        end
      end
    end
    m_awready <= aw_in - aw_out < 12;
    if (m_awvalid && m_awready) begin
      if ((m_awaddr[11:0] & 'hff8) + 8 * (m_awlen + 1) > 4096) $fatal(1, "write crosses 4 KiB");
      if (m_awaddr[63:16] !== 0) $fatal(1, "write address %h", m_awaddr);
      aw_addr[aw_in % 16] = m_awaddr; aw_id[aw_in % 16] = m_awid;
      aw_in = aw_in + 1;
    end
    m_wready <= aw_in != aw_out && !(m_wvalid && m_wready);
    if (m_wvalid && m_wready) begin
      for (lane = 0; lane < 8; lane = lane + 1)
        if (m_wstrb[lane])
          memory[(aw_addr[aw_out % 16] & 'hfff8) + 8 * w_beat + lane] = m_wdata[8 * lane +: 8];
      w_beat = w_beat + 1;
      if (m_wlast) begin
        w_beat = 0;
        b_id[b_in % 16] = aw_id[aw_out % 16];
        b_in = b_in + 1;
        aw_out = aw_out + 1;
      end
    end
    if (!m_bvalid || m_bready) begin
      m_bvalid <= 0;
      if (b_in != b_out) begin
        m_bvalid <= 1;
        m_bid <= b_id[b_out % 16];
        b_out = b_out + 1;
      end
    end
  end

  task poke32(input integer address, input [31:0] value);
    {memory[address + 3], memory[address + 2], memory[address + 1], memory[address]} = value;
  endtask

  function [31:0] peek32(input integer address);
    peek32 = {memory[address + 3], memory[address + 2], memory[address + 1], memory[address]};
  endfunction

  // ---- wire ------------------------------------------------------------------
  reg [7:0]  frame [0:2047];             // being received by the card, without FCS
  reg [7:0]  sent [0:2047];              // what the card sent, preamble and FCS included
  integer    sent_len = 0, frames_sent = 0;
  reg        was_en = 0;

  function [31:0] crc_of(input [31:0] crc, input [7:0] data);
    integer k;
    begin
      crc_of = crc ^ {24'd0, data};
      for (k = 0; k < 8; k = k + 1) crc_of = crc_of[0] ? (crc_of >> 1) ^ 32'hedb88320 : crc_of >> 1;
    end
  endfunction

  task build_frame(input [47:0] to, input integer length, input [7:0] seed);
    integer k;
    for (k = 0; k < length; k = k + 1)
      frame[k] = k < 6 ? to >> (8 * (5 - k)) : k < 12 ? 8'h50 + k : k * 7 + seed;
  endtask

  task wire_byte(input [7:0] value);
    begin
      gmii_rx_dv = 1;
      gmii_rxd = value;
      tick;
    end
  endtask

  task receive_frame(input integer length);
    integer k;
    reg [31:0] crc;
    begin
      crc = 32'hffffffff;
      repeat (7) wire_byte(8'h55);
      wire_byte(8'hd5);
      for (k = 0; k < length; k = k + 1) begin
        crc = crc_of(crc, frame[k]);
        wire_byte(frame[k]);
      end
      for (k = 0; k < 4; k = k + 1) wire_byte(~crc >> (8 * k));
      gmii_rx_dv = 0;
      gmii_rxd = 0;
      repeat (12) tick;
    end
  endtask

  integer events [0:15], results [0:15], e;
  always @(posedge clk) begin
    if (gmii_tx_en) begin
      if (!was_en) sent_len = 0;
      sent[sent_len] = gmii_txd;
      sent_len = sent_len + 1;
    end else if (was_en) begin
      frames_sent = frames_sent + 1;
    end
    was_en <= gmii_tx_en;
    for (e = 0; e < 16; e = e + 1) if (ev[e] === 1'b1) events[e] = events[e] + 1;
    if (ev[EvRxEnd]) results[ev_rx_result] = results[ev_rx_result] + 1;
  end

  task forget_events;
    for (i = 0; i < 16; i = i + 1) begin
      events[i] = 0;
      results[i] = 0;
    end
  endtask

  // ---- driver ----------------------------------------------------------------
  task bring_up;
    begin
      for (i = 0; i < 8; i = i + 1) begin
        poke32(RxRing + 16 * i, RxBuffers + 2048 * i);
        poke32(RxRing + 16 * i + 4, 0);
        poke32(RxRing + 16 * i + 8, 0);
        poke32(RxRing + 16 * i + 12, 0);
      end
      reg_write(RegRdbal, RxRing);
      reg_write(RegRdbah, 0);
      reg_write(RegRdlen, 128);
      reg_write(RegRdh, 0);
      reg_write(RegRdt, 0);
      reg_write(RegTdbal, TxRing);
      reg_write(RegTdbah, 0);
      reg_write(RegTdlen, 128);
      reg_write(RegTdh, 0);
      reg_write(RegTdt, 0);
      reg_write(RegRctl, 1 << RctlEn | 1 << RctlBam);
      reg_write(RegTctl, 1 << TctlEn | 1 << TctlPsp);
      reg_write(RegRdt, 7);
    end
  endtask

  // Legacy descriptor: EOP, IFCS, RS (3.3.3)
  task transmit(input integer slot, input integer length);
    begin
      poke32(TxRing + 16 * slot, TxBuffer);
      poke32(TxRing + 16 * slot + 4, 0);
      poke32(TxRing + 16 * slot + 8, 32'h0b000000 | length);
      poke32(TxRing + 16 * slot + 12, 0);
      reg_write(RegTdt, slot + 1);
    end
  endtask

  task wait_line(input integer limit);
    integer clocks;
    begin
      clocks = 0;
      while (!intx && clocks < limit) begin
        tick;
        clocks = clocks + 1;
      end
      expect_eq("interrupt line", intx, 1);
    end
  endtask

  integer    i, k, sent_before;
  reg [31:0] got, crc;

  initial begin
    for (i = 0; i < 65536; i = i + 1) memory[i] = 0;
    for (i = 0; i < 32768; i = i + 1) mapped[i] = 0;
    forget_events;
    repeat (4) tick;
    rst_n = 1;

    begin_test("quiet only when the address is loaded, and the PHY is out of reset");
    for (i = 0; i < 20000 && !quiet; i = i + 1) tick;
    if (i < 12500) expect_eq("clocks", i, 13600);
    expect_eq("quiet", quiet, 1);
    expect_eq("PHY out of reset", phy_rst_n, 1);

    begin_test("every register has the map's reset value, through the whole card");
    `include "e1000_regs_test.svh"
    expect_reg("RAL[0]", RegRal, {Mac[23:16], Mac[31:24], Mac[39:32], Mac[47:40]});
    expect_reg("RAH[0]", RegRah, {16'h8000, Mac[7:0], Mac[15:8]});

    begin_test("every register takes the bits that the map says, through the whole card");
    check_writes = 1;
    `include "e1000_regs_test.svh"
    reg_write(RegCtrl, CtrlReset | 1 << CtrlRst);
    repeat (100) tick;

    begin_test("CTRL.RST loads the address again, and the card is not quiet before");
    expect_reg("RAL[0]", RegRal, 0);
    expect_reg("RAH[0]", RegRah, 0);
    for (i = 0; i < 20000 && !quiet; i = i + 1) tick;
    expect_eq("quiet", quiet, 1);
    expect_reg("RAL[0]", RegRal, {Mac[23:16], Mac[31:24], Mac[39:32], Mac[47:40]});
    expect_reg("RAH[0]", RegRah, {16'h8000, Mac[7:0], Mac[15:8]});

    begin_test("MDIC through the whole card: not quiet before the frame has ended, then MDAC");
    reg_read(RegIcr, got);
    reg_write(RegMdic, 2 << MdicOpLo | 1 << MdicPhyLo | 2 << MdicRegLo | 1 << MdicInt);
    repeat (3190) begin
      expect_eq("quiet", quiet, 0);
      tick;
    end
    repeat (30) tick;
    expect_reg("MDIC", RegMdic, 32'h38220143);
    expect_reg("ICR", RegIcr, 1 << IcrMdac);

    begin_test("EERD through the whole card");
    reg_write(RegEerd, 10 << EerdAddrLo | 1);
    repeat (100) tick;
    expect_eq("quiet", quiet, 0);
    repeat (3600) tick;
    expect_reg("EERD", RegEerd, 32'h640b0a10);

    begin_test("a card with nothing to do becomes quiet and names no timer");
    for (i = 0; i < 3000 && !quiet; i = i + 1) tick;
    expect_eq("quiet", quiet, 1);
    expect_eq("next timer", timer_next, 32'hffffffff);

    begin_test("a frame from the wire reaches host memory and interrupts");
    forget_events;
    bring_up;
    reg_write(RegIms, 1 << IcrRxt0);
    build_frame(Mac, 100, 1);
    receive_frame(100);
    wait_line(2000);
    for (i = 0; i < 100; i = i + 1)
      expect_eq($sformatf("byte %0d", i), memory[RxBuffers + i], frame[i]);
    expect_eq("length with FCS", peek32(RxRing + 8) & 16'hffff, 104);
    expect_eq("status DD EOP", memory[RxRing + 12] & 3, 3);
    expect_reg("ICR", RegIcr, 1 << IcrRxt0);
    tick; tick;
    expect_eq("line after reading ICR", intx, 0);
    expect_reg("RDH", RegRdh, 1);
    expect_eq("RX_END", events[EvRxEnd], 1);
    expect_eq("accepted", results[RxAccepted], 1);
    expect_eq("RX_STORED", events[EvRxStored], 1);

    begin_test("a frame in host memory leaves on the wire with its FCS and interrupts");
    forget_events;
    reg_write(RegIms, 1 << IcrTxdw);
    build_frame(48'h525400123401, 80, 9);
    for (i = 0; i < 80; i = i + 1) memory[TxBuffer + i] = frame[i];
    sent_before = frames_sent;
    transmit(0, 80);
    wait_line(2000);
    for (i = 0; i < 1000 && frames_sent == sent_before; i = i + 1) tick;
    expect_eq("frames", frames_sent - sent_before, 1);
    expect_eq("length", sent_len, 8 + 80 + 4);
    crc = 32'hffffffff;
    for (i = 0; i < 80; i = i + 1) begin
      expect_eq($sformatf("byte %0d", i), sent[8 + i], frame[i]);
      crc = crc_of(crc, frame[i]);
    end
    expect_eq("FCS", {sent[91], sent[90], sent[89], sent[88]}, crc ^ 32'hffffffff);
    expect_eq("DD", memory[TxRing + 12] & 1, 1);
    reg_read(RegIcr, got);
    expect_eq("TXDW", got[IcrTxdw], 1);
    expect_eq("TX_SENT", events[EvTxSent], 1);
    repeat (50) tick;

    begin_test("both are in the statistics");
    expect_reg("GPRC", RegGprc, 1);
    expect_reg("GORCL", RegGorcl, 104);
    expect_reg("GPTC", RegGptc, 1);
    expect_reg("GOTCL", RegGotcl, 84);
    expect_reg("TPR", RegTpr, 1);

    begin_test("a frame for another address is dropped and counted in TPR only");
    forget_events;
    build_frame(48'h525400999999, 100, 3);
    receive_frame(100);
    repeat (100) tick;
    expect_eq("filtered", results[RxFiltered], 1);
    expect_eq("not stored", events[EvRxStored], 0);
    expect_reg("GPRC", RegGprc, 0);
    expect_reg("TPR", RegTpr, 1);

    begin_test("with RDTR the interrupt comes after its delay, and the card is quiet before");
    reg_write(RegRdtr, 2);
    build_frame(48'hffffffffffff, 60, 4);
    receive_frame(60);
    for (i = 0; i < 1000 && !quiet; i = i + 1) tick;
    expect_eq("quiet", quiet, 1);
    if (timer_next > 256 || timer_next < 8) expect_eq("next timer", timer_next, 200);
    k = timer_next;
    repeat (k) tick;
    expect_eq("not quiet as the timer expires", quiet, 0);
    wait_line(100);
    expect_reg("ICR", RegIcr, 1 << IcrRxt0);
    expect_reg("BPRC", RegBprc, 1);
    reg_write(RegRdtr, 0);

    begin_test("CTRL.RST in the middle of traffic leaves a card that works again");
    forget_events;
    build_frame(Mac, 1000, 5);
    for (i = 0; i < 1000; i = i + 1) memory[TxBuffer + i] = frame[i];
    transmit(1, 1000);
    for (i = 0; i < 40; i = i + 1) wire_byte(8'h55);
    reg_write(RegCtrl, CtrlReset | 1 << CtrlRst);
    gmii_rx_dv = 0;
    for (i = 0; i < 1000 && events[EvReset] == 0; i = i + 1) tick;
    expect_eq("RESET", events[EvReset], 1);
    expect_reg("RCTL", RegRctl, 0);
    expect_reg("GPRC", RegGprc, 0);
    repeat (14000) tick;
    expect_eq("nothing outstanding on the bus", ar_in - ar_out + aw_in - aw_out, 0);
    bring_up;
    reg_write(RegIms, 1 << IcrRxt0);
    build_frame(Mac, 200, 6);
    receive_frame(200);
    wait_line(2000);
    for (i = 0; i < 200; i = i + 1)
      expect_eq($sformatf("byte %0d", i), memory[RxBuffers + i], frame[i]);

    finish_tests("tb_card");
  end

  initial begin
    #20000000;
    $fatal(1, "the bench does not end");
  end
endmodule
