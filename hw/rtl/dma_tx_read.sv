// SPDX-License-Identifier: MIT
//
// Reads the data of transmit descriptors ahead of those who send it.
//
// 8254x SDM 3.3.3 (legacy descriptor), 3.3.6 (context descriptor, which has no data), 3.3.7
// (data descriptor). Several descriptors' data are under way at once, so that the bus's
// latency is paid once and not per frame. A burst is asked for only when the data FIFO has
// room for all of it. Each descriptor goes through the info FIFO as it was fetched, in order.
//
//   ring -> this -> AR          R -> data FIFO -> dma_tx_pack
//               \-----------------> info FIFO -> tx_segment
//
// No parameters.
`default_nettype none

module dma_tx_read (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  // Ring
  input  wire logic        run_i,
  input  wire logic        fresh_i,
  input  wire logic [63:0] addr_i,
  input  wire logic [63:0] ctl_i,        // the descriptor's second half
  output logic             take_o,
  output logic             mid_o,        // between a packet's descriptors

  // Read channel
  output logic             rd_req_o,
  output logic      [63:0] rd_addr_o,
  output logic      [7:0]  rd_len_o,     // beats - 1
  input  wire logic        rd_grant_i,
  input  wire logic        rd_valid_i,
  input  wire logic [63:0] rd_data_i,

  // Info FIFO's and data FIFO's read side
  output logic             info_valid_o,
  output logic      [63:0] info_addr_o,  // the descriptor's first half
  output logic      [63:0] info_ctl_o,   // its second; bit 32: there is no data
  input  wire logic        info_pop_i,
  output logic             word_valid_o,
  output logic      [63:0] word_o,
  input  wire logic        word_pop_i,

  output logic             idle_o        // nothing under way and nothing to begin
);

  localparam logic [17:0] Words    = 18'd128;  // data FIFO
  localparam logic [17:0] MaxBeats = 18'd32;   // longest burst

  typedef enum logic [1:0] {
    StIdle,   // wait for a descriptor and a place in the info FIFO
    StCheck,  // is there anything to read for it
    StBurst,  // how much goes into one burst; wait for room
    StReq     // wait for the read channel
  } state_e;

  logic [63:0] data_mem [0:127];
  logic [63:0] info_addr_mem [0:15];
  logic [63:0] info_ctl_mem  [0:15];

  state_e      state_q, state_d;
  logic [63:0] addr_q, addr_d;
  logic [63:0] ctl_q, ctl_d;
  logic [17:0] beats_q, beats_d;       // left for this descriptor
  logic [5:0]  burst_q, burst_d;
  logic        mid_q, mid_d;
  logic [7:0]  held_q, held_d;         // words of the data FIFO taken or asked for
  logic [7:0]  fill_q, fill_d;         // words in it
  logic [6:0]  wr_ptr_q, wr_ptr_d;
  logic [6:0]  rd_ptr_q, rd_ptr_d;
  logic [4:0]  info_fill_q, info_fill_d;
  logic [3:0]  info_wr_q, info_wr_d;
  logic [3:0]  info_rd_q, info_rd_d;

  logic        active, pass;
  logic        info_push;
  logic [19:0] length;
  logic        data_desc;
  logic        zero;
  logic        eop;
  logic [3:0]  over;
  logic [17:0] limit;
  logic        room;

  assign mid_o        = mid_q;
  assign rd_req_o     = state_q == StReq;
  assign rd_addr_o    = {addr_q[63:3], 3'b000};
  assign rd_len_o     = {2'b00, burst_q} - 8'd1;
  assign info_valid_o = info_fill_q != 5'd0;
  assign word_valid_o = fill_q != 8'd0;
  assign idle_o       = state_q == StIdle && !(fresh_i && run_i) && held_q == 8'd0 &&
                        !info_valid_o;

  // Only legacy and data descriptors have data and an EOP: bit 0 of a context's command means
  // TCP (SDM 3.3.6), and other types are unknown. Zero length and the null address move
  // nothing (SDM 3.3.3 note 3).
  always @* begin
    length    = 20'd0;
    data_desc = 1'b0;
    zero      = 1'b0;
    eop       = 1'b0;
    over      = 4'd0;
    if (state_q == StCheck) begin
      length    = {ctl_q[29] ? ctl_q[19:16] : 4'd0, ctl_q[15:0]};
      data_desc = !ctl_q[29] || ctl_q[23:20] == 4'd1;
      zero      = !data_desc || length == 20'd0 || addr_q == 64'd0;
      eop       = data_desc && ctl_q[24];
      over      = {1'b0, ctl_q[2:0]} + {1'b0, addr_q[2:0]};
    end
  end

  // The FIFOs are looked at only when something is in them.
  assign info_addr_o = info_valid_o ? info_addr_mem[info_rd_q] : 64'd0;
  assign info_ctl_o  = info_valid_o ? info_ctl_mem[info_rd_q] : 64'd0;
  assign word_o      = word_valid_o ? data_mem[rd_ptr_q] : 64'd0;

  // Registers move only then: the FSM's, the FIFOs'.
  assign active = state_q != StIdle || take_o;
  assign pass   = rd_valid_i || word_pop_i || info_push || info_pop_i || (rd_req_o && rd_grant_i);
  assign take_o = state_q == StIdle && fresh_i && run_i && !info_fill_q[4];

  // How much goes into one burst, and whether there is room for it.
  always @* begin
    limit = 18'd0;
    room  = 1'b0;
    if (state_q == StBurst) begin
      limit = 18'd512 - {9'd0, addr_q[11:3]};
      if (limit > MaxBeats) limit = MaxBeats;
      if (limit > beats_q) limit = beats_q;
      room = {10'd0, held_q} + limit <= Words;
    end
  end

  always @* begin
    state_d   = state_q;
    addr_d    = 64'd0;
    ctl_d     = 64'd0;
    beats_d   = 18'd0;
    burst_d   = 6'd0;
    mid_d     = 1'b0;
    info_push = 1'b0;
    if (active) begin
      addr_d    = addr_q;
      ctl_d     = ctl_q;
      beats_d   = beats_q;
      burst_d   = burst_q;
      mid_d     = mid_q;
      case (state_q)
        StIdle: begin
          addr_d  = addr_i;
          ctl_d   = ctl_i;
          state_d = StCheck;
        end
        StCheck: begin
          info_push = 1'b1;
          mid_d     = !eop && (mid_q || data_desc);
          beats_d   = {1'b0, length[19:3]} + {17'd0, over != 4'd0} + {17'd0, over > 4'd8};
          state_d   = StBurst;
          if (zero) state_d = StIdle;
        end
        StBurst: begin
          burst_d = limit[5:0];
          if (room) state_d = StReq;
        end
        default: begin
          if (rd_grant_i) begin
            addr_d  = {addr_q[63:3] + {55'd0, burst_q}, addr_q[2:0]};
            beats_d = beats_q - {12'd0, burst_q};
            state_d = StBurst;
            if (beats_d == 18'd0) state_d = StIdle;
          end
        end
      endcase
    end
  end

  always @* begin
    held_d      = 8'd0;
    fill_d      = 8'd0;
    wr_ptr_d    = 7'd0;
    rd_ptr_d    = 7'd0;
    info_fill_d = 5'd0;
    info_wr_d   = 4'd0;
    info_rd_d   = 4'd0;
    if (pass) begin
      held_d = held_q;
      if (rd_req_o && rd_grant_i) held_d = held_d + {2'b00, burst_q};
      if (word_pop_i) held_d = held_d - 8'd1;
      fill_d = fill_q;
      if (rd_valid_i && !word_pop_i) fill_d = fill_q + 8'd1;
      if (!rd_valid_i && word_pop_i) fill_d = fill_q - 8'd1;
      info_fill_d = info_fill_q;
      if (info_push && !info_pop_i) info_fill_d = info_fill_q + 5'd1;
      if (!info_push && info_pop_i) info_fill_d = info_fill_q - 5'd1;
      wr_ptr_d  = wr_ptr_q + {6'd0, rd_valid_i};
      rd_ptr_d  = rd_ptr_q + {6'd0, word_pop_i};
      info_wr_d = info_wr_q + {3'd0, info_push};
      info_rd_d = info_rd_q + {3'd0, info_pop_i};
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StIdle;
      addr_q      <= 64'd0;
      ctl_q       <= 64'd0;
      beats_q     <= 18'd0;
      burst_q     <= 6'd0;
      mid_q       <= 1'b0;
      held_q      <= 8'd0;
      fill_q      <= 8'd0;
      wr_ptr_q    <= 7'd0;
      rd_ptr_q    <= 7'd0;
      info_fill_q <= 5'd0;
      info_wr_q   <= 4'd0;
      info_rd_q   <= 4'd0;
    end else begin
      if (active) begin
        state_q <= state_d;
        addr_q  <= addr_d;
        ctl_q   <= ctl_d;
        beats_q <= beats_d;
        burst_q <= burst_d;
        mid_q   <= mid_d;
      end
      if (pass) begin
        held_q      <= held_d;
        fill_q      <= fill_d;
        wr_ptr_q    <= wr_ptr_d;
        rd_ptr_q    <= rd_ptr_d;
        info_fill_q <= info_fill_d;
        info_wr_q   <= info_wr_d;
        info_rd_q   <= info_rd_d;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (rd_valid_i) data_mem[wr_ptr_q] <= rd_data_i;
    if (info_push) info_addr_mem[info_wr_q] <= addr_q;
    if (info_push) info_ctl_mem[info_wr_q] <= {ctl_q[63:33], zero, ctl_q[31:0]};
  end

endmodule

`default_nettype wire
