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

  // What a lone one, i places before the end of the byte, leaves in the register.
  localparam logic [8*32-1:0] Taps = {
    32'hedb88320, 32'h76dc4190, 32'h3b6e20c8, 32'h1db71064,
    32'h0edb8832, 32'h076dc419, 32'hee0e612c, 32'h77073096
  };

  logic [7:0] sum;

  always_comb begin
    sum   = crc_i[7:0] ^ data_i;
    crc_o = crc_i;
    if (en_i) begin
      crc_o = {8'h00, crc_i[31:8]};
      for (int i = 0; i < 8; i++) begin
        crc_o = crc_o ^ (Taps[32*i +: 32] & {32{sum[i]}});
      end
    end
  end

endmodule

`default_nettype wire
