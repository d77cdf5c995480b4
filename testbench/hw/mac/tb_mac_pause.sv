// SPDX-License-Identifier: MIT
//
// The MAC's flow control, both ways: what is a PAUSE frame, how long it holds the
// transmitter, what the host sees of it, and which ones the card sends.
`timescale 1ns/1ns

module tb_mac_pause;
  `include "mac_bench.svh"

  localparam [47:0] PauseGroup = 48'h0180c2000001;
  localparam Control = 12;

  integer i, n, at, stores_before;

  // ---- received frames ---------------------------------------------------------------
  integer kinds [0:3];
  always @(posedge clk) if (rst_n && rx_end) kinds[rx_end_control] = kinds[rx_end_control] + 1;
  always @(posedge clk) if (rst_n && !rx_end && rx_end_control !== 0)
    fail("a kind without an end", rx_end_control, 0);

  task clear_kinds;
    {kinds[0], kinds[1], kinds[2], kinds[3]} = 0;
  endtask

  task build_control(input [47:0] dst, input [15:0] opcode, input [15:0] value);
    integer k;
    begin
      build(dst, 60);
      {frame[12], frame[13], frame[14], frame[15]} = {16'h8808, opcode};
      {frame[16], frame[17]} = value;
      for (k = 18; k < 60; k = k + 1) frame[k] = 0;
      append_fcs;
    end
  endtask

  // Send what was built and say what is to become of it.
  task wire_control(input integer result);
    begin
      model_vlan;
      model_filter;
      model_er = 0;
      want_end(result);
      if (result == Accepted) want_store;
      wire_event(7, -1);
      wire_gap(12);
    end
  endtask

  // Any frame: what becomes of it by 8.7.4, and what it counts as.
  integer kinds_wanted [0:3];

  task wire_any(input integer er_at);
    integer result;
    reg control, is_pause, sound;
    reg [47:0] dst;
    begin
      model_vlan;
      model_filter;
      model_er = er_at >= 0;
      dst      = {frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]};
      control  = cfg_rfce && frame_len >= 14 && (dst == PauseGroup || dst == Station) &&
                 {frame[12], frame[13]} == cfg_fct;
      is_pause = control && frame_len >= 15 && frame[14] == 0 &&
                 (frame_len == 15 || frame[15] == 1);
      model_pass = 1;
      sound      = control && model_result(model_er) == Accepted;
      model_filter;
      if (control && !is_pause && cfg_pmcf) model_pass = 1;
      result = model_result(model_er);
      if (sound && (result != Accepted || (is_pause ? cfg_dpf : !cfg_pmcf))) result = Control;
      if (sound) n = !is_pause ? 3 : {frame[16], frame[17]} == 0 ? 1 : 2;
      else n = 0;
      kinds_wanted[n] = kinds_wanted[n] + 1;
      want_end(result);
      if (result == Accepted || end_kept[(ends_wanted - 1) % Ring]) want_store;
      wire_event(7, er_at);
      wire_gap(12);
    end
  endtask

  task random_control;
    integer len;
    begin
      case ($urandom & 7)
        0, 1, 2: build(PauseGroup, 60);
        3, 4, 5: build(Station, 60);
        6:       build(Stranger, 60);
        default: build(Broadcast, 60);
      endcase
      if ($urandom & 7) {frame[12], frame[13]} = cfg_fct;
      frame[14] = ($urandom & 3) == 0;
      frame[15] = $urandom % 3;
      {frame[16], frame[17]} = $urandom & 1;
      len = frame_len;
      case ($urandom & 7)
        0:       len = $urandom % 60;
        1:       len = 10 + $urandom % 10;
        2: begin
          insert_tag(cfg_vet, $urandom & 16'hf07f);
          len = frame_len;
        end
        default: ;
      endcase
      frame_len = len;
      append_fcs;
      if (len < 20) frame_len = len;
      if (($urandom & 15) == 0 && frame_len > 0) frame[frame_len - 1] = frame[frame_len - 1] ^ 1;
    end
  endtask

  task pause(input [15:0] value);
    begin
      build_control(PauseGroup, 16'h0001, value);
      wire_control(Control);
    end
  endtask

  // ---- the wire behind the card ---------------------------------------------------------
  // PAUSE frames that the card sends, as mac_bench is to see them.
  task want_pause(input [15:0] value);
    integer k;
    begin
      tx_build(PauseGroup, 60);
      for (k = 0; k < 6; k = k + 1) txf[6 + k] = mac_addr[47 - 8*k -: 8];
      {txf[12], txf[13], txf[14], txf[15]} = 32'h88080001;
      {txf[16], txf[17]} = value;
      for (k = 18; k < 60; k = k + 1) txf[k] = 0;
      want_sent(1);
    end
  endtask

  // One clock of the write to TCTL.
  task software_xoff;
    begin
      swxoff <= 1;
      @(posedge clk);
      swxoff <= 0;
      @(posedge clk);
    end
  endtask

  // The frame to send, put aside.
  reg [7:0] kept [0:2047];
  integer   kept_len = 0;

  task keep_frame;
    integer k;
    begin
      kept_len = txf_len;
      for (k = 0; k < txf_len; k = k + 1) kept[k] = txf[k];
    end
  endtask

  task kept_frame;
    integer k;
    begin
      txf_len = kept_len;
      for (k = 0; k < kept_len; k = k + 1) txf[k] = kept[k];
    end
  endtask

  integer own_sent [0:3], own_begun = 0;
  always @(posedge clk) if (rst_n) begin
    if (tx_sent) own_sent[tx_sent_control] = own_sent[tx_sent_control] + 1;
    else if (tx_sent_control !== 0) fail("a kind without a frame", tx_sent_control, 0);
    if (tx_own) own_begun = own_begun + 1;
  end

  task expect_own(input integer xon, input integer xoff);
    begin
      while (sents_seen < sents_wanted || !quiet) @(posedge clk);
      expect_eq("XON sent", own_sent[1], xon);
      expect_eq("XOFF sent", own_sent[2], xoff);
      expect_eq("frames of the card's own that began", own_begun, xon + xoff);
      own_sent[1] = 0;
      own_sent[2] = 0;
      own_begun   = 0;
    end
  endtask

  // Frames that wait for the host, so that the receive buffer fills up.
  task fill_buffer(input integer frames, input integer bytes);
    repeat (frames) begin
      build_good(Station, bytes);
      wire_frame;
    end
  endtask

  integer clock = 0, off_at = 0, on_at = 0;
  reg     off_before = 0;
  always @(posedge clk) begin
    clock <= clock + 1;
    if (tx_off && !off_before) off_at = clock;
    if (!tx_off && off_before) on_at = clock;
    off_before = tx_off;
  end

  // The transmit pins rest for the pause, even though frames wait.
  task expect_pause(input integer clocks);
    begin
      tx_build(Neighbour, 60);
      dma_send(1);
      while (tx_off) @(posedge clk);
      @(posedge clk);
      expect_eq("clocks of pause", on_at - off_at, clocks);
    end
  endtask

  initial begin
    reset_card;
    clear_kinds;
    own_sent[1] = 0;
    own_sent[2] = 0;

    start_test("Without CTRL.RFCE a PAUSE frame is a frame like any other");
    build_control(PauseGroup, 16'h0001, 16'h0010);
    wire_send(7, -1, 12);
    cfg_mpe <= 1;
    @(posedge clk);
    wire_send(7, -1, 12);
    build_control(Station, 16'h0001, 16'h0010);
    wire_send(7, -1, 12);
    expect_eq("paused", tx_off, 0);
    idle(8);
    expect_eq("frames without a kind", kinds[0], 3);
    end_test;

    start_test("With CTRL.RFCE a PAUSE frame holds the transmitter for its time");
    cfg_rfce <= 1;
    for (i = 1; i <= 5; i = i + 2) begin
      pause(i);
      expect_pause(64 * i);
    end
    end_test;

    start_test("The longest pause is 65535 times 512 bit times");
    cfg_rfce <= 1;
    tick <= 1;
    pause(16'hffff);
    expect_eq("left", pause_left <= 65535 * 64 && pause_left > 65535 * 64 - 40, 1);
    pause(0);
    end_test;

    start_test("A pause skips as many clocks as the tick says");
    cfg_rfce <= 1;
    pause(100);
    n = pause_left;
    tick <= 1000;
    idle(2);
    tick <= 1;
    @(posedge clk);
    expect_eq("left", n - pause_left, 2001);
    while (tx_off) @(posedge clk);
    end_test;

    start_test("A frame under way is finished, the next one waits");
    cfg_rfce <= 1;
    for (i = 0; i < 3; i = i + 1) begin
      tx_build(Neighbour, 1000);
      dma_send(1);
    end
    while (tx_at < 100) @(posedge clk);
    pause(40);
    while (tx_at != 0) @(posedge clk);
    at = sents_seen;
    while (tx_off) @(posedge clk);
    expect_eq("frames sent during the pause", sents_seen, at);
    end_test;

    start_test("XON ends a pause, a second XOFF starts it anew");
    cfg_rfce <= 1;
    pause(1000);
    idle(100);
    expect_eq("paused", tx_off, 1);
    pause(0);
    idle(8);
    expect_eq("paused", tx_off, 0);
    pause(1000);
    pause(3);
    idle(64 * 3);
    expect_eq("paused", tx_off, 0);
    expect_own(0, 0);
    end_test;

    start_test("CTRL.RFCE that is cleared ends a pause");
    cfg_rfce <= 1;
    pause(1000);
    idle(10);
    expect_eq("paused", tx_off, 1);
    cfg_rfce <= 0;
    idle(3);
    expect_eq("paused", tx_off, 0);
    end_test;

    start_test("A paused transmitter with frames in its buffer is quiet");
    cfg_rfce <= 1;
    pause(20);
    tx_build(Neighbour, 60);
    dma_send(1);
    idle(20);
    expect_eq("paused", tx_off, 1);
    expect_eq("quiet", quiet, 1);
    expect_eq("empty", tx_fifo_empty, 0);
    end_test;

    start_test("The station's address does as well as the group, if it is valid");
    cfg_rfce <= 1;
    cfg_dpf  <= 1;
    build_control(Station, 16'h0001, 2);
    wire_control(Control);
    idle(4);
    expect_eq("paused", tx_off, 1);
    while (tx_off) @(posedge clk);
    set_ra(0, Station, 0);
    wire_control(Filtered);
    idle(4);
    expect_eq("paused", tx_off, 0);
    set_ra(0, 48'h525400777701, 1);
    build_control(48'h525400777701, 16'h0001, 2);
    wire_control(Control);
    idle(4);
    expect_eq("paused", tx_off, 1);
    while (tx_off) @(posedge clk);
    set_ra(0, Station, 1);
    end_test;

    start_test("Another address, type or opcode, a bad FCS or a wrong length is no PAUSE");
    cfg_rfce <= 1;
    for (i = 0; i < 48; i = i + 1) begin
      build_control(PauseGroup ^ (48'd1 << i), 16'h0001, 16'h0100);
      wire_control(Filtered);
    end
    for (i = 0; i < 16; i = i + 1) begin
      build_control(PauseGroup, 16'h0001, 16'h0100);
      frame_len = 60;
      frame[12 + i / 8] = frame[12 + i / 8] ^ (8'd1 << (i % 8));
      append_fcs;
      wire_control(Filtered);
      build_control(PauseGroup, 16'h0001 ^ (16'd1 << i), 16'h0100);
      wire_control(Control);
    end
    build_control(PauseGroup, 16'h0001, 16'h0100);
    frame[63] = frame[63] ^ 8'h01;
    wire_control(Filtered);
    build_control(Station, 16'h0001, 16'h0100);
    frame[63] = frame[63] ^ 8'h01;
    wire_control(CrcError);
    build_control(Station, 16'h0001, 16'h0100);
    frame_len = 55;
    append_fcs;
    wire_control(Runt);
    idle(8);
    expect_eq("paused", tx_off, 0);
    end_test;

    start_test("XON, XOFF and other opcodes are told apart");
    cfg_rfce <= 1;
    clear_kinds;
    pause(0);
    pause(1);
    pause(16'h8000);
    pause(0);
    pause(0);
    build_control(PauseGroup, 16'h0101, 5);
    wire_control(Control);
    idle(8);
    expect_eq("XON", kinds[1], 3);
    expect_eq("XOFF", kinds[2], 2);
    expect_eq("other", kinds[3], 1);
    expect_eq("none", kinds[0], 0);
    end_test;

    start_test("RCTL.DPF keeps from the host what the filter would let pass");
    cfg_rfce <= 1;
    build_control(Station, 16'h0001, 0);
    wire_control(Accepted);
    cfg_mpe <= 1;
    @(posedge clk);
    build_control(PauseGroup, 16'h0001, 0);
    wire_control(Accepted);
    cfg_dpf <= 1;
    build_control(Station, 16'h0001, 0);
    wire_control(Control);
    build_control(PauseGroup, 16'h0001, 0);
    wire_control(Control);
    end_test;

    start_test("RCTL.PMCF brings other opcodes to the host, and without it none comes");
    cfg_rfce <= 1;
    cfg_mpe  <= 1;
    build_control(Station, 16'h0002, 7);
    wire_control(Control);
    build_control(PauseGroup, 16'h0002, 7);
    wire_control(Control);
    cfg_mpe  <= 0;
    cfg_pmcf <= 1;
    build_control(Station, 16'h0002, 7);
    wire_control(Accepted);
    build_control(PauseGroup, 16'h0002, 7);
    wire_control(Accepted);
    pause(0);
    end_test;

    start_test("A fragment after a control frame that was kept is none itself");
    cfg_rfce <= 1;
    cfg_pmcf <= 1;
    cfg_sbp  <= 1;
    for (i = 0; i < 14; i = i + 1) begin
      build_control(PauseGroup, 16'h0002, 7);
      wire_control(Accepted);
      frame_len = i;
      wire_frame;
    end
    end_test;

    start_test("RCTL.PMCF that is set amid a frame is too late for it");
    cfg_rfce <= 1;
    build_control(PauseGroup, 16'h0002, 7);
    fork
      wire_control(Control);
      begin
        idle(60);
        cfg_pmcf <= 1;
      end
    join
    build_control(PauseGroup, 16'h0002, 7);
    wire_control(Accepted);
    end_test;

    start_test("Random control frames and others come to the end that the model says");
    clear_kinds;
    {kinds_wanted[0], kinds_wanted[1], kinds_wanted[2], kinds_wanted[3]} = 0;
    for (i = 0; i < 400; i = i + 1) begin
      if (i % 10 == 0) begin
        idle(8);
        cfg_rfce  <= ($urandom & 7) != 0;
        cfg_dpf   <= $urandom;
        cfg_pmcf  <= $urandom;
        cfg_mpe   <= ($urandom & 3) == 0;
        cfg_upe   <= ($urandom & 7) == 0;
        cfg_sbp   <= $urandom;
        cfg_secrc <= $urandom;
        cfg_vme   <= $urandom;
        cfg_vfe   <= $urandom;
        idle(2);
      end
      random_control;
      wire_any(($urandom & 15) ? -1 : $urandom % (frame_len + 8));
    end
    idle(8);
    for (i = 1; i < 4; i = i + 1) begin
      expect_eq("frames of that kind", kinds[i], kinds_wanted[i]);
      if (kinds[i] < 10) fail("a kind that hardly came up", kinds[i], 10);
    end
    for (i = Accepted; i <= Fragment; i = i + 1)
      if (result_count[i] == 0) fail("a result that never came up", i, 1);
    if (result_count[Control] < 20) fail("a result that hardly came up", Control, 20);
    end_test;

    // ---- transmit -------------------------------------------------------------------------
    start_test("SWXOFF sends a PAUSE frame without CTRL.TFCE, and FCTTV 0 makes it XON");
    cfg_ttv <= 16'h1234;
    want_pause(16'h1234);
    software_xoff;
    idle(2);
    expect_eq("SWXOFF reads 1 meanwhile", swxoff_waits, 1);
    expect_own(0, 1);
    expect_eq("SWXOFF afterwards", swxoff_waits, 0);
    cfg_ttv <= 0;
    want_pause(0);
    software_xoff;
    idle(5);
    expect_own(1, 0);
    end_test;

    start_test("A PAUSE frame goes out before waiting frames, and while they are paused");
    cfg_rfce <= 1;
    cfg_ttv  <= 16'h0042;
    pause(200);
    tx_build(Neighbour, 100);
    keep_frame;
    dma_give(1);
    idle(50);
    software_xoff;
    want_pause(16'h0042);
    idle(5);
    while (sents_seen < sents_wanted) @(posedge clk);
    expect_eq("paused still", tx_off, 1);
    kept_frame;
    want_sent(1);
    expect_own(0, 1);
    for (i = 0; i < 3; i = i + 1) begin
      tx_build(Neighbour, 500);
      if (i < 2) dma_send(1);
    end
    keep_frame;
    dma_give(1);
    while (sents_seen + 1 < sents_wanted) @(posedge clk);
    while (tx_at < 50) @(posedge clk);
    software_xoff;
    want_pause(16'h0042);
    kept_frame;
    want_sent(1);
    expect_own(0, 1);
    end_test;

    start_test("A PAUSE frame is sent only while the transmitter is on, and keeps the gap");
    cfg_ttv   <= 9;
    cfg_tx_en <= 0;
    software_xoff;
    idle(300);
    expect_eq("sent", own_begun, 0);
    expect_eq("quiet", quiet, 1);
    expect_eq("SWXOFF reads 1", swxoff_waits, 1);
    cfg_tx_en <= 1;
    want_pause(9);
    tx_build(Neighbour, 60);
    watch_gap;
    dma_send(1);
    expect_own(0, 1);
    expect_eq("gap", tx_gap_min, 12);
    end_test;

    start_test("A buffer filled up to FCRTH sends one XOFF, drained to FCRTL one XON");
    cfg_tfce <= 1;
    cfg_xone <= 1;
    cfg_ttv  <= 16'hffff;
    cfg_rth  <= 100;
    cfg_rtl  <= 40;
    sink_stop <= 1;
    fill_buffer(11, 64);                 // 9 words each, less what the reader has fetched
    expect_own(0, 0);
    want_pause(16'hffff);
    fill_buffer(2, 64);
    expect_own(0, 1);
    fill_buffer(10, 64);
    expect_own(0, 0);
    want_pause(0);
    sink_stop <= 0;
    idle(400);
    expect_own(1, 0);
    sink_stop <= 1;
    want_pause(16'hffff);
    fill_buffer(14, 64);
    expect_own(0, 1);
    sink_stop <= 0;
    want_pause(0);
    idle(400);
    expect_own(1, 0);
    end_test;

    start_test("XON leaves when the fill reaches FCRTL, not before");
    cfg_tfce <= 1;
    cfg_xone <= 1;
    cfg_ttv  <= 7;
    cfg_rth  <= 90;
    cfg_rtl  <= 45;
    sink_stop <= 1;
    want_pause(7);
    fill_buffer(12, 64);
    expect_own(0, 1);
    stores_before = stores_seen;
    want_pause(0);
    for (i = 0; i < 12; i = i + 1) begin
      sink_stop <= 0;
      while (stores_seen == stores_before + i) @(negedge clk);
      sink_stop <= 1;
      idle(120);
      // Of each frame the reader has fetched two words in advance.
      expect_eq("XON is out", own_sent[1], dut.rxb_fill <= 45);
    end
    sink_stop <= 0;
    expect_own(1, 0);
    end_test;

    start_test("Without FCRTL.XONE there is no XON, and the next filling sends XOFF again");
    cfg_tfce <= 1;
    cfg_ttv  <= 3;
    cfg_rth  <= 100;
    cfg_rtl  <= 40;
    for (i = 0; i < 2; i = i + 1) begin
      sink_stop <= 1;
      want_pause(3);
      fill_buffer(14, 64);
      expect_own(0, 1);
      sink_stop <= 0;
      idle(400);
      expect_own(0, 0);
    end
    end_test;

    start_test("Without CTRL.TFCE, or with FCRTH 0, nothing is sent");
    cfg_xone <= 1;
    cfg_rth  <= 50;
    cfg_rtl  <= 20;
    sink_stop <= 1;
    fill_buffer(20, 64);
    cfg_rth  <= 0;
    cfg_tfce <= 1;
    fill_buffer(2, 64);
    sink_stop <= 0;
    idle(600);
    expect_own(0, 0);
    end_test;

    start_test("An overflow after XOFF sends one more, only once until FCRTL is reached");
    cfg_rx_kib <= 2;
    idle(3);
    cfg_tfce <= 1;
    cfg_ttv  <= 3;
    cfg_rth  <= 200;
    cfg_rtl  <= 100;
    sink_stop <= 1;
    want_pause(3);
    fill_buffer(27, 64);
    expect_own(0, 1);
    overflow_ok = 1;
    want_pause(3);
    fill_buffer(10, 64);
    expect_eq("frames lost", rxo_seen > 2, 1);
    expect_own(0, 1);
    sink_stop <= 0;
    idle(600);
    cfg_rx_kib <= 48;
    idle(3);
    expect_own(0, 0);
    end_test;

    start_test("FCRTL above FCRTH makes no storm of PAUSE frames");
    cfg_tfce <= 1;
    cfg_xone <= 1;
    cfg_ttv  <= 3;
    cfg_rth  <= 50;
    cfg_rtl  <= 500;
    sink_stop <= 1;
    want_pause(3);
    fill_buffer(10, 64);
    idle(2000);
    expect_own(0, 1);
    want_pause(0);
    sink_stop <= 0;
    idle(600);
    expect_own(1, 0);
    end_test;

    start_test("A reset ends pause and PAUSE");
    cfg_rfce <= 1;
    pause(1000);
    swxoff  <= 1;
    cfg_tx_en <= 0;
    @(posedge clk);
    swxoff  <= 0;
    idle(5);
    reset_card;
    expect_eq("paused", tx_off, 0);
    expect_eq("SWXOFF", swxoff_waits, 0);
    cfg_tx_en <= 1;
    idle(200);
    expect_own(0, 0);
    end_test;

    finish;
  end
endmodule
