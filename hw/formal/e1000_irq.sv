// SPDX-License-Identifier: MIT
//
// What e1000_irq promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  // Assumed: a clock is one tick, or as many as the card allowed to be skipped.
  always @* begin
    assume (tick_i >= 32'd1);
    assume (tick_i == 32'd1 || (quiet_o && tick_i <= timer_next_o));
    // Assumed: a flush is answered only when one is under way (proved of dma_ring).
    assume (!rx_flushed_i || rx_busy_q);
    assume (!tx_flushed_i || tx_busy_q);
    // Assumed: a small frame is a stored one (e1000_dma).
    assume (!rx_small_i || rx_stored_i);
    // Assumed: one register access at a time (e1000_csr).
    assume (6'(icr_re_i) + 6'(icr_we_i) + 6'(ics_we_i) + 6'(ims_we_i) + 6'(imc_we_i) <= 6'd1);
  end

  // ICR and IMS as the manual has them, without the block's own terms: a cause is set by
  // its pulse, and cleared by a read or a written one of the clocks after it.
  logic [31:0] f_cause, f_clear, f_icr, f_ims;
  logic        f_link, f_small_waits, f_small_goes;
  always @* begin
    f_cause                = 32'd0;
    f_cause[IcrTxdw]       = tx_wb_i || tx_flushed_i;
    f_cause[IcrTxqe]       = tx_qe_i;
    f_cause[IcrLsc]        = link_i != f_link;
    f_cause[IcrRxdmt0]     = rx_rdmt_i;
    f_cause[IcrRxo]        = rx_over_i;
    f_cause[IcrRxt0]       = rx_flushed_i;
    f_cause[IcrSrpd]       = rx_flushed_i && f_small_goes;
    f_cause[IcrTxdLow]     = tx_low_i;
    f_cause[IcrMdac]       = mdac_i;
    if (ics_we_i) f_cause  = f_cause | (wdata_i & IcrMask);
    f_clear                = 32'd0;
    if (icr_re_i) f_clear  = 32'hffff_ffff;
    if (icr_we_i) f_clear  = wdata_i;
  end

  // Small frames (3.2.7.2): those that no write-back covers yet, and those of the one that
  // is under way.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_small_waits <= 1'b0;
      f_small_goes  <= 1'b0;
    end else if (rx_flush_d) begin
      f_small_waits <= 1'b0;
      f_small_goes  <= f_small_waits || rx_small_i;
    end else begin
      f_small_waits <= f_small_waits || rx_small_i;
      f_small_goes  <= f_small_goes && !rx_flushed_i;
    end
  end

  // The line and the throttle: ticks since the line rose, and how many it must wait.
  logic        f_line, f_open, f_rose;
  logic [31:0] f_since, f_wait;
  assign f_open = !f_rose || itr_i == 16'd0 || f_since >= f_wait;

  always_ff @(posedge clk_i) begin
    f_link <= link_i;
    if (!rst_ni) begin
      f_icr   <= 32'd0;
      f_ims   <= 32'd0;
      f_line  <= 1'b0;
      f_rose  <= 1'b0;
      f_since <= 32'd0;
      f_wait  <= 32'd0;
    end else begin
      f_icr  <= (f_icr & ~f_clear) | f_cause;
      if (ims_we_i) f_ims <= f_ims | (wdata_i & IcrMask);
      if (imc_we_i) f_ims <= f_ims & ~wdata_i;
      f_line <= (f_icr & ~f_clear & f_ims) != 32'd0 && (f_line || f_open);
      if (!f_line && (f_icr & ~f_clear & f_ims) != 32'd0 && f_open) begin
        f_rose  <= 1'b1;
        f_since <= 32'd1;
        f_wait  <= {11'd0, itr_i, 5'd0};
      end else if (f_since < f_wait) begin
        f_since <= (tick_i >= f_wait - f_since) ? f_wait : f_since + tick_i;
      end
    end
  end

  // A cause stays until software takes it away: any one cause.
  (* anyconst *) logic [4:0] f_bit;
  logic p_cause, p_taken, p_icr;
  always_ff @(posedge clk_i) begin
    p_cause <= rst_ni && f_cause[f_bit];
    p_taken <= f_clear[f_bit];
    p_icr   <= rst_ni && icr_o[f_bit];
  end

  // Frames stored (descriptors done) whose delayed interrupt is owed: a timer runs, or has
  // just ended, or a write-back waits to be asked for. Then the write-back is under way.
  logic f_rx_owed, f_tx_owed;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_rx_owed <= 1'b0;
      f_tx_owed <= 1'b0;
    end else begin
      f_rx_owed <= rx_flush_d ? rx_stored_i && rdtr_i != 16'd0 && !rx_small_i
                   : f_rx_owed || rx_stored_i;
      f_tx_owed <= (tx_flush_d || tx_wb_i) ? tx_wb_ide_i && tidv_i != 16'd0
                   : f_tx_owed || tx_wb_ide_i;
    end
  end

  // The same for any two rises of the line.
  logic        p_line, f_again;
  logic [31:0] f_gap, f_least;
  always_ff @(posedge clk_i) begin
    p_line <= rst_ni && intx_o;
    if (!rst_ni) begin
      f_again <= 1'b0;
    end else if (intx_d && !intx_o) begin
      f_again <= itr_i != 16'd0;
      f_gap   <= 32'd1;
      f_least <= {11'd0, itr_i, 5'd0};
    end else begin
      if (itr_i == 16'd0) f_again <= 1'b0;
      if (f_gap < f_least) f_gap <= (tick_i >= f_least - f_gap) ? f_least : f_gap + tick_i;
    end
  end

  always @* begin
    if (rst_ni) begin
      line__icr:  assert (icr_o == f_icr);
      line__ims:  assert (ims_o == f_ims);
      line__line: assert (intx_o == f_line);
      line__cover: cover (f_line && f_rose && f_icr == 32'h80 && f_since == 32'd4);
      if (f_rose && itr_q != 23'd0) begin
        h__left: assert ({9'd0, itr_q} + f_since == f_wait);
      end
      h__open:  assert (!f_rose || itr_q != 23'd0 || f_since >= f_wait);
      h__never: assert (f_rose || itr_q == 23'd0);
      h__mask:  assert ((icr_q & ~IcrMask) == 32'd0 && (ims_q & ~IcrMask) == 32'd0);
      h__wait:  assert (f_wait <= 32'h001f_ffe0 && f_wait[4:0] == 5'd0);
      h__timing: assert (timing_q || (rdtr_q | radv_q | tidv_q | tadv_q | itr_q) == 23'd0);
      h__ends:   assert (timing_q || (!rx_end_q && !tx_end_q));
      h__quiet:  assert (!quiet_o || (timer_next_o != 32'd0));
      h__link:   assert (link_q == f_link);
      h__small:  assert (small_q == f_small_goes && small_next_q == f_small_waits);
      h__again:  assert (!small_next_q || rx_again_q);
      h__goes:   assert (!small_q || rx_busy_q);

      if (f_past && p_cause) begin
        lost__set: assert (icr_o[f_bit]);
      end
      if (f_past && p_icr && !p_taken) begin
        lost__kept: assert (icr_o[f_bit]);
      end
      lost__cover_small: cover (icr_o[IcrSrpd] && f_small_goes);
      lost__cover: cover (p_cause && p_taken && p_icr && f_bit == IcrRxo);

      rx_owed: assert (!f_rx_owed || rdtr_q != 23'd0 || rx_end_q || rx_again_q);
      rx_owed__asked: assert (!rx_flush_o || rx_busy_q);
      rx_owed__again: assert (!rx_again_q || rx_busy_q);
      rx_owed__cover: cover (f_rx_owed && rx_again_q && rdtr_q == 23'd0);
      tx_owed: assert (!f_tx_owed || tidv_q != 23'd0 || tx_end_q || tx_again_q);
      tx_owed__asked: assert (!tx_flush_o || tx_busy_q);
      tx_owed__again: assert (!tx_again_q || tx_busy_q);
      tx_owed__cover: cover (f_tx_owed && tx_again_q && tidv_q == 23'd0);

      if (intx_d && !intx_o && f_again && itr_i != 16'd0) begin
        throttle: assert (f_gap >= f_least);
      end
      throttle__cover: cover (intx_d && !intx_o && f_again && f_least == 32'd32 && itr_i == 16'd1);
      throttle__cover_wait: cover (ahead && !intx_d && f_again && f_gap == 32'd6);
      h__gap: assert (!f_again || (f_rose && f_gap == f_since && f_least == f_wait));
    end
  end
