// SPDX-License-Identifier: MIT
//
// Transmit side of the DMA: packing, descriptors, thresholds, events.
`timescale 1ns/1ps

module tb_dma_transmit;
`include "dma_bench.svh"

  integer n, k, left, piece, total;

  initial begin
    start("a frame in one descriptor leaves whole, at every alignment and length from 1 on");
    tx_ring(MEM + 64'h3000, 256, MEM + 64'h80000, MEM + 64'hff000);
    tx_en = 1;
    for (k = 0; k < 8; k = k + 1) begin
      for (n = 1; n <= 25; n = n + 1) tx_post(n, k, EOP | IFCS | RS);
      tx_set_tail(tx_next);
      settle;
    end
    check_eq(tx_frames, 200, "frames sent");
    check_eq(tx_dd, 200, "descriptors with DD");
    check_eq(tx_head, 200, "TDH");
    for (n = 0; n < 8; n = n + 1) tx_post(1500 + n, n, EOP | RS);
    tx_set_tail(tx_next);
    settle;
    check_eq(tx_frames, 208, "frames sent");

    start("a frame over two descriptors is joined at every pair of alignments and lengths");
    tx_ring(MEM + 64'h3000, 2048, MEM + 64'h80000, MEM + 64'hff000);
    tx_en = 1;
    for (k = 0; k < 8; k = k + 1) begin
      for (n = 0; n < 72; n = n + 1) begin
        tx_post(1 + n / 8, k, 0);
        tx_post(17 - n % 8, n % 8, EOP | IFCS);
      end
      tx_set_tail(tx_next);
      settle;
    end
    check_eq(tx_frames, 576, "frames sent");
    check_eq(tx_dd, 0, "descriptors with DD");
    check_eq(tx_head, 1152, "TDH");

    start("descriptors of length zero and null addresses move nothing, also at the end");
    tx_en = 1;
    tx_post(0, 0, 0);
    tx_post(16, 3, RS);
    tx_post_raw(0, 100, RS, 4'd0);
    tx_post(0, 5, 0);
    tx_post(24, 5, 0);
    tx_post(0, 1, EOP | IFCS | RS);
    tx_post(8, 0, 0);
    tx_post_raw(0, 33, EOP, 4'd0);
    tx_set_tail(tx_next);
    settle;
    check_eq(tx_frames, 2, "frames sent");
    check_eq(tx_dd, 3, "descriptors with DD");
    check_eq(n_bad, 0, "tx_baddesc pulses");
    check_eq(tx_head, 8, "TDH");

    start("a frame of many descriptors of one byte leaves whole");
    tx_en = 1;
    for (k = 0; k < 3; k = k + 1) begin
      for (n = 0; n < 60; n = n + 1) tx_post(1, n * 3, (n == 59) ? EOP | RS : 0);
      tx_set_tail(tx_next);
      settle;
    end
    check_eq(tx_frames, 3, "frames sent");

    start("a frame longer than a burst, across 4 KiB boundaries, leaves whole");
    tx_en = 1;
    for (n = 0; n < 8; n = n + 1)
      tx_post_raw(MEM + 64'h81000 + 64'h3000 * n - 9 + n, 9000 + n, EOP | RS, 4'd0);
    tx_set_tail(tx_next);
    settle;
    check_eq(tx_frames, 8, "frames sent");

    start("a packet without anything to send is consumed, reported, and gets DD");
    tx_en = 1;
    tx_post(0, 0, EOP | RS);
    tx_post(60, 1, EOP | RS);
    tx_post(0, 0, 0);
    tx_post(0, 0, EOP);
    tx_set_tail(tx_next);
    settle;
    check_eq(n_bad, 2, "tx_baddesc pulses");
    check_eq(tx_frames, 1, "frames sent");
    check_eq(tx_dd, 2, "descriptors with DD");
    check_eq(tx_head, 4, "TDH");

    start("contexts and unknown types move nothing, data descriptors their data");
    tx_en = 1;
    // A TCP context: bit 0 of its command is TCP, not EOP.
    tx_post_raw(MEM + 64'h90000, 60, DEXT | EOP, 4'd0);
    tx_post_raw(MEM + 64'h90003, 60, DEXT, 4'd1);
    tx_post_raw(MEM + 64'h90100, 60, DEXT | EOP | RS, 4'd7);
    tx_post_raw(MEM + 64'h90205, 61, DEXT | EOP | RS, 4'd1);
    tx_post(70, 2, EOP | RS);
    tx_post_raw(MEM + 64'h90300, 60, DEXT | EOP | RS, 4'd0);
    tx_post_raw(MEM + 64'h90300, 60, DEXT | EOP, 4'd15);
    tx_post(71, 2, EOP | RS);
    tx_set_tail(tx_next);
    settle;
    check_eq(n_bad, 2, "tx_baddesc pulses");
    check_eq(tx_frames, 3, "frames sent");
    check_eq(tx_dd, 5, "descriptors with DD");
    check_eq(tx_head, 8, "TDH");

    start("DD comes for RS only, with its own event for IDE");
    tx_en = 1;
    tx_send(60, 0, EOP | IFCS | RS);
    settle;
    check_eq(n_tx_wb, 1, "tx_wb pulses");
    check_eq(n_tx_wb_ide, 0, "tx_wb_ide pulses");
    tx_send(60, 0, EOP | IFCS | RS | IDE);
    settle;
    check_eq(n_tx_wb, 1, "tx_wb pulses");
    check_eq(n_tx_wb_ide, 1, "tx_wb_ide pulses");
    tx_send(60, 0, EOP | IFCS | IDE);
    settle;
    check_eq(n_tx_wb + n_tx_wb_ide, 2, "pulses for a descriptor without RS");
    check_eq(tx_dd, 2, "descriptors with DD");
    check_eq(tx_frames, 3, "frames sent");

    start("with WTHRESH 4 DD comes for four at a time, counted from the first with RS");
    tx_en = 1;
    tx_wthresh = 4;
    tx_send(60, 0, EOP);
    tx_send(61, 0, EOP | RS);
    tx_send(62, 0, EOP);
    tx_send(63, 0, EOP | RS);
    settle;
    check_eq(tx_dd, 0, "descriptors with DD below the threshold");
    check_eq(tx_head, 4, "TDH");
    check_eq(n_tx_wb_ide, 2, "pulses that start the delay");
    tx_send(64, 0, EOP | RS);
    settle;
    check_eq(tx_dd, 3, "descriptors with DD");
    check_eq(aw_count[2], 1, "write-back bursts");
    check_eq(aw_beats[2], 7, "write-back beats");
    check_eq(n_tx_wb, 1, "tx_wb pulses");

    start("a flush brings DD for what waits below the threshold");
    tx_en = 1;
    tx_wthresh = 31;
    tx_send(60, 0, EOP | RS | IDE);
    tx_send(60, 0, EOP | RS | IDE);
    settle;
    check_eq(tx_dd, 0, "descriptors with DD");
    @(negedge clk) tx_flush = 1;
    @(negedge clk) tx_flush = 0;
    settle;
    check_eq(tx_dd, 2, "descriptors with DD");
    check_eq(n_tx_flushed, 1, "tx_flushed pulses");
    @(negedge clk) tx_flush = 1;
    @(negedge clk) tx_flush = 0;
    settle;
    check_eq(n_tx_flushed, 2, "tx_flushed pulses");

    start("a threshold of 63 with the places of 64 never blocks");
    tx_ring(MEM + 64'h3000, 256, MEM + 64'h80000, MEM + 64'hff000);
    tx_en = 1;
    tx_wthresh = 63;
    for (k = 0; k < 5; k = k + 1) begin
      for (n = 0; n < 50; n = n + 1) tx_post(20, -1, EOP | RS);
      tx_set_tail(tx_next);
      settle;
    end
    check_eq(tx_frames, 250, "frames sent");
    check_eq(tx_dd, 189, "descriptors with DD");

    start("TXQE comes when the head reaches the tail, TXD_LOW at 8 times LWTHRESH");
    tx_lwthresh = 1;
    for (n = 0; n < 12; n = n + 1) tx_post(60, 0, EOP);
    tx_set_tail(12);
    tx_en = 1;
    settle;
    check_eq(n_qe, 1, "tx_qe pulses");
    check_eq(n_low, 1, "tx_low pulses");
    tx_send(60, 0, EOP);
    settle;
    check_eq(n_qe, 2, "tx_qe pulses");
    check_eq(n_low, 1, "tx_low pulses");
    for (n = 0; n < 7; n = n + 1) tx_post(60, 0, EOP);
    tx_set_tail(tx_next);
    settle;
    check_eq(n_low, 1, "tx_low pulses with never more than seven pending");
    tx_lwthresh = 0;
    tx_send(60, 0, EOP);
    settle;
    check_eq(n_low, 2, "tx_low pulses with LWTHRESH 0");

    start("TDH waits for the data, not for the wire");
    tx_en = 1;
    rd_latency = 200;
    tx_send(60, 0, EOP | RS);
    wait_clocks(300);
    check_eq(tx_head, 0, "TDH before the data is here");
    settle;
    check_eq(tx_head, 1, "TDH");

    start("below PTHRESH descriptors are prefetched when HTHRESH are in host memory");
    tx_stop = 1;                 // two descriptors are taken, eight stay on chip
    tx_pthresh = 9;
    tx_hthresh = 4;
    tx_en = 1;
    for (n = 0; n < 40; n = n + 1) tx_post(600, 0, EOP | RS);
    tx_set_tail(10);
    wait_clocks(300);
    check_eq(ar_count[1], 1, "fetches");
    tx_set_tail(13);
    wait_clocks(100);
    check_eq(ar_count[1], 1, "fetches with three in host memory");
    tx_set_tail(14);
    wait_clocks(100);
    check_eq(ar_count[1], 2, "fetches with four in host memory");
    tx_stop = 0;
    tx_set_tail(40);
    settle;
    check_eq(tx_frames, 40, "frames sent");

    start("a full packet buffer holds back data, not the receive side's descriptors");
    tx_stop = 1;
    tx_en = 1;
    rx_en = 1;
    for (n = 0; n < 20; n = n + 1) tx_post(1500, -1, EOP | RS);
    tx_set_tail(20);
    wait_clocks(1000);
    rx_post(20, -1);
    rx_set_tail(20);
    for (n = 0; n < 20; n = n + 1) put_frame(300);
    wait_clocks(4000);
    check_eq(rx_frames, 20, "frames received meanwhile");
    tx_stop = 0;
    settle;
    check_eq(tx_frames, 20, "frames sent");

    start("the ring wraps, and bursts stop at its end and at 4 KiB boundaries");
    tx_ring(MEM + 64'h3f80, 24, MEM + 64'h80000, MEM + 64'hff000);
    tx_en = 1;
    tx_wthresh = 5;
    for (k = 0; k < 12; k = k + 1) begin
      for (n = 0; n < 18; n = n + 1) tx_post(60 + n, -1, (n % 3) ? EOP | RS : EOP);
      tx_set_tail(tx_next);
      settle;
    end
    @(negedge clk) tx_flush = 1;
    @(negedge clk) tx_flush = 0;
    settle;
    check_eq(tx_frames, 216, "frames sent");
    check_eq(tx_dd, 144, "descriptors with DD");

    finish;
  end
endmodule
