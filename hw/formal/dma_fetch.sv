// SPDX-License-Identifier: MIT
//
// What dma_fetch promises. Read as if it stood before the module's endmodule.
// Assumed of the registers: nothing. Base, size, tail and thresholds change at any time.
  `include "reset.svh"

  // Assumed: 64 places; a grant for a request; no more beats than were asked for.
  logic [7:0] f_due;                    // beats that were asked for and have not come
  always_ff @(posedge clk_i) begin
    if (!rst_ni) f_due <= 8'd0;
    else f_due <= (issue_o ? {count_q, 1'b0} : f_due) - 8'(valid_i);
  end
  logic f_data;                         // looked at by dma_ring's properties
  assign f_data = state_q == StData;
  always @* begin
    assume (used_i <= 7'd64);
    assume (!grant_i || req_o);
    assume (!valid_i || f_due != 8'd0);
  end

  // As the fetch is decided: the ring, and the way from the index to the tail
  logic [16:0] f_ahead;
  logic        p_calc, p_run, p_wait;
  logic [15:0] p_idx, p_size;
  logic [16:0] p_ahead;
  logic [59:0] p_base;
  logic [6:0]  p_used;
  logic [63:0] p_addr;
  logic [7:0]  p_len;
  assign f_ahead = (tail_i >= idx_i) ? {1'b0, tail_i} - idx_i : {1'b0, tail_i} + size_i - idx_i;
  always_ff @(posedge clk_i) begin
    p_calc  <= rst_ni && state_q == StCalc;
    p_wait  <= rst_ni && req_o && !grant_i;
    p_idx   <= idx_i;
    p_size  <= size_i;
    p_ahead <= f_ahead;
    p_base  <= base_i;
    p_used  <= used_i;
    p_addr  <= addr_o;
    p_len   <= len_o;
  end

  always @* begin
    if (rst_ni) begin
      if (p_calc && state_q == StReq) begin
        ring__inside: assert ({1'b0, p_idx} + count_q <= {1'b0, p_size});
        ring__place:  assert (desc_q == p_base + p_idx);
        ring__cover:  cover ({1'b0, p_idx} + count_q == {1'b0, p_size} && count_q == 7'd3);
        tail__beyond: assert ({10'd0, count_q} <= p_ahead && p_ahead < {1'b0, p_size});
        tail__cover:  cover ({10'd0, count_q} == p_ahead && count_q == 7'd5);
        room__places: assert ({1'b0, count_q} + p_used <= 8'd64);
        room__cover:  cover (count_q + p_used == 7'd64 && p_used == 7'd60);
      end
      if (state_q == StReq) begin
        page__some:   assert (count_q >= 7'd1 && count_q <= 7'd64);
        page__bound:  assert ({1'b0, desc_q[7:0]} + count_q <= 9'd256);
        page__len:    assert ({1'b0, len_o} + 9'd1 == {1'b0, count_q, 1'b0});
        page__cover:  cover ({1'b0, desc_q[7:0]} + count_q == 9'd256 && count_q == 7'd9);
      end
      if (p_wait && req_o) begin
        held: assert (addr_o == p_addr && len_o == p_len);
        held__cover: cover (grant_i);
      end

      // As many descriptors are filled as were asked for, two beats each.
      filled__due:  assert (f_due == ((state_q == StData) ? {count_q, 1'b0} - 8'(high_q) : 8'd0));
      filled__high: assert (state_q == StData || state_q == StIdle || !high_q || state_q == StCalc);
      filled__end:  assert (state_q != StData || (count_q != 7'd0 && count_q <= 7'd64));
      filled__cover: cover (fill_o && count_q == 7'd1 && f_due == 8'd1);
      h__idle:      assert (state_q == StData || !high_q);
    end
  end
