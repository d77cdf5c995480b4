// SPDX-License-Identifier: MIT
//
// What every bench of the MAC needs: the card's MAC, a wire on one side, a DMA
// and a driver on the other, and a reference model that says what becomes of each
// frame. Included inside a bench's module, which may set RX_KIB and TX_KIB.
//
// Always watched, in every test:
//   - no output is ever undefined
//   - one rx_end pulse per carrier event, with the result that the model gives
//   - exactly the frames that the model accepts come to the DMA, byte for byte
//   - with quiet_o up and no input changing, no output changes

  // ---- clock, pins -----------------------------------------------------------
  reg clk = 0;
  always #4 clk = !clk;

  reg         rst_n = 0;
  reg  [7:0]  gmii_rxd = 0;
  reg         gmii_rx_dv = 0, gmii_rx_er = 0, gmii_crs = 0, gmii_col = 0;
  wire [7:0]  gmii_txd;
  wire        gmii_tx_en, gmii_tx_er;
  reg         cfg_rx_en = 0, cfg_upe = 0, cfg_mpe = 0, cfg_bam = 0, cfg_lpe = 0, cfg_secrc = 0;
  reg  [1:0]  cfg_mo = 0;
  reg         cfg_sbp = 0, cfg_vme = 0, cfg_vfe = 0, cfg_cfien = 0, cfg_cfi = 0;
  reg  [15:0] cfg_vet = 16'h8100;
  reg  [10:0] cfg_rxcsum = 0;
  reg         cfg_tx_en = 0, cfg_psp = 0;
  reg  [9:0]  cfg_ipgt = 8;
  reg  [6:0]  cfg_rx_kib = 48, cfg_tx_kib = 16;
  reg  [47:0] mac_addr = 48'h525400123402;
  reg         perm_valid = 0;
  wire        perm_ready;

  // The permanent address comes once after a reset, when the tables have been cleared.
  always @(posedge clk) begin
    if (!rst_n) perm_valid <= 1;
    else if (perm_ready) perm_valid <= 0;
  end
  reg         tbl_we = 0, tbl_re = 0;
  reg  [8:0]  tbl_addr = 0;
  reg  [31:0] tbl_wdata = 0;
  wire [31:0] tbl_rdata;
  wire        tbl_rvalid, tbl_wready, tbl_init;
  wire        rx_valid, rx_last;
  reg         rx_ready = 0;
  wire [63:0] rx_data;
  wire [13:0] rx_len;
  wire [7:0]  rx_status, rx_errors;
  wire [15:0] rx_csum, rx_special;
  reg         tx_valid = 0, tx_last = 0, tx_ifcs = 0;
  reg  [16:0] tx_tag = 0;
  reg         tx_first = 1, tx_patch = 0, patch_valid = 0, patch_last = 0;
  reg  [5:0]  patch_word = 0;
  reg  [7:0]  patch_strb = 0;
  reg  [63:0] patch_data = 0;
  wire        tx_ready, tx_stored, tx_ev_first;
  reg  [63:0] tx_data = 0;
  reg  [3:0]  tx_bytes = 0;
  wire        rx_end, rx_end_bcast, rx_end_mcast, rx_end_kept, rxo;
  wire [3:0]  rx_end_result;
  wire [13:0] rx_end_len;
  wire        tx_sent, tx_sent_bcast, tx_sent_mcast, tx_drop;
  wire [13:0] tx_sent_len;
  wire        rx_fifo_empty, tx_fifo_empty, quiet;

  // Flow control and loopback: off, but in the benches about them
  reg         cfg_rfce = 0, cfg_tfce = 0, cfg_dpf = 0, cfg_pmcf = 0, cfg_xone = 0, swxoff = 0;
  reg         cfg_loop = 0;
  reg  [47:0] cfg_fca = 48'h010000c28001;   // {FCAH, FCAL}, as drivers write them
  reg  [15:0] cfg_fct = 16'h8808, cfg_ttv = 0;
  reg  [12:0] cfg_rth = 0, cfg_rtl = 0;
  reg  [31:0] tick = 1;
  wire        swxoff_waits, tx_off, tx_own, looped, rx_ignored;
  wire [21:0] pause_left;
  wire [1:0]  rx_end_control, tx_sent_control;

  e1000_mac dut (
    .clk_i(clk), .rst_ni(rst_n), .tick_i(tick),
    .cfg_rfce_i(cfg_rfce), .cfg_tfce_i(cfg_tfce), .cfg_dpf_i(cfg_dpf), .cfg_pmcf_i(cfg_pmcf),
    .cfg_fca_i(cfg_fca), .cfg_fct_i(cfg_fct), .cfg_ttv_i(cfg_ttv), .cfg_rth_i(cfg_rth),
    .cfg_rtl_i(cfg_rtl), .cfg_xone_i(cfg_xone), .swxoff_i(swxoff), .swxoff_o(swxoff_waits),
    .tx_off_o(tx_off), .pause_left_o(pause_left), .cfg_loop_i(cfg_loop),
    .rx_end_control_o(rx_end_control), .tx_sent_control_o(tx_sent_control),
    .tx_own_o(tx_own), .loop_o(looped), .rx_ignored_o(rx_ignored),
    .gmii_rxd_i(gmii_rxd), .gmii_rx_dv_i(gmii_rx_dv), .gmii_rx_er_i(gmii_rx_er),
    .gmii_crs_i(gmii_crs), .gmii_col_i(gmii_col),
    .gmii_txd_o(gmii_txd), .gmii_tx_en_o(gmii_tx_en), .gmii_tx_er_o(gmii_tx_er),
    .cfg_rx_en_i(cfg_rx_en), .cfg_upe_i(cfg_upe), .cfg_mpe_i(cfg_mpe), .cfg_bam_i(cfg_bam),
    .cfg_mo_i(cfg_mo), .cfg_lpe_i(cfg_lpe), .cfg_secrc_i(cfg_secrc),
    .cfg_sbp_i(cfg_sbp), .cfg_vme_i(cfg_vme), .cfg_vfe_i(cfg_vfe), .cfg_cfien_i(cfg_cfien),
    .cfg_cfi_i(cfg_cfi), .cfg_vet_i(cfg_vet), .cfg_rxcsum_i(cfg_rxcsum),
    .cfg_tx_en_i(cfg_tx_en), .cfg_psp_i(cfg_psp), .cfg_ipgt_i(cfg_ipgt),
    .cfg_rx_kib_i(cfg_rx_kib), .cfg_tx_kib_i(cfg_tx_kib), 
    .perm_valid_i(perm_valid), .perm_addr_i(mac_addr), .perm_ready_o(perm_ready),
    .tbl_we_i(tbl_we), .tbl_addr_i(tbl_addr), .tbl_wdata_i(tbl_wdata), .tbl_re_i(tbl_re),
    .tbl_rdata_o(tbl_rdata), .tbl_rvalid_o(tbl_rvalid), .tbl_wready_o(tbl_wready),
    .tbl_init_o(tbl_init),
    .rx_valid_o(rx_valid), .rx_ready_i(rx_ready), .rx_data_o(rx_data), .rx_last_o(rx_last),
    .rx_len_o(rx_len), .rx_status_o(rx_status), .rx_errors_o(rx_errors),
    .rx_csum_o(rx_csum), .rx_special_o(rx_special),
    .tx_valid_i(tx_valid), .tx_ready_o(tx_ready), .tx_data_i(tx_data), .tx_bytes_i(tx_bytes),
    .tx_last_i(tx_last), .tx_ifcs_i(tx_ifcs), .tx_tag_i(tx_tag), .tx_first_i(tx_first), .tx_patch_i(tx_patch),
    .patch_valid_i(patch_valid), .patch_last_i(patch_last), .patch_word_i(patch_word),
    .patch_strb_i(patch_strb), .patch_data_i(patch_data),
    .rx_end_o(rx_end), .rx_end_result_o(rx_end_result), .rx_end_len_o(rx_end_len),
    .rx_end_bcast_o(rx_end_bcast), .rx_end_mcast_o(rx_end_mcast),
    .rx_end_kept_o(rx_end_kept), .rxo_o(rxo),
    .tx_sent_o(tx_sent), .tx_sent_len_o(tx_sent_len), .tx_sent_bcast_o(tx_sent_bcast),
    .tx_sent_mcast_o(tx_sent_mcast), .tx_drop_o(tx_drop), .tx_stored_o(tx_stored), .tx_first_o(tx_ev_first),
    .rx_fifo_empty_o(rx_fifo_empty), .tx_fifo_empty_o(tx_fifo_empty), .quiet_o(quiet)
  );

  // ---- tests -----------------------------------------------------------------
  integer  test_errors = 0, tests_failed = 0, tests_run = 0;
  reg [8*100-1:0] test_name = 0;

  // A test is judged when the next one begins, so that whatever is checked after
  // its end_test still counts.
  task judge_test;
    if (test_name != 0) begin
      tests_run = tests_run + 1;
      if (test_errors == 0) $display("ok   %0s", test_name);
      else begin
        $display("FAIL %0s (%0d errors)", test_name, test_errors);
        tests_failed = tests_failed + 1;
      end
      test_name = 0;
    end
  endtask

  task begin_test(input [8*100-1:0] name);
    begin
      judge_test;
      test_name   = name;
      test_errors = 0;
    end
  endtask

  task fail(input [8*80-1:0] what, input integer got, input integer want);
    begin
      test_errors = test_errors + 1;
      if (test_errors <= 5) begin
        $display("  %0t: %0s: got %0d (0x%0h), want %0d (0x%0h)", $time, what, got, got,
                 want, want);
      end
    end
  endtask

  task expect_eq(input [8*80-1:0] what, input integer got, input integer want);
    if (got !== want) fail(what, got, want);
  endtask

  task finish;
    begin
      judge_test;
      if (tests_failed != 0) begin
        $display("FAIL: %0d of %0d tests", tests_failed, tests_run);
        $fatal(1);
      end
      $display("%0d tests passed", tests_run);
      $finish;
    end
  endtask

  task idle(input integer clocks);
    repeat (clocks) @(posedge clk);
  endtask

  // ---- results, as the register map names them ---------------------------------
  localparam Accepted = 0, Filtered = 1, CrcError = 2, Runt = 3, Fragment = 4, Oversize = 5,
             Jabber = 6, RxError = 7, FifoFull = 8, Disabled = 9, NoSfd = 10,
             VlanFiltered = 11;

  // ---- frames ------------------------------------------------------------------
  // The frame under construction, from destination address; every helper works on it.
  localparam integer MaxFrame = 40000;
  reg [7:0] frame [0:MaxFrame-1];
  integer   frame_len = 0;

  localparam [47:0] Station   = 48'h525400123402;  // the card's own address
  localparam [47:0] Neighbour = 48'h525400123401;
  localparam [47:0] Stranger  = 48'h0200deadbeef;
  localparam [47:0] Broadcast = 48'hffffffffffff;
  localparam [47:0] AllHosts  = 48'h01005e000001;

  // A frame of `bytes` (at least 14) without FCS, with random payload.
  task build(input [47:0] dst, input integer bytes);
    integer i;
    begin
      for (i = 0; i < 6; i = i + 1) begin
        frame[i]     = dst[47 - 8*i -: 8];
        frame[6 + i] = Neighbour[47 - 8*i -: 8];
      end
      frame[12] = 8'h08;
      frame[13] = 8'h00;
      for (i = 14; i < bytes; i = i + 1) frame[i] = $urandom;
      frame_len = bytes;
    end
  endtask

  // The FCS by the text of IEEE 802.3, 3.2.9, from the polynomial, highest power on
  // the left: not the way the card does it. One table entry per value of the byte,
  // its bits turned round, since the lowest goes first.
  reg [31:0] fcs_table [0:255];
  integer    fcs_i, fcs_b;
  reg [31:0] fcs_r;
  initial begin
    for (fcs_i = 0; fcs_i < 256; fcs_i = fcs_i + 1) begin
      fcs_r = 0;
      for (fcs_b = 0; fcs_b < 8; fcs_b = fcs_b + 1)
        fcs_r = {fcs_r[30:0], 1'b0} ^ ((fcs_r[31] ^ fcs_i[fcs_b]) ? 32'h04c11db7 : 32'h0);
      fcs_table[{fcs_i[0], fcs_i[1], fcs_i[2], fcs_i[3],
                 fcs_i[4], fcs_i[5], fcs_i[6], fcs_i[7]}] = fcs_r;
    end
  end

  function [31:0] fcs_done(input [31:0] r);
    integer b;
    for (b = 0; b < 32; b = b + 1) fcs_done[b] = ~r[31 - b];
  endfunction

  function [31:0] fcs_of_frame(input integer bytes);
    integer i;
    reg [7:0] fcs_d;
    begin
      fcs_of_frame = 32'hffffffff;
      for (i = 0; i < bytes; i = i + 1) begin
        fcs_d = frame[i];
        fcs_of_frame = {fcs_of_frame[23:0], 8'h00} ^
          fcs_table[fcs_of_frame[31:24] ^ {fcs_d[0], fcs_d[1], fcs_d[2], fcs_d[3],
                                           fcs_d[4], fcs_d[5], fcs_d[6], fcs_d[7]}];
      end
      fcs_of_frame = fcs_done(fcs_of_frame);
    end
  endfunction

  // A tag behind the addresses of the frame, which has no FCS yet.
  task insert_tag(input [15:0] tpid, input [15:0] tci);
    integer i;
    begin
      for (i = frame_len - 1; i >= 12; i = i - 1) frame[i + 4] = frame[i];
      {frame[12], frame[13], frame[14], frame[15]} = {tpid, tci};
      frame_len = frame_len + 4;
    end
  endtask

  task append_fcs;
    reg [31:0] fcs;
    integer i;
    begin
      fcs = fcs_of_frame(frame_len);
      for (i = 0; i < 4; i = i + 1) frame[frame_len + i] = fcs[8*i +: 8];
      frame_len = frame_len + 4;
    end
  endtask

  // A good frame of `bytes` with its FCS.
  task build_good(input [47:0] dst, input integer bytes);
    begin
      build(dst, bytes - 4);
      append_fcs;
    end
  endtask

  function frame_is_good(input integer dummy);
    begin
      frame_is_good = 0;
      if (frame_len >= 4)
        frame_is_good = fcs_of_frame(frame_len - 4) ==
          {frame[frame_len-1], frame[frame_len-2], frame[frame_len-3], frame[frame_len-4]};
    end
  endfunction

  // ---- the model: what becomes of a frame ----------------------------------------
  reg [31:0] model_tbl [0:511];
  reg        model_fifo_full = 0;      // a test fills the buffer and says so
  reg        model_pass, model_pif;
  reg        model_tagged, model_vlan_pass, model_er;
  reg [15:0] model_tci;

  // Chapter 9: VFTA and CFI say whether a tagged frame passes.
  task model_vlan;
    begin
      model_tagged    = frame_len >= 16 && {frame[12], frame[13]} == cfg_vet;
      model_tci       = {frame[14], frame[15]};
      model_vlan_pass = 1;
      // rx_filter says when the answer comes.
      if (model_tagged && cfg_vfe && frame_len >= 18 &&
          !model_tbl[9'h180 + model_tci[11:5]][model_tci[4:0]]) model_vlan_pass = 0;
      if (model_tagged && cfg_cfien && model_tci[12] != cfg_cfi) model_vlan_pass = 0;
    end
  endtask

  task model_filter;
    reg [47:0] da;                     // as RAL/RAH hold it: first byte lowest
    reg [11:0] hash;
    integer i;
    begin
      da = {frame[5], frame[4], frame[3], frame[2], frame[1], frame[0]};
      model_pass = 0;
      model_pif  = 0;
      hash = da >> (36 - cfg_mo - (cfg_mo == 3));
      // rx_filter says how far the search comes in a frame shorter than 25 bytes.
      if (!frame[0][0] && cfg_upe && frame_len >= 7) begin model_pass = 1; model_pif = 1; end
      if (frame[0][0] && model_tbl[9'h080 + hash[11:5]][hash[4:0]] && frame_len >= 9) begin
        model_pass = 1; model_pif = 1;
      end
      for (i = 0; i < 16; i = i + 1)
        if (model_tbl[9'h101 + 2*i][31] && model_tbl[9'h101 + 2*i][17:16] == 0 &&
            {model_tbl[9'h101 + 2*i][15:0], model_tbl[9'h100 + 2*i]} == da &&
            frame_len >= 9 + i + frame[0][0] +
                         (cfg_vfe && model_tagged && i + frame[0][0] >= 9)) begin
          model_pass = 1; model_pif = 0;
        end
      if (&da && cfg_bam && frame_len >= 7) begin model_pass = 1; model_pif = 0; end
      if (frame[0][0] && cfg_mpe && frame_len >= 7) begin model_pass = 1; model_pif = 0; end
    end
  endtask

  function integer model_result(input er);
    reg good;
    begin
      good = frame_is_good(0);
      if (!cfg_rx_en) model_result = Disabled;
      else if (!model_pass) model_result = Filtered;
      else if (!model_vlan_pass) model_result = VlanFiltered;
      else if (frame_len < 64) model_result = (good && !er) ? Runt : Fragment;
      else if (er) model_result = RxError;
      else if (frame_len > (cfg_lpe ? 16383 : 1522)) model_result = good ? Oversize : Jabber;
      else if (!good) model_result = CrcError;
      else if (model_fifo_full) model_result = FifoFull;
      else model_result = Accepted;
    end
  endfunction

  // ---- what the card is expected to report: rings of results, frames and bytes ----
  localparam integer Ring = 65536, ByteRing = 1 << 20;
  reg [3:0]  end_result [0:Ring-1];
  reg [13:0] end_len [0:Ring-1];
  reg        end_bcast [0:Ring-1], end_mcast [0:Ring-1];
  integer    ends_wanted = 0, ends_seen = 0;
  reg [13:0] store_len [0:Ring-1];
  reg [7:0]  store_status [0:Ring-1], store_errors [0:Ring-1];
  reg [15:0] store_csum [0:Ring-1], store_special [0:Ring-1];
  reg        end_kept [0:Ring-1];
  integer    stores_wanted = 0, stores_seen = 0;
  reg [7:0]  store_byte [0:ByteRing-1];
  integer    store_in = 0, store_out = 0;
  integer    result_count [0:15];
  integer    rxo_seen = 0;

  task want_end(input integer result);
    integer got_frame;
    begin
      got_frame = result != Disabled && result != NoSfd;
      end_result[ends_wanted % Ring] = result;
      end_len[ends_wanted % Ring]   = !got_frame ? 0 : frame_len > 16383 ? 16383 : frame_len;
      end_bcast[ends_wanted % Ring] = got_frame && frame_len >= 6 &&
        {frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]} == Broadcast;
      end_kept[ends_wanted % Ring] = cfg_sbp && result >= CrcError && result <= RxError &&
        frame_len < 16384;
      end_mcast[ends_wanted % Ring] = got_frame && frame_len >= 6 && frame[0][0] &&
        {frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]} != Broadcast;
      ends_wanted = ends_wanted + 1;
    end
  endtask

  // SDM 3.2.9: from PCSS on, what is stored, the first byte of a pair on top.
  integer    csum_pos;
  reg [31:0] csum_sum;
  task csum_byte(input [7:0] d);
    begin
      if (csum_pos >= cfg_rxcsum[7:0])
        csum_sum = csum_sum + ((csum_pos - cfg_rxcsum[7:0]) % 2 ? d : d * 256);
      csum_pos = csum_pos + 1;
    end
  endtask

  task want_store;
    integer i, n;
    reg     strip;
    begin
      strip    = cfg_vme && model_tagged;
      csum_pos = 0;
      csum_sum = 0;
      n        = 0;
      for (i = 0; i < frame_len - (cfg_secrc ? 4 : 0); i = i + 1)
        if (!strip || i < 12 || i > 15) begin
          store_byte[(store_in + n) % ByteRing] = frame[i];
          csum_byte(frame[i]);
          n = n + 1;
        end
      while (csum_sum >= 65536) csum_sum = csum_sum[15:0] + csum_sum[31:16];
      store_len[stores_wanted % Ring]     = n;
      store_status[stores_wanted % Ring]  = {model_pif, 3'b000, strip, 3'b100};
      store_errors[stores_wanted % Ring]  = {model_er, 6'd0, !frame_is_good(0)};
      store_csum[stores_wanted % Ring]    = ~csum_sum[15:0];
      store_special[stores_wanted % Ring] = strip ? model_tci : 0;
      store_in      = (store_in + n) % ByteRing;
      stores_wanted = stores_wanted + 1;
    end
  endtask

  // ---- the wire towards the card ---------------------------------------------------
  task wire_clock(input dv, input er, input [7:0] d);
    begin
      gmii_rx_dv <= dv;
      gmii_rx_er <= er;
      gmii_rxd   <= d;
      @(posedge clk);
    end
  endtask

  task wire_gap(input integer clocks);
    repeat (clocks) wire_clock(0, 0, 8'h00);
  endtask

  // One carrier event: preamble, SFD, the frame; rx_er at the event's byte er_at.
  task wire_event(input integer preamble, input integer er_at);
    integer i, at;
    begin
      at = 0;
      for (i = 0; i < preamble; i = i + 1) begin
        wire_clock(1, at == er_at, 8'h55);
        at = at + 1;
      end
      wire_clock(1, at == er_at, 8'hd5);
      at = at + 1;
      for (i = 0; i < frame_len; i = i + 1) begin
        wire_clock(1, at == er_at, frame[i]);
        at = at + 1;
      end
      gmii_rx_dv <= 0;
      gmii_rx_er <= 0;
      gmii_rxd   <= 0;
    end
  endtask

  // Send the frame as it stands and the gap after it, tell the scoreboard what the
  // model makes of it. An er_at past the event's end is rx_er in the gap, where it
  // spoils nothing.
  task wire_send(input integer preamble, input integer er_at, input integer gap);
    integer result, event_len, i;
    begin
      event_len = preamble + 1 + frame_len;
      model_vlan;
      model_filter;
      model_er = er_at >= 0 && er_at < event_len;
      result   = model_result(model_er);
      want_end(result);
      if (result == Accepted || end_kept[(ends_wanted - 1) % Ring]) want_store;
      wire_event(preamble, er_at);
      for (i = event_len; i < event_len + gap; i = i + 1)
        wire_clock(0, i == er_at, 8'h00);
      gmii_rx_er <= 0;
    end
  endtask

  task wire_frame;
    wire_send(7, -1, 12);
  endtask

  // ---- scoreboards -------------------------------------------------------------------
  // Carrier events counted from the pins themselves.
  integer periods = 0;
  reg     dv_before = 0;
  always @(posedge clk) begin
    dv_before <= gmii_rx_dv;
    if (dv_before && !gmii_rx_dv && rst_n) periods = periods + 1;
  end

  // The sink is slower than the wire: any good frame may find no room.
  reg     overflow_ok = 0;
  integer i_end;
  always @(posedge clk) if (rst_n && rx_end) begin
    i_end = ends_seen % Ring;
    if (ends_seen >= ends_wanted) fail("rx_end without a carrier event", rx_end_result, -1);
    else begin
      if (overflow_ok && (rx_end_result === FifoFull ? end_result[i_end] == Accepted :
                          !rx_end_kept && end_kept[i_end])) begin
        // No room: the frame announced last is not to come.
        stores_wanted = stores_wanted - 1;
        store_in = (store_in + ByteRing - store_len[stores_wanted % Ring]) % ByteRing;
      end else begin
        expect_eq("result of the carrier event", rx_end_result, end_result[i_end]);
        expect_eq("a bad frame is kept", rx_end_kept, end_kept[i_end]);
      end
      expect_eq("length with rx_end", rx_end_len, end_len[i_end]);
      expect_eq("broadcast flag with rx_end", rx_end_bcast, end_bcast[i_end]);
      expect_eq("multicast flag with rx_end", rx_end_mcast, end_mcast[i_end]);
    end
    ends_seen = ends_seen + 1;
    result_count[rx_end_result] = result_count[rx_end_result] + 1;
    expect_eq("overrun pulse", rxo, rx_end_result == FifoFull);
    if (rxo) rxo_seen = rxo_seen + 1;
  end else if (rst_n && rxo) fail("overrun pulse without rx_end", 1, 0);

  // The DMA's receive side: takes words with the given chance in 16.
  integer sink_chance = 16;
  integer sink_at = 0, i_sink, sink_i;
  reg     sink_stop = 0;
  always @(posedge clk) rx_ready <= !sink_stop && ($urandom & 15) < sink_chance;

  always @(posedge clk) if (rst_n && rx_valid && rx_ready) begin
    i_sink = stores_seen % Ring;
    if (stores_seen >= stores_wanted) fail("a frame that must not be stored", rx_len, -1);
    else begin
      expect_eq("length of the stored frame", rx_len, store_len[i_sink]);
      expect_eq("status of the stored frame", rx_status, store_status[i_sink]);
      expect_eq("errors of the stored frame", rx_errors, store_errors[i_sink]);
      expect_eq("packet checksum of the stored frame", rx_csum, store_csum[i_sink]);
      expect_eq("VLAN tag of the stored frame", rx_special, store_special[i_sink]);
      for (sink_i = 0; sink_i < 8; sink_i = sink_i + 1)
        if (sink_at + sink_i < store_len[i_sink])
          if (rx_data[8*sink_i +: 8] !== store_byte[(store_out + sink_at + sink_i) % ByteRing])
            fail("byte of the stored frame", rx_data[8*sink_i +: 8],
                 store_byte[(store_out + sink_at + sink_i) % ByteRing]);
      expect_eq("last word of the stored frame", rx_last,
                sink_at + 8 >= store_len[i_sink]);
    end
    sink_at = sink_at + 8;
    if (rx_last) begin
      store_out   = (store_out + store_len[i_sink]) % ByteRing;
      sink_at     = 0;
      stores_seen = stores_seen + 1;
    end
  end

  // ---- transmit: the DMA's side and the wire's side ----------------------------------
  // The frame to send; separate from `frame`, so that both directions can run at once.
  reg [7:0]  txf [0:MaxFrame-1];
  integer    txf_len = 0;
  integer    source_chance = 16;        // a word in a clock, in 16
  reg [7:0]  sent_byte [0:ByteRing-1];
  integer    sent_in = 0, sent_out = 0;
  reg [15:0] sent_len [0:Ring-1];
  integer    sents_wanted = 0, sents_seen = 0, drops_wanted = 0, drops_seen = 0;

  task tx_build(input [47:0] dst, input integer bytes);
    integer i;
    begin
      for (i = 0; i < bytes; i = i + 1) txf[i] = $urandom;
      for (i = 0; i < 6; i = i + 1) txf[i] = dst[47 - 8*i -: 8];
      txf_len = bytes;
    end
  endtask

  task want_sent_byte(input [7:0] d);
    begin
      sent_byte[sent_in] = d;
      sent_in = (sent_in + 1) % ByteRing;
    end
  endtask

  task want_sent(input ifcs);
    integer i, n;
    reg [31:0] fcs;
    reg [7:0] d;
    begin
      n   = (ifcs && cfg_psp && txf_len < 60) ? 60 : txf_len;
      fcs = 32'hffffffff;
      for (i = txf_len; i < n; i = i + 1) txf[i] = 0;
      for (i = 0; i < n; i = i + 1) begin
        want_sent_byte(txf[i]);
        d   = txf[i];
        fcs = {fcs[23:0], 8'h00} ^
          fcs_table[fcs[31:24] ^ {d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]}];
      end
      fcs = fcs_done(fcs);
      if (ifcs) for (i = 0; i < 4; i = i + 1) want_sent_byte(fcs[8*i +: 8]);
      sent_len[sents_wanted % Ring] = ifcs ? n + 4 : n;
      sents_wanted = sents_wanted + 1;
    end
  endtask

  // Give the frame to the card.
  task dma_give(input ifcs);
    integer i, b, n;
    begin
      n = txf_len;
      for (i = 0; i < n; i = i + 8) begin
        while (($urandom & 15) >= source_chance) @(posedge clk);
        tx_valid <= 1;
        tx_last  <= i + 8 >= n;
        tx_bytes <= (n - i > 8) ? 8 : n - i;
        tx_ifcs  <= ifcs;
        for (b = 0; b < 8; b = b + 1) tx_data[8*b +: 8] <= (i + b < n) ? txf[i + b] : 8'hee;
        @(posedge clk);
        while (!tx_ready) @(posedge clk);
        tx_valid <= 0;
      end
    end
  endtask

  task dma_send(input ifcs);
    begin
      want_sent(ifcs);
      dma_give(ifcs);
    end
  endtask

  integer    tx_at = 0, tx_gap = 0, tx_gap_min, tx_gap_max, i_sent;
  reg        tx_gap_valid = 0, sent_before = 0;
  always @(posedge clk) if (rst_n) begin
    if (gmii_tx_er !== 0) fail("gmii_tx_er", gmii_tx_er, 0);
    if (gmii_tx_en) begin
      if (tx_at == 0) begin
        if (sents_seen >= sents_wanted) fail("a frame that must not be sent", 1, 0);
        if (tx_gap_valid) begin
          if (tx_gap < tx_gap_min) tx_gap_min = tx_gap;
          if (tx_gap > tx_gap_max) tx_gap_max = tx_gap;
        end
        tx_gap_valid = 1;
      end
      i_sent = sents_seen % Ring;
      if (tx_at < 7) expect_eq("preamble", gmii_txd, 8'h55);
      else if (tx_at == 7) expect_eq("start frame delimiter", gmii_txd, 8'hd5);
      else begin
        if (gmii_txd !== sent_byte[sent_out])
          fail("byte on the wire", gmii_txd, sent_byte[sent_out]);
        sent_out = (sent_out + 1) % ByteRing;
      end
      tx_at  = tx_at + 1;
      tx_gap = 0;
      if (tx_sent !== (tx_at == 8 + sent_len[i_sent]))
        fail("tx_sent with the last byte", tx_sent, !tx_sent);
      if (tx_at > 8 && tx_at <= 14) tx_da = {tx_da[39:0], gmii_txd};
      if (tx_sent) begin
        expect_eq("length with tx_sent", tx_sent_len, sent_len[i_sent]);
        if (sent_len[i_sent] >= 10) begin     // below, the FCS may pass for an address
          expect_eq("broadcast flag with tx_sent", tx_sent_bcast, tx_da == Broadcast);
          expect_eq("multicast flag with tx_sent", tx_sent_mcast,
                    tx_da[40] && tx_da != Broadcast);
        end
      end
    end else begin
      if (tx_sent !== 0 && !looped) fail("tx_sent outside of a frame", tx_sent, 0);
      if (tx_at != 0) begin
        expect_eq("length of the frame on the wire", tx_at - 8, sent_len[i_sent]);
        sents_seen = sents_seen + 1;
        tx_at = 0;
      end
      tx_gap = tx_gap + 1;
    end
    if (tx_drop) drops_seen = drops_seen + 1;
  end
  reg [47:0] tx_da = 0;

  // The gaps of the frames from here on.
  task watch_gap;
    begin
      tx_gap_min = 1000000;
      tx_gap_max = 0;
      tx_gap_valid = 0;
    end
  endtask

  // No output is ever undefined; quiet_o keeps its promise.
  wire [383:0] outs = {swxoff_waits, tx_off, tx_own, looped, rx_ignored, rx_end_control,
                       tx_sent_control, gmii_txd, gmii_tx_en, gmii_tx_er, tbl_rdata, tbl_rvalid, tbl_wready,
                       tbl_init, rx_valid, rx_data, rx_last, rx_len, rx_status, rx_errors,
                       rx_csum, rx_special, tx_ready, rx_end, rx_end_kept, rx_end_result, rx_end_len, rx_end_bcast, rx_end_mcast,
                       rxo, tx_sent, tx_sent_len, tx_sent_bcast, tx_sent_mcast, tx_drop,
                       rx_fifo_empty, tx_fifo_empty, quiet};
  wire [639:0] ins = {cfg_rfce, cfg_tfce, cfg_dpf, cfg_pmcf, cfg_fca, cfg_fct, cfg_ttv, cfg_rth,
                      cfg_rtl, cfg_xone, swxoff, cfg_loop, gmii_rxd, gmii_rx_dv, gmii_rx_er, cfg_rx_en, cfg_upe, cfg_mpe, cfg_bam,
                      cfg_mo, cfg_lpe, cfg_secrc, cfg_tx_en, cfg_psp, cfg_ipgt, cfg_rx_kib,
                      cfg_tx_kib, cfg_sbp, cfg_vme, cfg_vfe, cfg_cfien, cfg_cfi, cfg_vet,
                      cfg_rxcsum, mac_addr, tbl_we, tbl_addr, tbl_wdata, tbl_re, rx_ready,
                      tx_valid, tx_data, tx_bytes, tx_last, tx_ifcs};
  reg [383:0] outs_before = 0;
  reg [639:0] ins_before = 0;
  integer     quiet_clocks = 0;
  always @(posedge clk) begin
    if (rst_n) begin
      if (^outs === 1'bx) fail("an output is undefined", 1, 0);
      // outs are those after the edge before, ins those that this edge takes; the
      // edge before took ins_before.
      // The pause is a timer: its end comes by itself, and the card's skipping knows it.
      if (left_before != 0 && pause_left == 0) pause_ended = 0;
      else if (pause_ended < 4) pause_ended = pause_ended + 1;
      if (quiet_before && ins_prev2 === ins_before && outs !== outs_before &&
          pause_ended > 2)
        fail("quiet_o was up, nothing came in, yet an output moved", 1, 0);
      if (quiet) quiet_clocks = quiet_clocks + 1;
    end
    quiet_before = rst_n && quiet === 1'b1;
    ins_prev2    = ins_before;
    ins_before   = ins;
    outs_before  = outs;
    left_before  = pause_left;
  end
  reg         quiet_before = 0;
  reg  [21:0] left_before = 0;
  integer     pause_ended = 4;
  reg [639:0] ins_prev2 = 0;

  // ---- the driver's side ----------------------------------------------------------------
  task reset_card;
    integer i;
    begin
      rst_n <= 0;
      idle(3);
      rst_n <= 1;
      for (i = 0; i < 512; i = i + 1) model_tbl[i] = 0;
      model_tbl[9'h100] = {mac_addr[23:16], mac_addr[31:24], mac_addr[39:32], mac_addr[47:40]};
      model_tbl[9'h101] = {1'b1, 15'd0, mac_addr[7:0], mac_addr[15:8]};
      @(posedge clk);
      while (tbl_init) @(posedge clk);
      idle(2);
    end
  endtask

  task tbl_write(input [8:0] addr, input [31:0] data);
    begin
      tbl_addr  <= addr;
      tbl_wdata <= data;
      tbl_we    <= 1;
      @(posedge clk);
      while (!tbl_wready) @(posedge clk);
      tbl_we    <= 0;
      // Of RAH the middle bits are reserved.
      model_tbl[addr] = addr[8:5] == 4'h8 && addr[0] ? data & 32'h8003ffff : data;
    end
  endtask

  integer tbl_waited;
  task tbl_read(input [8:0] addr, output [31:0] data);
    begin
      tbl_addr <= addr;
      tbl_re   <= 1;
      @(posedge clk);
      tbl_re   <= 0;
      tbl_waited = 0;
      while (!tbl_rvalid) begin
        @(posedge clk);
        tbl_waited = tbl_waited + 1;
      end
      data = tbl_rdata;
    end
  endtask

  // RAL/RAH entry i, as a driver writes it: low, then high.
  task set_ra(input integer i, input [47:0] addr, input valid);
    begin
      tbl_write(9'h100 + 2*i, {addr[23:16], addr[31:24], addr[39:32], addr[47:40]});
      tbl_write(9'h101 + 2*i, {valid, 15'd0, addr[7:0], addr[15:8]});
    end
  endtask

  // The MTA bit that a group address hashes to, as a driver computes it (13.5.1).
  task set_mta(input [47:0] addr, input [1:0] mo, input on);
    reg [11:0] hash;
    reg [31:0] word;
    begin
      case (mo)
        0: hash = {addr[7:0], addr[15:12]};
        1: hash = {addr[6:0], addr[15:11]};
        2: hash = {addr[5:0], addr[15:10]};
        3: hash = {addr[3:0], addr[15:8]};
      endcase
      word = model_tbl[9'h080 + hash[11:5]];
      word[hash[4:0]] = on;
      tbl_write(9'h080 + hash[11:5], word);
    end
  endtask

  task defaults;
    begin
      cfg_rx_en <= 1; cfg_upe <= 0; cfg_mpe <= 0; cfg_bam <= 1; cfg_mo <= 0; cfg_lpe <= 0;
      cfg_secrc <= 0; cfg_tx_en <= 1; cfg_psp <= 1; cfg_ipgt <= 8;
      sink_stop <= 0; sink_chance = 16; source_chance = 16; model_fifo_full = 0;
      overflow_ok = 0;
      cfg_sbp <= 0; cfg_vme <= 0; cfg_vfe <= 0; cfg_cfien <= 0; cfg_cfi <= 0;
      cfg_vet <= 16'h8100; cfg_rxcsum <= 0;
      cfg_rfce <= 0; cfg_tfce <= 0; cfg_dpf <= 0; cfg_pmcf <= 0; cfg_xone <= 0; cfg_loop <= 0;
      swxoff <= 0; cfg_rth <= 0; cfg_rtl <= 0;
      gmii_rx_dv <= 0; gmii_rx_er <= 0;
      @(posedge clk);
    end
  endtask

  integer k_end;
  task start_test(input [8*100-1:0] name);
    begin
      begin_test(name);
      defaults;
      for (k_end = 0; k_end < 16; k_end = k_end + 1) result_count[k_end] = 0;
      rxo_seen = 0;
    end
  endtask

  // How often a result was reported since the test began.
  task expect_count(input integer result, input integer want);
    begin
      idle(8);
      if (result_count[result] !== want) begin
        $display("  result %0d:", result);
        fail("times that result was reported", result_count[result], want);
      end
    end
  endtask

  // Wait until everything has come through, and see that nothing is missing.
  task end_test;
    integer patience;
    begin
      sink_stop <= 0;
      patience = 0;
      idle(10);
      while ((stores_seen < stores_wanted || sents_seen < sents_wanted || !quiet) && patience < 20000) begin
        @(posedge clk);
        patience = patience + 1;
      end
      expect_eq("rx_end pulses", ends_seen, ends_wanted);
      expect_eq("carrier events", periods, ends_wanted);
      expect_eq("stored frames", stores_seen, stores_wanted);
      expect_eq("sent frames", sents_seen, sents_wanted);
      expect_eq("dropped transmit frames", drops_seen, drops_wanted);
      expect_eq("receive buffer empty", rx_fifo_empty, 1);
      expect_eq("transmit buffer empty", tx_fifo_empty, 1);
      expect_eq("quiet at the end", quiet, 1);
      // The next test does not answer for what this one lost or had too much.
      ends_seen   = ends_wanted;
      periods     = ends_wanted;
      stores_seen = stores_wanted;
      store_out   = store_in;
      sink_at     = 0;
      sents_seen  = sents_wanted;
      sent_out    = sent_in;
      drops_seen  = drops_wanted;
    end
  endtask

  // A bench in which nothing ends for long hangs.
  integer still = 0, ends_then = 0;
  always @(posedge clk) begin
    still = still + 1;
    if (rx_end === 1 || tx_sent === 1 || tx_drop === 1 || tests_run != ends_then) still = 0;
    ends_then = tests_run;
    if (still > 100000) begin
      $display("FAIL %0s: nothing moves any more", test_name);
      $fatal(1);
    end
  end
