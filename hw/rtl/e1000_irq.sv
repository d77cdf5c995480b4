// SPDX-License-Identifier: MIT
//
// Interrupt causes, mask and moderation timers; also says how far time may be skipped.
//
// 8254x SDM 13.4.17 to 13.4.21 (ICR ITR ICS IMS IMC), 13.4.30 and 13.4.31 (RDTR RADV),
// 13.4.41 and 13.4.44 (TIDV TADV), 3.2.7 (receive timers), 3.3.3.1 (IDE).
//
//   stored ---> RDTR, RADV ---> write back receive descriptors ---> RXT0 --+
//   sent -----> TIDV, TADV ---> write back transmit descriptors --> TXDW --+--> ICR
//   other causes ----------------------------------------------------------+     |
//                                        intx_o <--- ITR <--- any(ICR & IMS) <---+
//
// A timer counts down in ticks of 8 ns and subtracts tick_i, so that one clock with
// tick_i = N leaves the same state as N clocks with tick_i = 1, for N up to
// timer_next_o while quiet_o is set. It is loaded with one tick less than its delay, as
// what it does takes the clock after its end. Only registers take tick_i and wake_i:
// inputs that feed logic cost a simulator a second evaluation. No parameters.
`default_nettype none

module e1000_irq (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,          // of the core
  input  wire logic [31:0] tick_i,

  // Causes, pulses
  input  wire logic        rx_stored_i,     // a frame is in host memory
  input  wire logic        rx_small_i,      // with it: a small one (RSRPD)
  input  wire logic        rx_rdmt_i,       // receive descriptors ran low
  input  wire logic        rx_over_i,       // packet buffer overran
  input  wire logic        tx_wb_i,         // RS descriptor done, interrupt at once
  input  wire logic        tx_wb_ide_i,     // RS descriptor done, interrupt delayed
  input  wire logic        tx_qe_i,         // transmit queue empty
  input  wire logic        tx_low_i,        // transmit descriptors ran low
  input  wire logic        link_i,          // level: a change is a cause
  input  wire logic        mdac_i,          // an access to the PHY has ended

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

  // What a debugger looks at: ticks left, 0 is stopped
  output logic      [22:0] itr_left_o,
  output logic      [22:0] rdtr_left_o,
  output logic      [22:0] radv_left_o,
  output logic      [22:0] tidv_left_o,
  output logic      [22:0] tadv_left_o,

  // Skipping: nothing else in the card moves in this clock if idle_i and no wake_i
  input  wire logic        idle_i,
  input  wire logic [5:0]  wake_i,          // pins that start something
  input  wire logic [21:0] pause_left_i,    // ticks until the transmitter may go on, or 0
  output logic             quiet_o,
  output logic      [31:0] timer_next_o
);

  `include "e1000_regs.svh"

  localparam logic [31:0] Never = 32'hffff_ffff;

  // A cause takes up to three clocks from its pulse to the line.
  localparam logic [1:0] Settled = 2'd3;

  logic [31:0] icr_q, icr_d, ims_q, ims_d, raised, clear;
  logic        intx_q, intx_d, link_q, ahead, moves, caused, timing, flushing;
  logic        rx_fire, rx_more, rx_busy_q, rx_busy_d, rx_again_q, rx_again_d;
  logic        tx_fire, tx_more, tx_busy_q, tx_busy_d, tx_again_q, tx_again_d;
  logic        small_q, small_d, small_next_q, small_next_d;
  logic        rx_flush_q, rx_flush_d, tx_flush_q, tx_flush_d;

  // Timers: ticks left; 0 means stopped. 1.024 us are 128 ticks, 256 ns are 32.
  logic [22:0] rdtr_q, radv_q, tidv_q, tadv_q, itr_q;
  logic        rx_end_q, tx_end_q;          // one of the two ended
  logic        timing_q;                    // a timer runs or has just ended
  logic        rx_start, tx_start, rx_halt, tx_halt, gate;
  logic [1:0]  settle_q;
  logic        quiet_q;
  logic [31:0] next_q;
  logic [22:0] pause;
  logic        pausing;

  // RDTR 0: no delay, and no absolute timer (13.4.30, 3.2.7.1.2).
  assign rx_fire  = fpd_i || rx_end_q || (rx_stored_i && (rdtr_i == 16'd0 || rx_small_i));
  assign tx_fire  = tx_end_q || (tx_wb_ide_i && tidv_i == 16'd0);
  assign rx_start = rx_stored_i && rdtr_i != 16'd0 && !rx_small_i;
  assign tx_start = tx_wb_ide_i && tidv_i != 16'd0;

  // Expiry of one stops the other; an interrupt at once makes a delayed one spurious
  // (13.4.30, 13.4.44).
  assign rx_halt = rx_fire;
  assign tx_halt = tx_fire || tx_wb_i;
  assign gate    = itr_q == 23'd0 || itr_i == 16'd0;
  assign timing  = timing_q || rx_start || tx_start || (intx_d && !intx_q);

  function automatic logic ends(input logic [22:0] timer, input logic [31:0] tick);
    ends = timer != 23'd0 && {9'd0, timer} <= tick;
  endfunction

  function automatic logic [22:0] later(input logic [22:0] timer, input logic [31:0] tick);
    later = {9'd0, timer} <= tick ? 23'd0 : timer - tick[22:0];
  endfunction

  // One tick less than value times 2^shift
  function automatic logic [22:0] delay(input logic [15:0] value, input int shift);
    delay = value == 16'd0 ? 23'd0 : ({7'd0, value} << shift) - 23'd1;
  endfunction

  // Write-back of pending descriptors; one asked for during another follows it
  assign rx_more  = rx_again_q || rx_fire;
  assign tx_more  = tx_again_q || tx_fire;
  assign flushing = rx_fire || tx_fire || rx_busy_q || tx_busy_q || rx_flush_q || tx_flush_q;

  // A small frame: SRPD with the RXT0 of its own write-back.
  assign small_d      = (small_q && !rx_flushed_i) || (small_next_q && rx_flushed_i)
                        || (rx_small_i && (!rx_busy_q || rx_flushed_i));
  assign small_next_d = (small_next_q || rx_small_i) && rx_busy_q && !rx_flushed_i;

  assign rx_flush_d = (!rx_busy_q || rx_flushed_i) && rx_more;
  assign rx_busy_d  = (rx_busy_q && !rx_flushed_i) || rx_more;
  assign rx_again_d = rx_busy_q && !rx_flushed_i && rx_more;
  assign tx_flush_d = (!tx_busy_q || tx_flushed_i) && tx_more;
  assign tx_busy_d  = (tx_busy_q && !tx_flushed_i) || tx_more;
  assign tx_again_d = tx_busy_q && !tx_flushed_i && tx_more;

  // Causes: what arrives in the clock of a read or write of ICR stays
  function automatic logic [31:0] at(input logic pulse, input int number);
    at = {31'd0, pulse} << number;
  endfunction

  assign caused = tx_wb_i || tx_qe_i || link_i != link_q || rx_rdmt_i || rx_over_i || tx_low_i
                  || mdac_i || rx_flushed_i || tx_flushed_i || icr_re_i || icr_we_i || ics_we_i
                  || ims_we_i || imc_we_i;

  always @* begin
    raised = 32'd0;
    clear  = 32'd0;
    if (caused) begin
      raised = at(tx_wb_i || (tx_busy_q && tx_flushed_i), IcrTxdw)
               | at(tx_qe_i, IcrTxqe) | at(link_i != link_q, IcrLsc)
               | at(rx_rdmt_i, IcrRxdmt0) | at(rx_over_i, IcrRxo)
               | at(rx_busy_q && rx_flushed_i, IcrRxt0)
               | at(rx_busy_q && rx_flushed_i && small_q, IcrSrpd) | at(tx_low_i, IcrTxdLow)
               | at(mdac_i, IcrMdac)
               | (ics_we_i ? wdata_i & IcrMask : 32'd0);
      clear  = icr_re_i ? IcrMask : (icr_we_i ? wdata_i : 32'd0);
    end
  end

  assign icr_d = (icr_q & ~clear) | raised;

  always @* begin
    ims_d = ims_q;
    if (ims_we_i) ims_d = ims_q | (wdata_i & IcrMask);
    if (imc_we_i) ims_d = ims_q & ~wdata_i;
  end

  // The line. Clearing every enabled cause ends an interrupt, even when a new cause
  // arrives in that clock: the new one is an interrupt of its own, and ITR applies.
  assign ahead  = (icr_q & ~clear & ims_q) != 32'd0;
  assign intx_d = ahead && (intx_q || gate);

  // How far time may be skipped: to the first end of a timer. The throttle's end matters
  // only to a cause that waits for it.
  function automatic logic [31:0] sooner(input logic [31:0] next, input logic [22:0] timer);
    sooner = (timer != 23'd0 && {9'd0, timer} < next) ? {9'd0, timer} : next;
  endfunction

  // The transmitter's pause is a timer of the MAC.
  assign pause   = {1'b0, pause_left_i};
  assign pausing = pause_left_i != 22'd0;

  assign moves = !idle_i || caused || flushing || rx_stored_i || tx_wb_ide_i
                 || intx_d != intx_q;

  always_ff @(posedge clk_i) begin
    link_q <= link_i;
    if (!rst_ni) begin
      icr_q      <= 32'd0;
      ims_q      <= 32'd0;
      intx_q     <= 1'b0;
      rx_busy_q  <= 1'b0;
      rx_again_q <= 1'b0;
      rx_flush_q <= 1'b0;
      small_q    <= 1'b0;
      small_next_q <= 1'b0;
      tx_busy_q  <= 1'b0;
      tx_again_q <= 1'b0;
      tx_flush_q <= 1'b0;
    end else begin
      intx_q <= intx_d;
      if (caused) begin
        icr_q <= icr_d;
        ims_q <= ims_d;
      end
      if (flushing) begin
        rx_busy_q  <= rx_busy_d;
        rx_again_q <= rx_again_d;
        rx_flush_q <= rx_flush_d;
        small_q    <= small_d;
        small_next_q <= small_next_d;
        tx_busy_q  <= tx_busy_d;
        tx_again_q <= tx_again_d;
        tx_flush_q <= tx_flush_d;
      end
    end
  end

  // Quiet after some clocks without a move; a timer's end is the beginning of one. The
  // timers: a frame restarts RDTR and TIDV, and starts RADV and TADV if they rest. A
  // register is read above the line that writes it: a model then needs no copy of it.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      settle_q <= 2'd0;
      quiet_q  <= 1'b0;
      next_q   <= 32'd1;
    end else if (moves || (|wake_i)) begin
      settle_q <= 2'd0;
      quiet_q  <= 1'b0;
      next_q   <= 32'd1;
    end else if (timing_q || pausing) begin
      if (ends(pause, tick_i) || ends(rdtr_q, tick_i) || ends(radv_q, tick_i)
          || ends(tidv_q, tick_i) || ends(tadv_q, tick_i)
          || (ahead && !intx_q && ends(itr_q, tick_i))) begin
        settle_q <= 2'd0;
        quiet_q  <= 1'b0;
        next_q   <= 32'd1;
      end else if (settle_q != Settled) begin
        settle_q <= settle_q + 2'd1;
      end else begin
        quiet_q <= 1'b1;
        next_q  <= sooner(sooner(sooner(sooner(sooner(sooner(Never, later(pause, tick_i)),
                                                      later(rdtr_q, tick_i)),
                                               later(radv_q, tick_i)),
                                        later(tidv_q, tick_i)), later(tadv_q, tick_i)),
                          (ahead && !intx_q) ? later(itr_q, tick_i) : 23'd0);
      end
    end else if (settle_q != Settled) begin
      settle_q <= settle_q + 2'd1;
    end else begin
      quiet_q <= 1'b1;
      next_q  <= Never;
    end

    if (!rst_ni) begin
      rdtr_q   <= 23'd0;
      radv_q   <= 23'd0;
      tidv_q   <= 23'd0;
      tadv_q   <= 23'd0;
      itr_q    <= 23'd0;
      rx_end_q <= 1'b0;
      tx_end_q <= 1'b0;
      timing_q <= 1'b0;
    end else if (timing) begin
      rx_end_q <= !rx_halt && ((ends(rdtr_q, tick_i) && !rx_start) || ends(radv_q, tick_i));
      tx_end_q <= !tx_halt && ((ends(tidv_q, tick_i) && !tx_start) || ends(tadv_q, tick_i));
      timing_q <= rx_start || tx_start || (intx_d && !intx_q)
                  || (rdtr_q | radv_q | tidv_q | tadv_q | itr_q) != 23'd0;

      radv_q <= (rx_start && (radv_q == 23'd0 || rx_halt)) ? delay(radv_i, 7)
                : (rx_halt ? 23'd0 : later(radv_q, tick_i));
      rdtr_q <= rx_start ? delay(rdtr_i, 7) : (rx_halt ? 23'd0 : later(rdtr_q, tick_i));

      tadv_q <= (tx_start && (tadv_q == 23'd0 || tx_halt)) ? delay(tadv_i, 7)
                : (tx_halt ? 23'd0 : later(tadv_q, tick_i));
      tidv_q <= tx_start ? delay(tidv_i, 7) : (tx_halt ? 23'd0 : later(tidv_q, tick_i));

      itr_q <= (intx_d && !intx_q) ? delay(itr_i, 5) : later(itr_q, tick_i);
    end
  end

  assign icr_o        = icr_q;
  assign ims_o        = ims_q;
  assign intx_o       = intx_q;
  assign rx_flush_o   = rx_flush_q;
  assign tx_flush_o   = tx_flush_q;
  assign quiet_o      = quiet_q;
  assign timer_next_o = next_q;
  assign itr_left_o   = itr_q;
  assign rdtr_left_o  = rdtr_q;
  assign radv_left_o  = radv_q;
  assign tidv_left_o  = tidv_q;
  assign tadv_left_o  = tadv_q;

endmodule

`default_nettype wire
