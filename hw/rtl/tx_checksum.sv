// SPDX-License-Identifier: MIT
//
// Sums the frames that pass by, and patches the checksums into them.
//
// 8254x SDM 3.3.3 (CSS, CSO), 3.3.6 (IPCSS to TUCSE), 3.5.8 and 3.6 (checksum offload).
//
//   dma_tx_pack ---- words ----+----> tx_intake --> packet_buffer
//                              v                        ^
//                            this ------ patches -------+
//
// Each sum is over the bytes from its start to its end, or to the frame's end if that is 0,
// with what software has put into the checksum field. A frame's 16-bit words are added as
// they lie; the bytes of a sum that begins at an odd place are swapped at the end (RFC 1071).
// A start or a field that is not inside the frame inserts nothing (SDM 3.3.6, 3.6). A sum
// whose complement is 0 is sent as its other form, 0xffff, which UDP needs (RFC 768).
//
// The words pass by outside; while busy_o is up none may, and between two packets the plan
// may change only when it is down.
//
// No parameters.
`default_nettype none

module tx_checksum (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  // The plan, from tx_segment
  input  wire logic        sum_ip_i,
  input  wire logic        sum_tu_i,
  input  wire logic        insert_tu_i,   // with the last word
  input  wire logic [63:0] offsets_i,     // TUCSE, TUCSO, TUCSS, IPCSE, IPCSO, IPCSS
  input  wire logic [15:0] tu_add_i,      // with the first word: belongs to the TCP/UDP sum

  // Frames
  input  wire logic        take_i,        // a word passes
  input  wire logic [63:0] data_i,
  input  wire logic [3:0]  bytes_i,
  input  wire logic        last_i,
  output logic             patch_o,       // with the last: patches follow

  output logic             patch_valid_o,
  output logic             patch_last_o,
  output logic      [5:0]  patch_word_o,  // of the frame
  output logic      [7:0]  patch_strb_o,
  output logic      [63:0] patch_data_o,

  output logic             busy_o
);

  typedef enum logic [1:0] {
    StSum,   // words pass by
    StTu,    // patch the TCP or UDP checksum
    StIp,    // patch the IP checksum
    StMore   // its second byte, where a word of the packet buffer begins
  } state_e;

  state_e      state_q, state_d;
  logic        on;                       // this frame has sums
  logic [12:0] words_q;                  // of the frame, that have passed
  logic [31:0] ip_q, ip_d, tu_q, tu_d;
  logic        ip_pending_q, tu_pending_q, more_tu_q;
  logic [15:0] base, len;
  logic        ip_ok, tu_ok;
  logic [15:0] sum;
  logic [7:0]  place;

  assign on     = sum_ip_i || sum_tu_i;
  assign busy_o = state_q != StSum;

  // Of the n bytes in data, which lie at at, those from first to last, others 0.
  function automatic logic [63:0] part(input logic [63:0] data, input logic [3:0] n,
                                       input logic [15:0] at, input logic [7:0] first,
                                       input logic [15:0] last);
    logic [3:0] skip, upto;
    skip = 4'd0;
    upto = n;
    if ({8'd0, first} > at) begin
      skip = ({8'd0, first} - at > 16'd8) ? 4'd8 : 4'({8'd0, first} - at);
    end
    if (last != 16'd0) begin
      if (last < at) upto = 4'd0;
      else if (last - at < {12'd0, n}) upto = 4'(last - at) + 4'd1;
    end
    part = data & (64'hffff_ffff_ffff_ffff << {skip, 3'b000}) &
           ~(64'hffff_ffff_ffff_ffff << {upto, 3'b000});
  endfunction

  function automatic logic [31:0] add(input logic [31:0] to, input logic [63:0] data);
    add = to + {16'd0, data[15:0]} + {16'd0, data[31:16]} + {16'd0, data[47:32]} +
          {16'd0, data[63:48]};
  endfunction

  // The checksum field for a sum: folded, complemented, never 0.
  function automatic logic [15:0] field(input logic [31:0] total, input logic odd);
    logic [16:0] folded;
    folded = {1'b0, total[31:16]} + {1'b0, total[15:0]};
    field  = ~(folded[15:0] + {15'd0, folded[16]});
    if (odd) field = {field[7:0], field[15:8]};
    if (field == 16'd0) field = 16'hffff;
  endfunction

  always @* begin
    base    = 16'd0;
    len     = 16'd0;
    ip_d    = ip_q;
    tu_d    = tu_q;
    ip_ok   = 1'b0;
    tu_ok   = 1'b0;
    if (take_i && on) begin
      base = {words_q, 3'b000};
      len  = base + {12'd0, bytes_i};
      if (words_q == 13'd0) begin
        ip_d = 32'd0;
        tu_d = {16'd0, offsets_i[32] ? tu_add_i : {tu_add_i[7:0], tu_add_i[15:8]}};
      end
      if (sum_ip_i) ip_d = add(ip_d, part(data_i, bytes_i, base, offsets_i[7:0],
                                          offsets_i[31:16]));
      if (sum_tu_i) tu_d = add(tu_d, part(data_i, bytes_i, base, offsets_i[39:32],
                                          offsets_i[63:48]));
      if (last_i) begin
        ip_ok = sum_ip_i && {8'd0, offsets_i[7:0]} < len &&
                {8'd0, offsets_i[15:8]} + 16'd1 < len;
        tu_ok = sum_tu_i && insert_tu_i && {8'd0, offsets_i[39:32]} < len &&
                {8'd0, offsets_i[47:40]} + 16'd1 < len;
      end
    end
  end
  assign patch_o = ip_ok || tu_ok;

  // Two bytes at any place: one word of the packet buffer, or two.
  always @* begin
    sum           = 16'd0;
    place         = 8'd0;
    patch_valid_o = 1'b0;
    patch_last_o  = 1'b0;
    patch_word_o  = 6'd0;
    patch_strb_o  = 8'd0;
    patch_data_o  = 64'd0;
    state_d       = state_q;
    if (state_q == StSum) begin
      if (tu_ok) state_d = StTu;
      else if (ip_ok) state_d = StIp;
    end else begin
      patch_valid_o = 1'b1;
      if (state_q == StTu || (state_q == StMore && more_tu_q)) begin
        sum   = field(tu_q, offsets_i[32]);
        place = offsets_i[47:40];
      end else begin
        sum   = field(ip_q, offsets_i[0]);
        place = offsets_i[15:8];
      end
      patch_word_o = {1'b0, place[7:3]};
      patch_strb_o = 8'h03 << place[2:0];
      patch_data_o = {48'd0, sum} << {place[2:0], 3'b000};
      if (state_q == StMore) begin
        patch_word_o = {1'b0, place[7:3]} + 6'd1;
        patch_strb_o = 8'h01;
        patch_data_o = {56'd0, sum[15:8]};
      end
      if (place[2:0] == 3'd7 && state_q != StMore) state_d = StMore;
      else if (tu_pending_q && ip_pending_q) state_d = StIp;
      else state_d = StSum;
      patch_last_o = state_d == StSum;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StSum;
      words_q      <= 13'd0;
      ip_q         <= 32'd0;
      tu_q         <= 32'd0;
      ip_pending_q <= 1'b0;
      tu_pending_q <= 1'b0;
      more_tu_q    <= 1'b0;
    end else if (busy_o || (take_i && on)) begin
      state_q <= state_d;
      ip_q    <= ip_d;
      tu_q    <= tu_d;
      if (take_i) begin
        words_q      <= last_i ? 13'd0 : words_q + 13'd1;
        ip_pending_q <= ip_ok;
        tu_pending_q <= tu_ok;
      end else if (state_d != StMore) begin
        tu_pending_q <= 1'b0;
      end
      more_tu_q <= state_q == StTu;
    end
  end

endmodule

`default_nettype wire
