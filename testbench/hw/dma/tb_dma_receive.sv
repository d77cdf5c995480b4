// SPDX-License-Identifier: MIT
//
// Receive side of the DMA: storage, descriptors, thresholds, events.
`timescale 1ns/1ps

module tb_dma_receive;
`include "dma_bench.svh"

  integer n, k, size;

  initial begin
    start("a frame lands in its buffer with length, status and errors at every alignment");
    for (n = 0; n < 56; n = n + 1) rx_post(1, n % 8);
    rx_en = 1;
    rx_set_tail(56);
    for (n = 0; n < 56; n = n + 1) put_frame(60 + n % 9 + ((n == 55) ? 1454 : 0));
    settle;
    check_eq(rx_frames, 56, "frames that came back");
    check_eq(n_stored, 56, "rx_stored pulses");
    check_eq(rx_head, 56, "RDH");

    start("a frame of any length from 1 byte on is stored");
    rx_en = 1;
    rx_buf_bytes = 256;
    rx_post(63, -1);
    rx_set_tail(63);
    for (n = 1; n <= 40; n = n + 1) put_frame(n);
    settle;
    check_eq(rx_frames, 40, "frames that came back");

    start("a long frame fills buffer after buffer of every size, EOP on the last only");
    rx_en = 1;
    for (k = 0; k < 7; k = k + 1) begin
      size = 256 << k;
      n    = (size * 5 + 77 > 16000) ? 16000 : size * 5 + 77;
      rx_buf_bytes = size;
      rx_buf_next  = rx_buf_low;
      rx_post((n + size - 1) / size, -1);
      rx_set_tail(rx_next);
      put_frame(n);
      settle;
    end
    check_eq(rx_frames, 7, "frames that came back");
    check_eq(n_stored, 7, "rx_stored pulses");

    start("a frame that exactly fills its buffers takes no descriptor more");
    rx_buf_bytes = 256;
    rx_en = 1;
    rx_post(8, 3);
    rx_set_tail(8);
    put_frame(512);
    put_frame(256);
    settle;
    check_eq(rx_returned, 3, "descriptors that came back");
    check_eq(rx_frames, 2, "frames that came back");

    start("a buffer across 4 KiB boundaries is written in bursts that end there");
    rx_en = 1;
    for (n = 0; n < 8; n = n + 1) rx_post_at(MEM + 64'h20000 + 64'h2000 * n + 4091 - n);
    rx_set_tail(8);
    for (n = 0; n < 8; n = n + 1) put_frame(1500 - n);
    settle;
    check_eq(rx_frames, 8, "frames that came back");

    start("a null descriptor gets DD and nothing else, without waiting for a frame");
    rx_en = 1;
    rx_post_at(0);
    rx_post_at(0);
    rx_post(1, 1);
    rx_post_at(0);
    rx_post(2, 2);
    rx_set_tail(6);
    settle;
    check_eq(rx_returned, 2, "null descriptors that came back");
    put_frame(100);
    settle;
    check_eq(rx_returned, 4, "descriptors that came back");
    put_frame(100);
    put_frame(100);
    settle;
    check_eq(rx_returned, 6, "descriptors that came back");

    start("without a descriptor a frame waits and is counted once, then is stored");
    rx_en = 1;
    put_frame(64);
    put_frame(65);
    settle_waiting;
    wait_clocks(200);
    check_eq(n_nobuf, 1, "rx_nobuf pulses");
    check(rx_valid, "the frame was taken");
    rx_post(4, 0);
    rx_set_tail(1);
    settle_waiting;
    check_eq(rx_frames, 1, "frames that came back");
    wait_clocks(200);
    check_eq(n_nobuf, 2, "rx_nobuf pulses");
    rx_set_tail(4);
    settle;
    check_eq(rx_frames, 2, "frames that came back");
    check_eq(n_nobuf, 2, "rx_nobuf pulses");

    start("no frame counts as without buffer while descriptors are on their way");
    rd_latency = 120;
    rx_en = 1;
    rx_post(8, 0);
    rx_set_tail(8);
    put_frame(64);
    settle;
    check_eq(n_nobuf, 0, "rx_nobuf pulses");
    check_eq(rx_frames, 1, "frames that came back");

    start("RXDMT0 comes once, when the free descriptors fall to the fraction of the ring");
    for (k = 0; k < 3; k = k + 1) begin
      rx_rdmts = k;
      rx_en = 1;
      rx_post((k == 0) ? 60 : n, -1);
      rx_set_tail(rx_next);
      settle;
      n_rdmt = 0;
      for (n = 0; n < 60 - (32 >> k) - 1; n = n + 1) put_frame(64);
      settle;
      check_eq(n_rdmt, 0, "rx_rdmt pulses one descriptor early");
      put_frame(64);
      n = n + 1;
      settle;
      check_eq(n_rdmt, 1, "rx_rdmt pulses at the threshold");
      put_frame(64);
      n = n + 1;
      settle;
      check_eq(n_rdmt, 1, "rx_rdmt pulses below the threshold");
    end

    start("with WTHRESH 0 each frame is written back at once and RDH follows");
    rx_en = 1;
    rx_post(40, -1);
    rx_set_tail(40);
    for (n = 0; n < 5; n = n + 1) begin
      put_frame(70);
      settle;
      check_eq(rx_returned, n + 1, "descriptors that came back");
      check_eq(rx_head, n + 1, "RDH");
    end
    check_eq(n_rx_wb, 5, "rx_wb pulses");

    start("with WTHRESH 5 descriptors come back five at a time, in one burst");
    rx_en = 1;
    rx_wthresh = 5;
    rx_post(40, -1);
    rx_set_tail(40);
    for (n = 0; n < 4; n = n + 1) put_frame(70);
    settle;
    check_eq(rx_returned, 0, "descriptors that came back below the threshold");
    check_eq(n_stored, 4, "rx_stored pulses");
    check_eq(rx_head, 0, "RDH");
    check(rx_wb_pending, "rx_wb_pending");
    put_frame(70);
    settle;
    check_eq(rx_returned, 5, "descriptors that came back");
    check_eq(aw_count[1], 1, "write-back bursts");
    check_eq(aw_beats[1], 9, "write-back beats");
    check(!rx_wb_pending, "rx_wb_pending");
    check_eq(rx_head, 5, "RDH");

    start("a flush writes back what is processed, and says so also if that is nothing");
    rx_en = 1;
    rx_wthresh = 20;
    rx_post(40, -1);
    rx_set_tail(40);
    @(negedge clk) rx_flush = 1;
    @(negedge clk) rx_flush = 0;
    settle;
    check_eq(n_rx_flushed, 1, "rx_flushed pulses");
    for (n = 0; n < 3; n = n + 1) put_frame(70);
    settle;
    check_eq(rx_returned, 0, "descriptors that came back");
    @(negedge clk) rx_flush = 1;
    @(negedge clk) rx_flush = 0;
    settle;
    check_eq(rx_returned, 3, "descriptors that came back");
    check_eq(n_rx_flushed, 2, "rx_flushed pulses");
    put_frame(70);
    settle;
    check_eq(rx_returned, 3, "descriptors that came back after the flush");

    start("with GRAN 0 thresholds count cache lines of four descriptors");
    rx_en = 1;
    rx_gran = 0;
    rx_wthresh = 2;
    rx_post(40, -1);
    rx_set_tail(40);
    for (n = 0; n < 7; n = n + 1) put_frame(70);
    settle;
    check_eq(rx_returned, 0, "descriptors that came back");
    put_frame(70);
    settle;
    check_eq(rx_returned, 8, "descriptors that came back");

    start("with PTHRESH 0 descriptors are fetched when none is left, as many as there are");
    rx_en = 1;
    rx_post(60, -1);
    rx_set_tail(4);
    settle;
    check_eq(ar_count[0], 1, "fetches");
    check_eq(ar_beats[0], 8, "beats fetched");
    rx_set_tail(60);
    settle;
    check_eq(ar_count[0], 1, "fetches while four are on chip");
    for (n = 0; n < 4; n = n + 1) put_frame(64);
    settle;
    check_eq(ar_count[0], 2, "fetches");
    check_eq(ar_beats[0], 120, "beats fetched");

    start("below PTHRESH descriptors are prefetched when HTHRESH are in host memory");
    rx_en = 1;
    rx_pthresh = 8;
    rx_hthresh = 6;
    rx_post(60, -1);
    rx_set_tail(7);
    settle;
    check_eq(ar_count[0], 1, "fetches");
    rx_set_tail(12);
    settle;
    check_eq(ar_count[0], 1, "fetches with five in host memory");
    rx_set_tail(13);
    settle;
    check_eq(ar_count[0], 2, "fetches with six in host memory");
    check_eq(ar_beats[0], 26, "beats fetched");
    rx_set_tail(40);
    settle;
    check_eq(ar_count[0], 2, "fetches with thirteen on chip");

    start("no more than 64 descriptors are on chip, and none beyond the tail is fetched");
    rx_ring(MEM + 64'h1000, 128, MEM + 64'h10000, MEM + 64'h80000);
    rx_en = 1;
    rx_pthresh = 63;
    rx_hthresh = 1;
    rx_post(120, -1);
    rx_set_tail(120);
    settle;
    check_eq(ar_beats[0], 128, "beats fetched");
    for (n = 0; n < 110; n = n + 1) put_frame(61);
    settle;
    check_eq(ar_beats[0], 240, "beats fetched");
    check_eq(rx_frames, 110, "frames that came back");

    start("the ring wraps, and bursts stop at its end and at 4 KiB boundaries");
    rx_ring(MEM + 64'h1f80, 24, MEM + 64'h10000, MEM + 64'h80000);
    rx_en = 1;
    rx_wthresh = 3;
    for (k = 0; k < 12; k = k + 1) begin
      rx_post(20, -1);
      rx_set_tail(rx_next);
      for (n = 0; n < 20; n = n + 1) put_frame(60 + n);
      settle;
    end
    @(negedge clk) rx_flush = 1;
    @(negedge clk) rx_flush = 0;
    settle;
    check_eq(rx_frames, 240, "frames that came back");

    start("a frame in the middle waits for descriptors and goes on where it was");
    rx_buf_bytes = 256;
    rx_en = 1;
    rx_post(8, -1);
    rx_set_tail(2);
    put_frame(1000);
    settle_waiting;
    check_eq(rx_returned, 2, "descriptors that came back");
    check_eq(n_stored, 0, "rx_stored pulses");
    rx_set_tail(8);
    settle;
    check_eq(rx_returned, 4, "descriptors that came back");
    check_eq(n_stored, 1, "rx_stored pulses");

    finish;
  end
endmodule
