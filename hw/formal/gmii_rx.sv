// SPDX-License-Identifier: MIT
//
// What gmii_rx promises to the packet buffer. Read as if it stood before the module's
// endmodule.
  `include "reset.svh"

  logic [13:0] f_words;                 // of the open frame in the packet buffer
  logic        f_failed;                // the filter has said no to this frame
  logic [14:0] f_len;                   // bytes of it, without a stripped tag
  assign f_len = len_q - (stripped ? 15'd4 : 15'd0);
  always_ff @(posedge clk_i) begin
    if (!rst_ni || buf_commit_o || buf_drop_o) f_words <= 14'd0;
    else f_words <= f_words + 14'(buf_valid_o);
    if (!rst_ni || start) f_failed <= 1'b0;
    else f_failed <= f_failed || filter_fail_i;
  end
  // Assumed: what rx_filter does. It knows nothing before the address; a no is its last word.
  always @* begin
    assume (!(filter_pass_i && (filter_fail_i || f_failed)));
    assume (!(filter_pass_i && len_q < 15'd7));
  end

  logic f_open;                         // a word was written and the frame is not closed
  always_ff @(posedge clk_i) begin
    if (!rst_ni) f_open <= 1'b0;
    else f_open <= buf_valid_o || (f_open && !buf_commit_o && !buf_drop_o);
  end
  always @* begin
    if (rst_ni) begin
      one: assert (!(buf_valid_o && buf_commit_o) && !(buf_valid_o && buf_drop_o) &&
                   !(buf_commit_o && buf_drop_o));
      one__cover: cover (buf_drop_o && !filter_fail_i);
      h__close: assert (!close_q || state_q == StIdle);
      // What was written is closed before the next frame begins.
      closed: assert (!f_open || state_q == StData || close_q);
      // The header's length is that of the words stored: the buffer counts them by it.
      h__skip:  assert (!skipped_q || f_failed);
      h__strip: assert (!stripped || len_q >= 15'd16);
      h__begin: assert (state_q != StPreamble || (len_q == 15'd0 && !stripped));
      h__empty: assert (f_words == 14'd0 || state_q == StData || close_q);
      h__top:   assert (len_q <= TopLen);
      h__words: assert (state_q != StData || skipped_q || f_words == {2'b00, f_len[14:3]});
      if (buf_commit_o) begin
        length: assert (f_words != 14'd0 && {3'd0, buf_head_o[13:0]} <= {f_words, 3'd0} &&
                        {3'd0, buf_head_o[13:0]} + 17'd8 > {f_words, 3'd0});
      end
      h__kept: assert (!(close_q && keep_q) ||
                       (f_len + 15'd4 > (secrc_q ? 15'd4 : 15'd0) && f_len < 15'd16384 &&
                        {f_words, 3'd0} >= {2'd0, f_len} - (secrc_q ? 17'd4 : 17'd0) &&
                        {f_words, 3'd0} < {2'd0, f_len} + 17'd8 - (secrc_q ? 17'd4 : 17'd0)));
      length__cover: cover (buf_commit_o && len_q == 15'd9);
      closed__cover: cover (f_open && close_q && len_q == 15'd9);
    end
  end
