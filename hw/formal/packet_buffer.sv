// SPDX-License-Identifier: MIT
//
// What packet_buffer promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  // Assumed: the writer does one thing in a clock (proved of tx_intake and gmii_rx).
  always @* begin
    assume (!(wr_valid_i && wr_commit_i) && !(wr_valid_i && wr_drop_i) &&
            !(wr_commit_i && wr_drop_i));
    assume (!(wr_patch_i && (wr_valid_i || wr_commit_i || wr_drop_i)));
  end

  function automatic logic [AddrW-1:0] f_wrap(input logic [AddrW:0] at,
                                              input logic [AddrW:0] limit);
    f_wrap = AddrW'((at >= limit) ? at - limit : at);
  endfunction

  function automatic logic [AddrW:0] f_dist(input logic [AddrW-1:0] from,
                                            input logic [AddrW-1:0] upto,
                                            input logic [AddrW:0]   limit);
    f_dist = (upto >= from) ? {1'b0, upto} - {1'b0, from} : {1'b0, upto} - {1'b0, from} + limit;
  endfunction

  logic f_write, f_close;
  assign f_write = wr_valid_i && wr_room_o && !over_q;
  assign f_close = wr_commit_i || wr_drop_i;

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
      end
      overflow__cover: cover (over_q && wr_commit_i);
    end
  end

  // Any one place of the RAM: what is in it stays until it was fetched or dropped.
  (* anyconst *) logic [AddrW-1:0] f_addr;
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
      if (patch && patch_at == {1'b0, f_addr}) begin
        for (int i = 0; i < 8; i++) begin
          if (wr_patch_strb_i[i]) f_word[8*i +: 8] <= wr_patch_data_i[8*i +: 8];
        end
      end
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

  // Any one frame, and any one word of it: it comes out whole, with its header, in its
  // turn, and as long as it is.
  (* anyseq *)   logic f_pick;
  (* anyconst *) logic [2:0] f_nth;
  logic [1:0]       f_state;            // 0 none, 1 open, 2 committed, 3 being read
  logic [AddrW:0]   f_ahead, f_words, f_seen;
  logic [63:0]      f_data;
  logic [HeadW-1:0] f_head;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_state <= 2'd0;
      f_words <= '0;
    end else begin
      case (f_state)
        2'd0: if (f_write && open_q == 1 && f_pick) begin
          f_state <= 2'd1;
          f_words <= 1;
          if (f_nth == 0) f_data <= wr_data_i;
        end
        2'd1: begin
          if (f_write) begin
            f_words <= f_words + 1'b1;
            if (f_nth == f_words) f_data <= wr_data_i;
          end
          if (patch && wr_patch_word_i == 6'(f_nth)) begin
            for (int i = 0; i < 8; i++) begin
              if (wr_patch_strb_i[i]) f_data[8*i +: 8] <= wr_patch_data_i[8*i +: 8];
            end
          end
          if (f_close) f_state <= (wr_commit_i && !over_q) ? 2'd2 : 2'd0;
          f_head  <= wr_head_i;
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
      underflow: assert (!fetch || used_q != 0);
      underflow__cover: cover (fetch && used_q == 1);
      if (f_state == 2'd2 && fetch && f_ahead == 0) begin
        order__turn: assert (state_d == StHead);
      end
      if (f_state == 2'd3) begin
        order__state: assert (state_q != StIdle);
        if (rd_valid_o) begin
          order__head: assert (rd_head_o == f_head);
          order__last: assert (rd_last_o == (f_seen + 1'b1 == f_words));
          order__word: assert (f_seen != f_nth || rd_data_o == f_data);
        end
      end
      // A patch lies in the open frame, not on its header.
      inside: assert (!patch || (patch_at[AddrW-1:0] != head_ptr_q && patch_at < limit_q &&
                     f_dist(head_ptr_q, patch_at[AddrW-1:0], limit_q) < open_q));
      inside__cover: cover (patch && wr_patch_word_i == 6'd2 && head_ptr_q == limit_q - 2);
      order__cover: cover (f_state == 2'd3 && rd_valid_o && rd_last_o && f_nth == 1 &&
                           f_seen == 1 && used_q != 0 && f_data == 64'h55);
    end
  end
