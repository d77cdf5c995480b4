// SPDX-License-Identifier: MIT
//
// Transmit offload of the DMA under pressure. What frames must look like is the whole-card
// test's affair (testbench/cosim/test_segmentation.c); here the same descriptors go through
// a patient bus and a patient packet buffer, and then through ones that stall wherever they
// can: the frames must be the same, byte for byte, and their checksums right.
`timescale 1ns/1ps

module tb_tx_offload;
`include "dma_bench.svh"

  localparam integer TSE = 4, IC = 4, TCP = 1, IP = 2, SEGMENT = -1;
  localparam [63:0] SRC = MEM + 64'h80000;

  // ---- what came, with its patches ----------------------------------------------
  reg [7:0] cap     [0:262143];
  integer   cap_len [0:4095];
  integer   cap_at = 0, cap_start = 0, cap_frames = 0, cap_ended = 0;
  integer   i_cap;
  reg       patching = 0;
  integer   n_done = 0, n_fail = 0;

  always @(posedge clk) if (rst_n) begin
    if (tso_done) n_done = n_done + 1;
    if (tso_fail) n_fail = n_fail + 1;
    if (patching) check(!tx_valid, "a word between a frame's last and its patches");
    if (patch_valid) begin
      check(patching, "a patch without a frame");
      for (i_cap = 0; i_cap < 8; i_cap = i_cap + 1) begin
        if (patch_strb[i_cap]) begin
          check(8 * patch_word + i_cap < cap_at - cap_ended, "a patch outside its frame");
          cap[cap_ended + 8 * patch_word + i_cap] = patch_data[8*i_cap +: 8];
        end
      end
      patching = !patch_last;
    end
    if (tx_valid && tx_ready) begin
      for (i_cap = 0; i_cap < tx_bytes; i_cap = i_cap + 1)
        cap[cap_at + i_cap] = tx_data[8*i_cap +: 8];
      cap_at = cap_at + tx_bytes;
      if (tx_last) begin
        cap_len[cap_frames] = cap_at - cap_start;
        cap_frames = cap_frames + 1;
        cap_ended  = cap_start;
        cap_start  = cap_at;
        patching   = tx_patch;
      end
    end
  end

  function integer half(input integer where);
    half = {cap[where], cap[where + 1]};
  endfunction

  // ---- packets for the card to cut or to sum up ------------------------------------
  integer at = 0;                        // in the source memory
  integer want_css [0:4095];             // where its checksum begins, or SEGMENT
  integer want_frames;

  task descriptor(input [63:0] first, input integer bytes, input [7:0] cmd, input [3:0] dtyp,
                  input [31:0] upper);
    reg [63:0] d;
    begin
      d = tx_base + 16 * tx_next;
      mem[d[19:3]]     = first;
      mem[d[19:3] + 1] = {upper, cmd, dtyp, bytes[19:0]};
      allow(d, 16, 1'b1, 1'b0);
      tx_next = (tx_next + 1) % tx_size;
    end
  endtask

  task place(input integer bytes);
    integer n;
    begin
      at = (at + 7) / 8 * 8 + between(0, 7);
      if (at + bytes > 131072) at = 0;
      for (n = 0; n < bytes; n = n + 1) poke(SRC + at + n, pattern(bytes, n));
    end
  endtask

  task zero(input integer where, input integer bytes);
    integer n;
    for (n = 0; n < bytes; n = n + 1) poke(SRC + at + where + n, 8'd0);
  endtask

  // Data descriptors, the data split at random.
  task split(input integer bytes, input [7:0] cmd, input [7:0] popts);
    integer left, piece;
    begin
      left = bytes;
      while (left > 0) begin
        piece = percent(0) < 30 ? between(0, 9) : between(1, left);
        if (piece > left) piece = left;
        allow(SRC + at, piece, 1'b1, 1'b0);
        descriptor(SRC + at, piece, DEXT | cmd | ((piece == left) ? EOP : 0), 4'd1,
                   {16'd0, popts, 8'd0});
        at   = at + piece;
        left = left - piece;
      end
    end
  endtask

  // TCP over IPv4, so many bytes of payload. MSS 0 sends nothing.
  task segmented(input integer payload, input integer mss);
    integer n;
    begin
      descriptor({16'd0, 8'd50, 8'd34, 16'd33, 8'd24, 8'd14}, payload, DEXT | TSE | TCP | IP, 4'd0,
                 {mss[15:0], 8'd54, 8'd0});
      place(54 + payload);
      poke(SRC + at + 14, 8'h45);
      zero(16, 2);
      zero(24, 2);
      poke(SRC + at + 46, 8'h50);
      zero(50, 2);
      split(54 + payload, TSE, 8'd3);
      if (mss != 0) begin
        for (n = 0; n < payload; n = n + mss) begin
          want_css[want_frames] = SEGMENT;
          want_frames           = want_frames + 1;
        end
      end
    end
  endtask

  // A frame with a checksum over everything from css on.
  task summed(input integer bytes, input integer css, input integer cso, input legacy);
    begin
      place(bytes);
      zero(cso, 2);
      if (legacy) begin
        allow(SRC + at, bytes, 1'b1, 1'b0);
        descriptor(SRC + at, {cso[3:0], bytes[15:0]}, IC | EOP, cso[7:4], {16'd0, css[7:0], 8'd0});
        at = at + bytes;
      end else begin
        descriptor({16'd0, cso[7:0], css[7:0], 32'd0}, 0, DEXT, 4'd0, 32'd0);
        split(bytes, 8'd0, 8'd2);
      end
      want_css[want_frames] = css;
      want_frames           = want_frames + 1;
    end
  endtask

  // ---- one run ----------------------------------------------------------------------
  localparam integer PACKETS = 16;
  integer   n_segmented, n_empty;
  reg [7:0] patient_cap [0:262143];
  integer   patient_frames, patient_at;

  task post_all;
    integer p, css;
    begin
      cap_at = 0; cap_start = 0; cap_frames = 0; n_done = 0; n_fail = 0; at = 0;
      want_frames = 0; n_segmented = 0; n_empty = 0;
      tx_watch = 0;
      tx_limit = 1 << 30;
      tx_ring(MEM + 64'h3000, 512, SRC, MEM + 64'hff000);
      tx_en = 1;
      seed  = 1;
      for (p = 0; p < PACKETS; p = p + 1) begin
        segmented(between(1, 3000), between(20, 700));
        n_segmented = n_segmented + 1;
        if (percent(0) < 20) begin
          segmented(100, 0);
          n_empty = n_empty + 1;
        end
        repeat (between(0, 3)) begin
          css = between(0, 100);
          summed(between(200, 400), css, css + 2 * between(0, 40), percent(0) < 50);
        end
      end
    end
  endtask

  // The sum of a range of a frame that came, folded.
  function integer sum_of(input integer from, input integer to, input integer start_with);
    integer n;
    begin
      sum_of = start_with;
      for (n = from; n < to; n = n + 2)
        sum_of = sum_of + ((n + 1 < to) ? half(n) : {cap[n], 8'd0});
      while (sum_of >> 16) sum_of = (sum_of & 16'hffff) + (sum_of >> 16);
    end
  endfunction

  integer f, n_at, where, wrong;

  initial begin
    start("through patient neighbours, each frame is whole and its checksums are right");
    post_all;
    tx_set_tail(tx_next);
    settle;
    check_eq(n_done, n_segmented, "contexts sent");
    check_eq(n_fail, n_empty, "contexts that failed");
    check_eq(cap_frames, want_frames, "frames");
    patient_frames = cap_frames;
    patient_at     = cap_at;
    where          = 0;
    for (f = 0; f < cap_frames; f = f + 1) begin
      if (want_css[f] == SEGMENT) begin
        check_eq(half(where + 16), cap_len[f] - 14, "IP total length");
        check_eq(sum_of(where + 14, where + 34, 0), 16'hffff, "IP header checksum");
        // The length is what a seed of 0 leaves to add of the pseudo header.
        check_eq(sum_of(where + 34, where + cap_len[f], cap_len[f] - 34), 16'hffff, "TCP checksum");
      end else begin
        check_eq(sum_of(where + want_css[f], where + cap_len[f], 0), 16'hffff, "checksum");
      end
      where = where + cap_len[f];
    end
    for (n_at = 0; n_at < cap_at; n_at = n_at + 1) patient_cap[n_at] = cap[n_at];

    start("through neighbours that stall, the same descriptors give the same frames");
    post_all;
    rd_latency = 90; rd_stall = 40; ar_stall = 40; tx_stall = 85;
    tx_set_tail(tx_next);
    settle;
    check_eq(n_done, n_segmented, "contexts sent");
    check_eq(n_fail, n_empty, "contexts that failed");
    check_eq(cap_frames, patient_frames, "frames");
    check_eq(cap_at, patient_at, "bytes");
    wrong = 0;
    for (n_at = 0; n_at < cap_at; n_at = n_at + 1)
      if (cap[n_at] !== patient_cap[n_at]) wrong = wrong + 1;
    check_eq(wrong, 0, "bytes that differ");
    finish;
  end

endmodule
