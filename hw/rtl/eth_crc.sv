// SPDX-License-Identifier: MIT
//
// One byte's step of the Ethernet frame check sequence (IEEE 802.3, 3.2.9).
//
// The register is kept bit-reversed, as the bits go over the wire: start from
// all ones; the FCS is the complement, low byte first; after a good frame with
// its FCS the register holds 32'hdebb20e3.
//
// Each bit of the byte adds its own constant, so the XORs form a tree and not a
// chain of eight steps. No parameters.
`default_nettype none

module eth_crc (
  input  wire logic        en_i,    // 0: pass crc_i on (and let a simulator skip the loop)
  input  wire logic [31:0] crc_i,
  input  wire logic [7:0]  data_i,
  output logic      [31:0] crc_o
);

  logic [7:0] sum;

  assign sum = crc_i[7:0] ^ data_i;

  // Each constant is what a lone one in that place of the byte leaves behind.
  assign crc_o = en_i ? {8'h00, crc_i[31:8]} ^
      ((32'h77073096 & {32{sum[0]}}) ^ (32'hee0e612c & {32{sum[1]}})) ^
      ((32'h076dc419 & {32{sum[2]}}) ^ (32'h0edb8832 & {32{sum[3]}})) ^
      ((32'h1db71064 & {32{sum[4]}}) ^ (32'h3b6e20c8 & {32{sum[5]}})) ^
      ((32'h76dc4190 & {32{sum[6]}}) ^ (32'hedb88320 & {32{sum[7]}})) : crc_i;

endmodule

`default_nettype wire
