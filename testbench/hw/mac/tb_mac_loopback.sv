// SPDX-License-Identifier: MIT
//
// The MAC's loopback: what is sent comes back, the pins see nothing of it and are not
// looked at, and it begins and ends between frames.
`timescale 1ns/1ns

module tb_mac_loopback;
  `include "mac_bench.svh"

  integer i;

  // A frame that goes round: it comes back padded and with its FCS, and is judged like
  // one from the wire. The wire must not see it.
  task send_around(input [47:0] dst, input integer bytes);
    integer k;
    begin
      tx_build(dst, bytes);
      for (k = 0; k < bytes; k = k + 1) frame[k] = txf[k];
      for (k = bytes; k < 60; k = k + 1) frame[k] = 0;
      frame_len = bytes < 60 ? 60 : bytes;
      append_fcs;
      model_vlan;
    model_er = 0;
    model_filter;
      want_end(model_result(0));
      if (model_result(0) == Accepted) want_store;
      dma_give(1);
    end
  endtask

  // mac_bench counts carrier events at the pins; what is looped has none there.
  integer looped_ends = 0, ignored = 0;
  always @(posedge clk) if (rst_n) begin
    if (rx_end && looped) looped_ends = looped_ends + 1;
    if (rx_ignored) ignored = ignored + 1;
    if (looped && gmii_tx_en) fail("a frame on the pins in loopback", gmii_tx_en, 0);
  end

  task end_loop_test;
    begin
      idle(20);
      while (!quiet || stores_seen < stores_wanted) @(posedge clk);
      periods = periods + looped_ends - ignored;
      looped_ends = 0;
      ignored = 0;
      end_test;
    end
  endtask

  initial begin
    reset_card;

    start_test("In loopback a frame to the station comes back whole, others are filtered");
    cfg_loop <= 1;
    idle(3);
    expect_eq("in loopback", looped, 1);
    send_around(Station, 60);
    send_around(Station, 20);
    send_around(Stranger, 100);
    send_around(Broadcast, 200);
    for (i = 0; i < 40; i = i + 1) send_around(Station, 60 + 37 * i);
    end_loop_test;

    start_test("The receiver's switch and the long packets count in loopback, too");
    cfg_loop <= 1;
    idle(3);
    send_around(Station, 1519);
    idle(3000);
    cfg_lpe <= 1;
    @(posedge clk);
    send_around(Station, 9000);
    idle(12000);
    cfg_rx_en <= 0;
    @(posedge clk);
    tx_build(Station, 60);
    frame_len = 0;
    want_end(Disabled);
    dma_give(1);
    idle(200);
    end_loop_test;

    start_test("What comes in at the pins meanwhile is not looked at, and told of once each");
    cfg_loop <= 1;
    idle(3);
    for (i = 0; i < 4; i = i + 1) begin
      build_good(Station, 100 + i);
      wire_event(7, -1);
      wire_gap(12);
    end
    expect_eq("told of", ignored, 4);
    end_loop_test;

    start_test("Loopback that is switched on during a frame begins behind it, both ways");
    tx_build(Neighbour, 300);
    dma_send(1);
    tx_build(Neighbour, 300);
    while (tx_at < 40) @(posedge clk);
    cfg_loop <= 1;
    idle(100);
    expect_eq("not yet", looped, 0);
    while (tx_at != 0) @(posedge clk);
    idle(30);
    expect_eq("now", looped, 1);
    cfg_loop <= 0;
    idle(10);
    expect_eq("not any more", looped, 0);
    build_good(Station, 300);
    model_vlan;
    model_er = 0;
    model_filter;
    want_end(Accepted);
    want_store;
    fork
      wire_event(7, -1);
      begin
        idle(100);
        cfg_loop <= 1;
        idle(100);
        expect_eq("not yet", looped, 0);
      end
    join
    idle(30);
    expect_eq("now", looped, 1);
    end_loop_test;

    start_test("Loopback that is switched off during a frame ends behind it, both ways");
    cfg_loop <= 1;
    idle(5);
    send_around(Station, 400);
    idle(200);
    cfg_loop <= 0;
    idle(100);
    expect_eq("still in loopback", looped, 1);
    idle(300);
    expect_eq("not any more", looped, 0);
    cfg_loop <= 1;
    idle(5);
    build_good(Station, 300);
    fork
      wire_event(7, -1);
      begin
        idle(100);
        cfg_loop <= 0;
        idle(100);
        expect_eq("still in loopback", looped, 1);
      end
    join
    idle(30);
    expect_eq("not any more", looped, 0);
    end_loop_test;

    start_test("A frame that waits while loopback is switched goes the new way");
    tx_build(Neighbour, 300);
    dma_send(1);
    while (tx_at < 40) @(posedge clk);
    cfg_loop <= 1;
    send_around(Station, 200);
    idle(600);
    end_loop_test;
    cfg_loop <= 0;
    idle(10);

    start_test("A PAUSE frame comes back, too, and holds the transmitter that sent it");
    cfg_loop <= 1;
    cfg_rfce <= 1;
    cfg_ttv  <= 5;
    idle(3);
    frame_len = 64;
    for (i = 0; i < 6; i = i + 1) frame[i] = cfg_fca[8*i +: 8];
    want_end(12);
    swxoff <= 1;
    @(posedge clk);
    swxoff <= 0;
    idle(120);
    expect_eq("paused", tx_off, 1);
    end_loop_test;

    start_test("Without loopback the pins are what they were");
    idle(5);
    build_good(Station, 100);
    wire_frame;
    tx_build(Neighbour, 100);
    dma_send(1);
    end_test;

    finish;
  end
endmodule
