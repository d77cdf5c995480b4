// SPDX-License-Identifier: MIT
//
// What dma_ring promises, with its fetch and write-back. Read as if it stood before the
// module's endmodule. Assumed of software: nothing. Every register changes at any time.
  `include "reset.svh"
  `default_nettype wire

  // How often each border between two states of a place has moved on, modulo 128: asked
  // for, here, taken, processed, written back. What lies between two of them is in one
  // state, and never more than 64 places in all.
  logic [6:0] f_asked, f_filled, f_taken, f_done, f_freed;
  logic [6:0] f_fly, f_fresh, f_work, f_ready;
  assign f_fly   = f_asked - f_filled;
  assign f_fresh = f_filled - f_taken;
  assign f_work  = f_taken - f_done;
  assign f_ready = f_done - f_freed;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || restart_now) begin
      f_asked  <= 7'd0;
      f_filled <= 7'd0;
      f_taken  <= 7'd0;
      f_done   <= 7'd0;
      f_freed  <= 7'd0;
    end else begin
      f_asked  <= give_back ? f_taken : f_asked + (issue ? issue_count : 7'd0);
      f_filled <= give_back ? f_taken : f_filled + 7'(fill);
      f_taken  <= f_taken + 7'(take_i);
      f_done   <= f_done + 7'(done_i);
      f_freed  <= f_freed + (retire ? retire_count : 7'd0);
    end
  end

  // Beats on their way from the bus; which beat of a write-back is next; a write-back's
  // last beat is on its way
  logic [6:0] f_beat;
  logic [7:0] f_due;
  logic       f_busy;
  assign f_beat = {wb_offset, !wr_entry_o};
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_due  <= 8'd0;
      f_busy <= 1'b0;
    end else begin
      f_due  <= (issue ? {issue_count, 1'b0} : f_due) - 8'(rd_valid_i);
      f_busy <= (wr_beat_i && wr_last_i) || (f_busy && !wr_done_i);
    end
  end

  // Assumed of the engine: it begins what is there and may be begun, ends what it began,
  // and rests only with nothing in work. Of the channels: a grant for a request, no more
  // beats than were asked for, a burst's end after its last beat.
  always @* begin
    assume (!take_i || (fresh_o && (run_o || !rest_i)));
    assume (!done_i || f_work != 7'd0 || take_i);
    assume (!rest_i || (f_work == 7'd0 && !(take_i && !done_i)));
    assume (!rd_grant_i || rd_req_o);
    assume (!rd_valid_i || f_due != 8'd0);
    assume (!wr_beat_i || wr_req_o);
    if (wr_req_o) assume (wr_last_i == ({1'b0, f_beat} == wr_len_o));
    assume (!wr_done_i || f_busy);
  end

  // Any one descriptor, from its arrival until its place is free
  (* anyseq *) logic f_pick;
  logic        f_on, f_written;
  logic [6:0]  f_place, f_pos;          // its place, and that among those not free
  logic [6:0]  f_burst;                 // descriptors of the write-back under way
  assign f_pos   = f_place - f_freed;
  assign f_burst = {wr_len_o[7:1]} + 7'd1;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_on      <= 1'b0;
      f_written <= 1'b0;
    end else if (!f_on) begin
      f_on      <= fill && f_pick;
      f_place   <= f_filled;
      f_written <= 1'b0;
    end else begin
      if (wr_beat_i && wr_entry_o && wb_place == f_place[5:0]) f_written <= 1'b1;
      if (restart_now || (give_back && f_pos >= ready_q) ||
          (retire && f_pos < retire_count)) begin
        f_on <= 1'b0;
      end
    end
  end

  // The ring's size, as long as software leaves it as it is
  (* anyconst *) logic [15:0] f_size;
  logic        f_const, p_inside, p_restart;
  logic [15:0] p_head;
  always_ff @(posedge clk_i) begin
    p_inside  <= rst_ni && fetch_idx_q < size_i && proc_idx_q < size_i && wb_idx_q < size_i;
    p_restart <= restart_now;
    f_const   <= !rst_ni || (f_const && size_i == f_size);
    p_head    <= head_q;
  end

  always @* begin
    if (rst_ni) begin
      // 64 places, each in one state; none is lost, none is used twice.
      places__used:  assert (used_q == f_asked - f_freed);
      places__fresh: assert (fresh_q == f_fresh);
      places__ready: assert (ready_q == f_ready);
      places__all:   assert (used_q <= 7'd64);
      places__asked: assert (f_filled - f_freed <= used_q);
      places__taken: assert (f_taken - f_freed <= f_filled - f_freed);
      places__done:  assert (f_ready <= f_taken - f_freed);
      places__room:  assert (f_fly <= 7'd64 && f_fresh <= 7'd64 && f_work <= 7'd64 &&
                             report_q <= ready_q);
      places__ptrs:  assert (fill_ptr_q == f_filled[5:0] && take_ptr_q == f_taken[5:0] &&
                             done_ptr_q == f_done[5:0] && wb_ptr_q == f_freed[5:0]);
      places__cover: cover (ready_q == 7'd1 && f_work == 7'd1 && fresh_q == 7'd2);

      if (f_past && f_const && p_inside && !p_restart) begin
        index__fetch: assert (fetch_idx_q < f_size);
        index__proc:  assert (proc_idx_q < f_size);
        index__wb:    assert (wb_idx_q < f_size);
      end
      if (f_past && p_restart) begin
        index__head: assert (fetch_idx_q == p_head && proc_idx_q == p_head && wb_idx_q == p_head);
      end
      if (f_const && rd_req_o) begin
        h__fetch: assert ({1'b0, fetch_idx_q} + issue_count <= {1'b0, f_size});
      end
      if (f_const && (wr_req_o || f_busy)) begin
        h__write: assert ({1'b0, wb_idx_q} + f_burst <= {1'b0, f_size});
      end
      h__due:  assert (f_due == (u_fetch.f_data ? {issue_count, 1'b0} - 8'(high) : 8'd0));
      h__fly:  assert (f_fly == (u_fetch.f_data ? issue_count : 7'd0));
      h__fits: assert (!rd_req_o || {1'b0, used_q} + issue_count <= 8'd64);
      h__wait: assert (f_busy == u_writeback.f_busy);
      index__cover: cover (f_past && f_const && p_inside && wb_idx_q == 16'd0 && f_size == 16'd8 &&
                           proc_idx_q == 16'd1 && written_o);

      // A descriptor is written when it is processed, and once.
      if (f_on && wr_beat_i && wr_entry_o && wb_place == f_place[5:0]) begin
        once__done:  assert (f_pos < ready_q);
        once__first: assert (!f_written);
      end
      once__only: assert (!f_on || !f_written ||
                          (wr_req_o && f_pos < f_burst && {f_pos, 1'b0} < {1'b0, f_beat}) ||
                          (f_busy && f_pos < f_burst));
      once__cover: cover (f_on && f_written && retire && written_o && retire_count == 7'd1);
      h__on: assert (!f_on || f_pos < f_filled - f_freed);
      h__busy: assert (!(f_busy && wr_req_o));

      // Nothing is taken back or restarted under a burst.
      still: assert (!(give_back || restart_now) || (f_due == 8'd0 && f_work == 7'd0));
      still__bus: assert (!restart_now || (!wr_req_o && !f_busy));
      still__cover: cover (give_back && fresh_q == 7'd2);
      still__cover_head: cover (restart_now && head_q > size_i && ready_q != 7'd0);
    end
  end
