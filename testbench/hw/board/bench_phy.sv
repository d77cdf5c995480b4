// SPDX-License-Identifier: MIT
//
// A PHY's registers for benches, at address 1: 32 words of memory behind clause 22 frames.
// It stops the bench when MDC is faster than 400 ns, MDIO is not stable 10 ns around the
// rise of MDC, or both ends drive MDIO (IEEE 802.3 22.3.4).
`timescale 1ns / 1ps

module bench_phy #(
  parameter integer CheckTiming = 1
) (
  input  wire mdc,
  inout  wire mdio
);
  reg [15:0] register [0:31];
  reg        out = 1, drives = 0;
  assign mdio = drives ? out : 1'bz;

  integer    ones = 0, bits = 0, frames = 0, foreign_frames = 0;
  reg [31:0] shift = 0;
  reg        mine = 0, reads = 0;
  reg [4:0]  at = 0;
  reg [15:0] data = 0;
  time       rose = 0, changed = 0;

  always @(mdio) changed = $time;

  always @(posedge mdc) begin
    if (CheckTiming != 0 && rose != 0 && $time - rose < 400) $fatal(1, "MDC period %0t", $time - rose);
    if (CheckTiming != 0 && $time - changed < 10) $fatal(1, "MDIO setup %0t", $time - changed);
    if (mdio === 1'bx) $fatal(1, "MDIO is driven from both ends");
    rose = $time;
    if (bits == 0) begin
      if (mdio) ones = ones + 1;
      else if (ones >= 32) begin
        bits = 1;
        shift = 0;
      end else ones = 0;
    end else begin
      shift = {shift[30:0], mdio};
      bits = bits + 1;
      if (bits == 2 && !mdio) begin
        bits = 0;
        ones = 0;
      end
      if (bits == 14) begin
        mine = shift[9:5] == 5'd1 && (shift[11:10] == 2'b01 || shift[11:10] == 2'b10);
        reads = shift[11:10] == 2'b10;
        at = shift[4:0];
        data = register[shift[4:0]];
        if (mine) frames = frames + 1;
        else foreign_frames = foreign_frames + 1;
      end
      // A clock-to-output of 300 ns is the most that the standard allows
      if (mine && reads && bits == 15) begin
        #290 drives = 1;
        out = 0;
      end
      if (mine && reads && bits >= 16 && bits < 32) #290 out = data[31 - bits];
      if (bits == 32) begin
        if (mine && !reads) register[at] = shift[15:0];
        bits = 0;
        ones = 0;
        #290 drives = 0;
      end
    end
  end
endmodule
