// SPDX-License-Identifier: MIT
//
// The PHY's registers: MDIC, as frames on MDC and MDIO.
//
// 8254x SDM 13.4.7 (MDIC); IEEE 802.3 clause 22.2.4.5 (frames).
//
//   preamble  start  op  phy    register  turnaround  data
//   32 x 1    01     10  aaaaa  rrrrr     z0          d15..d0    read: the PHY from here z0
//   32 x 1    01     01  aaaaa  rrrrr     10          d15..d0    write
//
//   mdc   __/~~\__/~~\__    MDIO changes as MDC falls. The PHY takes it as MDC rises, and
//   mdio  <  a  ><  b  >    changes its own bits after that; they are taken at the next rise.
//
// A read of an address where no PHY is finds the turnaround high, since the line is pulled
// up: ERROR. Nobody can tell whether a write was heard.
//
// Parameters:
//   HalfPeriod  clocks that MDC is high, and low; 25 make 2.5 MHz, the most that the
//               standard allows. 2..32
`default_nettype none

module e1000_mdio #(
  parameter int HalfPeriod = 25
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,          // of the core

  // The PHY
  output logic             mdc_o,
  output logic             mdio_o,
  output logic             mdio_oe_o,
  input  wire logic        mdio_i,

  // MDIC: unstrobed bytes are 0 in both. Written while a frame is under way: ignored.
  input  wire logic        mdic_we_i,
  input  wire logic [31:0] wdata_i,
  input  wire logic [31:0] wmask_i,
  input  wire logic        re_i,            // a register is read: mdic_o counts
  output logic      [31:0] mdic_o,
  output logic             mdac_o,          // pulse: an access with MDIC.INT has ended

  output logic             idle_o           // nothing here moves by itself
);

  `include "e1000_regs.svh"

  localparam logic [4:0] LastClock  = 5'(HalfPeriod - 1);
  localparam logic [5:0] LastHeader = 6'd45;   // the last bit of the register's address
  localparam logic [5:0] TurnBit    = 6'd47;   // pulled low by the PHY that is read
  localparam logic [5:0] LastBit    = 6'd63;
  localparam logic [1:0] OpWrite    = 2'b01;
  localparam logic [1:0] OpRead     = 2'b10;

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (HalfPeriod < 2 || HalfPeriod > 32) begin
      $fatal(1, "HalfPeriod must be 2..32 (instance %m)");
    end
  end
`endif

  typedef enum logic [1:0] {
    StIdle,   // MDC rests
    StLow,    // MDC is low, MDIO has its bit
    StHigh    // MDC is high
  } state_e;

  state_e      state_q, state_d;
  logic [4:0]  div_q;
  logic [5:0]  bit_q;
  logic [31:0] out_q;                       // what follows the preamble
  logic [15:0] in_q;
  logic        mdc_q, mdio_q, oe_q, mdac_q, busy_q;
  logic        ready_q, int_q, error_q;
  logic [1:0]  op_q, op;
  logic [25:0] rest_q, rest;                // PHY, register, data
  logic        half, starts;
  logic        samples, falls, ends, shifts;

  assign idle_o = !busy_q;

  // Nothing is worked out while nothing goes on
  always @* begin
    state_d = state_q;
    half    = 1'b0;
    starts  = 1'b0;
    samples = 1'b0;                         // MDC rises
    falls   = 1'b0;                         // MDC falls ...
    ends    = 1'b0;                         // ... after the last bit
    shifts  = 1'b0;                         // ... after the preamble: the next one
    rest    = 26'd0;
    op      = 2'b00;
    if (mdic_we_i || busy_q) begin
      half   = state_q != StIdle && div_q == LastClock;
      rest   = (rest_q & ~wmask_i[25:0]) | wdata_i[25:0];
      op     = (op_q & ~wmask_i[27:26]) | wdata_i[27:26];
      starts = mdic_we_i && state_q == StIdle && wmask_i[MdicOpHi]
               && (op == OpRead || op == OpWrite);
      case (state_q)
        StIdle: begin
          if (starts) state_d = StLow;
        end
        StLow: begin
          samples = half;
          if (half) state_d = StHigh;
        end
        default: begin                      // StHigh
          falls  = half;
          ends   = half && bit_q == LastBit;
          shifts = half && !ends && (bit_q[5] || (&bit_q[4:0]));
          if (ends) state_d = StIdle;
          else if (half) state_d = StLow;
        end
      endcase
    end
  end

  // A register is read above the line that writes it: a model then needs no copy of it
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      div_q   <= 5'd0;
      bit_q   <= 6'd0;
      mdc_q   <= 1'b0;
      mdio_q  <= 1'b1;
      oe_q    <= 1'b0;
      mdac_q  <= 1'b0;
      busy_q  <= 1'b0;
      ready_q <= 1'b0;
      int_q   <= 1'b0;
      error_q <= 1'b0;
      op_q    <= 2'b00;
      rest_q  <= 26'd0;
    end else if (mdic_we_i || busy_q) begin
      // What a bit does, with the register that holds it
      mdac_q <= ends && int_q;
      if (ends && op_q == OpRead) rest_q[15:0] <= in_q;
      if (samples && bit_q == TurnBit && op_q == OpRead) error_q <= mdio_i;
      if (samples) in_q <= {in_q[14:0], mdio_i};
      if (starts) begin
        mdio_q <= 1'b1;
        oe_q   <= 1'b1;
      end else if (ends) begin
        mdio_q <= 1'b1;
        oe_q   <= 1'b0;
      end else if (shifts) begin
        mdio_q <= out_q[31];
        if (op_q == OpRead && bit_q == LastHeader) oe_q <= 1'b0;
      end
      if (starts || shifts) begin
        out_q <= starts ? {2'b01, op, rest[25:21], rest[20:16], 2'b10, rest[15:0]}
                 : {out_q[30:0], 1'b1};
      end

      // MDC
      if (half) mdc_q <= state_q == StLow;
      div_q <= (half || state_q == StIdle) ? 5'd0 : div_q + 5'd1;
      if (falls || state_q == StIdle) bit_q <= falls ? bit_q + 6'd1 : 6'd0;

      // MDIC. An opcode that the standard does not have makes no frame.
      if (ends) ready_q <= 1'b1;
      if (mdic_we_i && state_q == StIdle) begin
        op_q   <= op;
        rest_q <= rest;
        int_q  <= (int_q && !wmask_i[MdicInt]) || wdata_i[MdicInt];
        if (wmask_i[MdicOpHi]) begin
          ready_q <= !starts;
          error_q <= 1'b0;
        end
      end
      busy_q  <= state_d != StIdle || state_q != StIdle;
      state_q <= state_d;
    end
  end

  assign mdc_o     = mdc_q;
  assign mdio_o    = mdio_q;
  assign mdio_oe_o = oe_q;
  assign mdac_o    = mdac_q;

  always @* begin
    mdic_o = 32'd0;
    if (re_i) mdic_o = {1'b0, error_q, int_q, ready_q, op_q, rest_q};
  end

  logic unused;
  assign unused = &{1'b0, wdata_i, wmask_i};

endmodule

`default_nettype wire
