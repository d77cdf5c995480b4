// SPDX-License-Identifier: MIT
//
// A 93C46 for benches: reads, and writes once they are enabled. It stops the bench when
// the card's pins are too fast for the part: SK high and low 500 ns, CS low 500 ns between
// commands, DI stable 100 ns around the rise of SK (the slowest of the data sheets).
`timescale 1ns / 1ps

module bench_93c46 #(
  parameter integer CheckTiming = 1
) (
  input  wire cs,
  input  wire sk,
  input  wire di,
  output wire dout
);
  reg [15:0] word [0:63];
  reg        present = 1, enabled = 0;

  reg [8:0]  command = 0;
  reg [15:0] data = 0;
  integer    bits = 0, left = 0, commands = 0;
  reg        drives = 0, value = 1, writes = 0;
  time       sk_rose = 0, sk_fell = 0, cs_fell = 0, cs_rose = 0, di_changed = 0;

  pullup (dout);
  assign dout = (drives && present && cs) ? value : 1'bz;

  task too_fast(input string what, input time took, input time least);
    if (CheckTiming != 0 && took < least) $fatal(1, "93C46: %0s %0t, at least %0t", what, took, least);
  endtask

  always @(di) begin
    di_changed = $time;
    if (cs && sk && $time != sk_rose) too_fast("DI hold", $time - sk_rose, 100);
  end

  always @(posedge cs) begin
    if (cs_rose != 0) too_fast("CS low", $time - cs_fell, 250);
    cs_rose = $time;
    bits = 0;
    left = 0;
    drives = 0;
    writes = 0;
  end

  always @(negedge cs) begin
    cs_fell = $time;
    drives = 0;
    if (writes && enabled && left == 0) word[command[5:0]] = data;
    writes = 0;
  end

  always @(negedge sk) begin
    if (cs && sk_rose > cs_rose) too_fast("SK high", $time - sk_rose, 500);
    sk_fell = $time;
  end

  always @(posedge sk) if (cs) begin
    if (sk_fell > cs_rose) too_fast("SK low", $time - sk_fell, 500);
    too_fast("CS setup", $time - cs_rose, 50);
    too_fast("DI setup", $time - di_changed, 100);
    sk_rose = $time;
    if (bits < 9) begin
      if (bits != 0 || di) begin
        command = {command[7:0], di};
        bits = bits + 1;
      end
      if (bits == 9) begin
        commands = commands + 1;
        case (command[7:6])
          2'b10: begin
            drives = 1;
            value = 0;
            data = word[command[5:0]];
            left = 16;
          end
          2'b01: begin
            writes = 1;
            left = 16;
          end
          2'b00: begin
            if (command[5:4] == 2'b11) enabled = 1;
            if (command[5:4] == 2'b00) enabled = 0;
          end
          default: ;
        endcase
      end
    end else if (left != 0) begin
      left = left - 1;
      if (writes) data[left] = di;
      else value = data[left];
    end
  end
endmodule
