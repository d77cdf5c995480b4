// SPDX-License-Identifier: MIT
//
// Says what becomes of each transmit descriptor: which pieces of data form which frames.
//
// 8254x SDM 3.3.3 (legacy), 3.3.6 (context), 3.3.7 (data descriptors), 3.5 (TCP
// segmentation), 9.2.1 (VLAN tags).
//
//   dma_tx_read -- info --> this ----- pieces ----> dma_tx_pack --> frames
//        \                   | ^                        ^   |
//         \                  | +--- header store <------|---+
//          +-- data words ---+------- words ------------+
//
// A legacy descriptor, and a data descriptor without TSE, is one piece. There are two
// contexts, told apart by TUCMD.TSE; each stays until it is written again. A packet works
// with what was in them when its first descriptor came, so that nothing changes under it.
//
// Segmentation: the first HDRLEN bytes of the packet go to the header store. Then, for each
// MSS bytes of the rest: edit the stored header, send it, send the bytes. What is edited, a
// byte a clock (SDM 3.5.9): the IP length, the identification (+1 but for the first frame),
// the TCP sequence number (+MSS) and FIN and PSH (in the last frame only), the UDP length.
// With neither TUCMD.IP nor TCP the header stays as it is (SDM 3.3.6.1 note 2). A byte
// beyond HDRLEN is not edited, wherever the context's offsets point.
//
// PAYLEN says when the last frame begins, EOP when the packet ends. If EOP comes first, the
// frame ends there; what comes when PAYLEN is used up is read and thrown away. Both count as
// failed, as does MSS 0, of which nothing is sent.
//
// A descriptor counts as processed when its data was packed (SDM 3.4, "already loaded in the
// output FIFO").
//
// No parameters.
`default_nettype none

module tx_segment (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        cfg_vme_i,       // CTRL.VME

  // Descriptors and their data, from dma_tx_read
  input  wire logic        info_valid_i,
  input  wire logic [63:0] info_addr_i,
  input  wire logic [63:0] info_ctl_i,      // bit 32: there is no data
  output logic             info_pop_o,
  input  wire logic        word_valid_i,
  input  wire logic [63:0] word_i,
  output logic             word_pop_o,

  // Pieces, to dma_tx_pack; see there
  output logic             piece_valid_o,
  output logic      [19:0] piece_len_o,
  output logic      [2:0]  piece_offset_o,
  output logic             piece_keep_o,
  output logic             piece_end_o,
  output logic             piece_store_o,
  output logic      [18:0] piece_tag_o,     // {the packet's first frame, VLAN tag wanted,
                                            // tag, IFCS}
  input  wire logic        piece_pop_i,
  input  wire logic        piece_done_i,
  output logic             piece_word_valid_o,
  output logic      [63:0] piece_word_o,
  input  wire logic        piece_word_pop_i,
  input  wire logic        store_we_i,
  input  wire logic [63:0] store_data_i,
  input  wire logic        empty_i,         // a frame ended without a byte
  input  wire logic        drained_i,       // no word of the packet before is under way

  // What tx_checksum is to do; stands still from a packet's first word to its last
  output logic             sum_ip_o,
  output logic             sum_tu_o,
  output logic             insert_tu_o,     // with the last word
  output logic      [63:0] offsets_o,       // as in the context descriptor's first half
  output logic      [15:0] tu_add_o,        // with the first word: belongs to the TCP/UDP sum

  // Ring and events
  output logic             done_o,          // pulse: a descriptor is processed
  output logic             rs_o,            // with done_o: its RS
  output logic             ide_o,           // with done_o: its IDE
  output logic             bad_o,           // pulse: nothing to send, or an unknown type
  output logic             lost_o,          // with bad_o: there was data
  output logic             tso_done_o,      // pulse: a segmentation has sent all its payload
  output logic             tso_fail_o,      // pulse: it has not
  output logic             idle_o           // nothing moves
);

  typedef enum logic [2:0] {
    StIdle,   // wait for a descriptor
    StPlain,  // the packer takes it as it is
    StSkip,   // it has no data: a context, or an unknown type
    StSplit,  // segmentation: what is the next piece of the descriptor
    StEdit,   // a segment begins: change the stored header, a byte a clock
    StHead,   // the header is the next piece
    StPiece,  // offer the piece to the packer
    StWait    // until it is packed
  } state_e;

  localparam logic [3:0] LastTcp = 4'd8, LastUdp = 4'd5;  // steps of StEdit

  logic [63:0] store_mem [0:31];

  state_e      state_q, state_d;
  logic        active;

  // The two contexts
  logic [63:0] plain_offsets_q, tso_offsets_q;
  logic [15:0] tso_mss_q;
  logic [7:0]  tso_hdrlen_q;
  logic [19:0] tso_paylen_q;
  logic        tso_tcp_q, tso_ip_q;

  // The descriptor
  logic        is_context, is_data, is_first, is_tso;
  logic [19:0] length;
  logic [17:0] tag;
  logic        take;
  logic        rs_q, ide_q, eop_q, unknown_q;

  // The packet
  logic        mid_q, tso_q, legacy_q;
  logic        sum_ip_q, sum_tu_q, insert_tu_q;
  logic [63:0] offsets_q;
  logic [17:0] tag_q;
  logic [15:0] mss_q;
  logic [7:0]  hdrlen_q;
  logic        tcp_q, ip_q;
  logic        sent_q, sent_d;         // a segment was begun
  logic        first_q;                // this one is the packet's first
  logic        some_q;                 // there was data
  logic        fail_q, fail_d;         // something of the packet is not sent
  logic        drop_q, drop_d;         // throw away what is left of it
  logic [7:0]  hdr_left_q, hdr_left_d; // of the header, not yet here
  logic [19:0] pay_left_q, pay_left_d; // of PAYLEN, not yet in a segment
  logic [15:0] seg_len_q, seg_len_d;   // of the segment
  logic [15:0] seg_left_q, seg_left_d; // of the segment, still to send
  logic [1:0]  flags_q;                // PSH and FIN of the prototype

  // The descriptor's rest and the piece
  logic [19:0] left_q, left_d;
  logic [2:0]  offset_q, offset_d;
  logic [19:0] len_q, len_d;
  logic        keep_q, keep_d, end_q, end_d, store_q, store_d, head_q, head_d;
  logic        finish;                 // the descriptor is used up
  logic        ended;                  // and was its packet's last
  logic        from_store;             // the piece is the stored header
  logic [4:0]  store_wr_q, store_rd_q;

  // Editing
  logic [3:0]  step_q;
  logic        carry_q, carry;
  logic [8:0]  at;
  logic [7:0]  was, now;
  logic [7:0]  inc;
  logic        edit_we, edit_last;
  logic [63:0] edited;                 // the word that the byte is in
  logic [15:0] frame_len;
  logic [15:0] ip_len, tu_len;

  assign offsets_o   = offsets_q;
  assign sum_ip_o    = sum_ip_q;
  assign sum_tu_o    = sum_tu_q;
  assign insert_tu_o = insert_tu_q;
  assign rs_o        = rs_q;
  assign ide_o       = ide_q;
  assign active      = state_q != StIdle || info_valid_i;
  assign idle_o      = !active;

  // What kind of descriptor is it? A packet's first decides whether it is segmented.
  always @* begin
    is_context = 1'b0;
    is_data    = 1'b0;
    is_first   = 1'b0;
    is_tso     = 1'b0;
    length     = 20'd0;
    tag        = 18'd0;
    if (state_q == StIdle && info_valid_i) begin
      is_context = info_ctl_i[29] && info_ctl_i[23:20] == 4'd0;
      is_data    = !info_ctl_i[29] || info_ctl_i[23:20] == 4'd1;
      is_first   = is_data && !mid_q;
      is_tso     = is_data && (mid_q ? tso_q : info_ctl_i[29] && info_ctl_i[26]);
      tag        = {info_ctl_i[30] && cfg_vme_i, info_ctl_i[63:48], info_ctl_i[25]};
      if (!info_ctl_i[32]) length = {info_ctl_i[29] ? info_ctl_i[19:16] : 4'd0,
                                     info_ctl_i[15:0]};
    end
  end

  // The packer takes a plain one. What changes with a packet waits until the one before is
  // gone.
  assign take       = is_context || (state_q == StIdle && info_valid_i && !is_data) ||
                      (is_tso && (mid_q || drained_i)) || (is_data && !is_tso && piece_pop_i);
  assign info_pop_o = take;

  // Pieces: the plain descriptor itself, or what was split off.
  always @* begin
    piece_valid_o  = 1'b0;
    piece_len_o    = 20'd0;
    piece_offset_o = 3'd0;
    piece_keep_o   = 1'b0;
    piece_end_o    = 1'b0;
    piece_store_o  = 1'b0;
    piece_tag_o    = 19'd0;
    if (state_q == StIdle) begin
      piece_valid_o = is_data && !is_tso && (mid_q || drained_i);
      if (piece_valid_o) begin
        piece_len_o    = length;
        piece_offset_o = info_addr_i[2:0];
        piece_end_o    = info_ctl_i[24];
        piece_tag_o    = {1'b1, tag};
      end
    end else if (state_q == StPiece) begin
      piece_valid_o  = 1'b1;
      piece_len_o    = len_q;
      piece_offset_o = head_q ? 3'd0 : offset_q;
      piece_keep_o   = keep_q;
      piece_end_o    = end_q;
      piece_store_o  = store_q;
      piece_tag_o    = {first_q, tag_q};
    end
  end

  // Words for the packer, and apart from them what hangs on its answer: in one block the two
  // would wake each other for ever, in a simulator that sees each step of a block.
  assign from_store = state_q == StWait && head_q;
  assign word_pop_o = piece_word_pop_i && !from_store;
  always @* begin
    piece_word_valid_o = word_valid_i;
    piece_word_o       = word_i;
    if (from_store) begin
      piece_word_valid_o = 1'b1;
      piece_word_o       = store_mem[store_rd_q];
    end
  end

  // Segmentation
  always @* begin
    state_d    = StIdle;
    left_d     = 20'd0;
    offset_d   = 3'd0;
    hdr_left_d = 8'd0;
    pay_left_d = 20'd0;
    seg_len_d  = 16'd0;
    seg_left_d = 16'd0;
    sent_d     = 1'b0;
    fail_d     = 1'b0;
    drop_d     = 1'b0;
    len_d      = 20'd0;
    keep_d     = 1'b0;
    end_d      = 1'b0;
    store_d    = 1'b0;
    head_d     = 1'b0;
    finish     = 1'b0;
    done_o     = 1'b0;
    bad_o      = 1'b0;
    lost_o     = 1'b0;
    if (active) begin
      state_d    = state_q;
      left_d     = left_q;
      offset_d   = offset_q;
      hdr_left_d = hdr_left_q;
      pay_left_d = pay_left_q;
      seg_len_d  = seg_len_q;
      seg_left_d = seg_left_q;
      sent_d     = sent_q;
      fail_d     = fail_q;
      drop_d     = drop_q;
      len_d      = len_q;
      keep_d     = keep_q;
      end_d      = end_q;
      store_d    = store_q;
      head_d     = head_q;
      case (state_q)
        StIdle: begin
          if (take) begin
            state_d = StPlain;
            if (!is_data) state_d = StSkip;
            if (is_tso) begin
              state_d  = StSplit;
              left_d   = length;
              offset_d = info_addr_i[2:0];
              if (is_first) begin
                hdr_left_d = tso_hdrlen_q;
                pay_left_d = tso_paylen_q;
                seg_left_d = 16'd0;
                sent_d     = 1'b0;
                drop_d     = tso_mss_q == 16'd0;
                fail_d     = tso_mss_q == 16'd0;
              end
            end
          end
        end

        StPlain: begin
          done_o = piece_done_i;
          bad_o  = empty_i;
          if (piece_done_i) state_d = StIdle;
        end

        StSkip: begin
          done_o  = 1'b1;
          bad_o   = unknown_q;
          state_d = StIdle;
        end

        StSplit: begin
          len_d   = left_q;
          store_d = 1'b1;
          end_d   = 1'b1;
          head_d  = 1'b0;
          state_d = StPiece;
          if (drop_q) begin
            finish = left_q == 20'd0;
          end else if (hdr_left_q != 8'd0) begin
            if ({12'd0, hdr_left_q} <= left_q) begin
              len_d = {12'd0, hdr_left_q};
            end else begin
              // The header goes on in the next descriptor, or nowhere.
              end_d  = eop_q;
              drop_d = eop_q;
              fail_d = eop_q;
              finish = left_q == 20'd0 && !eop_q;
            end
          end else if (seg_left_q != 16'd0) begin
            store_d = 1'b0;
            if ({4'd0, seg_left_q} <= left_q) begin
              len_d = {4'd0, seg_left_q};
            end else begin
              end_d  = eop_q;
              drop_d = eop_q;
              fail_d = eop_q;
              finish = left_q == 20'd0 && !eop_q;
            end
          end else if (left_q == 20'd0 && (!eop_q || pay_left_q != 20'd0 || sent_q ||
                                           hdrlen_q == 8'd0)) begin
            finish = 1'b1;
          end else if (left_q != 20'd0 && pay_left_q == 20'd0) begin
            drop_d  = 1'b1;
            fail_d  = 1'b1;
            state_d = StSplit;
          end else if (!drained_i) begin
            state_d = StSplit;
          end else begin
            seg_len_d = mss_q;
            if (pay_left_q < {4'd0, mss_q}) seg_len_d = pay_left_q[15:0];
            seg_left_d = seg_len_d;
            pay_left_d = pay_left_q - {4'd0, seg_len_d};
            state_d    = StHead;
            if (tcp_q || ip_q) state_d = StEdit;
          end
          keep_d = len_d != left_q;
          if (finish) begin
            done_o  = 1'b1;
            bad_o   = eop_q && !sent_q;
            lost_o  = bad_o && some_q;
            state_d = StIdle;
          end
        end

        StEdit: begin
          if (edit_last) state_d = StHead;
        end

        StHead: begin
          len_d   = {12'd0, hdrlen_q};
          keep_d  = 1'b0;
          end_d   = seg_left_q == 16'd0;
          store_d = 1'b0;
          head_d  = 1'b1;
          sent_d  = 1'b1;
          state_d = StPiece;
          if (hdrlen_q == 8'd0) state_d = StSplit;
        end

        StPiece: begin
          if (piece_pop_i) begin
            state_d = StWait;
            if (!head_q) begin
              left_d   = left_q - len_q;
              offset_d = offset_q + len_q[2:0];
              if (!drop_q && store_q) hdr_left_d = hdr_left_q - len_q[7:0];
              if (!store_q) seg_left_d = seg_left_q - len_q[15:0];
            end
          end
        end

        default: begin
          if (piece_done_i) state_d = StSplit;
        end
      endcase
    end
  end

  // A packet that ends has sent everything, or not.
  assign ended      = finish && eop_q;
  assign tso_fail_o = ended && (fail_q || !sent_q || pay_left_q != 20'd0);
  assign tso_done_o = ended && !tso_fail_o;

  // One byte of the stored header. Lengths count from the IP or UDP header's first byte to
  // the frame's last; that of IPv6 leaves its own header out (RFC 8200, 3).
  always @* begin
    frame_len = 16'd0;
    ip_len    = 16'd0;
    tu_len    = 16'd0;
    at        = 9'd0;
    was       = 8'd0;
    now       = 8'd0;
    inc       = 8'd0;
    carry     = 1'b0;
    edit_we   = 1'b0;
    edit_last = 1'b0;
    edited    = 64'd0;
    if (state_q == StEdit || state_q == StHead) begin
      frame_len = {8'd0, hdrlen_q} + seg_len_q;
      tu_len    = frame_len - {8'd0, offsets_q[39:32]};
    end
    if (state_q == StEdit) begin
      ip_len = frame_len - {8'd0, offsets_q[7:0]} - (ip_q ? 16'd0 : 16'd40);
      case (step_q)
        4'd0:    at = {1'b0, offsets_q[7:0]} + (ip_q ? 9'd3 : 9'd5);
        4'd1:    at = {1'b0, offsets_q[7:0]} + (ip_q ? 9'd2 : 9'd4);
        4'd2:    at = {1'b0, offsets_q[7:0]} + 9'd5;
        4'd3:    at = {1'b0, offsets_q[7:0]} + 9'd4;
        4'd4:    at = {1'b0, offsets_q[39:32]} + (tcp_q ? 9'd7 : 9'd5);
        4'd5:    at = {1'b0, offsets_q[39:32]} + (tcp_q ? 9'd6 : 9'd4);
        4'd6:    at = {1'b0, offsets_q[39:32]} + 9'd5;
        4'd7:    at = {1'b0, offsets_q[39:32]} + 9'd4;
        default: at = {1'b0, offsets_q[39:32]} + 9'd13;
      endcase
      was = 8'(store_mem[at[7:3]] >> {at[2:0], 3'b000});
      case (step_q)
        4'd2:    inc = 8'd1;
        4'd4:    inc = mss_q[7:0];
        4'd5:    inc = mss_q[15:8];
        default: inc = 8'd0;
      endcase
      if (!sent_q) inc = 8'd0;
      {carry, now} = {1'b0, was} + {1'b0, inc} + {8'd0, carry_q};
      edit_we   = at < {1'b0, hdrlen_q};
      edit_last = step_q == (tcp_q ? LastTcp : LastUdp);
      case (step_q)
        4'd0: now = ip_len[7:0];
        4'd1: now = ip_len[15:8];
        4'd2, 4'd3: if (!ip_q) edit_we = 1'b0;
        4'd4: if (!tcp_q) now = tu_len[7:0];
        4'd5: if (!tcp_q) now = tu_len[15:8];
        4'd8: begin
          now = {was[7:4], 1'b0, was[2:1], 1'b0};
          if (pay_left_q == 20'd0) begin
            now[3] = sent_q ? flags_q[1] : was[3];
            now[0] = sent_q ? flags_q[0] : was[0];
          end
        end
        default: ;
      endcase
      // A sum goes on from its lower byte to the next, if that byte is one of the header.
      if (!edit_we || step_q < 4'd2 || step_q == 4'd3 || step_q > 4'd6 ||
          (!tcp_q && step_q > 4'd2)) carry = 1'b0;
      edited = (store_mem[at[7:3]] & ~(64'hff << {at[2:0], 3'b000}))
               | ({56'd0, now} << {at[2:0], 3'b000});
    end
  end

  // The descriptor, and the packet with its first
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rs_q        <= 1'b0;
      ide_q       <= 1'b0;
      eop_q       <= 1'b0;
      unknown_q   <= 1'b0;
      mid_q       <= 1'b0;
      tso_q       <= 1'b0;
      legacy_q    <= 1'b0;
      sum_ip_q    <= 1'b0;
      sum_tu_q    <= 1'b0;
      insert_tu_q <= 1'b0;
      offsets_q   <= 64'd0;
      tag_q       <= 18'd0;
      mss_q       <= 16'd0;
      hdrlen_q    <= 8'd0;
      tcp_q       <= 1'b0;
      ip_q        <= 1'b0;
    end else if (take) begin
      rs_q      <= info_ctl_i[27];
      ide_q     <= info_ctl_i[31];
      eop_q     <= is_data && info_ctl_i[24];
      unknown_q <= !is_data && !is_context;
      if (is_data) mid_q <= !info_ctl_i[24];
      if (is_first) begin
        tso_q       <= is_tso;
        legacy_q    <= !info_ctl_i[29];
        sum_ip_q    <= info_ctl_i[29] && info_ctl_i[40];
        sum_tu_q    <= info_ctl_i[29] ? info_ctl_i[41] : info_ctl_i[26] || !info_ctl_i[24];
        insert_tu_q <= info_ctl_i[29] ? info_ctl_i[41] : info_ctl_i[26];
        offsets_q   <= is_tso ? tso_offsets_q : plain_offsets_q;
        if (!info_ctl_i[29]) begin
          offsets_q <= {16'd0, info_ctl_i[23:16], info_ctl_i[47:40], 32'd0};
        end
        if (is_tso) begin
          tag_q    <= tag;
          mss_q    <= tso_mss_q;
          hdrlen_q <= tso_hdrlen_q;
          tcp_q    <= tso_tcp_q;
          ip_q     <= tso_ip_q;
        end
      end else if (is_data && legacy_q) begin
        // CSS counts in a legacy packet's first descriptor, IC and CSO in the last.
        insert_tu_q      <= !info_ctl_i[29] && info_ctl_i[26];
        offsets_q[47:40] <= info_ctl_i[23:16];
      end
    end
  end

  // The contexts (SDM 3.3.6): TUCMD's TCP and IP count with TSE only.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      plain_offsets_q <= 64'd0;
      tso_offsets_q   <= 64'd0;
      tso_mss_q       <= 16'd0;
      tso_hdrlen_q    <= 8'd0;
      tso_paylen_q    <= 20'd0;
      tso_tcp_q       <= 1'b0;
      tso_ip_q        <= 1'b0;
    end else if (is_context) begin
      if (info_ctl_i[26]) begin
        tso_offsets_q <= info_addr_i;
        tso_mss_q     <= info_ctl_i[63:48];
        tso_hdrlen_q  <= info_ctl_i[47:40];
        tso_paylen_q  <= info_ctl_i[19:0];
        tso_tcp_q     <= info_ctl_i[24];
        tso_ip_q      <= info_ctl_i[25];
      end else begin
        plain_offsets_q <= info_addr_i;
      end
    end
  end

  // The segmentation
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q    <= StIdle;
      left_q     <= 20'd0;
      offset_q   <= 3'd0;
      hdr_left_q <= 8'd0;
      pay_left_q <= 20'd0;
      seg_len_q  <= 16'd0;
      seg_left_q <= 16'd0;
      sent_q     <= 1'b0;
      first_q    <= 1'b0;
      some_q     <= 1'b0;
      fail_q     <= 1'b0;
      drop_q     <= 1'b0;
      len_q      <= 20'd0;
      keep_q     <= 1'b0;
      end_q      <= 1'b0;
      store_q    <= 1'b0;
      head_q     <= 1'b0;
      step_q     <= 4'd0;
      carry_q    <= 1'b0;
      flags_q    <= 2'b00;
      tu_add_o   <= 16'd0;
      store_wr_q <= 5'd0;
      store_rd_q <= 5'd0;
    end else if (active) begin
      state_q    <= state_d;
      left_q     <= left_d;
      offset_q   <= offset_d;
      hdr_left_q <= hdr_left_d;
      pay_left_q <= pay_left_d;
      seg_len_q  <= seg_len_d;
      seg_left_q <= seg_left_d;
      sent_q     <= sent_d;
      fail_q     <= fail_d;
      drop_q     <= drop_d;
      len_q      <= len_d;
      keep_q     <= keep_d;
      end_q      <= end_d;
      store_q    <= store_d;
      head_q     <= head_d;
      // A register is read above the line that writes it: a model then needs no copy of it.
      if (state_q == StEdit) begin
        if (step_q == LastTcp && !sent_q) flags_q <= {was[3], was[0]};
        step_q  <= edit_last ? 4'd0 : step_q + 4'd1;
        carry_q <= carry;
      end
      if (state_q == StHead) begin
        tu_add_o <= (tcp_q || ip_q) ? tu_len : 16'd0;
        first_q  <= !sent_q;
      end
      if (take && is_data) some_q <= length != 20'd0 || (some_q && !is_first);
      if (take && is_first) tu_add_o <= 16'd0;
      if (store_we_i || (take && is_first)) begin
        store_wr_q <= (take && is_first) ? 5'd0 : store_wr_q + 5'd1;
      end
      if (state_q == StPiece || (from_store && piece_word_pop_i)) begin
        store_rd_q <= state_q == StPiece ? 5'd0 : store_rd_q + 5'd1;
      end
    end
  end

  // store_mem; what is thrown away passes by it
  always_ff @(posedge clk_i) begin
    if (store_we_i ? !drop_q : edit_we) begin
      store_mem[store_we_i ? store_wr_q : at[7:3]] <= store_we_i ? store_data_i : edited;
    end
  end

  // RPS is for half duplex in another of the family (SDM 3.3.3.1); status is the card's.
  logic unused;
  assign unused = &{1'b0, info_ctl_i[39:33], info_ctl_i[28]};

endmodule

`default_nettype wire
