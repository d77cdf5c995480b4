// SPDX-License-Identifier: MIT
//
// The MAC under load: line rate both ways, random everything against the model,
// and a host that is too slow. +scale=N makes everything N times as long.
//
// The default is what fits into every check. The transmit buffer wraps in it, the
// receive buffer only when made small. The long run (make test-mac-long) is for what
// is rare here: the receive buffer's full size wraps, places of rx_er and of the wrong
// bit meet short preambles and gaps, hundreds of filter tables, long frames that are
// bad as well; only it demands that every result came up.
`timescale 1ns/1ns

module tb_mac_stress;
  `include "mac_bench.svh"

  integer    scale = 1, line_frames, random_frames;

  integer    i, j, k, len, kind, t0;
  reg [47:0] known [0:7];
  reg [31:0] data;

  function [47:0] any_address(input integer dummy);
    begin
      case ($urandom & 15)
        0, 1, 2, 3:  any_address = Station;
        4:           any_address = Broadcast;
        5:           any_address = AllHosts;
        6:           any_address = Stranger;
        7, 8, 9, 10: any_address = known[$urandom & 7];
        11, 12, 13:  any_address = {8'h01, 8'h00, 8'h5e, $urandom} ^ 0;
        default:     any_address = {$urandom, $urandom};
      endcase
    end
  endfunction

  // Random tables and modes; between frames only, as the model knows one state.
  task shuffle;
    begin
      cfg_upe   <= ($urandom & 7) == 0;
      cfg_mpe   <= ($urandom & 7) == 0;
      cfg_bam   <= $urandom;
      cfg_mo    <= $urandom;
      cfg_lpe   <= ($urandom & 3) == 0;
      cfg_secrc <= $urandom;
      cfg_rx_en <= ($urandom & 15) != 0;
      cfg_sbp   <= $urandom;
      cfg_vme   <= $urandom;
      cfg_vfe   <= $urandom;
      cfg_cfien <= ($urandom & 3) == 0;
      cfg_cfi   <= $urandom;
      cfg_vet   <= ($urandom & 1) ? 16'h8100 : 16'h88a8;
      cfg_rxcsum <= ($urandom & 1) ? 0 : $urandom & 255;
      for (j = 0; j < 8; j = j + 1) tbl_write(9'h180 + ($urandom & 3), $urandom);
      for (j = 0; j < 8; j = j + 1) begin
        known[j] = {$urandom, $urandom};
        known[j][41:40] = 2'b10;
        if (j[0]) known[j] = known[j] ^ 48'h010000000000;
        set_ra(1 + 2 * j, known[j], ($urandom & 3) != 0);
      end
      for (j = 0; j < 16; j = j + 1) tbl_write(9'h080 + ($urandom & 127), $urandom);
      tbl_write(9'h080 + ($urandom & 127), 0);
    end
  endtask

  task random_frame;
    begin
      case ($urandom & 15)
        0:       len = 5 + ($urandom % 60);
        1:       len = 1500 + ($urandom % 60);
        2:       len = 64 + ($urandom % 400);
        default: len = 60 + ($urandom % 12);
      endcase
      build(any_address(0), len < 18 ? 14 : len - 4);
      // Of 128 VLANs, of which about half pass.
      if (len >= 22 && ($urandom & 1)) begin
        insert_tag(($urandom & 1) ? 16'h8100 : 16'h88a8, $urandom & 16'hf07f);
        frame_len = frame_len - 4;
      end
      append_fcs;
      if (len < 18) frame_len = len;
      if (($urandom & 15) == 0) begin
        k = $urandom % frame_len;
        frame[k] = frame[k] ^ (1 << ($urandom & 7));
      end
    end
  endtask

  initial begin
    if (!$value$plusargs("scale=%d", scale)) scale = 1;
    line_frames   = 250 * scale;
    random_frames = 200 * scale;
    for (i = 0; i < 8; i = i + 1) known[i] = Station;
    reset_card;

    start_test("Frames of 64 bytes at line rate, both ways at once, are neither lost nor late");
    watch_gap;
    t0 = $time;
    fork
      for (i = 0; i < line_frames; i = i + 1) begin
        build_good(Station, 64);
        wire_send(7, -1, 12);
      end
      for (j = 0; j < line_frames; j = j + 1) begin
        tx_build(Neighbour, 60);
        dma_send(1);
      end
    join
    end_test;
    expect_eq("smallest gap", tx_gap_min, 12);
    expect_eq("largest gap", tx_gap_max, 12);
    expect_eq("accepted", result_count[Accepted], line_frames);

    start_test("Random frames under random filters come to the end that the model says");
    fork
      for (i = 0; i < random_frames; i = i + 1) begin
        if (i % 20 == 0) begin
          idle(4);
          shuffle;
          idle(2);
        end
        random_frame;
        k = frame_len + 8;                    // with a short preamble this is in the gap
        wire_send(($urandom & 3) ? 7 : $urandom % 20,
                  ($urandom & 15) ? -1 : $urandom % k, 1 + $urandom % 24);
      end
      for (kind = 0; kind < random_frames; kind = kind + 1) begin
        tx_build(Neighbour, ($urandom & 7) ? 6 + $urandom % 80 : 6 + $urandom % 1500);
        dma_send($urandom);
      end
    join
    end_test;
    if (scale >= 10)
      for (i = 0; i <= RxError; i = i + 1)
        if (result_count[i] == 0) fail("a result that never came up", i, 1);
    if (result_count[VlanFiltered] == 0) fail("a result that never came up", VlanFiltered, 1);

    start_test("A DMA that takes a word now and then gets every frame whole");
    sink_chance = 3;
    source_chance = 3;
    fork
      for (i = 0; i < 60; i = i + 1) begin
        build_good(Station, 64 + $urandom % 80);
        wire_send(7, -1, 12);
      end
      for (kind = 0; kind < 60; kind = kind + 1) begin
        tx_build(Neighbour, 60 + $urandom % 80);
        dma_send(1);
      end
    join
    end_test;

    start_test("A host too slow loses whole frames only, each of them counted");
    overflow_ok = 1;
    cfg_rx_kib <= 2;
    idle(3);
    sink_chance = 1;
    for (i = 0; i < 120 * scale; i = i + 1) begin
      build_good(Station, ($urandom & 3) ? 64 : 64 + $urandom % 1400);
      wire_send(7, -1, 12);
    end
    sink_chance = 16;
    end_test;
    expect_eq("every frame has one end", result_count[Accepted] + result_count[FifoFull], 120 * scale);
    if (result_count[FifoFull] < 10 || result_count[Accepted] < 10)
      fail("frames lost", result_count[FifoFull], 100);
    expect_eq("overrun pulses", rxo_seen, result_count[FifoFull]);

    finish;
  end
endmodule
