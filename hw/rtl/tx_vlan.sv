// SPDX-License-Identifier: MIT
//
// Inserts the VLAN tag into frames on their way from the packet buffer to the wire.
//
// 8254x SDM 9.2.1: type from VET, tag from the descriptor's special field, between the
// addresses and the type. Here and not before the packet buffer, because the descriptor that
// says so may be the packet's last (SDM 3.3.7.1), and because checksums do not cover the tag
// (SDM 3.3.3 note 2).
//
//   word         0        1              2              3
//   buffer       |DDDDDDSS|SSSSTTpp|pppppppp|...
//   to the wire  |DDDDDDSS|SSSSvvtt|TTpppppp|pp...
//
// A frame too short to have both addresses gets no tag.
//
// No parameters.
`default_nettype none

module tx_vlan (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic [15:0] cfg_vet_i,     // while the tag passes

  // Packet buffer; the header is {to be inserted, tag, IFCS, bytes}
  input  wire logic        buf_valid_i,
  output logic             buf_ready_o,
  input  wire logic [63:0] buf_data_i,
  input  wire logic [33:0] buf_head_i,

  // gmii_tx; the header is {IFCS, bytes}
  output logic             tx_valid_o,
  input  wire logic        tx_ready_i,
  output logic      [63:0] tx_data_o,
  output logic      [16:0] tx_head_o
);

  typedef enum logic [1:0] {
    StHead,  // the first word: it passes as it is
    StTag,   // the second: the tag takes its upper half
    StBody   // half of the word before, half of the next
  } state_e;

  state_e      state_q;
  logic        insert;
  logic [16:0] src_q, dst_q;   // bytes left in the buffer, for the wire
  logic [31:0] carry_q;

  // The header changes with the buffer's last word, before the wire has the last.
  assign insert      = state_q != StHead || (buf_valid_i && buf_head_i[33] &&
                                             buf_head_i[15:0] >= 16'd12);
  assign tx_valid_o  = buf_valid_i || state_q != StHead;
  assign buf_ready_o = tx_ready_i && (!insert || state_q != StBody || src_q != 17'd0);

  always @* begin
    tx_data_o = buf_data_i;
    tx_head_o = buf_head_i[16:0];
    if (insert) begin
      tx_head_o = buf_head_i[16:0] + 17'd4;
      if (state_q == StTag) begin
        tx_data_o = {buf_head_i[24:17], buf_head_i[32:25], cfg_vet_i[7:0], cfg_vet_i[15:8],
                     buf_data_i[31:0]};
      end else if (state_q == StBody) begin
        tx_data_o = {buf_data_i[31:0], carry_q};
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StHead;
      src_q   <= 17'd0;
      dst_q   <= 17'd0;
      carry_q <= 32'd0;
    end else if (insert && tx_ready_i) begin
      carry_q <= buf_data_i[63:32];
      if (state_q == StHead) begin
        state_q <= StTag;
        src_q   <= {1'b0, buf_head_i[15:0]} - 17'd8;
        dst_q   <= {1'b0, buf_head_i[15:0]} - 17'd4;
      end else begin
        state_q <= (dst_q > 17'd8) ? StBody : StHead;
        src_q   <= (src_q > 17'd8) ? src_q - 17'd8 : 17'd0;
        dst_q   <= dst_q - 17'd8;
      end
    end
  end

endmodule

`default_nettype wire
