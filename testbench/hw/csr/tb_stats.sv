// SPDX-License-Identifier: MIT
//
// The statistics counters (hw/rtl/e1000_stats.sv): what each frame counts as, reading,
// sticking at the maximum, and line rate both ways while software reads.
`timescale 1ns / 1ps

module tb_stats;
  `include "e1000_regs.svh"
  `include "csr_bench.svh"

  reg         clk = 0, rst_n = 0;
  reg         rx_end = 0, rx_bcast = 0, rx_mcast = 0, rx_nobuf = 0, rx_kept = 0;
  reg         rx_stored = 0, rx_tail_we = 0;
  reg         tx_sent = 0, tx_bcast = 0, tx_mcast = 0, tso_done = 0, tso_fail = 0;
  reg  [3:0]  rx_result = 0;
  reg  [13:0] rx_len = 0, tx_len = 0;
  reg  [1:0]  rx_control = 0, tx_control = 0;
  reg         re = 0;
  reg  [5:0]  index = 0;
  wire [31:0] rdata;
  wire        ack, busy;

  always #4 clk = !clk;

  e1000_stats dut (
    .clk_i(clk), .rst_ni(rst_n), .rx_end_i(rx_end), .rx_result_i(rx_result), .rx_kept_i(rx_kept),
    .rx_len_i(rx_len), .rx_bcast_i(rx_bcast), .rx_mcast_i(rx_mcast), .rx_control_i(rx_control),
    .rx_nobuf_i(rx_nobuf), .rx_stored_i(rx_stored), .rx_tail_we_i(rx_tail_we),
    .tx_sent_i(tx_sent), .tx_len_i(tx_len), .tx_bcast_i(tx_bcast), .tx_mcast_i(tx_mcast), .tx_control_i(tx_control),
    .tso_done_i(tso_done), .tso_fail_i(tso_fail),
    .re_i(re), .index_i(index), .rdata_o(rdata), .ack_o(ack), .busy_o(busy)
  );

  // What every counter should hold, by word of the offset; pairs at their low half
  reg [63:0] want [0:63];

  task count(input [16:0] offset, input [63:0] by);
    want[offset[7:2]] = want[offset[7:2]] + by;
  endtask

  // The manual's rules, written down a second time: 13.7.1 to 13.7.52
  task expect_received(input [3:0] result, input integer len, input bcast, input mcast);
    if (result != RxDisabled && result != RxNoSfd) begin
      count(RegTpr, 1);
      count(RegTorl, len);
      if (result == RxCrcError) count(RegCrcerrs, 1);
      if (result == RxRxError) count(RegRxerrc, 1);
      if (result == RxFifoFull) count(RegMpc, 1);
      if (result == RxRunt) count(RegRuc, 1);
      if (result == RxFragment) count(RegRfc, 1);
      if (result == RxOversize) count(RegRoc, 1);
      if (result == RxJabber) count(RegRjc, 1);
      if (result >= RxRunt && result <= RxJabber) count(RegRlec, 1);
      if (result == RxAccepted) begin
        count(RegGprc, 1);
        count(RegGorcl, len);
        if (bcast) count(RegBprc, 1);
        if (mcast) count(RegMprc, 1);
        count(len == 64 ? RegPrc64 : len < 128 ? RegPrc127 : len < 256 ? RegPrc255 :
              len < 512 ? RegPrc511 : len < 1024 ? RegPrc1023 : RegPrc1522, 1);
      end
    end
  endtask

  task expect_sent(input integer len, input bcast, input mcast);
    begin
      count(RegTpt, 1);
      count(RegTotl, len);
      if (bcast) count(RegBptc, 1);
      if (mcast) count(RegMptc, 1);
      if (len >= 64) begin
        count(RegGptc, 1);
        count(RegGotcl, len);
        count(len == 64 ? RegPtc64 : len < 128 ? RegPtc127 : len < 256 ? RegPtc255 :
              len < 512 ? RegPtc511 : len < 1024 ? RegPtc1023 : RegPtc1522, 1);
      end
    end
  endtask

  task received(input [3:0] result, input integer len, input bcast, input mcast);
    begin
      rx_end = 1; rx_result = result; rx_len = len; rx_bcast = bcast; rx_mcast = mcast;
      @(posedge clk); #1;
      rx_end = 0;
      expect_received(result, len, bcast, mcast);
    end
  endtask

  task sent(input integer len, input bcast, input mcast);
    begin
      tx_sent = 1; tx_len = len; tx_bcast = bcast; tx_mcast = mcast;
      @(posedge clk); #1;
      tx_sent = 0;
      expect_sent(len, bcast, mcast);
    end
  endtask

  task no_descriptor;
    begin
      rx_nobuf = 1; @(posedge clk); #1; rx_nobuf = 0;
    end
  endtask

  task descriptors;
    begin
      rx_tail_we = 1; @(posedge clk); #1; rx_tail_we = 0;
    end
  endtask

  task stored;
    begin
      rx_stored = 1; @(posedge clk); #1; rx_stored = 0;
    end
  endtask

  task settle;
    begin
      repeat (3) @(posedge clk);
      while (busy) @(posedge clk);
      #1;
    end
  endtask

  task read_word(input [5:0] which, output [31:0] value);
    begin
      re = 1; index = which;
      @(posedge clk); #1;
      while (!ack) begin
        @(posedge clk); #1;
      end
      value = rdata;
      @(posedge clk); #1;
      re = 0;
    end
  endtask

  function is_pair(input integer which);
    is_pair = which == RegGorcl[7:2] || which == RegGotcl[7:2] || which == RegTorl[7:2]
              || which == RegTotl[7:2];
  endfunction

  // Read a counter, a pair in its two halves
  task read_counter(input integer which, output [63:0] value);
    begin
      value = 0;
      read_word(which, value[31:0]);
      if (is_pair(which)) read_word(which + 1, value[63:32]);
    end
  endtask

  function is_high_half(input integer which);
    is_high_half = which > 0 && is_pair(which - 1);
  endfunction

  task expect_counters(input string when_);
    integer i;
    reg [63:0] value;
    for (i = 0; i < 64; i = i + 1) begin
      if (!is_high_half(i)) begin
        read_counter(i, value);
        expect_eq($sformatf("%0s: counter %05x", when_, 32'h4000 + 4 * i), value, want[i]);
        want[i] = 0;
      end
    end
  endtask

  task restart;
    integer i;
    begin
      rst_n = 0;
      repeat (2) @(posedge clk);
      #1 rst_n = 1;
      for (i = 0; i < 64; i = i + 1) want[i] = 0;
      settle;
    end
  endtask

  integer    i, n;
  reg [31:0] low, high, again;
  reg [63:0] value;
  reg [63:0] total [0:63];
  reg        traffic = 0;

  // Line rate: a minimum frame each way ends every 84 clocks, both in the same clock
  integer phase = 0, frames = 0;
  always @(posedge clk) begin
    if (traffic) begin
      phase <= phase == 83 ? 0 : phase + 1;
      rx_end <= phase == 83;
      tx_sent <= phase == 83;
      if (phase == 83) begin
        rx_result <= RxAccepted; rx_len <= 64; rx_bcast <= frames[0]; rx_mcast <= !frames[0];
        tx_len <= 64; tx_bcast <= frames[0]; tx_mcast <= !frames[0];
        frames <= frames + 1;
        expect_received(RxAccepted, 64, frames[0], !frames[0]);
        expect_sent(64, frames[0], !frames[0]);
      end
    end else begin
      phase <= 0;
    end
  end

  initial begin
    restart;

    begin_test("all counters are zero after reset");
    expect_counters("reset");

    begin_test("each end of a received frame counts where the manual says, and reading clears");
    for (i = 0; i <= RxNoSfd; i = i + 1) begin
      received(i, i == RxRunt || i == RxFragment ? 63 : i == RxOversize ? 2000 : 200, 0, 1);
      received(i, 1000 + i, 1, 0);
      settle;
      expect_counters($sformatf("result %0d", i));
      expect_counters($sformatf("result %0d, read again", i));
    end

    begin_test("received flow control is in the totals and in its own counters only");
    for (i = 1; i <= 3; i = i + 1) begin
      for (n = 0; n < 3; n = n + 1) begin
        rx_control = i;
        rx_end = 1; rx_len = 64; rx_bcast = 0; rx_mcast = 1;
        rx_result = n == 0 ? RxControl : n == 1 ? RxAccepted : RxFifoFull;
        @(posedge clk); #1;
        rx_end = 0; rx_control = 0;
        count(RegTpr, 1);
        count(RegTorl, 64);
        count(i == 1 ? RegXonrxc : i == 2 ? RegXoffrxc : RegFcruc, 1);
        if (n == 2) count(RegMpc, 1);
        settle;
        expect_counters($sformatf("kind %0d", i));
      end
    end

    begin_test("sent flow control is in the totals and in its own counters only");
    for (i = 1; i <= 2; i = i + 1) begin
      tx_control = i;
      tx_sent = 1; tx_len = 64; tx_bcast = 0; tx_mcast = 1;
      @(posedge clk); #1;
      tx_sent = 0; tx_control = 0;
      count(RegTpt, 1);
      count(RegTotl, 64);
      count(i == 1 ? RegXontxc : RegXofftxc, 1);
      settle;
      expect_counters($sformatf("kind %0d", i));
    end

    begin_test("received sizes fall into their classes");
    for (i = 0; i < 13; i = i + 1) begin
      case (i)
        0: n = 64;   1: n = 65;    2: n = 127;  3: n = 128;  4: n = 255;  5: n = 256;
        6: n = 511;  7: n = 512;   8: n = 1023; 9: n = 1024; 10: n = 1518; 11: n = 1522;
        default: n = 16383;
      endcase
      received(RxAccepted, n, 0, 0);
      settle;
      expect_counters($sformatf("%0d bytes", n));
    end

    begin_test("sent sizes fall into their classes, shorter ones are not good");
    for (i = 0; i < 13; i = i + 1) begin
      case (i)
        0: n = 64;   1: n = 65;    2: n = 127;  3: n = 128;  4: n = 255;  5: n = 256;
        6: n = 511;  7: n = 512;   8: n = 1023; 9: n = 1024; 10: n = 1518; 11: n = 60;
        default: n = 16383;
      endcase
      sent(n, i == 3, i == 5);
      settle;
      expect_counters($sformatf("%0d bytes", n));
    end

    begin_test("each frame that comes while there is no descriptor counts in RNBC once");
    received(RxAccepted, 64, 0, 0);
    no_descriptor;                        // it waits: the first
    count(RegRnbc, 1);
    repeat (2) begin                      // two come behind it
      received(RxAccepted, 64, 0, 0);
      count(RegRnbc, 1);
    end
    received(RxFiltered, 64, 0, 0);
    descriptors;
    stored;
    no_descriptor;                        // for the second, which has counted
    received(RxAccepted, 64, 0, 0);
    count(RegRnbc, 1);
    descriptors;
    received(RxAccepted, 64, 0, 0);       // there are descriptors when it comes
    repeat (4) stored;
    settle;
    expect_counters("RNBC");
    received(RxAccepted, 64, 0, 0);
    no_descriptor;
    count(RegRnbc, 1);
    descriptors;
    stored;
    settle;
    expect_counters("RNBC later");

    begin_test("a bad frame that is stored waits for a descriptor like a good one: RNBC");
    received(RxAccepted, 64, 0, 0);
    no_descriptor;
    count(RegRnbc, 1);
    rx_kept = 1;
    received(RxCrcError, 64, 0, 0);
    count(RegRnbc, 1);
    rx_kept = 0;
    received(RxCrcError, 64, 0, 0);
    descriptors;
    stored;
    stored;
    settle;
    expect_counters("RNBC of a kept frame");

    begin_test("a counter stays at its maximum");
    dut.mem[RegGprc[7:2]] = 64'hffff_ffff;
    dut.mem[RegTpr[7:2]] = 64'hffff_fffe;
    dut.mem[RegTorl[7:2]] = 64'hffff_ffff_ffff_fff0;
    dut.mem[RegGorcl[7:2]] = 64'h0000_0001_ffff_fff0;
    received(RxAccepted, 64, 0, 0);
    received(RxAccepted, 64, 0, 0);
    settle;
    read_counter(RegGprc[7:2], value);
    expect_eq("GPRC", value, 64'hffff_ffff);
    read_counter(RegTpr[7:2], value);
    expect_eq("TPR", value, 64'hffff_ffff);
    read_counter(RegTorl[7:2], value);
    expect_eq("TOR", value, 64'hffff_ffff_ffff_ffff);
    read_counter(RegGorcl[7:2], value);
    expect_eq("GORC carries", value, 64'h0000_0002_0000_0070);
    restart;

    begin_test("octets between the two reads of a pair are kept for the next");
    received(RxAccepted, 100, 0, 0);
    settle;
    read_word(RegGorcl[7:2], low);
    expect_eq("low", low, 100);
    received(RxAccepted, 70, 0, 0);
    settle;
    read_word(RegGorch[7:2], high);
    expect_eq("high", high, 0);
    read_counter(RegGorcl[7:2], value);
    expect_eq("next", value, 70);

    begin_test("reading low alone clears nothing, reading high alone clears all");
    restart;
    dut.mem[RegTotl[7:2]] = 64'h0000_0007_0000_0009;
    read_word(RegTotl[7:2], low);
    read_word(RegTotl[7:2], again);
    expect_eq("low again", again, 9);
    read_word(RegToth[7:2], high);
    expect_eq("high", high, 7);
    read_counter(RegTotl[7:2], value);
    expect_eq("cleared", value, 0);
    dut.mem[RegTotl[7:2]] = 64'h0000_0003_0000_0002;
    read_word(RegToth[7:2], high);
    expect_eq("high alone", high, 3);
    read_counter(RegTotl[7:2], value);
    expect_eq("cleared by high alone", value, 0);

    begin_test("nothing is lost at line rate both ways while software reads all the time");
    restart;
    for (i = 0; i < 64; i = i + 1) total[i] = 0;
    traffic = 1;
    for (n = 0; n < 40; n = n + 1) begin
      for (i = 0; i < 64; i = i + 1) begin
        if (!is_high_half(i)) begin
          read_counter(i, value);
          total[i] = total[i] + value;
        end
      end
    end
    @(posedge clk); #1;
    traffic = 0;
    @(posedge clk); #1;
    rx_end = 0; tx_sent = 0;
    settle;
    for (i = 0; i < 64; i = i + 1) begin
      if (!is_high_half(i)) begin
        read_counter(i, value);
        expect_eq($sformatf("counter %05x", 32'h4000 + 4 * i), total[i] + value, want[i]);
      end
    end
    if (frames < 100) expect_eq("frames", frames, 100);

    begin_test("reset clears the counters");
    received(RxAccepted, 64, 0, 0);
    sent(64, 0, 0);
    settle;
    restart;
    expect_counters("reset");

    finish_tests("tb_stats");
  end
endmodule
