// SPDX-License-Identifier: MIT
//
// MDIC (hw/rtl/e1000_mdio.sv) at its real speed, with a PHY at address 1 that does not
// forgive a clock that is too fast and answers as late as it may.
`timescale 1ns / 1ps

module tb_mdio;
  `include "e1000_regs.svh"
  `include "csr_bench.svh"

  reg clk = 0, rst_n = 0;
  always #4 clk = !clk;

  wire        mdc, out, oe, mdac, idle;
  reg         we = 0;
  reg  [31:0] wdata = 0, wmask = 0;
  wire [31:0] mdic;
  wire        mdio;

  pullup (mdio);
  assign mdio = oe ? out : 1'bz;

  e1000_mdio dut (
    .clk_i(clk), .rst_ni(rst_n), .mdc_o(mdc), .mdio_o(out), .mdio_oe_o(oe), .mdio_i(mdio),
    .mdic_we_i(we), .wdata_i(wdata), .wmask_i(wmask), .re_i(1'b1), .mdic_o(mdic), .mdac_o(mdac),
    .idle_o(idle)
  );

  bench_phy phy (.mdc(mdc), .mdio(mdio));

  integer mdacs = 0, rises = 0;
  always @(posedge clk) if (mdac) mdacs = mdacs + 1;
  always @(posedge mdc) rises = rises + 1;

  task tick;
    @(posedge clk);
    #1;
  endtask

  task write_bytes(input [31:0] value, input [31:0] mask);
    begin
      we = 1; wdata = value & mask; wmask = mask;
      tick;
      we = 0;
    end
  endtask

  integer clocks;
  task access(input [31:0] value);
    begin
      write_bytes(value, 32'hffffffff);
      expect_eq("not ready", mdic[MdicReady], 0);
      clocks = 0;
      while (!mdic[MdicReady] && clocks < 5000) begin
        tick;
        clocks = clocks + 1;
      end
      tick; tick;
    end
  endtask

  function [31:0] read_of(input integer at, input integer register);
    read_of = 2 << MdicOpLo | at << MdicPhyLo | register << MdicRegLo;
  endfunction
  function [31:0] write_of(input integer at, input integer register, input [15:0] value);
    write_of = 1 << MdicOpLo | at << MdicPhyLo | register << MdicRegLo | value;
  endfunction

  integer i;

  initial begin
    for (i = 0; i < 32; i = i + 1) phy.register[i] = i * 16'h1357 + 16'h8001;
    repeat (4) tick;
    rst_n = 1;
    tick;

    begin_test("every register of the PHY is read, by 64 clocks of 400 ns");
    for (i = 0; i < 32; i = i + 1) begin
      rises = 0;
      access(read_of(1, i));
      expect_eq($sformatf("register %0d", i), mdic, 32'h10000000 | read_of(1, i) | phy.register[i]);
      expect_eq("clocks of MDC", rises, 64);
      expect_eq("clocks", clocks, 3200);
      expect_eq("line released", oe, 0);
      expect_eq("idle", idle, 1);
    end

    begin_test("every register of the PHY is written");
    for (i = 0; i < 32; i = i + 1) begin
      access(write_of(1, i, 16'ha5c3 + i));
      expect_eq($sformatf("register %0d", i), phy.register[i], 16'ha5c3 + i);
      expect_eq("MDIC", mdic, 32'h10000000 | write_of(1, i, 16'ha5c3 + i));
    end
    expect_eq("frames", phy.frames, 64);

    begin_test("a read where no PHY is ends with ERROR and ones, and the next one without");
    access(read_of(2, 3));
    expect_eq("MDIC", mdic, 32'h50000000 | read_of(2, 3) | 16'hffff);
    expect_eq("not the PHY's", phy.foreign_frames, 1);
    access(read_of(1, 3));
    expect_eq("MDIC", mdic, 32'h10000000 | read_of(1, 3) | phy.register[3]);

    begin_test("a write where no PHY is changes nothing");
    access(write_of(31, 3, 16'h1111));
    expect_eq("register 3", phy.register[3], 16'ha5c6);
    expect_eq("no ERROR", mdic[MdicError], 0);

    begin_test("the cause comes with INT, once, and not without");
    mdacs = 0;
    access(read_of(1, 5) | 1 << MdicInt);
    expect_eq("with", mdacs, 1);
    access(read_of(1, 5));
    expect_eq("without", mdacs, 1);

    begin_test("a write in the middle of a frame is ignored");
    write_bytes(read_of(1, 7), 32'hffffffff);
    repeat (1000) tick;
    write_bytes(write_of(1, 8, 16'hdead), 32'hffffffff);
    while (!mdic[MdicReady]) tick;
    expect_eq("MDIC", mdic, 32'h10000000 | read_of(1, 7) | phy.register[7]);
    expect_eq("register 8", phy.register[8], 16'ha5cb);

    begin_test("an opcode that there is not makes no frame and is ready at once");
    rises = 0;
    write_bytes(3 << MdicOpLo, 32'hffffffff);
    tick;
    expect_eq("ready", mdic[MdicReady], 1);
    write_bytes(0, 32'hffffffff);
    expect_eq("ready", mdic[MdicReady], 1);
    expect_eq("clocks of MDC", rises, 0);

    begin_test("the byte with the opcode starts the frame, the others wait for it");
    rises = 0;
    write_bytes(32'h00001234, 32'h0000ffff);
    repeat (100) tick;
    expect_eq("nothing yet", rises, 0);
    write_bytes(write_of(1, 9, 0), 32'hffff0000);
    while (!mdic[MdicReady]) tick;
    expect_eq("register 9", phy.register[9], 16'h1234);

    begin_test("a reset in the middle of a frame leaves the next one whole");
    write_bytes(read_of(1, 10), 32'hffffffff);
    repeat (2100) tick;
    rst_n = 0; repeat (64) tick; rst_n = 1;
    expect_eq("line released", oe, 0);
    tick;
    phy.bits = 0; phy.ones = 0; phy.drives = 0;
    access(read_of(1, 11));
    expect_eq("MDIC", mdic, 32'h10000000 | read_of(1, 11) | phy.register[11]);

    finish_tests("tb_mdio");
  end

  initial begin
    #20000000;
    $fatal(1, "the bench does not end");
  end
endmodule
