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
  logic       f_ended;                  // its last word is stored, and it is not closed
  logic       f_patch;                  // the last patch has not come
  logic [1:0] f_patched;                // patches that were let through
  always_ff @(posedge clk_i) begin
    if (!rst_ni || buf_commit_o) f_ended <= 1'b0;
    else if (buf_valid_o) f_ended <= tx_last_i;
    if (!rst_ni) f_patch <= 1'b0;
    else if (buf_valid_o) f_patch <= tx_last_i && tx_patch_i;
    else if (patch_last_i) f_patch <= 1'b0;
    if (!rst_ni || buf_valid_o) f_patched <= 2'd0;
    else f_patched <= f_patched + 2'(buf_patch_o);
  end
  // Assumed: no frame of 64 KiB or more; the buffer has room for none.
  always @* assume (!(f_words >= 14'd8191 && buf_valid_o));

  always @* begin
    if (rst_ni) begin
      one: assert (3'(buf_valid_o) + 3'(buf_commit_o) + 3'(buf_drop_o) + 3'(buf_patch_o) <= 3'd1);
      one__cover: cover (buf_drop_o);
      room: assert (!buf_valid_o || buf_room_i);
      room__cover: cover (buf_valid_o && f_words == 14'd3);
      // The header's length is that of the words stored.
      h__drop:       assert (state_q != StDrop || f_words == 14'd0);
      length__words: assert (state_q != StBody || {f_words, 3'd0} == {1'b0, len_q});
      h__words:      assert (state_q != StPatch ||
                             (f_words != 14'd0 && len_q <= {f_words[12:0], 3'd0} &&
                              {1'b0, len_q} + 17'd8 > {f_words, 3'd0}));
      if (buf_commit_o) begin
        length__head: assert (f_words != 14'd0 && buf_head_o[15:0] <= {f_words[12:0], 3'd0} &&
                              {1'b0, buf_head_o[15:0]} + 17'd8 > {f_words, 3'd0});
      end
      length__cover: cover (buf_commit_o && buf_head_o[15:0] == 16'd19);
      // A frame that lost a word is never committed.
      whole: assert (!(buf_commit_o && f_lost));
      whole__drop: assert (!f_lost || state_q == StDrop);
      whole__cover: cover (tx_drop_o);
      // Patches belong to the open frame, all of it is there, and it is not closed before the
      // last of them.
      patched__open: assert (!buf_patch_o || (f_words != 14'd0 && f_ended));
      patched__last: assert (!buf_commit_o || !f_patch);
      patched__state: assert ((state_q == StPatch) == (f_ended && f_patch) &&
                              (state_q == StCommit) == (f_ended && !f_patch));
      patched__cover: cover (buf_commit_o && f_patched == 2'd2);
    end
  end
