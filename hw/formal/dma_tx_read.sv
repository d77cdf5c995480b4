// SPDX-License-Identifier: MIT
//
// What dma_tx_read promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  // Assumed: a grant for a request, no beat that was not asked for (proved of
  // dma_axi_read), nothing taken out that is not there (proved of dma_tx_pack).
  logic [8:0] f_due;                    // beats that were asked for and have not come
  always_ff @(posedge clk_i) begin
    if (!rst_ni) f_due <= 9'd0;
    else f_due <= f_due + ((rd_req_o && rd_grant_i) ? {1'b0, rd_len_o} + 9'd1 : 9'd0)
                  - 9'(rd_valid_i);
  end
  always @* begin
    assume (!rd_grant_i || rd_req_o);
    assume (!rd_valid_i || f_due != 9'd0);
    assume (!word_pop_i || word_valid_o);
    assume (!info_pop_i || info_valid_o);
  end

  // Any one word, and any one descriptor: they come out in their turn.
  (* anyseq *) logic f_pick, f_pick_info;
  logic        f_on, f_on_info;
  logic [7:0]  f_ahead;
  logic [4:0]  f_ahead_info;
  logic [63:0] f_word;
  logic [34:0] f_info;                  // as much of it as tells two apart
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_on      <= 1'b0;
      f_on_info <= 1'b0;
    end else begin
      if (!f_on && rd_valid_i && f_pick) begin
        f_on    <= 1'b1;
        f_word  <= rd_data_i;
        f_ahead <= fill_q - 8'(word_pop_i);
      end else if (f_on && word_pop_i) begin
        f_ahead <= f_ahead - 8'd1;
        f_on    <= f_ahead != 8'd0;
      end
      if (!f_on_info && info_push && f_pick_info) begin
        f_on_info    <= 1'b1;
        f_info       <= {addr_q[2:0], ctl_q[31:0]};
        f_ahead_info <= info_fill_q - 5'(info_pop_i);
      end else if (f_on_info && info_pop_i) begin
        f_ahead_info <= f_ahead_info - 5'd1;
        f_on_info    <= f_ahead_info != 5'd0;
      end
    end
  end

  logic [6:0] f_at;
  logic [3:0] f_at_info;
  assign f_at      = rd_ptr_q + f_ahead[6:0];
  assign f_at_info = info_rd_q + f_ahead_info[3:0];

  logic        p_wait;
  logic [63:0] p_addr;
  logic [7:0]  p_len;
  always_ff @(posedge clk_i) begin
    p_wait <= rst_ni && rd_req_o && !rd_grant_i;
    p_addr <= rd_addr_o;
    p_len  <= rd_len_o;
  end

  always @* begin
    if (rst_ni) begin
      words__held: assert ({1'b0, held_q} == {1'b0, fill_q} + f_due && held_q <= 8'd128);
      words__room: assert (!rd_valid_i || fill_q < 8'd128);
      words__ptrs: assert (wr_ptr_q == rd_ptr_q + fill_q[6:0]);
      words__cover: cover (fill_q == 8'd3 && rd_valid_i && word_pop_i);
      h__due:      assert (f_due <= 9'd128 && fill_q <= 8'd128);
      words__reserve: assert (state_q != StReq || {1'b0, held_q} + {1'b0, burst_q} <= 9'd128);

      infos__room: assert (info_fill_q <= 5'd16 && (!info_push || info_fill_q < 5'd16));
      infos__ptrs: assert (info_wr_q == info_rd_q + info_fill_q[3:0]);
      infos__cover: cover (info_fill_q == 5'd4 && info_push && info_pop_i);

      if (f_on) begin
        order_words__at: assert (f_ahead < fill_q && data_mem[f_at] == f_word);
        order_words__out: assert (f_ahead != 8'd0 || word_o == f_word);
      end
      order_words__cover: cover (f_on && f_ahead == 8'd0 && word_pop_i && f_word == 64'h99);
      if (f_on_info) begin
        order_infos__at: assert (f_ahead_info < info_fill_q &&
                                info_addr_mem[f_at_info][2:0] == f_info[34:32] &&
                                info_ctl_mem[f_at_info][31:0] == f_info[31:0]);
        order_infos__out: assert (f_ahead_info != 5'd0 ||
                                 {info_addr_o[2:0], info_ctl_o[31:0]} == f_info);
      end
      order_infos__cover: cover (f_on_info && f_ahead_info == 5'd1 && info_pop_i);

      if (rd_req_o) begin
        page: assert ({4'd0, rd_addr_o[11:3]} + {5'd0, rd_len_o} < 13'd512);
        page__len: assert (burst_q >= 6'd1 && burst_q <= 6'd32 && {12'd0, burst_q} <= beats_q);
        page__cover: cover (rd_addr_o[11:3] == 9'd509 && rd_len_o == 8'd2 && beats_q > 18'd3);
      end
      if (p_wait) begin
        held: assert (rd_req_o && rd_addr_o == p_addr && rd_len_o == p_len);
        held__cover: cover (rd_grant_i);
      end
    end
  end
  // A descriptor's data is at least one beat.
  always @* begin
    if (rst_ni) begin
      h__beats: assert ((state_q != StBurst && state_q != StReq) || beats_q != 18'd0);
    end
  end
