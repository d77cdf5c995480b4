// SPDX-License-Identifier: MIT
//
// What gmii_rx promises to the packet buffer. Read as if it stood before the module's
// endmodule.
  `include "reset.svh"

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
      closed__cover: cover (f_open && close_q && len_q == 15'd9);
    end
  end
