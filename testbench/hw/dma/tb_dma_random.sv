// SPDX-License-Identifier: MIT
//
// Both directions under random load: lengths, alignments, buffer sizes, thresholds, ring
// sizes and places, latencies, stalls, tail steps, flushes, disabling and enabling. The
// bench's model checks every byte, descriptor and burst; at the end nothing may be missing.
// +seed=N repeats a run, +runs=N makes it longer.
`timescale 1ns/1ps

module tb_dma_random;
`include "dma_bench.svh"

  integer n, k, rx_given, step, piece, packets, rx_space, tx_space, runs;

  task one_run(input integer rounds);
    integer r;
    begin
      rd_latency = between(1, 60);
      b_latency  = between(1, 40);
      rd_stall   = between(0, 1) * between(0, 60);
      ar_stall   = between(0, 1) * between(0, 60);
      aw_stall   = between(0, 1) * between(0, 60);
      w_stall    = between(0, 1) * between(0, 60);
      rx_gap     = between(0, 1) * between(0, 60);
      tx_stall   = between(0, 1) * between(0, 60);
      rx_gran    = $random(seed);
      tx_gran    = $random(seed);
      rx_pthresh = between(0, 1) * $random(seed);
      tx_pthresh = between(0, 1) * $random(seed);
      rx_hthresh = between(0, 15);
      tx_hthresh = between(0, 15);
      rx_wthresh = between(0, 1) * between(0, 7);
      tx_wthresh = between(0, 1) * between(0, 7);
      rx_buf_bytes = 256 << between(0, 3);
      rx_ring(MEM + 64'h1000 + 16 * between(0, 256), 8 * between(1, 20), MEM + 64'h10000,
              MEM + 64'h80000);
      tx_ring(MEM + 64'h5000 + 16 * between(0, 256), 8 * between(1, 20), MEM + 64'h80000,
              MEM + 64'hff000);
      rx_en    = 1;
      tx_en    = 1;
      rx_given = 0;
      for (r = 0; r < rounds; r = r + 1) begin
        // Receive: a few frames, a few buffers
        for (k = between(0, 3); k > 0; k = k - 1)
          put_frame((percent(0) < 70) ? between(1, 128) : between(1, 2000));
        rx_space = rx_size - 1 - (rx_given - rx_returned);
        if (rx_space > 200) rx_space = 200;
        step = between(0, 4);
        if (step > rx_space) step = rx_space;
        for (k = 0; k < step; k = k + 1) begin
          if (percent(0) < 4) rx_post_at(0);
          else rx_post(1, -1);
        end
        rx_given = rx_given + step;
        if (step > 0) rx_set_tail(rx_next);
        // Transmit: a packet of one to five descriptors if the ring has room
        tx_space = tx_size - 1 - (txd_put - txd_back);
        if (tx_space > 5) begin
          for (k = between(1, 5); k > 0; k = k - 1) begin
            piece = (percent(0) < 60) ? between(1, 90) : between(0, 900);
            if (k == 1 && piece == 0) piece = 1;
            // The last has RS, so that its place can be used again.
            tx_post(piece, -1, (k == 1) ? EOP | RS | (percent(0) < 50 ? IFCS : 0) |
                                          (percent(0) < 50 ? IDE : 0)
                                        : (percent(0) < 20 ? RS : 0));
            if (percent(0) < 30) tx_set_tail(tx_next);
          end
          tx_set_tail(tx_next);
        end
        if (percent(0) < 5) begin
          @(negedge clk) rx_flush = 1; tx_flush = 1;
          @(negedge clk) rx_flush = 0; tx_flush = 0;
        end
        if (percent(0) < 3) begin
          @(negedge clk) rx_en = 0;
          wait_clocks(between(0, 200));
          rx_en = 1;
        end
        if (percent(0) < 3) begin
          @(negedge clk) tx_en = 0;
          wait_clocks(between(0, 200));
          tx_en = 1;
        end
        wait_clocks((percent(0) < 50) ? between(0, 20) : between(0, 300));
      end
      // Enough buffers for what still waits, then everything back.
      n = 0;
      while (rx_exp_frame < rxf_put && n < 4000) begin
        rx_space = rx_size - 1 - (rx_given - rx_returned);
        if (rx_space > 100) rx_space = 100;
        rx_post(rx_space, -1);
        rx_given = rx_given + rx_space;
        rx_set_tail(rx_next);
        @(negedge clk) rx_flush = 1; tx_flush = 1;
        @(negedge clk) rx_flush = 0; tx_flush = 0;
        wait_clocks(60);
        n = n + 1;
      end
      check_eq(rx_frames, rxf_put, "frames received");
      check_eq(n_stored, rxf_put, "rx_stored pulses");
      settle;
      @(negedge clk) rx_flush = 1; tx_flush = 1;
      @(negedge clk) rx_flush = 0; tx_flush = 0;
      settle;
      check_eq(tx_exp_d, txd_put, "descriptors sent");
      check_eq(txd_back, txd_put, "descriptors with RS that came back");
      check_eq(tx_head, (txd_put - tx_base_d) % tx_size, "TDH");
      check_eq(rx_head, rx_exp_idx, "RDH");
      // No place of the on-chip descriptors is lost.
      check_eq(dut.u_tx_ring.used_q, dut.u_tx_ring.fresh_q + dut.u_tx_ring.ready_q,
               "places of transmit descriptors");
      check_eq(dut.u_rx_ring.used_q, dut.u_rx_ring.fresh_q + dut.u_rx_ring.ready_q,
               "places of receive descriptors");
    end
  endtask

  initial begin
    start("random load in both directions loses, repeats and reorders nothing");
    if (!$value$plusargs("runs=%d", runs)) runs = 4;
    for (packets = 0; packets < runs; packets = packets + 1) begin
      reset_card;
      one_run(50);
    end
    finish;
  end
endmodule
