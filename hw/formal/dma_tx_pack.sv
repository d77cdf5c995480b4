// SPDX-License-Identifier: MIT
//
// What dma_tx_pack promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  logic        p_wait, p_last;
  logic [63:0] p_data;
  logic [3:0]  p_bytes;
  logic [18:0] p_tag;
  logic        f_open;                  // a piece was taken and is not packed
  always_ff @(posedge clk_i) begin
    p_wait  <= rst_ni && tx_valid_o && !tx_ready_i;
    p_data  <= tx_data_o;
    p_bytes <= tx_bytes_o;
    p_last  <= tx_last_o;
    p_tag   <= tx_tag_o;
    if (!rst_ni) f_open <= 1'b0;
    else f_open <= piece_pop_o || (f_open && !piece_done_o);
  end
  always @* begin
    if (rst_ni) begin
      pops: assert ((!piece_pop_o || piece_valid_i) && (!word_pop_o || word_valid_i));
      pops__cover: cover (word_pop_o && piece_valid_i);
      if (p_wait) begin
        stable: assert (tx_valid_o && tx_data_o == p_data && tx_bytes_o == p_bytes &&
                        tx_last_o == p_last && tx_tag_o == p_tag);
        stable__cover: cover (tx_ready_i && tx_last_o);
      end
      // Each piece that is taken is reported once, before the next is taken.
      reported__once: assert (f_open == (state_q != StIdle) && (!piece_done_o || f_open) &&
                              !(piece_pop_o && f_open));
      reported__cover: cover (piece_done_o && tx_valid_o);
      // Nothing is for a frame and for the header store at once.
      apart: assert (!(tx_valid_o && store_we_o));
      apart__cover: cover (store_we_o && tx_last_o);
      bytes: assert (!tx_valid_o || (tx_bytes_o >= 4'd1 && tx_bytes_o <= 4'd8 &&
                                     (tx_last_o || tx_bytes_o == 4'd8)));
      bytes__cover: cover (tx_valid_o && tx_last_o && tx_bytes_o == 4'd3);
      h__pos: assert (pos_q <= 4'd8);
    end
  end
