// SPDX-License-Identifier: MIT
//
// Reset of the core: after power-on, and when software writes CTRL.RST.
//
// 8254x SDM 13.4.1 (CTRL.RST) and 14.7. The bus master first finishes what it has begun,
// so that no AXI burst is cut; register accesses go on until the reset itself.
//
// In reset the register bank is walked through, one register a clock.
//
// No parameters.
`default_nettype none

module e1000_reset (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,         // power-on

  input  wire logic       req_i,          // CTRL.RST was written
  input  wire logic       dma_halted_i,
  input  wire logic       csr_idle_i,     // no register access under way

  output logic            dma_halt_o,
  output logic            hold_o,         // begin no register access
  output logic            busy_o,         // CTRL.RST reads 1
  output logic            core_rst_no,
  output logic            init_all_o,     // power-on: reset what CTRL.RST spares, too
  output logic      [5:0] init_index_o,   // register of the bank to reset
  output logic            ev_reset_o
);

  typedef enum logic [1:0] {
    StRun,    // the core works
    StHalt,   // the bus master finishes what it has begun
    StHold,   // a register access under way ends, none begins
    StReset   // the core is in reset
  } state_e;

  state_e     state_q, state_d;
  logic [5:0] count_q;
  logic       power_q, event_q, core_rst_nq, resets;

  assign resets = state_q == StHold && csr_idle_i;

  always @* begin
    state_d = state_q;
    case (state_q)
      StRun:   if (req_i) state_d = StHalt;
      StHalt:  if (dma_halted_i) state_d = StHold;
      StHold:  if (resets) state_d = StReset;
      default: if (count_q == 6'd0) state_d = StRun;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StReset;
      count_q     <= 6'd63;
      power_q     <= 1'b1;
      event_q     <= 1'b0;
      core_rst_nq <= 1'b0;
    end else if (req_i || busy_o) begin
      state_q     <= state_d;
      event_q     <= resets;
      core_rst_nq <= state_d != StReset;
      if (state_q == StReset) count_q <= count_q - 6'd1;   // ends at 63 again
      if (state_d == StRun) power_q <= 1'b0;
    end
  end

  assign dma_halt_o   = state_q == StHalt || state_q == StHold;
  assign hold_o       = state_q == StHold || state_q == StReset;
  assign busy_o       = state_q != StRun;
  assign core_rst_no  = core_rst_nq;
  assign ev_reset_o   = event_q;
  assign init_all_o   = power_q;
  assign init_index_o = count_q;

endmodule

`default_nettype wire
