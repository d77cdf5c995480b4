// SPDX-License-Identifier: MIT
//
// The flexible wake-up filters' tables: storage, as the card wakes nobody.
//
// 8254x SDM 13.6.12 and 13.6.13 (FFMT, FFVT): 128 entries each, one for a byte of the four
// filters' patterns. Four bits of mask and four bytes of value of two neighbours share a row.
//
// Reset clears a row a clock, as the register bank does. No parameters.
`default_nettype none

module e1000_flex (
  input  wire logic        clk_i,

  input  wire logic        init_i,
  input  wire logic [5:0]  init_index_i,

  input  wire logic        we_i,
  input  wire logic        re_i,
  input  wire logic        value_i,         // FFVT, else FFMT
  input  wire logic [6:0]  at_i,            // entry
  input  wire logic [31:0] wdata_i,         // 0 where wmask_i is
  input  wire logic [31:0] wmask_i,
  output logic      [31:0] rdata_o          // 0 without re_i
);

  logic [71:0] row_q [0:63];  // {FFVT, FFMT} odd, {FFVT, FFMT} even
  logic [71:0] row, next;
  logic [35:0] entry, changed;

  always @* begin
    row   = 72'd0;
    entry = 36'd0;
    if (we_i || re_i) begin
      row   = row_q[at_i[6:1]];
      entry = at_i[0] ? row[71:36] : row[35:0];
    end
  end

  always @* begin
    changed = entry;
    if (value_i) changed[35:4] = (entry[35:4] & ~wmask_i) | wdata_i;
    else changed[3:0] = (entry[3:0] & ~wmask_i[3:0]) | wdata_i[3:0];
    next = at_i[0] ? {changed, row[35:0]} : {row[71:36], changed};
  end

  always_ff @(posedge clk_i) begin
    if (init_i) row_q[init_index_i] <= 72'd0;
    else if (we_i) row_q[at_i[6:1]] <= next;
  end

  always @* begin
    rdata_o = 32'd0;
    if (re_i) rdata_o = value_i ? entry[35:4] : {28'd0, entry[3:0]};
  end

endmodule

`default_nettype wire
