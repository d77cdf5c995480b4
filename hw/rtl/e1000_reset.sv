// SPDX-License-Identifier: MIT
//
// Reset of the core: after power-on, and when software writes CTRL.RST.
//
// 8254x SDM 13.4.1 (CTRL.RST) and 14.7. The bus master first finishes what it has begun,
// so that no AXI burst is cut; register accesses go on until the reset itself.
//
// Parameters: ResetClocks, how long the core stays in reset, 1..15.
`default_nettype none

module e1000_reset #(
  parameter int ResetClocks = 4
) (
  input  wire logic clk_i,
  input  wire logic rst_ni,         // power-on

  input  wire logic req_i,          // CTRL.RST was written
  input  wire logic dma_halted_i,
  input  wire logic csr_idle_i,     // no register access under way

  output logic      dma_halt_o,
  output logic      hold_o,         // begin no register access
  output logic      busy_o,         // CTRL.RST reads 1
  output logic      core_rst_no,
  output logic      ev_reset_o
);

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (ResetClocks < 1 || ResetClocks > 15) begin
      $fatal(1, "ResetClocks must be 1..15 (instance %m)");
    end
  end
`endif

  typedef enum logic [1:0] {
    StRun,    // the core works
    StHalt,   // the bus master finishes what it has begun
    StHold,   // a register access under way ends, none begins
    StReset   // the core is in reset
  } state_e;

  state_e     state_q, state_d;
  logic [3:0] count_q, count_d;
  logic       event_q, event_d;
  logic       core_rst_nq, core_rst_nd;

  always @* begin
    state_d = state_q;
    count_d = count_q;
    event_d = 1'b0;
    case (state_q)
      StRun: begin
        if (req_i) state_d = StHalt;
      end
      StHalt: begin
        if (dma_halted_i) state_d = StHold;
      end
      StHold: begin
        if (csr_idle_i) begin
          state_d = StReset;
          count_d = 4'(ResetClocks - 1);
          event_d = 1'b1;
        end
      end
      default: begin
        count_d = count_q - 4'd1;
        if (count_q == 4'd0) state_d = StRun;
      end
    endcase
    core_rst_nd = state_d != StReset;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StReset;
      count_q     <= 4'(ResetClocks - 1);
      event_q     <= 1'b0;
      core_rst_nq <= 1'b0;
    end else begin
      state_q     <= state_d;
      count_q     <= count_d;
      event_q     <= event_d;
      core_rst_nq <= core_rst_nd;
    end
  end

  assign dma_halt_o  = state_q == StHalt || state_q == StHold;
  assign hold_o      = state_q == StHold || state_q == StReset;
  assign busy_o      = state_q != StRun;
  assign core_rst_no = core_rst_nq;
  assign ev_reset_o  = event_q;

endmodule

`default_nettype wire
