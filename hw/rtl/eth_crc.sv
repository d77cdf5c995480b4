// SPDX-License-Identifier: MIT
//
// One byte's step of the Ethernet frame check sequence (IEEE 802.3, 3.2.9).
//
// The register is kept bit-reversed, as the bits go over the wire: start from
// all ones; the FCS is the complement, low byte first; after a good frame with
// its FCS the register holds 32'hdebb20e3.
//
// Each half of the byte looks up what it leaves behind, so that the step is two
// tables of sixteen words side by side and an XOR of three. No parameters.
`default_nettype none

module eth_crc (
  input  wire logic        en_i,    // 0: pass crc_i on
  input  wire logic [31:0] crc_i,
  input  wire logic [7:0]  data_i,
  output logic      [31:0] crc_o
);

  logic [7:0]  sum;
  logic [31:0] low, high;

  assign sum   = crc_i[7:0] ^ data_i;
  assign crc_o = en_i ? {8'h00, crc_i[31:8]} ^ low ^ high : crc_i;

  // The low half of the byte, which the register sees first
  always @* begin
    case (sum[3:0])
      4'h0:    low = 32'h00000000;
      4'h1:    low = 32'h77073096;
      4'h2:    low = 32'hee0e612c;
      4'h3:    low = 32'h990951ba;
      4'h4:    low = 32'h076dc419;
      4'h5:    low = 32'h706af48f;
      4'h6:    low = 32'he963a535;
      4'h7:    low = 32'h9e6495a3;
      4'h8:    low = 32'h0edb8832;
      4'h9:    low = 32'h79dcb8a4;
      4'ha:    low = 32'he0d5e91e;
      4'hb:    low = 32'h97d2d988;
      4'hc:    low = 32'h09b64c2b;
      4'hd:    low = 32'h7eb17cbd;
      4'he:    low = 32'he7b82d07;
      default: low = 32'h90bf1d91;
    endcase
  end

  // The high half
  always @* begin
    case (sum[7:4])
      4'h0:    high = 32'h00000000;
      4'h1:    high = 32'h1db71064;
      4'h2:    high = 32'h3b6e20c8;
      4'h3:    high = 32'h26d930ac;
      4'h4:    high = 32'h76dc4190;
      4'h5:    high = 32'h6b6b51f4;
      4'h6:    high = 32'h4db26158;
      4'h7:    high = 32'h5005713c;
      4'h8:    high = 32'hedb88320;
      4'h9:    high = 32'hf00f9344;
      4'ha:    high = 32'hd6d6a3e8;
      4'hb:    high = 32'hcb61b38c;
      4'hc:    high = 32'h9b64c2b0;
      4'hd:    high = 32'h86d3d2d4;
      4'he:    high = 32'ha00ae278;
      default: high = 32'hbdbdf21c;
    endcase
  end

endmodule

`default_nettype wire
