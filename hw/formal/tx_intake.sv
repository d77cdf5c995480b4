// SPDX-License-Identifier: MIT
//
// What tx_intake promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  logic [13:0] f_words;                 // of the open frame in the packet buffer
  logic        f_any;                   // a word was taken since the frame before
  logic        f_lost;                  // a word of this frame was not stored
  always_ff @(posedge clk_i) begin
    if (!rst_ni || buf_commit_o || buf_drop_o) f_words <= 14'd0;
    else f_words <= f_words + 14'(buf_valid_o);
    if (!rst_ni) f_lost <= 1'b0;
    else if (tx_valid_i && tx_ready_o) f_lost <= !tx_last_i && (f_lost || !buf_valid_o);
    if (!rst_ni) f_any <= 1'b0;
    else if (tx_valid_i && tx_ready_o) f_any <= !tx_last_i;
  end
  // Assumed: no frame of 64 KiB or more; the buffer has room for none.
  always @* assume (!(f_words >= 14'd8191 && buf_valid_o));

  always @* begin
    if (rst_ni) begin
      one: assert (!(buf_valid_o && buf_commit_o) && !(buf_valid_o && buf_drop_o) &&
                   !(buf_commit_o && buf_drop_o) &&
                   !(buf_patch_o && (buf_valid_o || buf_commit_o || buf_drop_o)));
      one__cover: cover (buf_drop_o);
      room: assert (!buf_valid_o || buf_room_i);
      room__cover: cover (buf_valid_o && f_words == 14'd3);
      // The header's length is that of the words stored.
      h__drop:       assert (state_q != StDrop || f_words == 14'd0);
      length__words: assert (state_q != StBody || {f_words, 3'd0} == {1'b0, len_q});
      if (buf_commit_o || state_q == StPatch) begin
        length__head: assert (f_words != 14'd0 && buf_head_o[15:0] <= {f_words[12:0], 3'd0} &&
                              {1'b0, buf_head_o[15:0]} + 17'd8 > {f_words, 3'd0});
      end
      length__cover: cover (buf_commit_o && buf_head_o[15:0] == 16'd19);
      // A frame that lost a word is never committed.
      whole: assert (!(buf_commit_o && f_lost));
      whole__drop: assert (!f_lost || state_q == StDrop);
      whole__cover: cover (tx_drop_o);
    end
  end
