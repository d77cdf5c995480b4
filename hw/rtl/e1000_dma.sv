// SPDX-License-Identifier: MIT
//
// Moves frames between the packet buffers and host memory by way of descriptor rings.
//
// 8254x SDM chapter 3 (receive and transmit description), 13.4.24-13.4.46 (registers).
//
//              +--------- dma_axi_read ----------+          +--- dma_axi_write ---+
//     AR/R <---| rx fetch   tx fetch    tx data  |  AW/W <--| rx data  write-backs|
//              +----+----------+-----------+-----+          +----+---------+------+
//                dma_ring   dma_ring   dma_tx_read            dma_rx    dma_ring
//                (receive)  (transmit)     |                     ^
//                   |          |      tx_segment                 +--- MAC
//                   +-> dma_rx |      dma_tx_pack --> MAC
//                              |      tx_checksum --> MAC
//                              +-> dma_tx_read
//
// Combinational blocks of the DMA are always @*, not always_comb: Icarus 11 wakes the latter
// on what they write themselves, and a block with intermediate values then never rests.
//
// No parameters.
`default_nettype none

module e1000_dma (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        halt_i,           // finish what is outstanding, begin nothing
  output logic             halted_o,

  // Receive registers
  input  wire logic        rx_en_i,
  input  wire logic [63:0] rx_base_i,
  input  wire logic [19:0] rx_len_i,
  input  wire logic [15:0] rx_tail_i,
  input  wire logic        rx_tail_we_i,
  input  wire logic        rx_head_we_i,
  input  wire logic [15:0] rx_head_wdata_i,
  output logic      [15:0] rx_head_o,
  input  wire logic [14:0] rx_buf_bytes_i,   // 256..16384, a multiple of 8
  input  wire logic [1:0]  rx_rdmts_i,
  input  wire logic [5:0]  rx_pthresh_i,
  input  wire logic [5:0]  rx_hthresh_i,
  input  wire logic [5:0]  rx_wthresh_i,
  input  wire logic        rx_gran_i,
  input  wire logic [11:0] rx_srpd_i,        // RSRPD.SIZE; 0: nothing is small

  // Transmit registers
  input  wire logic        tx_en_i,
  input  wire logic [63:0] tx_base_i,
  input  wire logic [19:0] tx_len_i,
  input  wire logic [15:0] tx_tail_i,
  input  wire logic        tx_tail_we_i,
  input  wire logic        tx_head_we_i,
  input  wire logic [15:0] tx_head_wdata_i,
  output logic      [15:0] tx_head_o,
  input  wire logic [5:0]  tx_pthresh_i,
  input  wire logic [5:0]  tx_hthresh_i,
  input  wire logic [5:0]  tx_wthresh_i,
  input  wire logic        tx_gran_i,
  input  wire logic [6:0]  tx_lwthresh_i,
  input  wire logic        tx_vme_i,         // CTRL.VME

  // Write back all processed descriptors now
  input  wire logic        rx_flush_i,
  output logic             rx_flushed_o,
  input  wire logic        tx_flush_i,
  output logic             tx_flushed_o,

  // Events; pulses but for rx_wb_pending_o
  output logic             rx_stored_o,      // a frame's data is completely written
  output logic             rx_small_o,       // with it: it is no longer than rx_srpd_i
  output logic             rx_wb_o,          // receive descriptors were written back
  output logic             rx_wb_pending_o,  // processed ones wait for write-back
  output logic             rx_rdmt_o,        // RXDMT0: the free ones fell to the threshold
  output logic             rx_nobuf_o,       // a frame waits, there is no descriptor
  output logic             tx_wb_o,          // a descriptor with RS without IDE was written
  output logic             tx_wb_ide_o,      // one with RS and IDE was; see below
  output logic             tx_qe_o,          // TXQE: head reached tail
  output logic             tx_low_o,         // TXD_LOW: fell to 8 * LWTHRESH
  output logic             tx_baddesc_o,     // a packet ended without anything to send, or
                                             // a descriptor was of no known type
  output logic             tx_lost_o,        // with tx_baddesc_o: the packet had data
  output logic             tso_done_o,       // a segmentation context was sent (TSCTC)
  output logic             tso_fail_o,       // one was not, or not all of it (TSCTFC)

  // Received frames
  input  wire logic        rx_valid_i,
  output logic             rx_ready_o,
  input  wire logic [63:0] rx_data_i,
  input  wire logic        rx_last_i,
  input  wire logic [13:0] rx_frame_len_i,   // 1..16383
  input  wire logic [7:0]  rx_status_i,
  input  wire logic [7:0]  rx_errors_i,
  input  wire logic [15:0] rx_csum_i,        // packet checksum
  input  wire logic [15:0] rx_special_i,     // TCI of a stripped VLAN tag

  // Frames to send
  output logic             tx_valid_o,
  input  wire logic        tx_ready_i,
  output logic      [63:0] tx_data_o,
  output logic      [3:0]  tx_bytes_o,
  output logic             tx_last_o,
  output logic             tx_ifcs_o,
  output logic      [16:0] tx_tag_o,         // {to be inserted, VLAN tag}
  output logic             tx_first_o,       // its packet's first frame
  output logic             tx_patch_o,       // with tx_last_o: patches follow
  output logic             patch_valid_o,    // bytes of the frame that was taken last
  output logic             patch_last_o,
  output logic      [5:0]  patch_word_o,
  output logic      [7:0]  patch_strb_o,
  output logic      [63:0] patch_data_o,

  // AXI4 master
  output logic             m_axi_awvalid_o,
  input  wire logic        m_axi_awready_i,
  output logic      [63:0] m_axi_awaddr_o,
  output logic      [7:0]  m_axi_awlen_o,
  output logic      [2:0]  m_axi_awsize_o,
  output logic      [1:0]  m_axi_awburst_o,
  output logic      [1:0]  m_axi_awid_o,
  output logic             m_axi_wvalid_o,
  input  wire logic        m_axi_wready_i,
  output logic      [63:0] m_axi_wdata_o,
  output logic      [7:0]  m_axi_wstrb_o,
  output logic             m_axi_wlast_o,
  input  wire logic        m_axi_bvalid_i,
  output logic             m_axi_bready_o,
  input  wire logic [1:0]  m_axi_bid_i,
  input  wire logic [1:0]  m_axi_bresp_i,
  output logic             m_axi_arvalid_o,
  input  wire logic        m_axi_arready_i,
  output logic      [63:0] m_axi_araddr_o,
  output logic      [7:0]  m_axi_arlen_o,
  output logic      [2:0]  m_axi_arsize_o,
  output logic      [1:0]  m_axi_arburst_o,
  output logic      [1:0]  m_axi_arid_o,
  input  wire logic        m_axi_rvalid_i,
  output logic             m_axi_rready_o,
  input  wire logic [1:0]  m_axi_rid_i,
  input  wire logic [63:0] m_axi_rdata_i,
  input  wire logic [1:0]  m_axi_rresp_i,
  input  wire logic        m_axi_rlast_i,

  output logic             quiet_o           // nothing moves until an input changes
);

  localparam int RxEntryW = 64;  // {null, special, errors, status, checksum, length}
  localparam int TxEntryW = 2;   // {IDE, RS}

  // Rings are multiples of 128 bytes; the manual has the low bits read as 0.
  logic [15:0] rx_size, tx_size;
  assign rx_size = {rx_len_i[19:7], 3'b000};
  assign tx_size = {tx_len_i[19:7], 3'b000};

  // Receive ring <-> engine
  logic                rx_run, rx_fresh, rx_none, rx_take, rx_done, rx_mid, rx_rest;
  logic [63:0]         rx_desc_addr;
  logic [RxEntryW-1:0] rx_entry;
  logic                rx_desc_ctl;     // not used: receive needs no second half
  logic [15:0]         rx_proc_idx;     // not used: receive head is the write-back's
  logic                rx_left_valid;
  logic [15:0]         rx_left;
  logic                rx_ring_idle, rx_engine_idle;

  // Transmit ring <-> engine
  logic                tx_run, tx_fresh, tx_none, tx_take, tx_done, tx_mid;
  logic                tx_done_rs, tx_done_ide;
  logic [63:0]         tx_desc_addr;
  logic [63:0]         tx_desc_ctl;
  logic [15:0]         tx_wb_idx;       // not used: transmit head is the processed one
  logic                tx_pending;      // not used
  logic                tx_left_valid;
  logic [15:0]         tx_left;
  logic                tx_ring_idle, tx_read_idle, tx_seg_idle, tx_pack_idle, sum_busy;
  logic                info_valid, info_pop, word_valid, word_pop;
  logic [63:0]         info_addr, info_ctl, word;

  // Pieces of packets, their words and what is summed of them
  logic                piece_valid, piece_keep, piece_end, piece_store, piece_pop, piece_done;
  logic [19:0]         piece_len;
  logic [2:0]          piece_offset;
  logic [18:0]         piece_tag, pack_tag;
  logic                piece_word_valid, piece_word_pop, store_we, tx_empty;
  logic [63:0]         piece_word, sum_offsets;
  logic                pack_drained, sum_ip, sum_tu, insert_tu;
  logic [15:0]         tu_add;

  // Read channel
  logic [2:0]  rd_req, rd_grant, rd_valid;
  logic [1:0]  rd_urgent;
  logic [63:0] rd_addr0, rd_addr1, rd_addr2, rd_data;
  logic [7:0]  rd_len0, rd_len1, rd_len2;
  logic        rd_idle;

  // Write channel
  logic [2:0]          wr_req, wr_ready, wr_done, wr_beat;
  logic                wr_last, wr_mark, wr_done_mark, wr_idle;
  logic                rx_wr_valid;
  logic [63:0]         wr_addr0, wr_addr1, wr_addr2, wr_data0;
  logic [7:0]          wr_len0, wr_len1, wr_len2, wr_strb0, wr_strb1, wr_strb2;
  logic                rx_wr_entry, tx_wr_entry;
  logic [RxEntryW-1:0] rx_wr_data;
  logic [TxEntryW-1:0] tx_wr_data;
  logic                tx_written;

  dma_ring #(
    .EntryW (RxEntryW),
    .CtlW   (1)
  ) u_rx_ring (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .halt_i       (halt_i),
    .en_i         (rx_en_i),
    .base_i       (rx_base_i[63:4]),
    .size_i       (rx_size),
    .tail_i       (rx_tail_i),
    .head_we_i    (rx_head_we_i),
    .head_wdata_i (rx_head_wdata_i),
    .pthresh_i    (rx_pthresh_i),
    .hthresh_i    (rx_hthresh_i),
    .wthresh_i    (rx_wthresh_i),
    .gran_i       (rx_gran_i),
    .wb_idx_o     (rx_head_o),
    .proc_idx_o   (rx_proc_idx),
    .flush_i      (rx_flush_i),
    .flushed_o    (rx_flushed_o),
    .run_o        (rx_run),
    .fresh_o      (rx_fresh),
    .none_o       (rx_none),
    .addr_o       (rx_desc_addr),
    .ctl_o        (rx_desc_ctl),
    .take_i       (rx_take),
    .done_i       (rx_done),
    .report_i     (1'b1),
    .entry_i      (rx_entry),
    .mid_i        (rx_mid),
    .rest_i       (rx_rest),
    .left_valid_o (rx_left_valid),
    .left_o       (rx_left),
    .pending_o    (rx_wb_pending_o),
    .rd_req_o     (rd_req[0]),
    .rd_urgent_o  (rd_urgent[0]),
    .rd_addr_o    (rd_addr0),
    .rd_len_o     (rd_len0),
    .rd_grant_i   (rd_grant[0]),
    .rd_valid_i   (rd_valid[0]),
    .rd_data_i    (rd_data),
    .wr_req_o     (wr_req[1]),
    .wr_addr_o    (wr_addr1),
    .wr_len_o     (wr_len1),
    .wr_entry_o   (rx_wr_entry),
    .wr_data_o    (rx_wr_data),
    .wr_beat_i    (wr_beat[1]),
    .wr_last_i    (wr_last),
    .wr_done_i    (wr_done[1]),
    .written_o    (rx_wb_o),
    .idle_o       (rx_ring_idle)
  );

  dma_rx u_rx (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .en_i        (rx_en_i),
    .buf_bytes_i (rx_buf_bytes_i),
    .rx_valid_i  (rx_valid_i),
    .rx_ready_o  (rx_ready_o),
    .rx_data_i   (rx_data_i),
    .rx_len_i    (rx_frame_len_i),
    .rx_status_i (rx_status_i),
    .rx_errors_i (rx_errors_i),
    .rx_csum_i   (rx_csum_i),
    .rx_special_i(rx_special_i),
    .run_i       (rx_run),
    .fresh_i     (rx_fresh),
    .none_i      (rx_none),
    .addr_i      (rx_desc_addr),
    .take_o      (rx_take),
    .done_o      (rx_done),
    .entry_o     (rx_entry),
    .mid_o       (rx_mid),
    .rest_o      (rx_rest),
    .wr_req_o    (wr_req[0]),
    .wr_valid_o  (rx_wr_valid),
    .wr_mark_o   (wr_mark),
    .wr_addr_o   (wr_addr0),
    .wr_len_o    (wr_len0),
    .wr_data_o   (wr_data0),
    .wr_strb_o   (wr_strb0),
    .wr_ready_i  (wr_ready[0]),
    .wr_last_i   (wr_last),
    .nobuf_o     (rx_nobuf_o),
    .idle_o      (rx_engine_idle)
  );

  dma_ring #(
    .EntryW (TxEntryW),
    .CtlW   (64)
  ) u_tx_ring (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .halt_i       (halt_i),
    .en_i         (tx_en_i),
    .base_i       (tx_base_i[63:4]),
    .size_i       (tx_size),
    .tail_i       (tx_tail_i),
    .head_we_i    (tx_head_we_i),
    .head_wdata_i (tx_head_wdata_i),
    .pthresh_i    (tx_pthresh_i),
    .hthresh_i    (tx_hthresh_i),
    .wthresh_i    (tx_wthresh_i),
    .gran_i       (tx_gran_i),
    .wb_idx_o     (tx_wb_idx),
    .proc_idx_o   (tx_head_o),
    .flush_i      (tx_flush_i),
    .flushed_o    (tx_flushed_o),
    .run_o        (tx_run),
    .fresh_o      (tx_fresh),
    .none_o       (tx_none),
    .addr_o       (tx_desc_addr),
    .ctl_o        (tx_desc_ctl),
    .take_i       (tx_take),
    .done_i       (tx_done),
    .report_i     (tx_done_rs),
    .entry_i      ({tx_done_ide, tx_done_rs}),
    .mid_i        (tx_mid),
    .rest_i       (tx_read_idle && tx_seg_idle && tx_pack_idle),
    .left_valid_o (tx_left_valid),
    .left_o       (tx_left),
    .pending_o    (tx_pending),
    .rd_req_o     (rd_req[1]),
    .rd_urgent_o  (rd_urgent[1]),
    .rd_addr_o    (rd_addr1),
    .rd_len_o     (rd_len1),
    .rd_grant_i   (rd_grant[1]),
    .rd_valid_i   (rd_valid[1]),
    .rd_data_i    (rd_data),
    .wr_req_o     (wr_req[2]),
    .wr_addr_o    (wr_addr2),
    .wr_len_o     (wr_len2),
    .wr_entry_o   (tx_wr_entry),
    .wr_data_o    (tx_wr_data),
    .wr_beat_i    (wr_beat[2]),
    .wr_last_i    (wr_last),
    .wr_done_i    (wr_done[2]),
    .written_o    (tx_written),
    .idle_o       (tx_ring_idle)
  );

  dma_tx_read u_tx_read (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .run_i        (tx_run),
    .fresh_i      (tx_fresh),
    .addr_i       (tx_desc_addr),
    .ctl_i        (tx_desc_ctl),
    .take_o       (tx_take),
    .mid_o        (tx_mid),
    .rd_req_o     (rd_req[2]),
    .rd_addr_o    (rd_addr2),
    .rd_len_o     (rd_len2),
    .rd_grant_i   (rd_grant[2]),
    .rd_valid_i   (rd_valid[2]),
    .rd_data_i    (rd_data),
    .info_valid_o (info_valid),
    .info_addr_o  (info_addr),
    .info_ctl_o   (info_ctl),
    .info_pop_i   (info_pop),
    .word_valid_o (word_valid),
    .word_o       (word),
    .word_pop_i   (word_pop),
    .idle_o       (tx_read_idle)
  );

  tx_segment u_tx_segment (
    .clk_i              (clk_i),
    .rst_ni             (rst_ni),
    .cfg_vme_i          (tx_vme_i),
    .info_valid_i       (info_valid),
    .info_addr_i        (info_addr),
    .info_ctl_i         (info_ctl),
    .info_pop_o         (info_pop),
    .word_valid_i       (word_valid),
    .word_i             (word),
    .word_pop_o         (word_pop),
    .piece_valid_o      (piece_valid),
    .piece_len_o        (piece_len),
    .piece_offset_o     (piece_offset),
    .piece_keep_o       (piece_keep),
    .piece_end_o        (piece_end),
    .piece_store_o      (piece_store),
    .piece_tag_o        (piece_tag),
    .piece_pop_i        (piece_pop),
    .piece_done_i       (piece_done),
    .piece_word_valid_o (piece_word_valid),
    .piece_word_o       (piece_word),
    .piece_word_pop_i   (piece_word_pop),
    .store_we_i         (store_we),
    .store_data_i       (tx_data_o),
    .empty_i            (tx_empty),
    .drained_i          (pack_drained && !sum_busy),  // patches come before the next frame
    .sum_ip_o           (sum_ip),
    .sum_tu_o           (sum_tu),
    .insert_tu_o        (insert_tu),
    .offsets_o          (sum_offsets),
    .tu_add_o           (tu_add),
    .done_o             (tx_done),
    .rs_o               (tx_done_rs),
    .ide_o              (tx_done_ide),
    .bad_o              (tx_baddesc_o),
    .lost_o             (tx_lost_o),
    .tso_done_o         (tso_done_o),
    .tso_fail_o         (tso_fail_o),
    .idle_o             (tx_seg_idle)
  );

  dma_tx_pack u_tx_pack (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .piece_valid_i  (piece_valid),
    .piece_len_i    (piece_len),
    .piece_offset_i (piece_offset),
    .piece_keep_i   (piece_keep),
    .piece_end_i    (piece_end),
    .piece_store_i  (piece_store),
    .piece_tag_i    (piece_tag),
    .piece_pop_o    (piece_pop),
    .piece_done_o   (piece_done),
    .word_valid_i   (piece_word_valid),
    .word_i         (piece_word),
    .word_pop_o     (piece_word_pop),
    .tx_valid_o     (tx_valid_o),
    .tx_ready_i     (tx_ready_i),
    .tx_data_o      (tx_data_o),
    .tx_bytes_o     (tx_bytes_o),
    .tx_last_o      (tx_last_o),
    .tx_tag_o       (pack_tag),
    .store_we_o     (store_we),
    .empty_o        (tx_empty),
    .drained_o      (pack_drained),
    .idle_o         (tx_pack_idle)
  );
  assign {tx_first_o, tx_tag_o, tx_ifcs_o} = pack_tag;

  tx_checksum u_tx_checksum (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .sum_ip_i      (sum_ip),
    .sum_tu_i      (sum_tu),
    .insert_tu_i   (insert_tu),
    .offsets_i     (sum_offsets),
    .tu_add_i      (tu_add),
    .take_i        (tx_valid_o && tx_ready_i),
    .data_i        (tx_data_o),
    .bytes_i       (tx_bytes_o),
    .last_i        (tx_last_o),
    .patch_o       (tx_patch_o),
    .patch_valid_o (patch_valid_o),
    .patch_last_o  (patch_last_o),
    .patch_word_o  (patch_word_o),
    .patch_strb_o  (patch_strb_o),
    .patch_data_o  (patch_data_o),
    .busy_o        (sum_busy)
  );

  dma_axi_read u_axi_read (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .halt_i          (halt_i),
    .req_i           (rd_req),
    .urgent_i        (rd_urgent),
    .addr0_i         (rd_addr0),
    .addr1_i         (rd_addr1),
    .addr2_i         (rd_addr2),
    .len0_i          (rd_len0),
    .len1_i          (rd_len1),
    .len2_i          (rd_len2),
    .grant_o         (rd_grant),
    .valid_o         (rd_valid),
    .data_o          (rd_data),
    .idle_o          (rd_idle),
    .m_axi_arvalid_o (m_axi_arvalid_o),
    .m_axi_arready_i (m_axi_arready_i),
    .m_axi_araddr_o  (m_axi_araddr_o),
    .m_axi_arlen_o   (m_axi_arlen_o),
    .m_axi_arid_o    (m_axi_arid_o),
    .m_axi_rvalid_i  (m_axi_rvalid_i),
    .m_axi_rid_i     (m_axi_rid_i),
    .m_axi_rdata_i   (m_axi_rdata_i),
    .m_axi_rerror_i  (m_axi_rresp_i[1]),
    .m_axi_rlast_i   (m_axi_rlast_i)
  );

  // Write-back entries as the second half of a descriptor. Receive: special, errors,
  // status, checksum, length (SDM 3.2.3); of a null descriptor only the status byte.
  // Transmit: only the status byte, with DD (SDM 3.3.3.2).
  assign wr_beat  = wr_req & wr_ready;
  assign wr_strb1 = !rx_wr_entry ? 8'h00 : rx_wr_data[63] ? 8'h10 : 8'hff;
  assign wr_strb2 = (tx_wr_entry && tx_wr_data[0]) ? 8'h10 : 8'h00;

  dma_axi_write u_axi_write (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .halt_i          (halt_i),
    .req_i           (wr_req),
    .valid_i         ({2'b11, rx_wr_valid}),
    .mark_i          ({2'b00, wr_mark}),
    .addr0_i         (wr_addr0),
    .addr1_i         (wr_addr1),
    .addr2_i         (wr_addr2),
    .len0_i          (wr_len0),
    .len1_i          (wr_len1),
    .len2_i          (wr_len2),
    .data0_i         (wr_data0),
    .data1_i         ({rx_wr_data[62:15], 1'b0, rx_wr_data[14:0]}),
    .data2_i         (64'h0000_0001_0000_0000),
    .strb0_i         (wr_strb0),
    .strb1_i         (wr_strb1),
    .strb2_i         (wr_strb2),
    .ready_o         (wr_ready),
    .last_o          (wr_last),
    .done_o          (wr_done),
    .mark_o          (wr_done_mark),
    .idle_o          (wr_idle),
    .m_axi_awvalid_o (m_axi_awvalid_o),
    .m_axi_awready_i (m_axi_awready_i),
    .m_axi_awaddr_o  (m_axi_awaddr_o),
    .m_axi_awlen_o   (m_axi_awlen_o),
    .m_axi_awid_o    (m_axi_awid_o),
    .m_axi_wvalid_o  (m_axi_wvalid_o),
    .m_axi_wready_i  (m_axi_wready_i),
    .m_axi_wdata_o   (m_axi_wdata_o),
    .m_axi_wstrb_o   (m_axi_wstrb_o),
    .m_axi_wlast_o   (m_axi_wlast_o),
    .m_axi_bvalid_i  (m_axi_bvalid_i)
  );

  // 64-bit INCR bursts; there is always room for what was asked for.
  assign m_axi_awsize_o  = 3'd3;
  assign m_axi_awburst_o = 2'd1;
  assign m_axi_arsize_o  = 3'd3;
  assign m_axi_arburst_o = 2'd1;
  assign m_axi_bready_o  = 1'b1;
  assign m_axi_rready_o  = 1'b1;

  // Events
  logic [15:0] rx_min;
  logic        tx_seen_q, tx_seen_d;          // the burst has a descriptor with RS, no IDE
  logic        tx_seen_ide_q, tx_seen_ide_d;  // one with RS and IDE
  logic        tx_gathers;                    // WTHRESH lets descriptors accumulate
  logic        tx_delay_q, tx_delay_d;
  logic        quiet_q, quiet_d;
  logic        halted_q, halted_d;

  // Small frames (SDM 3.2.7.2), by the length that the descriptor says. The last beats of
  // several frames may be on their way to the bus at once.
  logic        small_q;                       // the frame whose data goes to host memory
  logic [3:0]  smalls_q;
  logic [1:0]  small_in_q, small_out_q;
  logic        last_beat;

  assign rx_stored_o = wr_done[0] && wr_done_mark;
  assign last_beat   = rx_wr_valid && wr_ready[0] && wr_mark;
  assign rx_small_o  = rx_stored_o && smalls_q[small_out_q];
  assign tx_wb_o     = tx_written && tx_seen_q;
  assign tx_wb_ide_o = tx_delay_q;
  assign quiet_o     = quiet_q;
  assign halted_o    = halted_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      small_q     <= 1'b0;
      smalls_q    <= 4'd0;
      small_in_q  <= 2'd0;
      small_out_q <= 2'd0;
    end else if (rx_take || last_beat || rx_stored_o) begin
      if (rx_take && rx_valid_i) begin
        small_q <= rx_srpd_i != 12'd0 && rx_frame_len_i <= {2'b00, rx_srpd_i};
      end
      if (last_beat) begin
        smalls_q[small_in_q] <= small_q;
        small_in_q           <= small_in_q + 2'd1;
      end
      if (rx_stored_o) small_out_q <= small_out_q + 2'd1;
    end
  end

  // RCTL.RDMTS: 1/2, 1/4, 1/8 of the ring (SDM 13.4.22); the reserved value counts as 1/8.
  always @* begin
    rx_min    = 16'd0;
    rx_rdmt_o = 1'b0;
    if (rx_left_valid) begin
      case (rx_rdmts_i)
        2'd0:    rx_min = {1'b0, rx_size[15:1]};
        2'd1:    rx_min = {2'b00, rx_size[15:2]};
        default: rx_min = {3'b000, rx_size[15:3]};
      endcase
      rx_rdmt_o = rx_left == rx_min;
    end
  end

  always @* begin
    tx_qe_o  = 1'b0;
    tx_low_o = 1'b0;
    if (tx_left_valid) begin
      tx_qe_o  = tx_left == 16'd0;
      tx_low_o = tx_left == {6'd0, tx_lwthresh_i, 3'b000};
    end
  end

  always @* begin
    tx_seen_d     = tx_seen_q && !tx_written;
    tx_seen_ide_d = tx_seen_ide_q && !tx_written;
    if (wr_beat[2] && tx_wr_entry && tx_wr_data[0]) begin
      if (tx_wr_data[1]) begin
        tx_seen_ide_d = 1'b1;
      end else begin
        tx_seen_d = 1'b1;
      end
    end
    // With bursts of write-backs the delay timer is what forces the last ones out, whether
    // they have IDE or not, and starts with the first packet (SDM 3.4.2, 13.4.41): then the
    // pulse comes when the descriptor waits for its write-back.
    tx_gathers = 1'b0;
    tx_delay_d = 1'b0;
    if (tx_done || tx_written) begin
      tx_gathers = tx_wthresh_i != 6'd0 && !(tx_gran_i && tx_wthresh_i == 6'd1);
      tx_delay_d = tx_gathers ? tx_done && tx_done_rs : tx_written && tx_seen_ide_q;
    end
    halted_d = halt_i && rd_idle && wr_idle;
    quiet_d  = rx_ring_idle && rx_engine_idle && tx_ring_idle && tx_read_idle && tx_seg_idle &&
               tx_pack_idle && !sum_busy && rd_idle && wr_idle && !rx_tail_we_i && !tx_tail_we_i && !rx_head_we_i &&
               !tx_head_we_i && !rx_flush_i && !tx_flush_i && !halt_i && !tx_delay_d;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      tx_seen_q     <= 1'b0;
      tx_seen_ide_q <= 1'b0;
      tx_delay_q    <= 1'b0;
      quiet_q       <= 1'b0;
      halted_q      <= 1'b0;
    end else begin
      tx_seen_q     <= tx_seen_d;
      tx_seen_ide_q <= tx_seen_ide_d;
      tx_delay_q    <= tx_delay_d;
      quiet_q       <= quiet_d;
      halted_q      <= halted_d;
    end
  end

  // The frame's length is known from its beginning; what a response says changes nothing.
  logic unused;
  assign unused = &{1'b0, rx_last_i, tx_none, rx_desc_ctl, rx_proc_idx, tx_wb_idx, tx_pending,
                    wr_beat[0], rx_base_i[3:0], tx_base_i[3:0], rx_len_i[6:0], tx_len_i[6:0],
                    m_axi_bid_i, m_axi_bresp_i, m_axi_rresp_i[0]};

endmodule

`default_nettype wire
