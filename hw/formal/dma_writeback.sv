// SPDX-License-Identifier: MIT
//
// What dma_writeback promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  // Assumed: reports are among what is ready, which falls only by
  // retiring while a write-back is under way; beats while
  // one is asked for, the burst's last marked (proved of dma_axi_write); the end after it.
  logic [6:0] p_ready, p_report, p_count, p_places;
  logic       p_retire, p_moves, f_busy;
  always_ff @(posedge clk_i) begin
    p_ready  <= ready_i;
    p_report <= report_i;
    p_retire <= retire_o;
    p_moves  <= !idle_o;
    p_count  <= count_o;
    if (!rst_ni) f_busy <= 1'b0;
    else f_busy <= (beat_i && last_i) || (f_busy && !done_i);
  end
  always @* begin
    assume (ready_i <= 7'd64 && report_i <= ready_i);
    if (f_past && p_moves) begin
      assume (ready_i >= p_ready - (p_retire ? p_count : 7'd0));
      assume (report_i >= ((p_retire && p_count >= p_report) ? 7'd0
                           : p_report - (p_retire ? p_count : 7'd0)));
    end
    assume (!beat_i || req_o);
    if (req_o) assume (last_i == ({1'b0, beat_q} == len_o));
    assume (!done_i || f_busy);
  end

  logic        p_calc, p_req, p_outside;
  logic [15:0] p_idx, p_size;
  logic [59:0] p_base;
  logic [63:0] p_addr;
  logic [7:0]  p_len;
  always_ff @(posedge clk_i) begin
    p_calc    <= rst_ni && state_q == StCalc;
    p_req     <= rst_ni && req_o;
    p_outside <= idx_i >= size_i;
    p_idx     <= idx_i;
    p_size    <= size_i;
    p_base    <= base_i;
    p_addr    <= addr_o;
    p_len     <= len_o;
  end

  always @* begin
    if (rst_ni) begin
      if (p_calc && state_q == StBeats) begin
        ring__inside: assert ({1'b0, p_idx} + count_q <= {1'b0, p_size} && !p_outside);
        ring__place:  assert (desc_q == p_base + p_idx);
        ring__cover:  cover ({1'b0, p_idx} + count_q == {1'b0, p_size} && count_q == 7'd3);
      end
      if (req_o) begin
        page__bound:  assert ({1'b0, desc_q[7:0]} + count_q <= 9'd256);
        page__len:    assert ({1'b0, len_o} + 9'd2 == {1'b0, count_q, 1'b0});
        page__cover:  cover ({1'b0, desc_q[7:0]} + count_q == 9'd256 && count_q == 7'd5);
        // Only what is processed is written, and only its second half.
        done_only__count: assert (count_q >= 7'd1 && count_q <= report_i && report_i <= ready_i);
        done_only__beat:  assert ({1'b0, beat_q} <= len_o && {1'b0, offset_o} < count_q);
        done_only__half:  assert (entry_o == (addr_o[3] ^ beat_q[0]));
        done_only__cover: cover (beat_i && last_i && offset_o == 6'd2);
      end
      if (p_req && req_o) begin
        held: assert (addr_o == p_addr && len_o == p_len);
        held__cover: cover (beat_i && last_i && p_len == 8'd2);
      end

      // A descriptor retires once: what was written when the bus took the burst, what
      // wants no report at once; never more than there are.
      retired__some: assert (!retire_o || (count_o != 7'd0 && count_o <= ready_i));
      retired__done: assert (!written_o || (retire_o && done_i && count_o == count_q));
      retired__only: assert (!(retire_o && !written_o) || report_i == 7'd0 ||
                             idx_i >= size_i);
      retired__wait: assert (f_busy == (state_q == StWait));
      retired__cover: cover (written_o && count_o == 7'd2);
      // The index stays in the ring, whatever is processed.
      if (retire_o && !written_o && idx_i < size_i) begin
        index__silent: assert ({1'b0, idx_i} + count_o <= {1'b0, size_i});
      end
      index__cover: cover (retire_o && !written_o && idx_i < size_i && ready_i > size_i);
      h__calc: assert (state_q != StCalc || (report_i != 7'd0 && beat_q == 7'd0));
      h__wait: assert (state_q != StWait || (count_q <= report_i && count_q != 7'd0));
    end
  end
