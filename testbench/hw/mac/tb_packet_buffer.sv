// SPDX-License-Identifier: MIT
//
// The packet buffer alone: a ring of one KiB, 128 words, driven word by word.
`timescale 1ns/1ns

module tb_packet_buffer;
  localparam integer HeadW = 20;

  reg              clk = 0;
  always #4 clk = !clk;
  reg              rst_n = 0, wr_valid = 0, wr_commit = 0, wr_drop = 0, rd_ready = 0;
  reg  [6:0]       kib = 1;
  reg  [63:0]      wr_data = 0;
  reg  [HeadW-1:0] wr_head = 0;
  reg              wr_patch = 0;
  reg  [5:0]       patch_word = 0;
  reg  [7:0]       patch_strb = 0;
  reg  [63:0]      patch_data = 0;
  wire             room, over, rd_valid, rd_last, drained, empty, moving;
  wire [63:0]      rd_data;
  wire [HeadW-1:0] rd_head;

  packet_buffer #(.KiB(2), .HeadW(HeadW)) dut (
    .clk_i(clk), .rst_ni(rst_n), .kib_i(kib),
    .wr_valid_i(wr_valid), .wr_data_i(wr_data), .wr_commit_i(wr_commit), .wr_drop_i(wr_drop),
    .wr_head_i(wr_head), .wr_patch_i(wr_patch), .wr_patch_word_i(patch_word),
    .wr_patch_strb_i(patch_strb), .wr_patch_data_i(patch_data), .wr_room_o(room), .wr_over_o(over),
    .rd_valid_o(rd_valid), .rd_ready_i(rd_ready), .rd_data_o(rd_data), .rd_last_o(rd_last),
    .rd_head_o(rd_head), .drained_o(drained), .empty_o(empty), .moving_o(moving)
  );

  integer errors = 0, failed = 0, tests = 0;
  task check(input [8*60-1:0] what, input integer got, input integer want);
    if (got !== want) begin
      errors = errors + 1;
      if (errors < 6) $display("  %0t: %0s: got %0d, want %0d", $time, what, got, want);
    end
  endtask

  task result(input [8*80-1:0] name);
    begin
      tests = tests + 1;
      if (errors == 0) $display("ok   %0s", name);
      else begin
        $display("FAIL %0s", name);
        failed = failed + 1;
      end
      errors = 0;
    end
  endtask

  task idle(input integer n);
    repeat (n) @(posedge clk);
  endtask

  // Word w of frame f; the header of frame f.
  function [63:0] word(input integer f, input integer w);
    word = {f[15:0], ~f[15:0], w[15:0], 16'h5a5a};
  endfunction

  integer i;
  task put_words(input integer f, input integer words);
    for (i = 0; i < words; i = i + 1) begin
      wr_valid <= 1;
      wr_data  <= word(f, i);
      @(posedge clk);
      wr_valid <= 0;
    end
  endtask

  task put(input integer f, input integer words);
    begin
      put_words(f, words);
      wr_commit <= 1;
      wr_head   <= {words[7:0], f[11:0]};
      @(posedge clk);
      wr_commit <= 0;
    end
  endtask

  // Word w of the open frame: its byte b becomes 8'hc0 + b.
  integer b;
  task patch(input integer w, input integer b);
    begin
      wr_patch   <= 1;
      patch_word <= w;
      patch_strb <= 8'h01 << b;
      patch_data <= {8{8'hee}} & ~(64'hff << (8 * b)) | (64'hc0 + b) << (8 * b);
      @(posedge clk);
      wr_patch   <= 0;
    end
  endtask

  integer w, clocks;
  // Take frame f; with slow, a word every third clock.
  task get(input integer f, input integer words, input slow);
    begin
      clocks = 0;
      for (w = 0; w < words; w = w + 1) begin
        if (slow) idle(2);
        rd_ready <= 1;
        @(posedge clk);
        clocks = clocks + 1;
        while (!rd_valid && clocks < 50) begin
          @(posedge clk);
          clocks = clocks + 1;
        end
        rd_ready <= 0;
        if (rd_data !== word(f, w)) check("word", rd_data[31:16], w);
        check("header", rd_head, {words[7:0], f[11:0]});
        check("last", rd_last, w == words - 1);
      end
    end
  endtask

  integer f;
  initial begin
    idle(2);
    rst_n <= 1;
    idle(3);

    check("empty", empty, 1);
    put_words(1, 3);
    idle(5);
    check("a frame that is not committed is not seen", rd_valid, 0);
    check("nor is the buffer empty", empty, 0);
    wr_commit <= 1;
    wr_head   <= {8'd3, 12'd1};
    @(posedge clk);
    wr_commit <= 0;
    get(1, 3, 0);
    idle(2);
    check("empty", empty, 1);
    result("A frame is seen when it is committed, not before");

    put_words(2, 5);
    wr_drop <= 1;
    @(posedge clk);
    wr_drop <= 0;
    put(3, 2);
    get(3, 2, 0);
    idle(2);
    check("empty", empty, 1);
    result("A dropped frame leaves nothing behind");

    for (f = 0; f < 300; f = f + 1) begin
      put(f, 1 + f % 40);
      put(f + 1000, 1 + f % 7);
      get(f, 1 + f % 40, f[0]);
      get(f + 1000, 1 + f % 7, f[1]);
    end
    idle(2);
    check("empty", empty, 1);
    result("Frames of 1 to 40 words survive every place in the ring");

    // At every place of the ring, one byte of each of four words; two more outside
    for (f = 0; f < 200; f = f + 1) begin
      put_words(f, 5);
      for (w = 0; w < 4; w = w + 1) patch(w, (f + w) % 8);
      patch(5, 3);
      patch(63, 3);
      wr_commit <= 1;
      wr_head   <= {8'd5, f[11:0]};
      @(posedge clk);
      wr_commit <= 0;
      patch(0, 0);                       // no frame is open
      put(f + 1000, 3);
      for (i = 0; i < 5; i = i + 1) begin
        rd_ready <= 1;
        @(posedge clk);
        while (!rd_valid) @(posedge clk);
        rd_ready <= 0;
        for (b = 0; b < 8; b = b + 1)
          check("patched byte", rd_data[8*b +: 8],
                (i < 4 && b == (f + i) % 8) ? 8'hc0 + b : word(f, i) >> (8 * b) & 8'hff);
      end
      get(f + 1000, 3, 0);
    end
    idle(2);
    check("empty", empty, 1);
    result("Bytes of the open frame can be changed, and no others");

    put(1, 60);
    put(2, 60);
    idle(3);
    get(1, 60, 0);
    check("clocks for 60 words", clocks, 60);
    get(2, 60, 0);
    check("clocks for 60 words and the header between", clocks, 61);
    idle(2);
    check("empty", empty, 1);
    result("Frames come out a word a clock, with one clock between two frames");

    put(1, 100);
    put(2, 26);                     // 128 words with both headers
    idle(3);                        // of which a header and a word are on their way
    put_words(3, 1);
    check("room for a header and a word", over, 0);
    put_words(3, 1);
    idle(1);
    check("no room", over, 1);
    wr_commit <= 1;
    @(posedge clk);
    wr_commit <= 0;
    @(posedge clk);
    check("forgotten once the frame is closed", over, 0);
    get(1, 100, 0);
    put(4, 10);
    get(2, 26, 0);
    get(4, 10, 0);
    idle(2);
    check("empty", empty, 1);
    result("A frame without room is lost whole, its neighbours are not");

    put(1, 127);
    get(1, 127, 0);
    put(2, 128);
    idle(5);
    check("nothing to read", rd_valid, 0);
    check("empty", empty, 1);
    result("The biggest frame has one word less than the ring");

    put(1, 4);
    kib <= 2;
    idle(4);
    put(2, 127);                    // still 128 words
    get(1, 4, 0);
    idle(4);
    check("the second one had no room", empty, 1);
    put(3, 254);
    get(3, 254, 0);
    kib <= 64;
    idle(4);
    put(4, 254);
    get(4, 254, 0);
    idle(2);
    check("empty", empty, 1);
    result("A new size counts once the buffer is empty, and is limited by the RAM");

    put(1, 20);
    put(2, 20);
    rst_n <= 0;
    idle(2);
    rst_n <= 1;
    idle(3);
    check("empty", empty, 1);
    put(3, 20);
    get(3, 20, 0);
    result("A reset empties the buffer");

    if (failed != 0) begin
      $display("FAIL: %0d of %0d tests", failed, tests);
      $fatal(1);
    end
    $display("%0d tests passed", tests);
    $finish;
  end

  initial begin
    #2_000_000;
    $display("FAIL: the bench hangs");
    $fatal(1);
  end
endmodule
