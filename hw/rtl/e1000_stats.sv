// SPDX-License-Identifier: MIT
//
// The statistics counters: one memory and one adder that visits it.
//
// 8254x SDM 13.7. What ended on the wire is queued and then counted step by step, two
// clocks for a counter: a minimum frame each way every 84 clocks keeps this block busy
// for 26 of them. Reading clears; counters stay at their maximum; a 64-bit pair lies in
// one word of the memory.
//
//   rx_end --> queue --+                    +--------------+
//   tx_sent -> queue --+--> which counters -+-> memory --> +  --> memory
//   rx_nobuf - count --+                    |
//   tso ------ counts -+                    |
//   read --------------+--------------------+
//
// A pair is read low half first. The low read keeps a copy, the high read returns the
// copy's upper half and subtracts the copy: octets that arrive in between stay.
//
// Parameters: QueueDepth, frames that may wait to be counted, each way; a power of two.
`default_nettype none

module e1000_stats #(
  parameter int QueueDepth = 8
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,          // of the core; clears the counters

  input  wire logic        rx_end_i,        // pulse: a frame ended on GMII receive
  input  wire logic [3:0]  rx_result_i,
  input  wire logic        rx_kept_i,       // it was bad, but is stored all the same
  input  wire logic [13:0] rx_len_i,        // octets with the FCS
  input  wire logic        rx_bcast_i,
  input  wire logic        rx_mcast_i,
  input  wire logic [1:0]  rx_control_i,    // flow control: 1 XON, 2 XOFF, 3 other opcode
  input  wire logic        rx_nobuf_i,      // pulse: a frame waits for a descriptor
  input  wire logic        rx_stored_i,     // pulse: the oldest frame is in host memory
  input  wire logic        rx_tail_we_i,    // pulse: software gave descriptors
  input  wire logic        tx_sent_i,       // pulse: a frame has left
  input  wire logic [13:0] tx_len_i,
  input  wire logic        tx_bcast_i,
  input  wire logic        tx_mcast_i,
  input  wire logic        tso_done_i,      // pulse: a segmentation context was sent
  input  wire logic        tso_fail_i,      // pulse: one failed
  input  wire logic [1:0]  tx_control_i,    // flow control: 1 XON, 2 XOFF

  input  wire logic        re_i,            // read a counter; held until ack_o
  input  wire logic [5:0]  index_i,         // bits 7:2 of its offset
  output logic      [31:0] rdata_o,
  output logic             ack_o,           // rdata_o is valid, in this clock only

  output logic             busy_o
);

  `include "e1000_regs.svh"

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (QueueDepth < 2 || (QueueDepth & (QueueDepth - 1)) != 0) begin
      $fatal(1, "QueueDepth must be a power of two (instance %m)");
    end
  end
