// SPDX-License-Identifier: MIT
//
// What packet_buffer promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  // Assumed: the writer does one thing in a clock, and where the header has the frame's
  // length, it is that of the words stored (both proved of tx_intake and gmii_rx).
  always @* assume (3'(wr_valid_i) + 3'(wr_commit_i) + 3'(wr_drop_i) + 3'(wr_patch_i) <= 3'd1);
  generate
    if (LenW != 0) begin : g_assumed
      always @* begin
        if (commit) assume (((32'(wr_head_i[LenW-1:0]) + 32'd7) >> 3) == 32'(open_q) - 32'd1);
      end
    end
  endgenerate

  function automatic logic [AddrW-1:0] f_wrap(input logic [AddrW:0] at,
                                              input logic [AddrW:0] limit);
    f_wrap = AddrW'((at >= limit) ? at - limit : at);
  endfunction

  function automatic logic [AddrW:0] f_dist(input logic [AddrW-1:0] from,
                                            input logic [AddrW-1:0] upto,
                                            input logic [AddrW:0]   limit);
    f_dist = (upto >= from) ? {1'b0, upto} - {1'b0, from} : {1'b0, upto} - {1'b0, from} + limit;
  endfunction

  // The place that is n words after another
  function automatic logic [AddrW-1:0] f_from(input logic [AddrW-1:0] from,
                                              input logic [AddrW:0]   n,
                                              input logic [AddrW:0]   limit);
    f_from = AddrW'(({2'b00, from} + {1'b0, n} >= {1'b0, limit})
                     ? {2'b00, from} + {1'b0, n} - {1'b0, limit} : {2'b00, from} + {1'b0, n});
  endfunction

  function automatic logic [63:0] f_patched(input logic [63:0] word);
    f_patched = word;
    for (int i = 0; i < 8; i++) begin
      if (wr_patch_strb_i[i]) f_patched[8*i +: 8] = wr_patch_data_i[8*i +: 8];
    end
  endfunction

  // The words of the frame whose header this is
  logic [AddrW:0] f_len_at, f_len_rd;
  generate
    if (LenW != 0) begin : g_words
      assign f_len_at = (AddrW+1)'((32'(f_mem_at[LenW-1:0]) + 32'd7) >> 3);
      assign f_len_rd = (AddrW+1)'((32'(f_mem_rd[LenW-1:0]) + 32'd7) >> 3);
    end else begin : g_counted
      assign f_len_at = {1'b0, f_mem_at[63 -: AddrW]};
      assign f_len_rd = {1'b0, f_mem_rd[63 -: AddrW]};
    end
  endgenerate

  logic f_write, f_close;
  assign f_write = wr_valid_i && wr_room_o && !over_q;
  assign f_close = wr_commit_i || wr_drop_i;

  // Any one place of the RAM
  (* anyconst *) logic [AddrW-1:0] f_addr;
  logic [63:0] f_mem_at, f_mem_rd;      // what is in it, and in the place to be read next
  assign f_mem_at = mem[f_addr];
  assign f_mem_rd = mem[rd_ptr_q];

  // Room and pointers
  always @* begin
    if (rst_ni) begin
      overflow__used: assert (used_q <= limit_q);
      overflow__open: assert (open_q == 1 || {1'b0, used_q} + open_q <= {1'b0, limit_q});
      h__limit:       assert (limit_q <= Words && limit_q[6:0] == 7'd0);
      h__open:        assert (open_q >= 1);
      if (limit_q != 0) begin
        h__rd:   assert ({1'b0, rd_ptr_q} < limit_q);
        h__head: assert (head_ptr_q == f_wrap({1'b0, rd_ptr_q} + used_q, limit_q));
        h__wr:   assert (wr_ptr_q == f_wrap({1'b0, head_ptr_q} + open_q, limit_q));
        h__head_dist: assert (used_q == limit_q || f_dist(rd_ptr_q, head_ptr_q, limit_q) == used_q);
        h__wr_dist:   assert ({1'b0, used_q} + open_q >= {1'b0, limit_q} ||
                              {1'b0, f_dist(rd_ptr_q, wr_ptr_q, limit_q)} ==
                              {1'b0, used_q} + open_q);
      end
      overflow__cover: cover (over_q && wr_commit_i);
    end
  end

  // What is in any one place stays until it was fetched or dropped, but for patches.
  logic        f_live, f_open, f_got;
  logic [63:0] f_word;
  always_ff @(posedge clk_i) begin
    f_got <= 1'b0;
    if (!rst_ni) begin
      f_live <= 1'b0;
      f_open <= 1'b0;
    end else begin
      if (fetch && rd_ptr_q == f_addr) begin
        f_got  <= f_live && !f_open;
        f_live <= f_live && f_open;
      end
      if (f_write && wr_ptr_q == f_addr) begin
        f_live <= 1'b1;
        f_open <= 1'b1;
        f_word <= wr_data_i;
      end
      if (patch && f_open && patch_at == {1'b0, f_addr}) f_word <= f_patched(f_word);
      if (commit) f_open <= 1'b0;
      if (commit && head_ptr_q == f_addr) begin
        f_live <= 1'b1;
        f_word <= head_word;
      end
      if (f_close && !commit && f_open) begin
        f_live <= 1'b0;
        f_open <= 1'b0;
      end
    end
  end

  always @* begin
    if (rst_ni) begin
      kept__ram:     assert (!f_live || mem[f_addr] == f_word);
      kept__fetched: assert (!f_got || rdata_q == f_word);
      h__live:       assert (!f_live || {1'b0, f_addr} < limit_q);
      h__only_open:  assert (f_live || !f_open);
      if (f_live && f_open) begin
        h__is_open: assert (f_dist(head_ptr_q, f_addr, limit_q) < open_q && f_addr != head_ptr_q);
      end
      if (f_live && !f_open) begin
        h__is_used: assert (f_dist(rd_ptr_q, f_addr, limit_q) < used_q);
      end
      kept__cover: cover (f_got && f_word == 64'h1234 && rd_valid_o);
    end
  end

  // A frame that is closed without commit leaves no trace; one that is committed counts.
  logic             p_close, p_commit, p_fetch;
  logic [AddrW-1:0] p_head;
  logic [AddrW:0]   p_used, p_open;
  always_ff @(posedge clk_i) begin
    p_close  <= f_close;
    p_commit <= wr_commit_i && !over_q && open_q > 1;
    p_fetch  <= fetch;
    p_head   <= head_ptr_q;
    p_used   <= used_q;
    p_open   <= open_q;
  end
  always @* begin
    if (rst_ni && f_past && p_close) begin
      close__open: assert (open_q == 1 && !over_q);
      close__used: assert (used_q == p_used + (p_commit ? p_open : 0) - p_fetch);
      if (!p_commit && limit_q != 0) begin
        close__place: assert (head_ptr_q == p_head || used_q == 0);
      end
      close__cover: cover (!p_commit && p_open > 2 && used_q > 3);
    end
  end

  // The read side offers the same until it is taken.
  logic             p_wait, p_last;
  logic [63:0]      p_data;
  logic [HeadW-1:0] p_rd_head;
  always_ff @(posedge clk_i) begin
    p_wait    <= rd_valid_o && !rd_ready_i;
    p_last    <= rd_last_o;
    p_data    <= rd_data_o;
    p_rd_head <= rd_head_o;
  end
  always @* begin
    if (rst_ni && f_past && p_wait) begin
      stable: assert (rd_valid_o && rd_last_o == p_last && rd_data_o == p_data &&
                      rd_head_o == p_rd_head);
      stable__cover: cover (rd_ready_i && rd_last_o);
    end
  end

  // A patch changes a word of the open frame.
  logic [AddrW:0] f_patch_dist;
  assign f_patch_dist = f_dist(head_ptr_q, patch_at[AddrW-1:0], limit_q);
  always @* begin
    if (rst_ni) begin
      if (patch) begin
        patched: assert (patch_at < limit_q && f_patch_dist >= 1 && f_patch_dist < open_q);
      end
      patched__cover: cover (patch && patch_at == 3 && wr_patch_strb_i == 8'h80);
    end
  end

  logic [1:0]     f_state;              // of one frame: 0 none, 1 open, 2 committed, 3 being read
  logic [AddrW:0] f_ahead;              // words to be fetched before it

  // Which places hold headers, and where the frame behind each of them ends. A committed
  // header says how many words follow; behind them is the next header or the end. That is
  // so for every place; for the one that is read next it may be taken as given of the clock
  // before, as induction may take it for any place.
  logic             f_is_head [0:Words-1];
  logic [AddrW-1:0] f_end_of  [0:Words-1];
  always_ff @(posedge clk_i) begin
    if (f_write) f_is_head[wr_ptr_q] <= 1'b0;
    else if (commit) f_is_head[head_ptr_q] <= 1'b1;
    if (commit) f_end_of[head_ptr_q] <= wr_ptr_q;
  end

  // The frame that ends at end_at and has so many words from a place that is dist words
  // behind the next to be read ends where the next one begins, or is the last.
  function automatic logic f_whole(input logic [AddrW:0] dist, input logic [AddrW:0] words,
                                   input logic [AddrW-1:0] end_at, input logic is_head);
    f_whole = (end_at == head_ptr_q && {1'b0, dist} + words == {1'b0, used_q}) ||
              (is_head && {1'b0, dist} + words < {1'b0, used_q} &&
               {1'b0, f_dist(rd_ptr_q, end_at, limit_q)} == {1'b0, dist} + words &&
               {1'b0, end_at} < limit_q);
  endfunction

  logic [AddrW:0]   f_dist_at;
  logic             f_head_at, f_good_rd, p_good_rd;
  logic [AddrW-1:0] f_end_at, f_end_rd, f_end;    // f_end: of the frame that is read
  logic             f_next_at, f_next_rd, f_next;
  assign f_dist_at = f_dist(rd_ptr_q, f_addr, limit_q);
  assign f_end_at  = f_end_of[f_addr];
  assign f_end_rd  = f_end_of[rd_ptr_q];
  assign f_next_at = f_is_head[f_end_at];
  assign f_next_rd = f_is_head[f_end_rd];
  assign f_next    = f_is_head[f_end];
  assign f_head_at = {1'b0, f_addr} < limit_q && f_dist_at < used_q && f_is_head[f_addr];
  assign f_good_rd = !(used_q != 0 && f_is_head[rd_ptr_q]) ||
                     (f_len_rd != 0 && !f_len_rd[AddrW] &&
                      f_whole('0, f_len_rd + 1'b1, f_end_rd, f_next_rd) &&
                      (f_state != 2'd2 || f_ahead == 0 || f_len_rd < f_ahead));
  always_ff @(posedge clk_i) begin
    p_good_rd <= !rst_ni || f_good_rd;
    if (fetch && state_d == StHead) f_end <= f_end_rd;
  end
  always @* if (f_past) assume (p_good_rd);

  always @* begin
    if (rst_ni) begin
      underflow: assert (!fetch || used_q != 0);
      underflow__cover: cover (fetch && used_q == 1);
      if (f_head_at) begin
        h__some:  assert (f_len_at != 0 && !f_len_at[AddrW]);
        h__whole: assert (f_whole(f_dist_at, f_len_at + 1'b1, f_end_at, f_next_at));
        h__turn:  assert (f_state != 2'd2 || f_dist_at >= f_ahead ||
                          {1'b0, f_dist_at} + f_len_at < {1'b0, f_ahead});
      end
      h__body:  assert (!({1'b0, f_addr} < limit_q && f_addr != head_ptr_q && f_is_head[f_addr] &&
                          f_dist(head_ptr_q, f_addr, limit_q) < open_q));
      h__good: assert (f_addr != rd_ptr_q || f_good_rd);
      h__state: assert (state_q != 2'd3);
      h__idle:  assert (state_q != StIdle || used_q == 0 || f_is_head[rd_ptr_q]);
      if (state_q == StHead) begin
        h__head_some:  assert (head_words != 0);
        h__head_whole: assert (f_whole('0, head_words, f_end, f_next));
      end
      if (state_q == StBody) begin
        h__left_some:  assert (left_q != 0);
        h__left_whole: assert (f_whole('0, left_q - 1'b1, f_end, f_next));
      end
    end
  end

  // The length that the followed frame's header says
  logic [63:0]    f_head;
  logic [AddrW:0] f_head_words;
  generate
    if (LenW != 0) begin : g_head_words
      assign f_head_words = (AddrW+1)'((32'(f_head[LenW-1:0]) + 32'd7) >> 3);
    end else begin : g_head_count
      assign f_head_words = {1'b0, f_head[63 -: AddrW]};
    end
  endgenerate

  // Any one frame, and any one word of it: it comes out whole, with its header, in its
  // turn, and as long as it is.
  (* anyseq *)   logic f_pick;
  (* anyconst *) logic [AddrW-1:0] f_nth;
  logic [AddrW:0]   f_words, f_seen;
  logic [AddrW-1:0] f_place;            // of its header
  logic [63:0]      f_data;
  logic [AddrW-1:0] f_nth_at;           // of that word
  logic [AddrW:0]   f_nth_dist;
  assign f_nth_dist = f_dist(rd_ptr_q, f_nth_at, limit_q);
  assign f_nth_at = f_from(f_place, {1'b0, f_nth} + 1'b1, limit_q);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_state <= 2'd0;
      f_words <= '0;
    end else begin
      case (f_state)
        2'd0: if (f_write && open_q == 1 && f_pick) begin
          f_state <= 2'd1;
          f_words <= 1;
          f_place <= head_ptr_q;
          if (f_nth == 0) f_data <= wr_data_i;
        end
        2'd1: begin
          if (f_write) begin
            f_words <= f_words + 1'b1;
            if ({1'b0, f_nth} == f_words) f_data <= wr_data_i;
          end
          if (patch && (AddrW+1)'(wr_patch_word_i) == {1'b0, f_nth}) f_data <= f_patched(f_data);
          if (f_close) f_state <= (wr_commit_i && !over_q) ? 2'd2 : 2'd0;
          f_head  <= head_word;
          f_ahead <= used_q - (AddrW+1)'(fetch);
        end
        2'd2: if (fetch) begin
          f_ahead <= f_ahead - 1'b1;
          f_seen  <= '0;
          if (f_ahead == 0) f_state <= 2'd3;
        end
        default: if (rd_valid_o && rd_ready_i) begin
          f_seen <= f_seen + 1'b1;
          if (rd_last_o) f_state <= 2'd0;
        end
      endcase
    end
  end

  always @* begin
    if (rst_ni) begin
      h__limited: assert (f_state == 2'd0 || ({1'b0, f_place} < limit_q && limit_q != 0));
      if (f_state == 2'd1) begin
        h__open_words: assert (f_words != 0 && f_words + 1'b1 == open_q && f_place == head_ptr_q);
        h__open_data:  assert ({1'b0, f_nth} >= f_words || mem[f_nth_at] == f_data);
      end
      if (f_state == 2'd2) begin
        h__ahead:  assert (f_ahead == f_dist(rd_ptr_q, f_place, limit_q) && f_is_head[f_place] &&
                           mem[f_place] == f_head);
        h__behind: assert (f_words != 0 && {1'b0, f_ahead} + f_words + 1'b1 <= {1'b0, used_q});
        h__length: assert (f_words == f_head_words);
        h__data_at: assert ({1'b0, f_nth} >= f_words || f_nth_dist < used_q);
        h__data:   assert ({1'b0, f_nth} >= f_words || mem[f_nth_at] == f_data);
        h__before_head: assert (state_q != StHead || head_words <= f_ahead);
        h__before_body: assert (state_q != StBody || left_q - 1'b1 <= f_ahead);
        if (fetch && f_ahead == 0) begin
          order__turn: assert (state_d == StHead);
        end
      end
      if (f_state == 2'd3) begin
        order__state: assert (state_q != StIdle);
        h__length_read: assert (f_words == f_head_words && f_words != 0);
        if (state_q == StHead) begin
          h__read_head: assert (rdata_q == f_head && f_seen == 0 &&
                                rd_ptr_q == f_from(f_place, (AddrW+1)'(1), limit_q));
          h__first_at: assert ({1'b0, f_nth} >= f_words || f_nth_dist < used_q);
          h__read_first: assert ({1'b0, f_nth} >= f_words || mem[f_nth_at] == f_data);
        end
        if (state_q == StBody) begin
          h__read_left: assert (f_seen < f_words && left_q == f_words - f_seen &&
                                rd_ptr_q == f_from(f_place, f_seen + (AddrW+1)'(2), limit_q));
          h__read_at: assert ({1'b0, f_nth} >= f_words || {1'b0, f_nth} <= f_seen ||
                              f_nth_dist < used_q);
          h__read_next: assert ({1'b0, f_nth} >= f_words || {1'b0, f_nth} <= f_seen ||
                                mem[f_nth_at] == f_data);
        end
        if (rd_valid_o) begin
          order__head: assert (rd_head_o == f_head[HeadW-1:0]);
          order__last: assert (rd_last_o == (f_seen + 1'b1 == f_words));
          order__word: assert (f_seen != {1'b0, f_nth} || rd_data_o == f_data);
        end
      end
      order__cover: cover (f_state == 2'd3 && rd_valid_o && rd_last_o && f_nth == 1 &&
                           f_seen == 1 && used_q != 0 && f_data == 64'h55);
    end
  end
