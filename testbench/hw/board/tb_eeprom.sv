// SPDX-License-Identifier: MIT
//
// The EEPROM's side of the card (hw/rtl/e1000_eeprom.sv) at its real speed, with a 93C46
// that does not forgive a pin that is too fast.
`timescale 1ns / 1ps

module tb_eeprom;
  `include "e1000_regs.svh"
  `include "csr_bench.svh"

  reg clk = 0, rst_n = 0;
  always #4 clk = !clk;

  wire        cs, sk, di, ee_do, perm_valid, idle;
  reg         eecd_we = 0, eerd_we = 0, load = 0, perm_ready = 0;
  reg  [31:0] wdata = 0, wmask = 0;
  wire [31:0] eecd, eerd;
  wire [47:0] perm;

  e1000_eeprom dut (
    .clk_i(clk), .rst_ni(rst_n), .ee_cs_o(cs), .ee_sk_o(sk), .ee_di_o(di), .ee_do_i(ee_do),
    .eecd_we_i(eecd_we), .eerd_we_i(eerd_we), .load_i(load), .wdata_i(wdata), .wmask_i(wmask), .re_i(1'b1),
    .eecd_o(eecd), .eerd_o(eerd), .perm_valid_o(perm_valid), .perm_ready_i(perm_ready),
    .perm_addr_o(perm), .idle_o(idle)
  );

  bench_93c46 part (.cs(cs), .sk(sk), .di(di), .dout(ee_do));

  task tick;
    @(posedge clk);
    #1;
  endtask

  // Which register: 0 EECD, 1 EERD
  task write(input integer which, input [31:0] value);
    begin
      eecd_we = which == 0; eerd_we = which == 1; wdata = value; wmask = 32'hffffffff;
      tick;
      eecd_we = 0; eerd_we = 0;
      tick;
    end
  endtask

  task wait_idle;
    integer n;
    begin
      n = 0;
      while (!idle && n < 40000) begin
        tick;
        n = n + 1;
      end
      expect_eq("idle in the end", idle, 1);
    end
  endtask

  // The filter takes the address a while after it is offered
  integer    taken = 0, clocks = 0;
  reg [47:0] address = 0;
  initial forever begin
    while (perm_valid !== 1) tick;
    repeat (100) tick;
    address = perm;
    taken = taken + 1;
    perm_ready = 1;
    tick;
    perm_ready = 0;
  end

  // Bits by software, as slow as the part wants them
  localparam integer Req = 1 << EecdReq, Cs = 1 << EecdCs, Sk = 1 << EecdSk, Di = 1 << EecdDi;

  task out_bit(input value);
    begin
      write(0, Req | Cs | (value ? Di : 0));
      repeat (70) tick;
      write(0, Req | Cs | Sk | (value ? Di : 0));
      repeat (70) tick;
      write(0, Req | Cs | (value ? Di : 0));
    end
  endtask

  task in_word(output [15:0] value);
    integer k;
    for (k = 15; k >= 0; k = k - 1) begin
      repeat (70) tick;
      write(0, Req | Cs | Sk);
      repeat (70) tick;
      value[k] = eecd[EecdDo];
      write(0, Req | Cs);
    end
  endtask

  task command(input [8:0] bits);
    integer k;
    begin
      write(0, Req | Cs);
      for (k = 8; k >= 0; k = k - 1) out_bit(bits[k]);
    end
  endtask

  task deselect;
    begin
      repeat (70) tick;
      write(0, Req);
      repeat (70) tick;
    end
  endtask

  integer    i, earlier;
  reg [15:0] got;

  initial begin
    for (i = 0; i < 64; i = i + 1) part.word[i] = i * 16'h0301 + 16'h1000;
    part.word[0] = 16'h5452; part.word[1] = 16'h1200; part.word[2] = 16'h0234;
    part.word[10] = 16'h640b;
    repeat (4) tick;
    rst_n = 1;
    tick;

    begin_test("after the reset the address is loaded, in 110 us, and the part is seen");
    expect_eq("busy at once", idle, 0);
    clocks = 0;
    while (!perm_valid) begin
      tick;
      clocks = clocks + 1;
    end
    if (clocks < 12500 || clocks > 13750) expect_eq("clocks", clocks, 13500);
    wait_idle;
    expect_eq("times", taken, 1);
    expect_eq("address", address, 48'h525400123402);
    expect_eq("PRES", eecd[EecdPres], 1);
    expect_eq("SIZE", eecd[EecdSize], 0);
    expect_eq("words read", part.commands, 4);

    begin_test("EERD reads each word, and DONE says when");
    for (i = 0; i < 64; i = i + 1) begin
      write(1, i << EerdAddrLo | 1 << EerdStart);
      expect_eq("not done", eerd[EerdDone], 0);
      wait_idle;
      expect_eq($sformatf("word %0d", i), eerd, {part.word[i], 8'(i), 8'h10});
    end

    begin_test("a second EERD in the middle of one is ignored");
    write(1, 32'h0501);
    repeat (100) tick;
    write(1, 32'h0601);
    wait_idle;
    expect_eq("word 5", eerd, {part.word[5], 16'h0510});

    begin_test("software gets the pins when it asks for them, not before");
    write(0, Cs | Sk | Di);
    tick; tick;
    expect_eq("pins", {cs, sk, di}, 0);
    expect_eq("read back", eecd & 32'h7, 7);
    expect_eq("no grant", eecd[EecdGnt], 0);
    write(0, Req);
    tick; tick;
    expect_eq("grant", eecd[EecdGnt], 1);
    expect_eq("quiet with the grant", idle, 1);
    write(0, Req | Cs | Di);
    tick;
    expect_eq("pins", {cs, sk, di}, 3'b101);
    write(0, Req);
    repeat (70) tick;

    begin_test("software reads a word by its own bits");
    command(9'b110_000101);
    repeat (70) tick;
    expect_eq("dummy bit", eecd[EecdDo], 0);
    in_word(got);
    expect_eq("word 5", got, part.word[5]);
    deselect;

    begin_test("software writes a word after enabling that");
    command({3'b101, 6'd40});
    for (i = 15; i >= 0; i = i - 1) out_bit(16'hcafe >> i & 1);
    deselect;
    expect_eq("not enabled", part.word[40], 40 * 16'h0301 + 16'h1000);
    command(9'b100_110000);
    deselect;
    command({3'b101, 6'd40});
    for (i = 15; i >= 0; i = i - 1) out_bit(16'hcafe >> i & 1);
    deselect;
    expect_eq("word 40", part.word[40], 16'hcafe);

    begin_test("EERD waits until software gives the pins back");
    earlier = part.commands;
    write(1, 32'h0701);
    repeat (5000) tick;
    expect_eq("not done", eerd[EerdDone], 0);
    expect_eq("nothing on the pins", part.commands, earlier);
    write(0, 0);
    wait_idle;
    expect_eq("word 7", eerd, {part.word[7], 16'h0710});
    expect_eq("grant", eecd[EecdGnt], 0);

    begin_test("a grant waits until the card's own read has ended");
    write(1, 32'h0801);
    write(0, Req);
    repeat (100) tick;
    expect_eq("no grant", eecd[EecdGnt], 0);
    while (!eerd[EerdDone]) tick;
    repeat (3) tick;
    expect_eq("grant", eecd[EecdGnt], 1);
    expect_eq("word 8", eerd[31:16], part.word[8]);
    write(0, 0);
    wait_idle;

    begin_test("EE_RST loads again, also what has changed");
    part.word[2] = 16'hee34;
    load = 1; tick; load = 0;
    wait_idle;
    expect_eq("times", taken, 2);
    expect_eq("address", address, 48'h5254001234ee);

    begin_test("with a wrong signature no address is loaded, but the part is there");
    part.word[10] = 16'hc40b;
    load = 1; tick; load = 0;
    wait_idle;
    expect_eq("times", taken, 2);
    expect_eq("PRES", eecd[EecdPres], 1);

    begin_test("without a part PRES is 0 and no address is loaded");
    part.present = 0;
    rst_n = 0; tick; rst_n = 1;
    wait_idle;
    expect_eq("times", taken, 2);
    expect_eq("PRES", eecd[EecdPres], 0);
    expect_eq("DO is pulled up", eecd[EecdDo], 1);

    begin_test("a reset in the middle of a load begins it again");
    part.present = 1;
    part.word[10] = 16'h640b;
    rst_n = 0; tick; rst_n = 1;
    repeat (5000) tick;
    rst_n = 0; repeat (64) tick; rst_n = 1;
    wait_idle;
    expect_eq("times", taken, 3);
    expect_eq("address", address, 48'h5254001234ee);

    finish_tests("tb_eeprom");
  end

  initial begin
    #50000000;
    $fatal(1, "the bench does not end");
  end
endmodule
