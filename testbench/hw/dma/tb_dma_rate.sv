// SPDX-License-Identifier: MIT
//
// Line rate, both ways at once, with a slow memory: a frame of 64 bytes takes 84 clocks on
// a wire of 1 Gb/s (preamble, FCS and gap included), one of 1518 bytes 1538 clocks. Rings
// have 256 descriptors, thresholds are 0, each sent frame is one descriptor with RS and a
// buffer at any alignment. The driver gives buffers back 16 at a time.
`timescale 1ns/1ps

module tb_dma_rate;
`include "dma_bench.svh"

  integer n, rx_given, tx_given, give, t0;

  // Both ways at once for a number of frames, a frame every period clocks.
  task both(input integer bytes, input integer frames, input integer period,
            input integer latency, input integer stall);
    begin
      rd_latency = latency;
      rd_stall   = stall;
      ar_stall   = stall;
      aw_stall   = stall;
      w_stall    = stall;
      b_latency  = latency;
      rx_ring(MEM + 64'h1000, 256, MEM + 64'h10000, MEM + 64'h80000);
      tx_ring(MEM + 64'h3000, 256, MEM + 64'h80000, MEM + 64'hff000);
      rx_buf_bytes = 2048;
      tx_period    = period;
      rx_en = 1;
      tx_en = 1;
      // 512 KiB hold 254 buffers of 2056 bytes; the ring keeps one free.
      rx_given = 240;
      rx_post(240, 2);
      rx_set_tail(rx_next);
      // FCS is not stored for sending: 4 bytes less.
      tx_given = 0;
      while (tx_given < 200 && tx_given < frames) begin
        tx_post(bytes - 4, -1, EOP | IFCS | RS);
        tx_given = tx_given + 1;
      end
      tx_set_tail(tx_next);
      t0 = cycle + 300;
      for (n = 0; n < frames; n = n + 1) put_frame_at(bytes, t0 + n * period);
      n = 0;
      while ((rx_frames < frames || tx_sent < frames) && n < frames * period + 20000) begin
        wait_clocks(20);
        n = n + 20;
        if (rx_returned + 240 - rx_given >= 16) begin
          give = rx_returned + 240 - rx_given;
          rx_post(give, 2);
          rx_given = rx_given + give;
          rx_set_tail(rx_next);
        end
        if (tx_given < frames && tx_given - tx_dd < 180) begin
          give = 0;
          while (tx_given < frames && give < 16) begin
            tx_post(bytes - 4, -1, EOP | IFCS | RS);
            tx_given = tx_given + 1;
            give     = give + 1;
          end
          tx_set_tail(tx_next);
        end
      end
      check_eq(rx_frames, frames, "frames received");
      check_eq(tx_sent, frames, "frames sent");
      check_eq(tx_wire_idle_in, 0, "clocks in which the wire had nothing to send");
      check(rx_backlog_max < 49152, "the receive buffer overran");
      $display("      receive backlog at most %0d bytes, %0d clocks a frame", rx_backlog_max,
               (cycle - t0) / frames);
      // DD for the last of them.
      settle;
      check_eq(tx_dd, frames, "descriptors with DD");
    end
  endtask

  // Idle clocks of the wire between the first and the last frame.
  integer tx_wire_idle_in = 0;
  always @(posedge clk) if (rst_n) begin
    if (tx_sent > 0 && tx_wire_left == 0 && tx_stored == 0 && tx_frames < rxf_put &&
        rxf_put > 0) tx_wire_idle_in = tx_wire_idle_in + 1;
    if (tx_sent == 0) tx_wire_idle_in = 0;
  end

  initial begin
    start("64-byte frames both ways at line rate, 32 clocks from AR to data");
    both(64, 400, 84, 32, 0);

    start("64-byte frames both ways at 60 clocks a frame: margin of 40 per cent");
    both(64, 300, 60, 32, 0);

    start("64-byte frames both ways at line rate, memory not ready 30 per cent of the time");
    both(64, 150, 84, 32, 30);

    start("1518-byte frames both ways at line rate, 32 clocks from AR to data");
    both(1518, 12, 1538, 32, 0);

    start("1518-byte frames both ways at three times line rate");
    both(1518, 20, 512, 32, 0);

    finish;
  end
endmodule
