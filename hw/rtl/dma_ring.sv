// SPDX-License-Identifier: MIT
//
// One descriptor ring: the on-chip descriptors, the head, fetch and write-back.
//
// 8254x SDM 3.2.4-3.2.6 and 3.4 (descriptor rings), 13.4.28/29 and 13.4.39/40 (head, tail).
// A descriptor passes the 64 places in this order; each arrow is a pointer:
//
//     fetched -> fresh --take--> in work --done--> processed --write-back--> free
//     fill_ptr           take_ptr          done_ptr            wb_ptr
//     fetch_idx                            proc_idx            wb_idx   (ring indices)
//
// Receive head is wb_idx ("the next descriptor that is written back"); transmit head is
// proc_idx ("descriptors already loaded in the output FIFO").
//
// When the ring is disabled and the engine has come to rest, fresh descriptors are given
// back: they are fetched anew after enabling. A write to the head waits for the engine to
// rest and then empties the ring's places; the new value reads back at once.
//
// Parameters:
//   EntryW  bits of write-back entry that the engine gives for a descriptor, 1..64
//   CtlW    bits of the descriptor's second half that are kept, 1..64
`default_nettype none

module dma_ring #(
  parameter int EntryW = 35,
  parameter int CtlW   = 1
) (
  input  wire logic              clk_i,
  input  wire logic              rst_ni,
  input  wire logic              halt_i,

  // Registers
  input  wire logic              en_i,
  input  wire logic [59:0]       base_i,      // ring address [63:4]
  input  wire logic [15:0]       size_i,      // descriptors in the ring
  input  wire logic [15:0]       tail_i,
  input  wire logic              head_we_i,
  input  wire logic [15:0]       head_wdata_i,
  input  wire logic [5:0]        pthresh_i,
  input  wire logic [5:0]        hthresh_i,
  input  wire logic [5:0]        wthresh_i,
  input  wire logic              gran_i,      // 1: thresholds in descriptors, 0: cache lines
  output logic      [15:0]       wb_idx_o,
  output logic      [15:0]       proc_idx_o,
  input  wire logic              flush_i,     // pulse: write back what is processed now
  output logic                   flushed_o,   // pulse: that is done

  // Engine
  output logic                   run_o,       // the engine may begin a descriptor
  output logic                   fresh_o,     // there is one
  output logic                   none_o,      // neither here nor in host memory
  output logic      [63:0]       addr_o,      // its buffer address
  output logic      [CtlW-1:0]   ctl_o,       // its second half
  input  wire logic              take_i,      // begin it
  input  wire logic              done_i,      // the oldest in work is processed
  input  wire logic              report_i,    // it is to be written back
  input  wire logic [EntryW-1:0] entry_i,     // with that
  input  wire logic              mid_i,       // in the middle of a packet
  input  wire logic              rest_i,      // no descriptor is in work
  output logic                   left_valid_o,  // pulse after done_i:
  output logic      [15:0]       left_o,        // descriptors from here to the tail
  output logic                   pending_o,   // processed ones wait for write-back

  // Read channel
  output logic                   rd_req_o,
  output logic                   rd_urgent_o,
  output logic      [63:0]       rd_addr_o,
  output logic      [7:0]        rd_len_o,
  input  wire logic              rd_grant_i,
  input  wire logic              rd_valid_i,
  input  wire logic [63:0]       rd_data_i,

  // Write channel
  output logic                   wr_req_o,
  output logic      [63:0]       wr_addr_o,
  output logic      [7:0]        wr_len_o,
  output logic                   wr_entry_o,  // the beat is an entry, else an address
  output logic      [EntryW-1:0] wr_data_o,
  input  wire logic              wr_beat_i,
  input  wire logic              wr_last_i,
  input  wire logic              wr_done_i,
  output logic                   written_o,   // pulse: a write-back is on the bus

  output logic                   idle_o       // nothing moves
);

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (EntryW < 1 || EntryW > 64) $fatal(1, "EntryW must be in 1..64 (instance %m)");
    if (CtlW < 1 || CtlW > 64) $fatal(1, "CtlW must be in 1..64 (instance %m)");
  end
`endif

  logic [63:0]       addr_mem  [0:63];
  logic [CtlW-1:0]   ctl_mem   [0:63];
  logic [EntryW-1:0] entry_mem [0:63];

  logic [6:0]  used_q, used_d;        // places taken, asked-for ones included
  logic [6:0]  fresh_q, fresh_d;
  logic [6:0]  ready_q, ready_d;      // processed, not written back
  logic [6:0]  report_q, report_d;    // of these, up to the last that wants a report
  logic [5:0]  fill_ptr_q, fill_ptr_d;
  logic [5:0]  take_ptr_q, take_ptr_d;
  logic [5:0]  done_ptr_q, done_ptr_d;
  logic [5:0]  wb_ptr_q, wb_ptr_d;
  logic [15:0] fetch_idx_q, fetch_idx_d;
  logic [15:0] proc_idx_q, proc_idx_d;
  logic [15:0] wb_idx_q, wb_idx_d;
  logic        restart_q, restart_d;  // a head was written and is to take effect
  logic [15:0] head_q, head_d;        // that head
  logic        flush_q, flush_d;
  logic [6:0]  flush_left_q, flush_left_d;
  logic        flushed_q, flushed_d;
  logic        left_calc_q, left_calc_d;
  logic        left_valid_q;
  logic [15:0] left_q, left_d;

  logic        issue, high, fill, fetch_none, fetch_idle;
  logic        retire, wb_idle;
  logic [6:0]  issue_count, retire_count;
  logic [5:0]  wb_offset, wb_place;
  logic        give_back;
  logic        restart_now;
  logic        move;                  // a place or pointer moves
  logic        ask_move;              // a request or the distance to the tail does
  logic [16:0] fetch_sum, proc_sum, wb_sum;
  logic [15:0] fetch_next, proc_next, wb_next;

  assign wb_idx_o     = restart_q ? head_q : wb_idx_q;
  assign proc_idx_o   = restart_q ? head_q : proc_idx_q;
  assign flushed_o    = flushed_q;
  assign run_o        = !restart_q && !halt_i && (en_i || mid_i);
  assign fresh_o      = fresh_q != 7'd0;
  assign left_valid_o = left_valid_q;
  assign left_o       = left_q;
  assign pending_o    = report_q != 7'd0;
  assign none_o       = fetch_none && used_q == ready_q;
  assign idle_o       = fetch_idle && wb_idle && !restart_q && !flush_q && !left_calc_q &&
                        !left_valid_q && !give_back;

  // The memories are looked at only when someone does.
  always @* begin
    addr_o = 64'd0;
    ctl_o  = '0;
    if (fresh_o) begin
      addr_o = addr_mem[take_ptr_q];
      ctl_o  = ctl_mem[take_ptr_q];
    end
  end

  always @* begin
    wb_place  = 6'd0;
    wr_data_o = '0;
    if (wr_req_o) begin
      wb_place  = wb_ptr_q + wb_offset;
      wr_data_o = entry_mem[wb_place];
    end
  end

  dma_fetch u_fetch (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .run_i     (run_o),
    .base_i    (base_i),
    .size_i    (size_i),
    .tail_i    (tail_i),
    .idx_i     (fetch_idx_q),
    .fresh_i   (fresh_q),
    .used_i    (used_q),
    .pthresh_i (pthresh_i),
    .hthresh_i (hthresh_i),
    .gran_i    (gran_i),
    .req_o     (rd_req_o),
    .urgent_o  (rd_urgent_o),
    .addr_o    (rd_addr_o),
    .len_o     (rd_len_o),
    .grant_i   (rd_grant_i),
    .valid_i   (rd_valid_i),
    .issue_o   (issue),
    .count_o   (issue_count),
    .high_o    (high),
    .fill_o    (fill),
    .none_o    (fetch_none),
    .idle_o    (fetch_idle)
  );

  dma_writeback u_writeback (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .hold_i    (restart_q || halt_i),
    .force_i   (flush_q || !en_i),
    .base_i    (base_i),
    .size_i    (size_i),
    .idx_i     (wb_idx_q),
    .ready_i   (ready_q),
    .report_i  (report_q),
    .wthresh_i (wthresh_i),
    .gran_i    (gran_i),
    .req_o     (wr_req_o),
    .addr_o    (wr_addr_o),
    .len_o     (wr_len_o),
    .entry_o   (wr_entry_o),
    .offset_o  (wb_offset),
    .beat_i    (wr_beat_i),
    .last_i    (wr_last_i),
    .done_i    (wr_done_i),
    .retire_o  (retire),
    .count_o   (retire_count),
    .written_o (written_o),
    .idle_o    (wb_idle)
  );

  // Disabled and at rest: what was fetched in advance is given back.
  always @* begin
    give_back   = 1'b0;
    restart_now = 1'b0;
    if (!en_i) give_back = !mid_i && rest_i && fetch_idle && fresh_q != 7'd0;
    if (restart_q) restart_now = rest_i && fetch_idle && wb_idle;
  end

  // Indices moved on, around the ring's end. One outside the ring (software has shrunk it)
  // stays outside or not: nothing is fetched from or written to outside.
  always @* begin
    fetch_sum  = 17'd0;
    fetch_next = 16'd0;
    proc_sum   = 17'd0;
    proc_next  = 16'd0;
    wb_sum     = 17'd0;
    wb_next    = 16'd0;
    if (move) begin
      fetch_sum  = {1'b0, fetch_idx_q} + {10'd0, issue_count};
      fetch_next = fetch_sum[15:0];
      proc_sum   = {1'b0, proc_idx_q} + 17'd1;
      proc_next  = proc_sum[15:0];
      wb_sum     = {1'b0, wb_idx_q} + {10'd0, retire_count};
      wb_next    = wb_sum[15:0];
      if (fetch_sum >= {1'b0, size_i}) fetch_next = fetch_sum[15:0] - size_i;
      if (proc_sum >= {1'b0, size_i}) proc_next = proc_sum[15:0] - size_i;
      if (wb_sum >= {1'b0, size_i}) wb_next = wb_sum[15:0] - size_i;
    end
  end

  // Places and pointers.
  assign move = issue || fill || take_i || retire || done_i || give_back || restart_now;

  always @* begin
    used_d      = 7'd0;
    fresh_d     = 7'd0;
    ready_d     = 7'd0;
    report_d    = 7'd0;
    fill_ptr_d  = 6'd0;
    take_ptr_d  = 6'd0;
    done_ptr_d  = 6'd0;
    wb_ptr_d    = 6'd0;
    fetch_idx_d = 16'd0;
    proc_idx_d  = 16'd0;
    wb_idx_d    = 16'd0;
    if (move) begin
      used_d      = used_q;
      fresh_d     = fresh_q;
      ready_d     = ready_q;
      report_d    = report_q;
      fill_ptr_d  = fill_ptr_q;
      take_ptr_d  = take_ptr_q;
      done_ptr_d  = done_ptr_q;
      wb_ptr_d    = wb_ptr_q;
      fetch_idx_d = fetch_idx_q;
      proc_idx_d  = proc_idx_q;
      wb_idx_d    = wb_idx_q;
      if (issue) begin
        used_d      = used_d + issue_count;
        fetch_idx_d = fetch_next;
      end
      if (fill) begin
        fresh_d    = fresh_d + 7'd1;
        fill_ptr_d = fill_ptr_q + 6'd1;
      end
      if (take_i) begin
        fresh_d    = fresh_d - 7'd1;
        take_ptr_d = take_ptr_q + 6'd1;
      end
      if (retire) begin
        used_d   = used_d - retire_count;
        ready_d  = ready_d - retire_count;
        report_d = (report_q > retire_count) ? report_q - retire_count : 7'd0;
        wb_ptr_d = wb_ptr_q + retire_count[5:0];
        wb_idx_d = wb_next;
      end
      if (done_i) begin
        ready_d    = ready_d + 7'd1;
        done_ptr_d = done_ptr_q + 6'd1;
        proc_idx_d = proc_next;
        if (report_i) report_d = ready_d;
      end
      if (give_back) begin
        used_d      = used_d - fresh_q;
        fresh_d     = 7'd0;
        fill_ptr_d  = take_ptr_q;
        fetch_idx_d = proc_idx_q;
      end
      if (restart_now) begin
        used_d      = 7'd0;
        fresh_d     = 7'd0;
        ready_d     = 7'd0;
        report_d    = 7'd0;
        fill_ptr_d  = 6'd0;
        take_ptr_d  = 6'd0;
        done_ptr_d  = 6'd0;
        wb_ptr_d    = 6'd0;
        fetch_idx_d = head_q;
        proc_idx_d  = head_q;
        wb_idx_d    = head_q;
      end
    end
  end

  // Requests that take effect later (a new head, a flush), and how far it is to the tail in
  // the clock after a descriptor was processed.
  assign ask_move = head_we_i || restart_q || flush_i || flush_q || flushed_q || done_i ||
                    left_calc_q || left_valid_q;

  always @* begin
    restart_d    = 1'b0;
    head_d       = 16'd0;
    flush_d      = 1'b0;
    flush_left_d = 7'd0;
    flushed_d    = 1'b0;
    left_calc_d  = 1'b0;
    left_d       = 16'd0;
    if (ask_move) begin
      restart_d    = head_we_i || (restart_q && !restart_now);
      head_d       = head_we_i ? head_wdata_i : head_q;
      flush_d      = flush_q;
      flush_left_d = flush_left_q;
      if (flush_q) begin
        if (retire) begin
          flush_left_d = (flush_left_q > retire_count) ? flush_left_q - retire_count : 7'd0;
        end
        if (flush_left_q == 7'd0 || report_q == 7'd0) begin
          flush_d   = 1'b0;
          flushed_d = 1'b1;
        end
      end
      if (flush_i) begin
        flush_d      = 1'b1;
        flush_left_d = move ? ready_d : ready_q;
        flushed_d    = 1'b0;
      end
      left_calc_d = done_i;
      left_d      = tail_i - proc_idx_q;
      if (tail_i < proc_idx_q) left_d = tail_i - proc_idx_q + size_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      used_q       <= 7'd0;
      fresh_q      <= 7'd0;
      ready_q      <= 7'd0;
      report_q     <= 7'd0;
      fill_ptr_q   <= 6'd0;
      take_ptr_q   <= 6'd0;
      done_ptr_q   <= 6'd0;
      wb_ptr_q     <= 6'd0;
      fetch_idx_q  <= 16'd0;
      proc_idx_q   <= 16'd0;
      wb_idx_q     <= 16'd0;
      restart_q    <= 1'b0;
      head_q       <= 16'd0;
      flush_q      <= 1'b0;
      flush_left_q <= 7'd0;
      flushed_q    <= 1'b0;
      left_calc_q  <= 1'b0;
      left_valid_q <= 1'b0;
      left_q       <= 16'd0;
    end else begin
      if (move) begin
        used_q      <= used_d;
        fresh_q     <= fresh_d;
        ready_q     <= ready_d;
        report_q    <= report_d;
        fill_ptr_q  <= fill_ptr_d;
        take_ptr_q  <= take_ptr_d;
        done_ptr_q  <= done_ptr_d;
        wb_ptr_q    <= wb_ptr_d;
        fetch_idx_q <= fetch_idx_d;
        proc_idx_q  <= proc_idx_d;
        wb_idx_q    <= wb_idx_d;
      end
      if (ask_move) begin
        restart_q    <= restart_d;
        head_q       <= head_d;
        flush_q      <= flush_d;
        flush_left_q <= flush_left_d;
        flushed_q    <= flushed_d;
        left_calc_q  <= left_calc_d;
        left_valid_q <= left_calc_q;
        left_q       <= left_d;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (rd_valid_i && !high) addr_mem[fill_ptr_q] <= rd_data_i;
    if (fill) ctl_mem[fill_ptr_q] <= rd_data_i[CtlW-1:0];
    if (done_i) entry_mem[done_ptr_q] <= entry_i;
  end

endmodule

`default_nettype wire
