// SPDX-License-Identifier: MIT
//
// Interrupt causes, mask and moderation timers; also says how far time may be skipped.
//
// 8254x SDM 13.4.17 to 13.4.21 (ICR ITR ICS IMS IMC), 13.4.30 and 13.4.31 (RDTR RADV),
// 13.4.41 and 13.4.44 (TIDV TADV), 3.2.7 (receive timers).
//
//   stored ---> RDTR, RADV ---> write back receive descriptors ---> RXT0 --+
//   sent -----> TIDV, TADV ---> write back transmit descriptors --> TXDW --+--> ICR
//   other causes ----------------------------------------------------------+     |
//                                        intx_o <--- ITR <--- any(ICR & IMS) <---+
//
// A timer counts down in ticks of 8 ns and subtracts tick_i, so that one clock with
// tick_i = N leaves the same state as N clocks with tick_i = 1, for N up to
// timer_next_o while quiet_o is set. No parameters.
`default_nettype none

module e1000_irq (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,          // of the core
  input  wire logic [31:0] tick_i,

  // Causes, pulses
  input  wire logic        rx_stored_i,     // a frame is in host memory
  input  wire logic        rx_rdmt_i,       // receive descriptors ran low
  input  wire logic        rx_over_i,       // packet buffer overran
  input  wire logic        tx_wb_i,         // RS descriptor done, interrupt at once
  input  wire logic        tx_wb_ide_i,     // RS descriptor done, interrupt delayed
  input  wire logic        tx_qe_i,         // transmit queue empty
  input  wire logic        tx_low_i,        // transmit descriptors ran low
  input  wire logic        link_i,          // level: a change is a cause

  // Write back descriptors before the interrupt
  output logic             rx_flush_o,
  input  wire logic        rx_flushed_i,
  output logic             tx_flush_o,
  input  wire logic        tx_flushed_i,

  // Registers
  input  wire logic        icr_re_i,        // ICR is being read, in this clock
  input  wire logic        icr_we_i,
  input  wire logic        ics_we_i,
  input  wire logic        ims_we_i,
  input  wire logic        imc_we_i,
  input  wire logic [31:0] wdata_i,         // unstrobed bytes are 0
  input  wire logic        fpd_i,           // RDTR.FPD written
  input  wire logic [15:0] itr_i,
  input  wire logic [15:0] rdtr_i,
  input  wire logic [15:0] radv_i,
  input  wire logic [15:0] tidv_i,
  input  wire logic [15:0] tadv_i,
  output logic      [31:0] icr_o,
  output logic      [31:0] ims_o,

  output logic             intx_o,

  // Skipping: idle_i says that nothing else in the card moves in this clock
  input  wire logic        idle_i,
  output logic             quiet_o,
  output logic      [31:0] timer_next_o
);

  `include "e1000_regs.svh"

  localparam logic [31:0] Never = 32'hffff_ffff;

  // A cause takes up to three clocks from its pulse to the line.
  localparam logic [1:0] Settled = 2'd3;

  logic [31:0] icr_q, icr_d, ims_q, ims_d, raised, clear;
  logic        intx_q, intx_d, link_q, ahead, moves, rx_more, tx_more, tx_halt;
  logic        rx_fire, rx_busy_q, rx_busy_d, rx_again_q, rx_again_d, rx_flush_q, rx_flush_d;
  logic        tx_fire, tx_busy_q, tx_busy_d, tx_again_q, tx_again_d, tx_flush_q, tx_flush_d;

  // Timers: ticks left; 0 means stopped. 1.024 us are 128 ticks, 256 ns are 32.
  logic [22:0] rdtr_q, rdtr_d, radv_q, radv_d, tidv_q, tidv_d, tadv_q, tadv_d;
  logic [20:0] itr_q, itr_d;
  logic        rdtr_end, radv_end, tidv_end, tadv_end, itr_end;
  logic [1:0]  settle_q, settle_d;
  logic        quiet_q, quiet_d;
  logic [31:0] next_q, next_d;

  // Receive and transmit timers
  assign rdtr_end = rdtr_q != 23'd0 && {9'd0, rdtr_q} <= tick_i;
  assign radv_end = radv_q != 23'd0 && {9'd0, radv_q} <= tick_i;
  assign tidv_end = tidv_q != 23'd0 && {9'd0, tidv_q} <= tick_i;
  assign tadv_end = tadv_q != 23'd0 && {9'd0, tadv_q} <= tick_i;

  // RDTR 0: no delay, and no absolute timer (13.4.30, 3.2.7.1.2).
  assign rx_fire = fpd_i || rdtr_end || radv_end || (rx_stored_i && rdtr_i == 16'd0);
  assign tx_fire = tidv_end || tadv_end || (tx_wb_ide_i && tidv_i == 16'd0);

  // An interrupt at once makes a delayed one spurious (13.4.44).
  assign tx_halt = tx_fire || tx_wb_i;

  always @* begin
    rdtr_d = rdtr_q;
    radv_d = radv_q;
    if (rdtr_q != 23'd0) rdtr_d = rx_fire ? 23'd0 : rdtr_q - tick_i[22:0];
    if (radv_q != 23'd0) radv_d = rx_fire ? 23'd0 : radv_q - tick_i[22:0];
    if (rx_stored_i && rdtr_i != 16'd0) begin
      rdtr_d = {rdtr_i, 7'd0};
      if (radv_q == 23'd0 || rx_fire) radv_d = {radv_i, 7'd0};
    end

    tidv_d = tidv_q;
    tadv_d = tadv_q;
    if (tidv_q != 23'd0) tidv_d = tx_halt ? 23'd0 : tidv_q - tick_i[22:0];
    if (tadv_q != 23'd0) tadv_d = tx_halt ? 23'd0 : tadv_q - tick_i[22:0];
    if (tx_wb_ide_i && tidv_i != 16'd0) begin
      tidv_d = {tidv_i, 7'd0};
      if (tadv_q == 23'd0 || tx_halt) tadv_d = {tadv_i, 7'd0};
    end
  end

  // Write-back of pending descriptors; one asked for during another follows it
  assign rx_more = rx_again_q || rx_fire;
  assign tx_more = tx_again_q || tx_fire;

  always @* begin
    rx_busy_d  = rx_busy_q;
    rx_again_d = rx_again_q;
    rx_flush_d = 1'b0;
    if (!rx_busy_q || rx_flushed_i) begin
      rx_flush_d = rx_more;
      rx_busy_d  = rx_more;
      rx_again_d = 1'b0;
    end else begin
      rx_again_d = rx_more;
    end

    tx_busy_d  = tx_busy_q;
    tx_again_d = tx_again_q;
    tx_flush_d = 1'b0;
    if (!tx_busy_q || tx_flushed_i) begin
      tx_flush_d = tx_more;
      tx_busy_d  = tx_more;
      tx_again_d = 1'b0;
    end else begin
      tx_again_d = tx_more;
    end
  end

  // Causes: what arrives in the clock of a read or write of ICR stays
  function automatic logic [31:0] at(input logic pulse, input int number);
    at = {31'd0, pulse} << number;
  endfunction

  assign raised = at(tx_wb_i || (tx_busy_q && tx_flushed_i), IcrTxdw)
                  | at(tx_qe_i, IcrTxqe) | at(link_i != link_q, IcrLsc)
                  | at(rx_rdmt_i, IcrRxdmt0) | at(rx_over_i, IcrRxo)
                  | at(rx_busy_q && rx_flushed_i, IcrRxt0) | at(tx_low_i, IcrTxdLow);

  always @* begin
    clear = 32'd0;
    if (icr_re_i) clear = IcrMask;
    if (icr_we_i) clear = wdata_i;

    ims_d = ims_q;
    if (ims_we_i) ims_d = ims_q | (wdata_i & IcrMask);
    if (imc_we_i) ims_d = ims_q & ~wdata_i;

    icr_d = (icr_q & ~clear) | raised;
    if (ics_we_i) icr_d = icr_q | raised | (wdata_i & IcrMask);
  end

  // The line. Clearing every enabled cause ends an interrupt, even when a new cause
  // arrives in that clock: the new one is an interrupt of its own, and ITR applies.
  assign ahead   = (icr_q & ~clear & ims_q) != 32'd0;
  assign itr_end = itr_q != 21'd0 && {11'd0, itr_q} <= tick_i;
  assign intx_d  = ahead && (intx_q || itr_q == 21'd0 || itr_end || itr_i == 16'd0);

  always @* begin
    itr_d = itr_q;
    if (itr_q != 21'd0) itr_d = itr_end ? 21'd0 : itr_q - tick_i[20:0];
    if (intx_d && !intx_q) itr_d = {itr_i, 5'd0};
  end

  // How far time may be skipped. The throttle matters only to a cause that waits for it.
  function automatic logic [31:0] sooner(input logic [31:0] next, input logic [22:0] timer);
    sooner = (timer != 23'd0 && {9'd0, timer} < next) ? {9'd0, timer} : next;
  endfunction

  assign moves   = !idle_i || rx_fire || tx_fire || rx_busy_d || tx_busy_d || icr_d != icr_q
                   || intx_d != intx_q;
  assign quiet_d = !moves && (settle_q == Settled || settle_q == Settled - 2'd1);

  always @* begin
    settle_d = settle_q;
    if (moves) settle_d = 2'd0;
    else if (settle_q != Settled) settle_d = settle_q + 2'd1;

    next_d = 32'd1;
    if (quiet_d) begin
      next_d = sooner(sooner(sooner(sooner(sooner(Never, rdtr_d), radv_d), tidv_d), tadv_d),
                      (ahead && !intx_d) ? {2'd0, itr_d} : 23'd0);
    end
  end

  always_ff @(posedge clk_i) begin
    link_q <= link_i;
    if (!rst_ni) begin
      icr_q      <= 32'd0;
      ims_q      <= 32'd0;
      intx_q     <= 1'b0;
      rdtr_q     <= 23'd0;
      radv_q     <= 23'd0;
      tidv_q     <= 23'd0;
      tadv_q     <= 23'd0;
      itr_q      <= 21'd0;
      rx_busy_q  <= 1'b0;
      rx_again_q <= 1'b0;
      rx_flush_q <= 1'b0;
      tx_busy_q  <= 1'b0;
      tx_again_q <= 1'b0;
      tx_flush_q <= 1'b0;
      settle_q   <= 2'd0;
      quiet_q    <= 1'b0;
      next_q     <= 32'd1;
    end else begin
      icr_q      <= icr_d;
      ims_q      <= ims_d;
      intx_q     <= intx_d;
      rdtr_q     <= rdtr_d;
      radv_q     <= radv_d;
      tidv_q     <= tidv_d;
      tadv_q     <= tadv_d;
      itr_q      <= itr_d;
      rx_busy_q  <= rx_busy_d;
      rx_again_q <= rx_again_d;
      rx_flush_q <= rx_flush_d;
      tx_busy_q  <= tx_busy_d;
      tx_again_q <= tx_again_d;
      tx_flush_q <= tx_flush_d;
      settle_q   <= settle_d;
      quiet_q    <= quiet_d;
      next_q     <= next_d;
    end
  end

  assign icr_o        = icr_q;
  assign ims_o        = ims_q;
  assign intx_o       = intx_q;
  assign rx_flush_o   = rx_flush_q;
  assign tx_flush_o   = tx_flush_q;
  assign quiet_o      = quiet_q;
  assign timer_next_o = next_q;

endmodule

`default_nettype wire
