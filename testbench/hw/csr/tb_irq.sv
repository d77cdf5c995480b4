// SPDX-License-Identifier: MIT
//
// Interrupt causes, mask, moderation timers and skipping (hw/rtl/e1000_irq.sv).
//
// Two instances get the same stimuli. One is stepped clock by clock; the other, wherever
// it says it is quiet, gets one clock that stands for many. Most tests look at the first
// only and use one of them as "the card"; the last one compares them.
`timescale 1ns / 1ps

module tb_irq;
  `include "e1000_regs.svh"
  `include "csr_bench.svh"

  localparam integer Unit = 128;     // 1.024 us in ticks of 8 ns
  localparam integer ItrUnit = 32;   // 256 ns

  reg [1:0]   clk = 0;
  reg         rst_n = 0;
  reg [31:0]  tick [0:1];
  reg         rx_stored = 0, rx_rdmt = 0, rx_over = 0, tx_wb = 0, tx_wb_ide = 0, tx_qe = 0;
  reg         rx_small = 0;
  reg         tx_low = 0, link = 1, icr_re = 0, icr_we = 0, ics_we = 0, ims_we = 0, imc_we = 0;
  reg         fpd = 0, active = 0, mdac = 0;
  reg [31:0]  wdata = 0;
  reg [15:0]  itr = 0, rdtr = 0, radv = 0, tidv = 0, tadv = 0;
  wire [1:0]  rx_flush, tx_flush, intx, quiet;
  wire [31:0] icr [0:1], ims [0:1], timer_next [0:1];

  // The MAC's pause, a timer that the skipping must not jump over.
  reg [21:0]  pause [0:1];
  integer     pause_end [0:1];

  // The DMA answers a write-back request after some clocks.
  integer     flush_delay = 3;
  reg [1:0]   rx_flushed = 0, tx_flushed = 0;
  integer     rx_wait [0:1], tx_wait [0:1];

  genvar g;
  generate
    for (g = 0; g < 2; g = g + 1) begin : card
      e1000_irq u (
        .clk_i(clk[g]), .rst_ni(rst_n), .tick_i(tick[g]),
        .rx_stored_i(rx_stored), .rx_small_i(rx_small), .rx_rdmt_i(rx_rdmt), .rx_over_i(rx_over), .tx_wb_i(tx_wb),
        .tx_wb_ide_i(tx_wb_ide), .tx_qe_i(tx_qe), .tx_low_i(tx_low), .link_i(link),
        .mdac_i(mdac),
        .rx_flush_o(rx_flush[g]), .rx_flushed_i(rx_flushed[g]),
        .tx_flush_o(tx_flush[g]), .tx_flushed_i(tx_flushed[g]),
        .icr_re_i(icr_re), .icr_we_i(icr_we), .ics_we_i(ics_we), .ims_we_i(ims_we),
        .imc_we_i(imc_we), .wdata_i(wdata), .fpd_i(fpd), .itr_i(itr), .rdtr_i(rdtr),
        .radv_i(radv), .tidv_i(tidv), .tadv_i(tadv), .icr_o(icr[g]), .ims_o(ims[g]),
        .intx_o(intx[g]), .idle_i(!active), .wake_i(6'd0),
        .pause_left_i(pause[g]), .quiet_o(quiet[g]), .timer_next_o(timer_next[g])
      );
    end
  endgenerate

  // Ticks since the start, and when the line rose last, for each card
  integer now [0:1], rose_at [0:1], rises [0:1], edges [0:1];
  reg [63:0] history [0:1];

  task edge_of(input integer n, input integer ticks);
    reg was;
    begin
      was = intx[n];
      tick[n] = ticks;
      #1 clk[n] = 1;
      #1 clk[n] = 0;
      now[n] = now[n] + ticks;
      if (pause[n] != 0) begin
        if (ticks > pause[n]) expect_eq("ticks beyond the end of the pause", ticks, pause[n]);
        pause[n] = ticks < pause[n] ? pause[n] - ticks : 0;
        if (pause[n] == 0) pause_end[n] = now[n];
      end
      edges[n] = edges[n] + 1;
      rx_flushed[n] = 0;
      tx_flushed[n] = 0;
      if (rx_wait[n] > 0) begin
        rx_wait[n] = rx_wait[n] - 1;
        rx_flushed[n] = rx_wait[n] == 0;
      end
      if (tx_wait[n] > 0) begin
        tx_wait[n] = tx_wait[n] - 1;
        tx_flushed[n] = tx_wait[n] == 0;
      end
      if (rx_flush[n]) rx_wait[n] = flush_delay;
      if (tx_flush[n]) tx_wait[n] = flush_delay;
      if (intx[n] && !was) begin
        rose_at[n] = now[n];
        rises[n] = rises[n] + 1;
      end
      // Every change of what software or the bus can see, with its time
      if ({intx[n], rx_flush[n], tx_flush[n]} != {was, 2'b00})
        history[n] = (history[n] * 1000003) ^ {now[n], 29'd0, intx[n], rx_flush[n], tx_flush[n]};
    end
  endtask

  task step(input integer clocks);
    repeat (clocks) edge_of(0, 1);
  endtask

  // The same time in the other card, with as few clocks as it allows
  task skip(input integer ticks);
    integer left, n;
    begin
      left = ticks;
      while (left > 0) begin
        n = 1;
        if (quiet[1]) n = timer_next[1] > left ? left : timer_next[1];
        edge_of(1, n);
        left = left - n;
      end
    end
  endtask

  task no_pulse;
    begin
      rx_small = 0; rx_stored = 0; rx_rdmt = 0; rx_over = 0; tx_wb = 0; tx_wb_ide = 0; tx_qe = 0; tx_low = 0;
      icr_re = 0; icr_we = 0; ics_we = 0; ims_we = 0; imc_we = 0; fpd = 0; mdac = 0; wdata = 0; active = 0;
    end
  endtask

  // One clock with what the caller has set
  task pulse;
    begin
      step(1);
      no_pulse;
    end
  endtask

  task reset_cards;
    begin
      no_pulse;
      itr = 0; rdtr = 0; radv = 0; tidv = 0; tadv = 0; link = 1; flush_delay = 3;
      rst_n = 0;
      repeat (2) begin
        edge_of(0, 1);
        edge_of(1, 1);
      end
      rst_n = 1;
      pause[0] = 0; pause[1] = 0; pause_end[0] = 0; pause_end[1] = 0;
      now[0] = 0; now[1] = 0; rises[0] = 0; rises[1] = 0; history[0] = 1; history[1] = 1;
      edges[0] = 0; edges[1] = 0;
      rx_wait[0] = 0; rx_wait[1] = 0; tx_wait[0] = 0; tx_wait[1] = 0;
    end
  endtask

  task stored;
    begin rx_stored = 1; pulse; end
  endtask

  task sent(input delayed);
    begin tx_wb = !delayed; tx_wb_ide = delayed; pulse; end
  endtask

  task enable(input [31:0] causes);
    begin ims_we = 1; wdata = causes; pulse; end
  endtask

  task read_icr(output [31:0] causes);
    begin
      causes = icr[0];
      icr_re = 1;
      pulse;
    end
  endtask

  // Clocks until a cause is set, no more than limit
  task wait_cause(input integer bit_number, input integer limit, output integer clocks);
    begin
      clocks = 0;
      while (!icr[0][bit_number] && clocks < limit) begin
        step(1);
        clocks = clocks + 1;
      end
    end
  endtask

  integer    clocks, i, gap, seed;
  reg [31:0] causes;

  initial begin
    clk = 0;

    begin_test("each cause sets its own bit and raises the line when it is enabled");
    for (i = 0; i < 6; i = i + 1) begin
      reset_cards;
      enable(32'hffffffff);
      expect_eq("mask", ims[0], IcrMask);
      case (i)
        0: tx_wb = 1;
        1: tx_qe = 1;
        2: link = 0;
        3: rx_rdmt = 1;
        4: rx_over = 1;
        default: tx_low = 1;
      endcase
      pulse;
      case (i)
        0: causes = 1 << IcrTxdw;
        1: causes = 1 << IcrTxqe;
        2: causes = 1 << IcrLsc;
        3: causes = 1 << IcrRxdmt0;
        4: causes = 1 << IcrRxo;
        default: causes = 1 << IcrTxdLow;
      endcase
      expect_eq("ICR", icr[0], causes);
      step(1);
      expect_eq("line", intx[0], 1);
      step(100);
      expect_eq("ICR stays", icr[0], causes);
    end

    begin_test("a link that is up at reset is no cause; each later change is one");
    reset_cards;
    step(10);
    expect_eq("ICR", icr[0], 0);
    link = 0; step(1);
    read_icr(causes);
    expect_eq("down", causes, 1 << IcrLsc);
    link = 1; step(1);
    read_icr(causes);
    expect_eq("up", causes, 1 << IcrLsc);

    begin_test("the end of an access to the PHY is the cause MDAC");
    reset_cards;
    step(10);
    mdac = 1; pulse;
    step(1);
    read_icr(causes);
    expect_eq("ICR", causes, 1 << IcrMdac);

    begin_test("a cause raised while masked interrupts when IMS enables it, and IMC ends it");
    reset_cards;
    rx_rdmt = 1; pulse;
    step(20);
    expect_eq("line while masked", intx[0], 0);
    enable(1 << IcrRxdmt0);
    step(1);
    expect_eq("line", intx[0], 1);
    imc_we = 1; wdata = 32'hffffffff; pulse;
    step(1);
    expect_eq("line after IMC", intx[0], 0);
    expect_eq("ICR after IMC", icr[0], 1 << IcrRxdmt0);

    begin_test("reading ICR clears all, and a cause in the clock of the read survives");
    reset_cards;
    enable(32'hffffffff);
    tx_qe = 1; pulse;
    rx_over = 1; pulse;
    step(5);
    causes = icr[0];
    icr_re = 1; rx_rdmt = 1; pulse;
    expect_eq("read", causes, 1 << IcrTxqe | 1 << IcrRxo);
    expect_eq("left", icr[0], 1 << IcrRxdmt0);
    expect_eq("the old interrupt ended", intx[0], 0);
    step(1);
    expect_eq("the new one began", intx[0], 1);

    begin_test("writing ICR clears the ones written, ICS sets them");
    reset_cards;
    ics_we = 1; wdata = 32'hffffffff; pulse;
    expect_eq("ICS sets every cause there is", icr[0], IcrMask);
    icr_we = 1; wdata = 1 << IcrLsc | 1 << IcrRxt0; pulse;
    expect_eq("ICR", icr[0], IcrMask & ~(1 << IcrLsc | 1 << IcrRxt0));

    begin_test("RDTR 0 interrupts for each frame once its descriptor is written back");
    reset_cards;
    flush_delay = 9;
    stored;
    expect_eq("write-back asked for", rx_flush[0], 1);
    step(8);
    expect_eq("not before it is done", icr[0], 0);
    wait_cause(IcrRxt0, 100, clocks);
    expect_eq("clocks", clocks, 2);

    begin_test("RADV alone does nothing while RDTR is 0");
    reset_cards;
    radv = 5;
    stored;
    step(20);
    read_icr(causes);
    expect_eq("at once", causes, 1 << IcrRxt0);
    step(10 * Unit);
    expect_eq("no second interrupt", icr[0], 0);

    begin_test("RDTR expires exactly 1.024 us times its value after the last frame");
    reset_cards;
    rdtr = 3;
    stored;
    step(2 * Unit);
    stored;
    step(3 * Unit - 1);
    expect_eq("no write-back yet", rx_flush[0], 0);
    step(1);
    expect_eq("write-back", rx_flush[0], 1);
    wait_cause(IcrRxt0, 100, clocks);
    expect_eq("RXT0", icr[0], 1 << IcrRxt0);

    begin_test("RADV bounds the wait for RDTR from the first frame, and cancels it");
    reset_cards;
    rdtr = 4; radv = 6;
    stored;
    step(3 * Unit);
    stored;
    step(3 * Unit - 2);
    expect_eq("no write-back yet", rx_flush[0], 0);
    step(1);
    expect_eq("write-back", rx_flush[0], 1);
    step(10);
    read_icr(causes);
    expect_eq("RXT0", causes, 1 << IcrRxt0);
    step(20 * Unit);
    expect_eq("no spurious second interrupt", icr[0], 0);

    begin_test("a frame in the clock in which RADV ends neither stops nor outlives it");
    reset_cards;
    rdtr = 10; radv = 6;
    stored;
    step(6 * Unit - 2);
    stored;
    expect_eq("no write-back yet", rx_flush[0], 0);
    step(1);
    expect_eq("write-back", rx_flush[0], 1);
    step(10);
    read_icr(causes);
    expect_eq("RXT0", causes, 1 << IcrRxt0);
    step(20 * Unit);
    expect_eq("no spurious second interrupt", icr[0], 0);

    begin_test("RDTR's expiry stops RADV");
    reset_cards;
    rdtr = 2; radv = 50;
    stored;
    step(3 * Unit);
    read_icr(causes);
    expect_eq("RXT0", causes, 1 << IcrRxt0);
    step(60 * Unit);
    expect_eq("no second interrupt", icr[0], 0);

    begin_test("FPD writes back and interrupts now, and stops both timers");
    reset_cards;
    rdtr = 20; radv = 30;
    stored;
    step(10);
    fpd = 1; pulse;
    expect_eq("write-back", rx_flush[0], 1);
    wait_cause(IcrRxt0, 100, clocks);
    read_icr(causes);
    expect_eq("RXT0", causes, 1 << IcrRxt0);
    step(40 * Unit);
    expect_eq("no second interrupt", icr[0], 0);

    begin_test("a frame stored during a write-back gets one of its own");
    reset_cards;
    flush_delay = 10;
    stored;
    step(4);
    stored;
    step(7);
    read_icr(causes);
    expect_eq("first", causes, 1 << IcrRxt0);
    wait_cause(IcrRxt0, 100, clocks);
    expect_eq("second", icr[0], 1 << IcrRxt0);

    begin_test("TXDW comes at once without IDE");
    reset_cards;
    tidv = 8;
    sent(0);
    expect_eq("TXDW", icr[0], 1 << IcrTxdw);

    begin_test("with IDE it comes TIDV after the last descriptor, after a write-back");
    reset_cards;
    tidv = 2;
    sent(1);
    step(Unit);
    sent(1);
    step(2 * Unit - 1);
    expect_eq("not yet", tx_flush[0], 0);
    step(1);
    expect_eq("write-back", tx_flush[0], 1);
    wait_cause(IcrTxdw, 100, clocks);
    expect_eq("TXDW", icr[0], 1 << IcrTxdw);

    begin_test("TADV bounds the wait for TIDV");
    reset_cards;
    tidv = 4; tadv = 6;
    for (i = 0; i < 5; i = i + 1) begin
      sent(1);
      step(Unit - 1);
    end
    step(Unit);
    expect_eq("not yet", tx_flush[0], 0);
    step(1);
    expect_eq("write-back", tx_flush[0], 1);
    step(10);
    read_icr(causes);
    expect_eq("TXDW", causes, 1 << IcrTxdw);
    step(20 * Unit);
    expect_eq("no second interrupt", icr[0], 0);

    begin_test("an immediate TXDW halts the delayed ones");
    reset_cards;
    tidv = 4; tadv = 6;
    sent(1);
    step(10);
    sent(0);
    read_icr(causes);
    step(20 * Unit);
    expect_eq("no second interrupt", icr[0], 0);

    begin_test("ITR keeps rises of the line its interval apart, to the clock, with no floor");
    reset_cards;
    itr = 1;
    enable(1 << IcrTxdw);
    sent(0);
    step(1);
    for (i = 0; i < 4; i = i + 1) begin
      expect_eq("line", intx[0], 1);
      gap = now[0];
      read_icr(causes);
      expect_eq("line after the read", intx[0], 0);
      sent(0);
      step(ItrUnit - 3);
      expect_eq("line before the interval", intx[0], 0);
      step(1);
      expect_eq("interval", now[0] - gap, ItrUnit);
    end

    begin_test("ITR delays no first interrupt, and 0 opens the gate");
    reset_cards;
    itr = 500;
    enable(1 << IcrTxdw);
    sent(0);
    step(1);
    expect_eq("first", intx[0], 1);
    read_icr(causes);
    sent(0);
    step(100);
    expect_eq("throttled", intx[0], 0);
    itr = 0;
    step(1);
    expect_eq("opened", intx[0], 1);

    begin_test("skipping quiet time leaves the same state as stepping through it");
    seed = 7;
    reset_cards;
    ims_we = 1; wdata = IcrMask; edge_of(0, 1); edge_of(1, 1); no_pulse;
    for (i = 0; i < 600; i = i + 1) begin
      active = 1;
      case ($urandom(seed) % 15)
        0, 1, 2: begin rx_stored = 1; rx_small = $urandom(seed) % 4 == 0; end
        3, 4:    tx_wb_ide = 1;
        5:       tx_wb = 1;
        6, 7, 8: icr_re = 1;
        9:       rdtr = $urandom(seed) % 4;
        10:      radv = $urandom(seed) % 6;
        11:      begin tidv = $urandom(seed) % 4; tadv = $urandom(seed) % 6; end
        12:      itr = $urandom(seed) % 12;
        13:      begin pause[0] = 64 * ($urandom(seed) % 6); pause[1] = pause[0]; end
        default: begin
          if (ims[0] == 0) ims_we = 1; else imc_we = 1;
          wdata = IcrMask;
        end
      endcase
      edge_of(0, 1);
      edge_of(1, 1);
      no_pulse;
      gap = $urandom(seed) % (($urandom(seed) % 2) != 0 ? 8 : 500);
      step(gap);
      skip(gap);
      expect_eq("history", history[1], history[0]);
      expect_eq("ICR", icr[1], icr[0]);
      expect_eq("IMS", ims[1], ims[0]);
      expect_eq("line", intx[1], intx[0]);
      expect_eq("quiet", quiet[1], quiet[0]);
      expect_eq("next", timer_next[1], timer_next[0]);
      expect_eq("RDTR", card[1].u.rdtr_q, card[0].u.rdtr_q);
      expect_eq("RADV", card[1].u.radv_q, card[0].u.radv_q);
      expect_eq("TIDV", card[1].u.tidv_q, card[0].u.tidv_q);
      expect_eq("TADV", card[1].u.tadv_q, card[0].u.tadv_q);
      expect_eq("ITR", card[1].u.itr_q, card[0].u.itr_q);
      expect_eq("end of the pause", pause_end[1], pause_end[0]);
      expect_eq("settling", card[1].u.settle_q, card[0].u.settle_q);
    end
    if (rises[0] < 40) expect_eq("interrupts in the random run", rises[0], 40);
    if (edges[1] * 5 > edges[0]) expect_eq("clocks it took", edges[1], edges[0] / 5);

    begin_test("a small packet ends the delay: SRPD and RXT0 once its descriptor is written back");
    reset_cards;
    rdtr = 50; radv = 60; flush_delay = 9;
    stored;
    step(100);
    rx_small = 1; stored;
    expect_eq("write-back asked for", rx_flush[0], 1);
    step(8);
    expect_eq("ICR before it is done", icr[0], 0);
    step(2);
    expect_eq("ICR", icr[0], 1 << IcrSrpd | 1 << IcrRxt0);
    read_icr(causes);
    step(100 * Unit);
    expect_eq("no timer ran on", icr[0], 0);
    stored;
    step(50 * Unit + 20);
    expect_eq("another packet starts the delay anew, without SRPD", icr[0], 1 << IcrRxt0);

    begin_test("a small packet during a write-back is told of with the one that follows");
    reset_cards;
    flush_delay = 20;
    stored;
    step(5);
    rx_small = 1; stored;
    wait_cause(IcrRxt0, 100, clocks);
    expect_eq("first", icr[0], 1 << IcrRxt0);
    read_icr(causes);
    wait_cause(IcrRxt0, 100, clocks);
    expect_eq("second", icr[0], 1 << IcrSrpd | 1 << IcrRxt0);
    read_icr(causes);
    step(100);
    expect_eq("no third", icr[0], 0);

    begin_test("the transmitter's pause bounds the skipping, and its end wakes the card");
    reset_cards;
    step(10);
    pause[0] = 64;
    step(1);
    expect_eq("quiet", quiet[0], 1);
    expect_eq("next", timer_next[0], 63);
    edge_of(0, 63);
    expect_eq("quiet at its end", quiet[0], 0);
    step(10);
    expect_eq("quiet again", quiet[0], 1);
    expect_eq("no timer", timer_next[0], 32'hffffffff);

    begin_test("a silent card says that no timer runs");
    reset_cards;
    step(10);
    expect_eq("quiet", quiet[0], 1);
    expect_eq("next", timer_next[0], 32'hffffffff);

    finish_tests("tb_irq");
  end
endmodule
