// SPDX-License-Identifier: MIT
//
// The VLAN tag of the frame that is being received: is there one, is it taken out,
// and may the frame pass?
//
// 8254x SDM chapter 9 (802.1q), table 9-3; 13.4.11 (VET), 13.4.22 (RCTL.VFE, CFIEN).
// A frame is tagged if bytes 12 and 13 are VET:
//
//     0        6        12   14   16
//     | DA     | SA     | VET| TCI| type ...        TCI: priority, CFI, VLAN id
//
//   CTRL.VME     the four bytes are taken out, the TCI goes to the descriptor
//   RCTL.VFE     the frame passes only if the VFTA has its VLAN's bit (see rx_filter)
//   RCTL.CFIEN   it passes only if its CFI is RCTL.CFI
//
// Each of the three acts on its own. Every output but strip_o holds until the next
// start_i. The configuration is that of the clock of start_i. No parameters.
`default_nettype none

module rx_vlan (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        cfg_vme_i,
  input  wire logic        cfg_vfe_i,
  input  wire logic        cfg_cfien_i,
  input  wire logic        cfg_cfi_i,
  input  wire logic [15:0] cfg_vet_i,

  input  wire logic        start_i,    // a frame begins
  input  wire logic        take_i,     // byte_i is byte number len_i of it
  input  wire logic [14:0] len_i,
  input  wire logic [7:0]  byte_i,

  output logic      [15:0] vet_o,      // the Ethertype that counts for this frame
  output logic             strip_o,    // one clock, with byte 15: bytes 12 to 15 go
  output logic             stripped_o,
  output logic      [15:0] tci_o,      // of a tagged frame
  output logic             lookup_o,   // one clock: look for vid_o in the VFTA
  output logic      [11:0] vid_o,
  output logic             reject_o    // its CFI is the wrong one
);

  logic        vme_q, vfe_q, cfien_q, cfi_q;
  logic [15:0] vet_q;
  logic        tagged_q;               // byte 12, then also byte 13, is VET's
  logic [15:0] tci_q;
  logic        stripped_q, lookup_q, reject_q;
  logic        tag;                    // the byte is one of the four

  assign tag        = take_i && len_i[14:2] == 13'd3;
  assign vet_o      = vet_q;
  assign strip_o    = tag && len_i[1:0] == 2'd3 && tagged_q && vme_q;
  assign stripped_o = stripped_q;
  assign tci_o      = tci_q;
  assign lookup_o   = lookup_q;
  assign vid_o      = tci_q[11:0];
  assign reject_o   = reject_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      vme_q      <= 1'b0;
      vfe_q      <= 1'b0;
      cfien_q    <= 1'b0;
      cfi_q      <= 1'b0;
      vet_q      <= 16'd0;
      tagged_q   <= 1'b0;
      tci_q      <= 16'd0;
      stripped_q <= 1'b0;
      lookup_q   <= 1'b0;
      reject_q   <= 1'b0;
    end else if (start_i) begin
      vme_q      <= cfg_vme_i;
      vfe_q      <= cfg_vfe_i;
      cfien_q    <= cfg_cfien_i;
      cfi_q      <= cfg_cfi_i;
      vet_q      <= cfg_vet_i;
      tagged_q   <= 1'b0;
      stripped_q <= 1'b0;
      lookup_q   <= 1'b0;
      reject_q   <= 1'b0;
    end else if (tag || lookup_q) begin
      lookup_q <= 1'b0;
      if (tag) begin
        case (len_i[1:0])
          2'd0: tagged_q <= byte_i == vet_q[15:8];
          2'd1: tagged_q <= tagged_q && byte_i == vet_q[7:0];
          2'd2: tci_q[15:8] <= byte_i;
          default: begin
            tci_q[7:0] <= byte_i;
            stripped_q <= tagged_q && vme_q;
            lookup_q   <= tagged_q && vfe_q;
            reject_q   <= tagged_q && cfien_q && tci_q[12] != cfi_q;
          end
        endcase
      end
    end
  end

endmodule

`default_nettype wire
