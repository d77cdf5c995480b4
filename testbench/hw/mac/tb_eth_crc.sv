// SPDX-License-Identifier: MIT
//
// The CRC step against the published check value, and its properties.
`timescale 1ns/1ns

module tb_eth_crc;
  reg         en = 1;
  reg  [31:0] crc = 0;
  reg  [7:0]  data = 0;
  wire [31:0] next;
  integer     failed = 0, i, b;
  reg  [71:0] digits = "123456789";
  reg  [31:0] want, fcs;

  eth_crc dut (.en_i(en), .crc_i(crc), .data_i(data), .crc_o(next));

  task result(input [8*80-1:0] name, input good);
    if (good) $display("ok   %0s", name);
    else begin
      $display("FAIL %0s", name);
      failed = failed + 1;
    end
  endtask

  task step(input [7:0] d);
    begin
      data = d;
      #1 crc = next;
    end
  endtask

  // One bit after the other, from the polynomial.
  function [31:0] serial(input [31:0] r, input [7:0] d);
    for (b = 0; b < 8; b = b + 1) begin
      r = (r >> 1) ^ ((r[0] ^ d[b]) ? 32'hedb88320 : 32'h0);
      serial = r;
    end
  endfunction

  reg good;
  initial begin
    crc = 32'hffffffff;
    for (i = 8; i >= 0; i = i - 1) step(digits[8*i +: 8]);
    result("The digits 1 to 9 give the published check value cbf43926", ~crc === 32'hcbf43926);

    fcs = ~crc;
    for (i = 0; i < 4; i = i + 1) step(fcs[8*i +: 8]);
    result("A frame with its FCS leaves the residue debb20e3", crc === 32'hdebb20e3);

    good = 1;
    for (i = 0; i < 2000; i = i + 1) begin
      crc  = $urandom;
      data = $urandom;
      want = serial(crc, data);
      #1 if (next !== want) good = 0;
    end
    result("Any step is the same as eight steps of one bit", good);

    en = 0;
    crc = 32'h12345678;
    #1 result("Without enable the register passes unchanged", next === 32'h12345678);

    if (failed != 0) begin
      $display("FAIL: %0d tests", failed);
      $fatal(1);
    end
    $display("4 tests passed");
    $finish;
  end
endmodule
