// SPDX-License-Identifier: MIT
//
// GMII transmit: preamble, frame, padding, FCS and the gap to the next frame.
//
// 8254x SDM 13.4.33 (TCTL.EN, PSP), 13.4.34 (TIPG.IPGT), 3.3.3.1 (IFCS).
//
// Full duplex: carrier sense and collision do not matter (IEEE 802.3, 4.1.1).
// The packet buffer holds whole frames, so a frame cannot run dry.
//
// Padding: with PSP a frame below 60 bytes is filled with zeros, to 64 with its
// FCS. Only where the FCS is inserted as well: the manual wants IFCS set for short
// packets under PSP, and padding behind a FCS of software's would spoil it.
//
// A frame of the card's own (PAUSE) goes before those in the packet buffer, and also
// while these are held by tx_off_i. In loopback the frame leaves at loop_dv_o instead of
// gmii_tx_en_o; loop_i changes only while idle_o.
//
// Gap: IPGT + IpgOverhead clocks without gmii_tx_en_o. The manual gives four
// clocks of the MAC's own on 1000BASE-T; so 8, which Linux programs, makes the
// 96 bit times of the standard, and 10, which the manual recommends to be safe
// "under all synchronization conditions", makes 112.
//
// Parameters:
//   IpgOverhead  clocks of gap besides TIPG.IPGT, 2..15
`default_nettype none

module gmii_tx #(
  parameter int IpgOverhead = 4
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        cfg_tx_en_i,   // at the start of a frame
  input  wire logic        tx_off_i,      // at the start of one from the packet buffer
  input  wire logic        loop_i,
  input  wire logic        cfg_psp_i,     // at the start of a frame
  input  wire logic [9:0]  cfg_ipgt_i,    // at the end of a frame

  // Packet buffer; the header is {IFCS, bytes}
  input  wire logic        buf_valid_i,
  output logic             buf_ready_o,
  input  wire logic [63:0] buf_data_i,
  input  wire logic [16:0] buf_head_i,

  // A frame of the card's own, 60 bytes; padding and FCS follow
  input  wire logic        own_valid_i,
  output logic             own_start_o,   // it is begun
  output logic             own_begin_o,   // its first clock, from registers
  output logic             own_ready_o,
  input  wire logic [63:0] own_data_i,

  output logic      [7:0]  gmii_txd_o,
  output logic             gmii_tx_en_o,
  output logic             gmii_tx_er_o,
  output logic             loop_dv_o,

  output logic             tx_sent_o,         // with the last byte
  output logic             tx_sent_own_o,     // it was the card's own
  output logic      [13:0] tx_sent_len_o,     // with the FCS, saturating
  output logic             tx_sent_bcast_o,
  output logic             tx_sent_mcast_o,   // group address other than broadcast

  output logic             idle_o,            // between frames
  output logic             busy_o             // moves by itself
);

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (IpgOverhead < 2 || IpgOverhead > 15) begin
      $fatal(1, "IpgOverhead must be in 2..15 (instance %m)");
    end
  end
`endif

  localparam logic [7:0]  Preamble = 8'h55;
  localparam logic [7:0]  Sfd      = 8'hd5;
  localparam logic [15:0] MinData  = 16'd60;     // without FCS
  localparam logic [16:0] TopLen   = 17'd16383;  // what tx_sent_len_o can say
  localparam logic [16:0] OwnHead  = {1'b1, MinData};

  typedef enum logic [2:0] {
    StIdle,      // wait for a frame
    StPreamble,  // seven times 0x55 and the start frame delimiter
    StData,      // the frame as it came from the DMA
    StPad,       // zeros up to the minimum
    StFcs,       // four bytes of frame check sequence
    StGap        // keep the wire quiet
  } state_e;

  state_e      state_q, state_d;
  logic [2:0]  cnt_q;            // byte of the preamble, the word, the FCS
  logic [15:0] left_q;           // bytes of the frame, then of the gap, to go
  logic [5:0]  pad_q;            // bytes of padding to go
  logic        ifcs_q;
  logic [63:0] word_q;
  logic [31:0] crc_q, crc_next;
  logic [7:0]  txd_q, txd_d;
  logic        en_q, loop_en_q, sent_q;
  logic        own_q;            // the frame is the card's own
  logic [16:0] next_head;
  logic [63:0] next_data;
  logic [13:0] len_q;
  logic        bcast_q, mcast_q;

  logic        start, done;      // a frame begins, its last byte leaves
  logic        load;             // the next word is taken from the packet buffer
  logic        data_end;         // the last byte of the frame as the DMA gave it
  logic        sum;              // the byte counts for the FCS
  logic        waits;            // there is a frame that may begin

  assign gmii_txd_o      = txd_q;
  assign gmii_tx_en_o    = en_q;
  assign gmii_tx_er_o    = 1'b0;
  assign loop_dv_o       = loop_en_q;
  assign tx_sent_o       = sent_q;
  assign tx_sent_own_o   = own_q;
  assign tx_sent_len_o   = len_q;
  assign tx_sent_bcast_o = bcast_q;
  assign tx_sent_mcast_o = mcast_q;
  assign buf_ready_o     = load && !own_q;
  assign own_ready_o     = load && own_q;
  assign own_start_o     = start && own_valid_i;
  assign own_begin_o     = own_q && state_q == StPreamble && cnt_q == 3'd0;
  assign idle_o          = state_q == StIdle;
  assign busy_o          = state_q != StIdle || waits;

  assign waits = cfg_tx_en_i && (own_valid_i || (buf_valid_i && !tx_off_i));
  assign sum   = state_q == StData || state_q == StPad;

  // Whose frame it is, is known before it begins and as long as it lasts.
  always @* begin
    next_head = buf_head_i;
    next_data = buf_data_i;
    if (state_q == StIdle ? own_valid_i : own_q) begin
      next_head = OwnHead;
      next_data = own_data_i;
    end
  end

  // Bytes of padding that a frame needs.
  function automatic logic [5:0] padding(input logic [16:0] head, input logic psp);
    padding = (head[16] && psp && head[15:0] < MinData) ? 6'(MinData - head[15:0]) : '0;
  endfunction

  // What tx_sent_len_o says of it.
  function automatic logic [13:0] total(input logic [16:0] head, input logic psp);
    logic [16:0] n;
    n = {1'b0, head[15:0]} + 17'(padding(head, psp)) + (head[16] ? 17'd4 : 17'd0);
    total = (n > TopLen) ? TopLen[13:0] : n[13:0];
  endfunction

  eth_crc u_crc (
    .en_i   (sum),
    .crc_i  (crc_q),
    .data_i (word_q[7:0]),
    .crc_o  (crc_next)
  );

  always_comb begin
    state_d  = state_q;
    start    = 1'b0;
    done     = 1'b0;
    load     = 1'b0;
    data_end = 1'b0;
    txd_d    = 8'h00;

    case (state_q)
      StIdle: begin
        if (waits) begin
          start   = 1'b1;
          state_d = StPreamble;
        end
      end

      StPreamble: begin
        txd_d = Preamble;
        if (cnt_q == 3'd7) begin
          txd_d   = Sfd;
          load    = 1'b1;
          state_d = StData;
        end
      end

      StData: begin
        txd_d = word_q[7:0];
        if (left_q == 16'd1) begin
          data_end = 1'b1;
          if (pad_q != '0) begin
            state_d = StPad;
          end else if (ifcs_q) begin
            state_d = StFcs;
          end else begin
            done    = 1'b1;
            state_d = StGap;
          end
        end else if (cnt_q == 3'd7) begin
          load = 1'b1;
        end
      end

      StPad: begin
        if (pad_q == 6'd1) begin
          state_d = StFcs;
        end
      end

      StFcs: begin
        txd_d = ~crc_q[7:0];
        if (cnt_q == 3'd3) begin
          done    = 1'b1;
          state_d = StGap;
        end
      end

      StGap: begin
        // The last clock of the gap is the one in StIdle.
        if (left_q == 16'd1) begin
          state_d = StIdle;
        end
      end

      default: state_d = StIdle;
    endcase
  end

  // One enable for all: between frames nothing here changes. The pins are quiet
  // from the first clock of StGap on.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      txd_q   <= '0;
      en_q    <= 1'b0;
      loop_en_q <= 1'b0;
      own_q   <= 1'b0;
      sent_q  <= 1'b0;
      cnt_q   <= '0;
      left_q  <= '0;
      pad_q   <= '0;
      ifcs_q  <= 1'b0;
      word_q  <= '0;
      crc_q   <= '1;
      len_q   <= '0;
      bcast_q <= 1'b0;
      mcast_q <= 1'b0;
    end else if (busy_o) begin
      state_q <= state_d;
      txd_q   <= txd_d;
      en_q    <= state_q != StIdle && state_q != StGap && !loop_i;
      loop_en_q <= state_q != StIdle && state_q != StGap && loop_i;
      sent_q  <= done;
      cnt_q   <= data_end ? '0 : cnt_q + 1'b1;
      if (state_q != StPreamble) begin
        left_q <= left_q - 1'b1;
      end
      if (load) begin
        word_q <= next_data;
      end else begin
        word_q <= {8'h00, word_q[63:8]};
      end
      if (data_end) begin
        word_q <= '0;                // what comes after the last byte is padding
      end
      if (sum) begin
        crc_q <= crc_next;
      end
      if (state_q == StPad) begin
        pad_q <= pad_q - 1'b1;
        cnt_q <= '0;
      end
      if (state_q == StFcs) begin
        crc_q <= {8'h00, crc_q[31:8]};
      end
      if (done) begin
        left_q <= 16'(cfg_ipgt_i) + 16'(IpgOverhead - 1);
      end
      if (start) begin
        cnt_q   <= '0;
        left_q  <= next_head[15:0];
        pad_q   <= padding(next_head, cfg_psp_i);
        ifcs_q  <= next_head[16];
        own_q   <= own_valid_i;
        crc_q   <= '1;
        len_q   <= total(next_head, cfg_psp_i);
        bcast_q <= next_head[15:0] >= 16'd6 && (&next_data[47:0]);
        mcast_q <= next_head[15:0] >= 16'd6 && next_data[0] && !(&next_data[47:0]);
      end
    end
  end

endmodule

`default_nettype wire