`endif
  localparam int PtrBits = $clog2(QueueDepth);

  typedef enum logic [2:0] {
    StClear,    // after reset: zero the memory, word by word
    StIdle,     // nothing to count, nothing to read
    StFetch,    // find the step's counter and read it
    StUpdate,   // write it back with the increment
    StRead,     // read the word software wants
    StAnswer    // give it to software and clear it
  } state_e;

  localparam logic [2:0] LastStep = 3'd6;

  state_e      state_q, state_d;
  logic [5:0]  addr_q, addr_d;              // word of the memory
  logic [2:0]  step_q;

  // Queues
  logic [21:0]      rx_queue_q [0:QueueDepth-1];
  logic [17:0]      tx_queue_q [0:QueueDepth-1];
  logic [PtrBits:0] rx_in_q, rx_out_q, tx_in_q, tx_out_q;

  // Frames that came without a descriptor (13.7.33): the one that waits at the front, and
  // those that come behind it until there are descriptors; each of them once
  logic [3:0]       nobuf_q;                // to be counted
  logic [1:0]       nobuf_more;
  logic             waiting_q;              // one waits, no descriptor has come since
  logic [10:0]      counted_q;              // frames in the buffer that did count
  logic             rx_push, rx_pop, tx_push, tx_pop, nobuf_pop, rx_some, tx_some, some;

  // Segmentation contexts to be counted, sent and failed (13.7.53, 13.7.54)
  logic [3:0]       tso_done_q, tso_fail_q;
  logic             tso_pop;

  // The frame being counted
  logic        is_tx_q, is_nobuf_q, is_tso_q, bcast_q, mcast_q, ordinary;
  logic [3:0]  result_q;
  logic [1:0]  control_q;
  logic [13:0] len_q;
  logic        octets_q;                    // the step adds octets: a pair of 64 bits

  // What a step counts: a register offset, or 0 for nothing
  logic [16:0] item;
  logic        item_octets;

  // Memory and adder
  logic [63:0] mem [0:63];
  logic [63:0] word_q, mem_wdata;
  logic        mem_we, copied;

  // The copy that a low read keeps
  logic [63:0] copy_q;
  logic [5:0]  copy_addr_q;
  logic        copy_valid_q;
  logic        is_pair, is_high;

  // Reads and frames take turns, so that reading all the time starves nobody
  logic        was_read_q;

  // Nothing here changes unless this is set
  logic        awake;

  function automatic logic [16:0] rx_size_class(input logic [13:0] len);
    if (len <= 14'd64)        rx_size_class = RegPrc64;
    else if (len <= 14'd127)  rx_size_class = RegPrc127;
    else if (len <= 14'd255)  rx_size_class = RegPrc255;
    else if (len <= 14'd511)  rx_size_class = RegPrc511;
    else if (len <= 14'd1023) rx_size_class = RegPrc1023;
    else                      rx_size_class = RegPrc1522;
  endfunction

  function automatic logic [16:0] tx_size_class(input logic [13:0] len);
    if (len < 14'd64)         tx_size_class = 17'd0;   // shorter than any class
    else if (len == 14'd64)   tx_size_class = RegPtc64;
    else if (len <= 14'd127)  tx_size_class = RegPtc127;
    else if (len <= 14'd255)  tx_size_class = RegPtc255;
    else if (len <= 14'd511)  tx_size_class = RegPtc511;
    else if (len <= 14'd1023) tx_size_class = RegPtc1023;
    else                      tx_size_class = RegPtc1522;
  endfunction

  assign ordinary = control_q == 2'd0;

  // The counters of a frame, one a step. 13.7: only frames that pass the filter count,
  // but 13.7.41 and 13.7.43 (TOR, TPR) name no filter: they count every frame. Flow control
  // is in these, in TOT and TPT, and in counters of its own, and in no other (13.7.16 to
  // 13.7.52).
  always @* begin
    item        = 17'd0;
    item_octets = 1'b0;
    if (state_q == StFetch) begin
      if (is_nobuf_q) begin
        if (step_q == 3'd0) item = RegRnbc;
      end else if (is_tso_q) begin
        if (step_q == 3'd0) item = bcast_q ? RegTsctc : RegTsctfc;
      end else if (is_tx_q) begin
        case (step_q)
          3'd0: item = RegTpt;
          3'd1: begin
            item        = RegTotl;
            item_octets = 1'b1;
          end
          3'd2: begin
            if (control_q != 2'd0) item = control_q == 2'd1 ? RegXontxc : RegXofftxc;
            else item = len_q >= 14'd64 ? RegGptc : 17'd0;
          end
          3'd3: begin
            item        = ordinary && len_q >= 14'd64 ? RegGotcl : 17'd0;
            item_octets = 1'b1;
          end
          3'd4: item = ordinary ? tx_size_class(len_q) : 17'd0;
          3'd5: if (ordinary) item = bcast_q ? RegBptc : (mcast_q ? RegMptc : 17'd0);
          default: item = 17'd0;
        endcase
      end else begin
        case (step_q)
          3'd0: item = RegTpr;
          3'd1: begin
            item        = RegTorl;
            item_octets = 1'b1;
          end
          3'd2: begin
            case (result_q)
              RxAccepted: item = ordinary ? RegGprc : 17'd0;
              RxCrcError: item = RegCrcerrs;
              RxRunt:     item = RegRuc;
              RxFragment: item = RegRfc;
              RxOversize: item = RegRoc;
              RxJabber:   item = RegRjc;
              RxRxError:  item = RegRxerrc;
              RxFifoFull: item = RegMpc;
              default:    item = 17'd0;
            endcase
          end
          3'd3: begin
            case (result_q)
              RxAccepted: begin
                item        = ordinary ? RegGorcl : 17'd0;
                item_octets = 1'b1;
              end
              RxRunt, RxFragment, RxOversize, RxJabber: item = RegRlec;
              default: item = 17'd0;
            endcase
          end
          3'd4: begin
            case (control_q)
              2'd1:    item = RegXonrxc;
              2'd2:    item = RegXoffrxc;
              2'd3:    item = RegFcruc;
              default: item = result_q == RxAccepted ? rx_size_class(len_q) : 17'd0;
            endcase
          end
          3'd5: begin
            if (ordinary && result_q == RxAccepted && bcast_q) item = RegBprc;
            else if (ordinary && result_q == RxAccepted && mcast_q) item = RegMprc;
          end
          default: item = 17'd0;
        endcase
      end
    end
  end

  // The adder: counting, and taking the copy away
  function automatic logic [63:0] bump(input logic [63:0] word, input logic octets,
                                       input logic [13:0] len);
    logic [64:0] sum;
    sum = {1'b0, word} + (octets ? {51'd0, len} : 65'd1);
    if (octets) bump = sum[64] ? {64{1'b1}} : sum[63:0];
    else bump = sum[32] ? 64'h0000_0000_ffff_ffff : {32'd0, sum[31:0]};
  endfunction

  assign copied = copy_valid_q && copy_addr_q == addr_q;

  always @* begin
    mem_wdata = 64'd0;
    if (state_q == StUpdate) begin
      mem_wdata = bump(word_q, octets_q, len_q);
    end else if (state_q == StAnswer && is_high && copied) begin
      mem_wdata = word_q - copy_q;
    end
  end

  // Which index is a pair, and which half
  always @* begin
    is_pair = 1'b0;
    is_high = 1'b0;
    if (re_i) begin
      case (index_i)
        RegGorcl[7:2], RegGotcl[7:2], RegTorl[7:2], RegTotl[7:2]: is_pair = 1'b1;
        RegGorch[7:2], RegGotch[7:2], RegTorh[7:2], RegToth[7:2]: begin
          is_pair = 1'b1;
          is_high = 1'b1;
        end
        default: ;
      endcase
    end
  end

  assign rx_some = rx_in_q != rx_out_q;
  assign tx_some = tx_in_q != tx_out_q;
  assign some    = rx_some || tx_some || nobuf_q != 4'd0 || {tso_done_q, tso_fail_q} != 8'd0;

  // Frames that count nothing are not queued; a full queue forgets the frame.
  assign rx_push = rx_end_i && rx_result_i != RxDisabled && rx_result_i != RxNoSfd
                   && (rx_in_q ^ rx_out_q) != (PtrBits + 1)'(QueueDepth);
  assign tx_push = tx_sent_i && (tx_in_q ^ tx_out_q) != (PtrBits + 1)'(QueueDepth);

  assign nobuf_more = {1'b0, rx_nobuf_i && counted_q == 11'd0}
                      + {1'b0, waiting_q && rx_end_i && (rx_result_i == RxAccepted || rx_kept_i)};

  // Sequencer
  always @* begin
    state_d   = state_q;
    addr_d    = addr_q;
    rx_pop    = 1'b0;
    tx_pop    = 1'b0;
    nobuf_pop = 1'b0;
    tso_pop   = 1'b0;
    mem_we    = 1'b0;
    if (awake) begin
      case (state_q)
        StClear: begin
          mem_we = 1'b1;
          addr_d = addr_q + 6'd1;
          if (addr_q == 6'd63) state_d = StIdle;
        end
        StIdle: begin
          if (re_i && !(was_read_q && some)) begin
            addr_d  = is_high ? {index_i[5:1], 1'b0} : index_i;
            state_d = StRead;
          end else if (some) begin
            rx_pop    = rx_some;
            tx_pop    = !rx_some && tx_some;
            nobuf_pop = !rx_some && !tx_some && nobuf_q != 4'd0;
            tso_pop   = !rx_some && !tx_some && nobuf_q == 4'd0;
            state_d   = StFetch;
          end
        end
        StFetch: begin
          if (item != 17'd0) begin
            addr_d  = item[7:2];
            state_d = StUpdate;
          end else if (step_q == LastStep) begin
            state_d = StIdle;
          end
        end
        StUpdate: begin
          mem_we  = 1'b1;
          state_d = StFetch;
        end
        StRead: begin
          state_d = StAnswer;
        end
        default: begin                      // StAnswer
          mem_we  = !is_pair || is_high;    // reading the low half of a pair clears nothing
          state_d = StIdle;
        end
      endcase
    end
  end

  // Single-port memory: a word is read in the clock after its address was found
  always_ff @(posedge clk_i) begin
    if (mem_we) mem[addr_q] <= mem_wdata;
    else if (state_q == StFetch || state_q == StRead) word_q <= mem[addr_d];
  end

  always_ff @(posedge clk_i) begin
    if (rx_push) rx_queue_q[rx_in_q[PtrBits-1:0]] <= {rx_control_i, rx_result_i, rx_len_i, rx_bcast_i, rx_mcast_i};
    if (tx_push) tx_queue_q[tx_in_q[PtrBits-1:0]] <= {tx_control_i, tx_len_i, tx_bcast_i, tx_mcast_i};
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StClear;
      addr_q       <= 6'd0;
      rx_in_q      <= '0;
      rx_out_q     <= '0;
      tx_in_q      <= '0;
      tx_out_q     <= '0;
      nobuf_q      <= 4'd0;
      tso_done_q   <= 4'd0;
      tso_fail_q   <= 4'd0;
      waiting_q    <= 1'b0;
      counted_q    <= 11'd0;
      copy_valid_q <= 1'b0;
      was_read_q   <= 1'b0;
    end else if (awake) begin
      state_q <= state_d;
      addr_q  <= addr_d;
      if (rx_push) rx_in_q <= rx_in_q + 1'b1;
      if (tx_push) tx_in_q <= tx_in_q + 1'b1;
      nobuf_q <= nobuf_q + {2'd0, nobuf_more} - {3'd0, nobuf_pop};
      if (tso_done_i || tso_fail_i || tso_pop) begin
        tso_done_q <= tso_done_q + {3'd0, tso_done_i} - {3'd0, tso_pop && tso_done_q != 4'd0};
        tso_fail_q <= tso_fail_q + {3'd0, tso_fail_i} - {3'd0, tso_pop && tso_done_q == 4'd0};
        // bcast_q is free then: it says which of the two.
        if (tso_pop) bcast_q <= tso_done_q != 4'd0;
      end
      if (rx_nobuf_i) waiting_q <= 1'b1;
      else if (rx_tail_we_i) waiting_q <= 1'b0;
      counted_q <= counted_q + {9'd0, nobuf_more}
                   - {10'd0, rx_stored_i && counted_q != 11'd0};
      if (rx_pop) begin
        {control_q, result_q, len_q, bcast_q, mcast_q} <= rx_queue_q[rx_out_q[PtrBits-1:0]];
        rx_out_q <= rx_out_q + 1'b1;
      end
      if (tx_pop) begin
        {control_q, len_q, bcast_q, mcast_q} <= tx_queue_q[tx_out_q[PtrBits-1:0]];
        tx_out_q <= tx_out_q + 1'b1;
      end
      if (state_q == StIdle) begin
        is_tx_q    <= tx_pop;
        is_nobuf_q <= nobuf_pop;
        is_tso_q   <= tso_pop;
        step_q     <= 3'd0;
      end
      if (state_q == StFetch) begin
        step_q     <= step_q + 3'd1;
        octets_q   <= item_octets;
        was_read_q <= 1'b0;
      end
      if (state_q == StAnswer) begin
        was_read_q <= 1'b1;
        if (is_high) copy_valid_q <= 1'b0;
        if (is_pair && !is_high) begin
          copy_q       <= word_q;
          copy_addr_q  <= addr_q;
          copy_valid_q <= 1'b1;
        end
      end
    end
  end

  assign ack_o   = state_q == StAnswer;
  assign rdata_o = !is_high ? word_q[31:0]
                   : copied ? copy_q[63:32] : word_q[63:32];
  assign busy_o  = state_q != StIdle || some;
  assign awake   = busy_o || rx_end_i || tx_sent_i || rx_nobuf_i || re_i || rx_tail_we_i
                   || rx_stored_i || tso_done_i || tso_fail_i;

endmodule

`default_nettype wire
