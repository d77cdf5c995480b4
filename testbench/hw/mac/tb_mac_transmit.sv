// SPDX-License-Identifier: MIT
//
// The MAC's transmit side, one property at a time.
`timescale 1ns/1ns

module tb_mac_transmit;
  `include "mac_bench.svh"

  integer i, n;

  initial begin
    reset_card;

    start_test("A frame leaves with preamble, delimiter and FCS");
    tx_build(Neighbour, 100);
    dma_send(1);
    end_test;

    start_test("With TCTL.PSP frames of 1 to 130 bytes are padded to 64 with their FCS");
    for (i = 1; i <= 130; i = i + 1) begin
      tx_build(Neighbour, i);
      dma_send(1);
    end
    end_test;

    start_test("Without TCTL.PSP a short frame leaves as short as it is");
    cfg_psp <= 0;
    @(posedge clk);
    for (i = 1; i <= 66; i = i + 1) begin
      tx_build(Neighbour, i);
      dma_send(1);
    end
    end_test;

    start_test("Without IFCS a frame leaves as it is, neither padded nor with FCS");
    for (i = 1; i <= 70; i = i + 1) begin
      tx_build(Neighbour, i);
      dma_send(0);
      tx_build(Neighbour, i);
      dma_send(1);
    end
    end_test;

    start_test("Frames of full size and jumbo frames leave whole");
    for (i = 1507; i <= 1518; i = i + 1) begin
      tx_build(Neighbour, i);
      dma_send(1);
    end
    tx_build(Neighbour, 9014);
    dma_send(1);
    tx_build(Neighbour, 16288);
    dma_send(1);
    end_test;

    start_test("Broadcast and multicast frames are reported as such");
    tx_build(Broadcast, 60);
    dma_send(1);
    tx_build(AllHosts, 60);
    dma_send(1);
    tx_build(Neighbour, 60);
    dma_send(1);
    end_test;

    start_test("TIPG.IPGT of 8, as Linux programs it, makes a gap of 96 bit times");
    watch_gap;
    for (i = 0; i < 8; i = i + 1) begin
      tx_build(Neighbour, 60);
      dma_send(1);
    end
    end_test;
    expect_eq("smallest gap", tx_gap_min, 12);
    expect_eq("largest gap", tx_gap_max, 12);

    start_test("Each value of TIPG.IPGT makes a gap of four bytes more");
    for (n = 0; n < 1024; n = n + (n < 14 ? 1 : 101)) begin
      cfg_ipgt <= n;
      watch_gap;
      for (i = 0; i < 3; i = i + 1) begin
        tx_build(Neighbour, 60);
        dma_send(1);
      end
      while (sents_seen < sents_wanted || !quiet) @(posedge clk);
      expect_eq("smallest gap", tx_gap_min, n + 4);
      expect_eq("largest gap", tx_gap_max, n + 4);
    end
    end_test;

    start_test("A transmitter that is off keeps frames until it is switched on");
    cfg_tx_en <= 0;
    tx_build(Neighbour, 60);
    dma_send(1);
    tx_build(Neighbour, 200);
    dma_send(1);
    idle(500);
    expect_eq("frames sent", sents_seen, sents_wanted - 2);
    expect_eq("quiet meanwhile", quiet, 1);
    expect_eq("buffer empty meanwhile", tx_fifo_empty, 0);
    cfg_tx_en <= 1;
    end_test;

    start_test("A transmitter switched off during a frame finishes that frame only");
    tx_build(Neighbour, 200);
    dma_send(1);
    tx_build(Neighbour, 200);
    dma_send(1);
    while (tx_at < 40) @(posedge clk);
    cfg_tx_en <= 0;
    idle(600);
    expect_eq("frames sent", sents_seen, sents_wanted - 1);
    cfg_tx_en <= 1;
    end_test;

    start_test("TCTL.PSP that changes during a frame counts from the next frame on");
    tx_build(Neighbour, 20);
    dma_send(1);
    while (tx_at < 12) @(posedge clk);
    cfg_psp <= 0;
    @(posedge clk);
    tx_build(Neighbour, 20);
    dma_send(1);
    end_test;

    start_test("A slow DMA never makes a frame run dry");
    source_chance = 1;
    for (i = 0; i < 20; i = i + 1) begin
      tx_build(Neighbour, 60 + 37 * i);
      dma_send(1);
    end
    end_test;

    start_test("Carrier sense and collision do not disturb full duplex");
    gmii_crs <= 1;
    gmii_col <= 1;
    tx_build(Neighbour, 60);
    dma_send(1);
    tx_build(Neighbour, 60);
    dma_send(1);
    idle(300);
    gmii_crs <= 0;
    gmii_col <= 0;
    end_test;

    start_test("A frame that fills the transmit buffer to the last word is sent");
    cfg_tx_kib <= 1;
    idle(3);
    tx_build(Neighbour, 127 * 8);
    dma_send(1);
    tx_build(Neighbour, 127 * 8);
    dma_send(1);
    end_test;

    start_test("A frame bigger than the transmit buffer is dropped, its neighbours are sent");
    tx_build(Neighbour, 300);
    dma_send(1);
    tx_build(Neighbour, 127 * 8 + 1);
    dma_give(1);
    tx_build(Neighbour, 300);
    dma_send(1);
    tx_build(Neighbour, 12000);
    dma_give(1);
    tx_build(Neighbour, 60);
    dma_send(1);
    drops_wanted = 2;
    end_test;

    start_test("A full transmit buffer holds the DMA and keeps the order");
    for (i = 0; i < 60; i = i + 1) begin
      tx_build(Neighbour, 60 + 11 * i);
      dma_send(1);
    end
    end_test;

    start_test("A transmit buffer of no size drops every frame and does not hang");
    cfg_tx_kib <= 0;
    idle(3);
    tx_build(Neighbour, 60);
    dma_give(1);
    tx_build(Neighbour, 600);
    dma_give(1);
    idle(20);
    drops_wanted = 4;
    cfg_tx_kib <= 16;
    idle(3);
    tx_build(Neighbour, 60);
    dma_send(1);
    end_test;

    start_test("A reset stops the frame on the wire and forgets those behind it");
    for (i = 0; i < 4; i = i + 1) begin
      tx_build(Neighbour, 200);
      dma_send(1);
    end
    while (tx_at < 40) @(posedge clk);
    rst_n <= 0;
    idle(2);
    expect_eq("gmii_tx_en in reset", gmii_tx_en, 0);
    sents_seen = sents_wanted;
    sent_out   = sent_in;
    tx_at      = 0;
    reset_card;
    idle(300);
    tx_build(Neighbour, 60);
    dma_send(1);
    end_test;

    finish;
  end
endmodule
