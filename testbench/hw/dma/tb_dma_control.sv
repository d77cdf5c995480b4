// SPDX-License-Identifier: MIT
//
// What software and the bus may do to the DMA at any moment: enable, disable, new heads,
// nonsense in the registers, error responses, halt for a reset.
`timescale 1ns/1ps

module tb_dma_control;
`include "dma_bench.svh"

  integer n, k, was, got;

  task write_rx_head(input integer head);
    begin
      @(negedge clk);
      rx_head_we = 1; rx_head_wdata = head;
      @(negedge clk);
      rx_head_we = 0;
    end
  endtask

  task write_tx_head(input integer head);
    begin
      @(negedge clk);
      tx_head_we = 1; tx_head_wdata = head;
      @(negedge clk);
      tx_head_we = 0;
    end
  endtask

  initial begin
    start("with the enables off nothing is fetched, stored or sent");
    rx_post(8, 0);
    rx_set_tail(8);
    tx_send(60, 0, EOP | RS);
    put_frame(64);
    wait_clocks(300);
    check_eq(ar_count[0] + ar_count[1] + ar_count[2], 0, "reads");
    check_eq(aw_count[0] + aw_count[1] + aw_count[2], 0, "writes");
    check(quiet, "quiet");
    rx_en = 1;
    tx_en = 1;
    settle;
    check_eq(rx_frames, 1, "frames received");
    check_eq(tx_frames, 1, "frames sent");

    start("receive disabled in the middle of a frame stops at the frame's end");
    rx_buf_bytes = 256;
    rx_en = 1;
    rx_post(30, -1);
    rx_set_tail(30);
    put_frame(1500);
    put_frame(1500);
    wait (rx_ready && rxf_word > 20);
    @(negedge clk) rx_en = 0;
    wait_clocks(1500);
    check_eq(rx_frames, 1, "frames stored");
    check_eq(rx_returned, 6, "descriptors that came back");
    check(quiet, "quiet");
    rx_en = 1;
    settle;
    check_eq(rx_frames, 2, "frames stored after enabling");

    start("transmit disabled in the middle of a packet stops at the packet's end");
    tx_en = 1;
    for (k = 0; k < 3; k = k + 1)
      for (n = 0; n < 4; n = n + 1) tx_post(700, -1, (n == 3) ? EOP | RS : 0);
    tx_set_tail(tx_next);
    wait (tx_valid && tx_bytes_seen > 100);
    @(negedge clk) tx_en = 0;
    wait_clocks(3000);
    check(tx_frames == 1 || tx_frames == 2, "whole packets were sent, not all of them");
    check_eq(tx_head, tx_frames * 4, "TDH");
    check(quiet, "quiet");
    tx_en = 1;
    settle;
    check_eq(tx_frames, 3, "packets sent after enabling");

    start("disabling brings back what waits below the threshold");
    rx_en = 1;
    tx_en = 1;
    rx_wthresh = 10;
    tx_wthresh = 10;
    rx_post(8, 0);
    rx_set_tail(8);
    tx_send(60, 0, EOP | RS);
    put_frame(64);
    settle;
    check_eq(rx_returned + tx_dd, 0, "descriptors that came back");
    rx_en = 0;
    tx_en = 0;
    settle;
    check_eq(rx_returned, 1, "receive descriptors that came back");
    check_eq(tx_dd, 1, "transmit descriptors with DD");

    start("descriptors fetched before disabling are fetched anew after enabling");
    rx_en = 1;
    tx_en = 1;
    tx_stop = 1;
    rx_post(8, 0);
    rx_set_tail(8);
    for (n = 0; n < 30; n = n + 1) tx_post(1000, 0, EOP | RS);
    tx_set_tail(30);
    wait_clocks(400);
    tx_en = 0;
    rx_en = 0;
    tx_stop = 0;
    settle;
    was = ar_beats[0];
    // New buffers, from the head on.
    rx_next = 0;
    rx_post(8, 5);
    check(tx_frames < 10, "the packets after the present one stayed");
    rx_en = 1;
    tx_en = 1;
    for (n = 0; n < 7; n = n + 1) put_frame(90);
    settle;
    check_eq(ar_beats[0] - was, 16, "beats fetched after enabling");
    check_eq(rx_frames, 7, "frames stored in the new buffers");
    check_eq(tx_frames, 30, "frames sent");

    start("disabled at any clock around a fetch, both rings stop and later go on");
    rd_latency = 20;
    for (k = 0; k < 40; k = k + 1) begin
      rx_en = 1;
      tx_en = 1;
      rx_post(1, 0);
      @(negedge clk);
      rx_set_tail((k + 1) % 64);
      tx_send(60, 0, EOP | RS);
      wait_clocks(k);
      @(negedge clk);
      rx_en = 0;
      tx_en = 0;
      settle;
      check(quiet, "quiet");
      rx_en = 1;
      tx_en = 1;
      put_frame(64);
      settle;
      check_eq(rx_frames, k + 1, "frames stored");
      check_eq(tx_frames, k + 1, "frames sent");
    end

    start("a new head takes the rings up from there and reads back at once");
    rx_next = 20;
    rx_exp_idx = 20;
    tx_next = 30;
    tx_base_d = txd_put - 30;
    write_rx_head(20);
    check_eq(rx_head, 20, "RDH");
    write_tx_head(30);
    check_eq(tx_head, 30, "TDH");
    rx_set_tail(20);
    tx_set_tail(30);
    rx_en = 1;
    tx_en = 1;
    rx_post(10, 1);
    rx_set_tail(30);
    tx_send(60, 1, EOP | RS);
    put_frame(70);
    settle;
    check_eq(rx_frames, 1, "frames stored");
    check_eq(rx_head, 21, "RDH");
    check_eq(tx_frames, 1, "frames sent");
    check_eq(tx_head, 31, "TDH");

    start("a head written while descriptors are on chip and on their way drops them");
    rd_latency = 60;
    rx_en = 1;
    rx_post(40, 0);
    rx_set_tail(20);
    wait_clocks(20);
    write_rx_head(0);
    wait_clocks(30);
    write_rx_head(5);
    check_eq(rx_head, 5, "RDH");
    rx_exp_idx = 5;
    put_frame(100);
    put_frame(100);
    settle;
    check_eq(rx_frames, 2, "frames stored");
    check_eq(rx_head, 7, "RDH");

    start("nonsense in heads, tails and lengths touches nothing outside the rings");
    rx_watch = 0;
    tx_watch = 0;
    // Every descriptor of both rings leads to allowed memory.
    rx_post(64, 0);
    for (n = 0; n < 64; n = n + 1) begin
      tx_post(60, 0, EOP | RS);
      allow(tx_base + 16 * n, 16, 1'b0, 1'b1);
      allow(rx_base + 16 * n, 16, 1'b0, 1'b1);
    end
    rx_en = 1;
    tx_en = 1;
    for (n = 0; n < 400; n = n + 1) begin
      put_frame(60 + n % 50);
      case (between(0, 9))
        0: begin rx_tail = $random(seed); tx_tail = $random(seed); end
        1: begin rx_tail = 64; tx_tail = 64; end
        2: begin rx_ring_len = 0; tx_ring_len = 0; end
        3: begin rx_ring_len = 128 * between(1, 8); tx_ring_len = 128 * between(1, 8); end
        4: begin rx_ring_len = 1024; tx_ring_len = 1024; end
        5: write_rx_head($random(seed));
        6: write_tx_head($random(seed));
        7: begin write_rx_head(between(0, 63)); write_tx_head(between(0, 63)); end
        8: begin rx_en = $random(seed); tx_en = $random(seed); end
        9: begin rx_wthresh = $random(seed); tx_pthresh = $random(seed); end
      endcase
      rx_tail = (n % 3) ? between(0, 70) : rx_tail;
      tx_tail = (n % 3) ? between(0, 70) : tx_tail;
      @(negedge clk) rx_tail_we = 1; tx_tail_we = 1;
      @(negedge clk) rx_tail_we = 0; tx_tail_we = 0;
      // A buffer may be used more than once here.
      for (k = 0; k < 64; k = k + 1) begin
        allow(rx_slot_buf[k], 1, 1'b0, 1'b1);
        allow(tx_base + 16 * k, 16, 1'b0, 1'b1);
        allow(rx_base + 16 * k, 16, 1'b0, 1'b1);
      end
      wait_clocks(between(0, 60));
    end
    check(tx_frames > 50, "the card worked in between");
    // Sane values bring it back.
    rx_wthresh = 0; tx_pthresh = 0;
    rx_ring_len = 1024; tx_ring_len = 1024;
    rx_en = 1; tx_en = 1;
    rx_tail = 0; tx_tail = 0;
    write_rx_head(0);
    write_tx_head(0);
    settle_waiting;
    was = tx_frames;
    got = n_stored;
    tx_set_tail(10);
    settle_waiting;
    check_eq(tx_frames - was, 10, "frames sent after that");
    k = rxf_put - rxf_get;
    rx_set_tail(63);
    settle_waiting;
    check_eq(n_stored - got, (k > 63) ? 63 : k, "frames stored after that");

    start("descriptors that wait for write-back when the ring shrinks are not written outside");
    rx_watch = 0;
    rx_en = 1;
    rx_wthresh = 20;
    write_rx_head(40);
    rx_next = 40;
    rx_post(10, 0);
    rx_set_tail(50);
    for (n = 0; n < 5; n = n + 1) put_frame(64);
    settle;
    check_eq(n_stored, 5, "frames stored");
    check(rx_wb_pending, "rx_wb_pending");
    for (n = 0; n < 64; n = n + 1) may_write[(rx_base[19:3]) + 2 * n + 1] = 8'h00;
    rx_ring_len = 128;
    @(negedge clk) rx_flush = 1;
    @(negedge clk) rx_flush = 0;
    settle_waiting;
    check_eq(n_rx_flushed, 1, "rx_flushed pulses");
    check_eq(aw_count[1], 0, "write-back bursts");

    start("an error response is survived: no write to an address that was not read");
    rx_watch = 0;
    tx_watch = 0;
    rx_en = 1;
    tx_en = 1;
    rx_post(8, 0);
    bad_read = rx_base + 16 * 2;
    rx_set_tail(8);
    put_frame(64);
    put_frame(64);
    put_frame(64);
    put_frame(64);
    settle;
    check_eq(n_stored, 4, "frames stored around the unreadable descriptor");
    check_eq(rx_head, 5, "RDH");
    tx_post(60, 0, EOP | RS);
    tx_post(60, 0, EOP | RS);
    tx_post(60, 0, EOP | RS);
    bad_read = tx_base + 16 + 8;
    tx_set_tail(3);
    settle;
    check_eq(tx_frames, 2, "frames sent around the unreadable descriptor");
    check_eq(tx_head, 3, "TDH");
    slave_error_all = 1;
    put_frame(64);
    tx_post(60, 0, EOP | RS);
    tx_set_tail(4);
    settle;
    slave_error_all = 0;
    bad_read = 0;
    tx_post(60, 0, EOP | RS);
    tx_set_tail(5);
    settle;
    check_eq(tx_head, 5, "TDH");

    start("halt finishes what is outstanding on the bus and begins nothing new");
    for (k = 0; k < 12; k = k + 1) begin
      reset_card;
      rd_latency = 50;
      w_stall = 30;
      aw_stall = 30;
      b_latency = 20;
      rx_en = 1;
      tx_en = 1;
      rx_buf_bytes = 8192;
      rx_post(30, -1);
      rx_set_tail(30);
      for (n = 0; n < 30; n = n + 1) tx_post(1000, -1, EOP | RS);
      tx_set_tail(30);
      for (n = 0; n < 20; n = n + 1) put_frame((k % 2) ? 700 : 6000);
      if (k % 3 == 2) tx_stop = 1;
      wait_clocks(40 + 37 * k);
      @(negedge clk) halt = 1;
      n = 0;
      was = ar_count[0] + ar_count[1] + ar_count[2] + aw_count[0] + aw_count[1] + aw_count[2];
      while (!halted && n < 2000) begin
        @(negedge clk);
        n = n + 1;
      end
      check(halted, "halted_o");
      check(arq_r == arq_w && awq_r == awq_w && wq_r == wq_w && bq_r == bq_w && !rvalid &&
            !bvalid, "something is outstanding");
      // One read and one write may have waited on the bus already.
      got = ar_count[0] + ar_count[1] + ar_count[2] + aw_count[0] + aw_count[1] + aw_count[2];
      check(got - was <= 2, "bursts began after halt_i");
      was = got;
      wait_clocks(300);
      got = ar_count[0] + ar_count[1] + ar_count[2] + aw_count[0] + aw_count[1] + aw_count[2];
      check_eq(got, was, "bursts after halted_o");
      check(!awvalid && !wvalid && !arvalid, "the bus is idle");
    end

    finish;
  end
endmodule
