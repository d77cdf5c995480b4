// SPDX-License-Identifier: MIT
//
// Stores received frames into the buffers of receive descriptors.
//
// 8254x SDM 3.2.2 (data storage), 3.2.3 (descriptor), 3.2.5.2 (null descriptors).
// A frame fills one descriptor's buffer after another; each gets its length and the packet
// checksum (3.2.3: reported "in the first descriptor" although valid only with EOP, so
// it stands in all), the last EOP with status, errors and VLAN tag. A descriptor with a null
// address is processed as soon as its turn comes: no data, and only DD is written back. Without
// a descriptor the frame waits in the packet buffer.
//
// Buffer sizes are multiples of 8, so a descriptor always begins with a whole word of the
// frame, and one rotation per descriptor aligns it to the buffer:
//
//     frame      |01234567|89abcdef|...      buffer address ends in 3
//     bus beat   |---01234|56789abc|def...
//
// No parameters.
`default_nettype none

module dma_rx (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        en_i,
  input  wire logic [14:0] buf_bytes_i,   // 256..16384, a multiple of 8

  // Frames
  input  wire logic        rx_valid_i,
  output logic             rx_ready_o,
  input  wire logic [63:0] rx_data_i,
  input  wire logic [13:0] rx_len_i,
  input  wire logic [7:0]  rx_status_i,
  input  wire logic [7:0]  rx_errors_i,
  input  wire logic [15:0] rx_csum_i,
  input  wire logic [15:0] rx_special_i,

  // Ring
  input  wire logic        run_i,
  input  wire logic        fresh_i,
  input  wire logic        none_i,
  input  wire logic [63:0] addr_i,
  output logic             take_o,
  output logic             done_o,
  output logic      [63:0] entry_o,       // {null, special, errors, status, checksum, length}
  output logic             mid_o,
  output logic             rest_o,

  // Write channel
  output logic             wr_req_o,
  output logic             wr_valid_o,
  output logic             wr_mark_o,     // the beat is a frame's last
  output logic      [63:0] wr_addr_o,
  output logic      [7:0]  wr_len_o,      // beats - 1
  output logic      [63:0] wr_data_o,
  output logic      [7:0]  wr_strb_o,
  input  wire logic        wr_ready_i,
  input  wire logic        wr_last_i,

  output logic             nobuf_o,       // pulse: a frame waits, there is no descriptor
  output logic             idle_o         // nothing moves
);

  // Longest burst: leaves room for write-backs between bursts.
  localparam logic [11:0] MaxBeats = 12'd64;

  typedef enum logic [2:0] {
    StIdle,   // wait for a descriptor
    StDesc,   // have one: wait for a frame, or skip a null descriptor
    StChunk,  // how much of the frame goes into this buffer
    StBurst,  // how much of that goes into one burst
    StData,   // hand over the beats
    StDone    // the descriptor is processed
  } state_e;

  state_e      state_q, state_d;
  logic [63:0] addr_q, addr_d;        // of the next beat; bits 2:0 stay the buffer's
  logic        null_q, null_d;        // the descriptor's address is null
  logic [13:0] rem_q, rem_d;          // bytes of the frame from this descriptor on
  logic [14:0] chunk_q, chunk_d;      // bytes for this descriptor
  logic        eop_q, eop_d;          // the frame ends in this descriptor
  logic [11:0] beats_q, beats_d;      // beats left for this descriptor
  logic [11:0] words_q, words_d;      // words left to take from the frame for it
  logic [7:0]  len_q, len_d;          // of the burst, beats - 1
  logic        first_q, first_d;      // the next beat is the descriptor's first
  logic [63:0] carry_q;               // the last word, rotated
  logic [7:0]  status_q, errors_q;
  logic [15:0] csum_q, special_q;
  logic        mid_q, mid_d;
  logic        seen_q, seen_d;        // nobuf_o was given for this frame
  logic        nobuf_q, nobuf_d;

  logic        fits;
  logic [14:0] chunk;
  logic [3:0]  over;
  logic [11:0] burst;
  logic [5:0]  shift;
  logic [63:0] word;
  logic [63:0] low_mask;
  logic [7:0]  strb_first, strb_last;
  logic [2:0]  end_byte;
  logic        need_word;
  logic        beat;
  logic        active;

  assign mid_o     = mid_q;
  assign rest_o    = state_q == StIdle || state_q == StDesc;
  assign nobuf_o   = nobuf_q;
  assign wr_req_o  = state_q == StData;
  assign wr_addr_o = {addr_q[63:3], 3'b000};
  assign wr_len_o  = len_q;
  assign idle_o    = !active;

  // Registers move only then.
  always @* begin
    active = 1'b1;
    if (state_q == StIdle) begin
      active = (fresh_i && run_i) || (rx_valid_i && en_i && none_i && !fresh_i && !seen_q) ||
               nobuf_q;
    end else if (state_q == StDesc) begin
      active = !run_i || null_q || rx_valid_i;
    end
  end

  // What goes into this descriptor's buffer, and into one burst.
  always @* begin
    fits  = 1'b0;
    chunk = 15'd0;
    if (state_q == StChunk) begin
      fits  = {1'b0, rem_q} <= buf_bytes_i;
      chunk = fits ? {1'b0, rem_q} : buf_bytes_i;
    end
  end

  always @* begin
    over  = 4'd0;
    burst = 12'd0;
    if (state_q == StChunk) over = {1'b0, chunk[2:0]} + {1'b0, addr_q[2:0]};
    if (state_q == StBurst) begin
      burst = 12'd512 - {3'd0, addr_q[11:3]};
      if (burst > MaxBeats) burst = MaxBeats;
      if (burst > beats_q) burst = beats_q;
    end
  end

  // The beat: what was left of the last word, and the beginning of the next.
  assign need_word  = words_q != 12'd0;
  assign wr_valid_o = state_q == StData && (rx_valid_i || !need_word);
  assign rx_ready_o = state_q == StData && wr_ready_i && need_word;
  assign beat       = wr_valid_o && wr_ready_i;
  assign shift      = {addr_q[2:0], 3'b000};
  assign end_byte   = addr_q[2:0] + chunk_q[2:0];

  always @* begin
    word       = 64'd0;
    low_mask   = 64'd0;
    strb_first = 8'hff;
    strb_last  = 8'hff;
    wr_mark_o  = 1'b0;
    if (state_q == StData) begin
      low_mask = ~(64'hffff_ffff_ffff_ffff << shift);
      word     = rx_data_i;
      if (shift != 6'd0) word = (rx_data_i << shift) | (rx_data_i >> (7'd64 - {1'b0, shift}));
      if (first_q) strb_first = 8'hff << addr_q[2:0];
      if (beats_q == 12'd1 && end_byte != 3'd0) strb_last = ~(8'hff << end_byte);
      wr_mark_o = eop_q && beats_q == 12'd1;
    end
  end

  always @* begin
    wr_data_o = 64'd0;
    wr_strb_o = 8'd0;
    if (state_q == StData) begin
      wr_data_o = (carry_q & low_mask) | (word & ~low_mask);
      wr_strb_o = strb_first & strb_last;
    end
  end

  always @* begin
    state_d = state_q;
    addr_d  = 64'd0;
    null_d  = 1'b0;
    rem_d   = 14'd0;
    chunk_d = 15'd0;
    eop_d   = 1'b0;
    beats_d = 12'd0;
    words_d = 12'd0;
    len_d   = 8'd0;
    first_d = 1'b0;
    mid_d   = 1'b0;
    seen_d  = 1'b0;
    nobuf_d = 1'b0;
    take_o  = 1'b0;
    done_o  = 1'b0;
    entry_o = 64'd0;
    if (active) begin
      addr_d  = addr_q;
      null_d  = null_q;
      rem_d   = rem_q;
      chunk_d = chunk_q;
      eop_d   = eop_q;
      beats_d = beats_q;
      words_d = words_q;
      len_d   = len_q;
      first_d = first_q;
      mid_d   = mid_q;
      seen_d  = seen_q;
      case (state_q)
        StIdle: begin
          if (fresh_i && run_i) begin
            addr_d  = addr_i;
            null_d  = addr_i == 64'd0;
            state_d = StDesc;
          end else if (rx_valid_i && en_i && none_i && !fresh_i && !seen_q) begin
            nobuf_d = 1'b1;
            seen_d  = 1'b1;
          end
        end
        StDesc: begin
          if (!run_i) begin
            state_d = StIdle;
          end else if (null_q) begin
            take_o  = 1'b1;
            done_o  = 1'b1;
            entry_o = {1'b1, 16'h0000, 8'h00, 8'h01, 16'h0000, 15'h0000};
            state_d = StIdle;
          end else if (rx_valid_i) begin
            if (!mid_q) rem_d = rx_len_i;
            state_d = StChunk;
          end
        end
        StChunk: begin
          take_o  = 1'b1;
          eop_d   = fits;
          chunk_d = chunk;
          // In words, rounded up: without and with the buffer's offset.
          words_d = chunk[14:3] + {11'd0, chunk[2:0] != 3'd0};
          beats_d = chunk[14:3] + {11'd0, over != 4'd0} + {11'd0, over > 4'd8};
          first_d = 1'b1;
          state_d = StBurst;
        end
        StBurst: begin
          len_d   = burst[7:0] - 8'd1;
          state_d = StData;
        end
        StData: begin
          if (beat) begin
            addr_d  = {addr_q[63:3] + 61'd1, addr_q[2:0]};
            beats_d = beats_q - 12'd1;
            if (need_word) words_d = words_q - 12'd1;
            first_d = 1'b0;
            if (wr_last_i) state_d = StBurst;
            if (wr_last_i && beats_q == 12'd1) state_d = StDone;
          end
        end
        default: begin
          done_o  = 1'b1;
          entry_o = {1'b0, eop_q ? {special_q, errors_q, status_q | 8'h03} : 32'h0000_0001,
                     csum_q, chunk_q};
          rem_d   = rem_q - chunk_q[13:0];
          mid_d   = !eop_q;
          if (eop_q) seen_d = 1'b0;
          state_d = StIdle;
        end
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= StIdle;
      addr_q    <= 64'd0;
      null_q    <= 1'b0;
      rem_q     <= 14'd0;
      chunk_q   <= 15'd0;
      eop_q     <= 1'b0;
      beats_q   <= 12'd0;
      words_q   <= 12'd0;
      len_q     <= 8'd0;
      first_q   <= 1'b0;
      carry_q   <= 64'd0;
      status_q  <= 8'd0;
      errors_q  <= 8'd0;
      csum_q    <= 16'd0;
      special_q <= 16'd0;
      mid_q     <= 1'b0;
      seen_q    <= 1'b0;
      nobuf_q   <= 1'b0;
    end else if (active) begin
      state_q   <= state_d;
      addr_q    <= addr_d;
      null_q    <= null_d;
      rem_q     <= rem_d;
      chunk_q   <= chunk_d;
      eop_q     <= eop_d;
      beats_q   <= beats_d;
      words_q   <= words_d;
      len_q     <= len_d;
      first_q   <= first_d;
      mid_q     <= mid_d;
      seen_q    <= seen_d;
      nobuf_q   <= nobuf_d;
      if (beat) carry_q <= word;
      if (state_q == StChunk) begin
        status_q  <= rx_status_i;
        errors_q  <= rx_errors_i;
        csum_q    <= rx_csum_i;
        special_q <= rx_special_i;
      end
    end
  end

endmodule

`default_nettype wire
