// SPDX-License-Identifier: MIT
//
// What every bench of the DMA needs: host memory behind AXI, a packet buffer on each side,
// and a driver. Included inside a bench's module.
//
// Always watched, in every test:
//   - no output is ever undefined; AXI payload stands still while it waits
//   - bursts: INCR of 8 bytes, not across 4 KiB, WLAST where it belongs
//   - no byte is read or written that the driver did not give to the card
//   - receive descriptors come back in order, with the right length, status and errors, and
//     only after their data is in memory
//   - transmit frames leave byte for byte as posted; DD comes in order, for RS only, and
//     only after the descriptor's data was read
//   - with quiet_o up and no input changing, no output changes

  // ---- clock, pins -----------------------------------------------------------
  reg clk = 0;
  always #4 clk = !clk;
  integer cycle = 0;
  always @(posedge clk) cycle <= cycle + 1;

  reg         rst_n = 0, halt = 0;
  wire        halted, quiet;
  reg         rx_en = 0, tx_en = 0;
  reg  [63:0] rx_base = 0, tx_base = 0;
  reg  [19:0] rx_ring_len = 0, tx_ring_len = 0;
  reg  [15:0] rx_tail = 0, tx_tail = 0;
  reg         rx_tail_we = 0, tx_tail_we = 0;
  reg         rx_head_we = 0, tx_head_we = 0;
  reg  [15:0] rx_head_wdata = 0, tx_head_wdata = 0;
  wire [15:0] rx_head, tx_head;
  reg  [14:0] rx_buf_bytes = 2048;
  reg  [1:0]  rx_rdmts = 0;
  reg  [5:0]  rx_pthresh = 0, rx_hthresh = 0, rx_wthresh = 0;
  reg  [5:0]  tx_pthresh = 0, tx_hthresh = 0, tx_wthresh = 0;
  reg         rx_gran = 1, tx_gran = 1;
  reg  [11:0] rx_srpd = 0;
  wire        rx_small;
  reg  [6:0]  tx_lwthresh = 0;
  reg         rx_flush = 0, tx_flush = 0;
  wire        rx_flushed, tx_flushed;
  wire        rx_stored, rx_wb, rx_wb_pending, rx_rdmt, rx_nobuf;
  wire        tx_wb, tx_wb_ide, tx_qe, tx_low, tx_baddesc, tso_done, tso_fail;
  reg         tx_vme = 0;
  reg         rx_valid = 0, rx_last = 0;
  wire        rx_ready;
  reg  [63:0] rx_data = 0;
  reg  [13:0] rx_len = 0;
  reg  [7:0]  rx_status = 0, rx_errors = 0;
  reg  [15:0] rx_csum = 0, rx_special = 0;
  wire        tx_valid, tx_last, tx_ifcs;
  reg         tx_ready = 0;
  wire [63:0] tx_data;
  wire [3:0]  tx_bytes;
  wire [16:0] tx_tag;
  wire        tx_first, tx_lost, tx_patch, patch_valid, patch_last;
  wire [5:0]  patch_word;
  wire [7:0]  patch_strb;
  wire [63:0] patch_data;
  wire        awvalid, wvalid, wlast, bready, arvalid, rready;
  reg         awready = 0, wready = 0, bvalid = 0, arready = 0, rvalid = 0, rlast = 0;
  wire [63:0] awaddr, wdata, araddr;
  wire [7:0]  awlen, wstrb, arlen;
  wire [2:0]  awsize, arsize;
  wire [1:0]  awburst, awid, arburst, arid;
  reg  [1:0]  bid = 0, bresp = 0, rid = 0, rresp = 0;
  reg  [63:0] rdata = 0;

  e1000_dma dut (
    .clk_i(clk), .rst_ni(rst_n), .halt_i(halt), .halted_o(halted),
    .rx_en_i(rx_en), .rx_base_i(rx_base), .rx_len_i(rx_ring_len),
    .rx_tail_i(rx_tail), .rx_tail_we_i(rx_tail_we),
    .rx_head_we_i(rx_head_we), .rx_head_wdata_i(rx_head_wdata), .rx_head_o(rx_head),
    .rx_buf_bytes_i(rx_buf_bytes), .rx_rdmts_i(rx_rdmts), .rx_pthresh_i(rx_pthresh),
    .rx_hthresh_i(rx_hthresh), .rx_wthresh_i(rx_wthresh), .rx_gran_i(rx_gran),
    .rx_srpd_i(rx_srpd), .rx_small_o(rx_small),
    .tx_en_i(tx_en), .tx_base_i(tx_base), .tx_len_i(tx_ring_len),
    .tx_tail_i(tx_tail), .tx_tail_we_i(tx_tail_we),
    .tx_head_we_i(tx_head_we), .tx_head_wdata_i(tx_head_wdata), .tx_head_o(tx_head),
    .tx_pthresh_i(tx_pthresh), .tx_hthresh_i(tx_hthresh), .tx_wthresh_i(tx_wthresh),
    .tx_gran_i(tx_gran), .tx_lwthresh_i(tx_lwthresh), .tx_vme_i(tx_vme),
    .rx_flush_i(rx_flush), .rx_flushed_o(rx_flushed),
    .tx_flush_i(tx_flush), .tx_flushed_o(tx_flushed),
    .rx_stored_o(rx_stored), .rx_wb_o(rx_wb), .rx_wb_pending_o(rx_wb_pending),
    .rx_rdmt_o(rx_rdmt), .rx_nobuf_o(rx_nobuf), .tx_wb_o(tx_wb), .tx_wb_ide_o(tx_wb_ide),
    .tx_qe_o(tx_qe), .tx_low_o(tx_low), .tx_baddesc_o(tx_baddesc),
    .tx_lost_o(tx_lost), .tso_done_o(tso_done), .tso_fail_o(tso_fail),
    .rx_valid_i(rx_valid), .rx_ready_o(rx_ready), .rx_data_i(rx_data), .rx_last_i(rx_last),
    .rx_frame_len_i(rx_len), .rx_status_i(rx_status), .rx_errors_i(rx_errors),
    .rx_csum_i(rx_csum), .rx_special_i(rx_special),
    .tx_valid_o(tx_valid), .tx_ready_i(tx_ready), .tx_data_o(tx_data), .tx_bytes_o(tx_bytes),
    .tx_last_o(tx_last), .tx_ifcs_o(tx_ifcs), .tx_tag_o(tx_tag), .tx_first_o(tx_first), .tx_patch_o(tx_patch),
    .patch_valid_o(patch_valid), .patch_last_o(patch_last), .patch_word_o(patch_word),
    .patch_strb_o(patch_strb), .patch_data_o(patch_data),
    .m_axi_awvalid_o(awvalid), .m_axi_awready_i(awready), .m_axi_awaddr_o(awaddr),
    .m_axi_awlen_o(awlen), .m_axi_awsize_o(awsize), .m_axi_awburst_o(awburst),
    .m_axi_awid_o(awid), .m_axi_wvalid_o(wvalid), .m_axi_wready_i(wready),
    .m_axi_wdata_o(wdata), .m_axi_wstrb_o(wstrb), .m_axi_wlast_o(wlast),
    .m_axi_bvalid_i(bvalid), .m_axi_bready_o(bready), .m_axi_bid_i(bid), .m_axi_bresp_i(bresp),
    .m_axi_arvalid_o(arvalid), .m_axi_arready_i(arready), .m_axi_araddr_o(araddr),
    .m_axi_arlen_o(arlen), .m_axi_arsize_o(arsize), .m_axi_arburst_o(arburst),
    .m_axi_arid_o(arid), .m_axi_rvalid_i(rvalid), .m_axi_rready_o(rready), .m_axi_rid_i(rid),
    .m_axi_rdata_i(rdata), .m_axi_rresp_i(rresp), .m_axi_rlast_i(rlast),
    .quiet_o(quiet)
  );

  // ---- verdicts --------------------------------------------------------------
  integer     seed = 1, errors = 0, tests = 0, test_errors = 0, failed = 0;
  reg [1023:0] test_name;

  task fail(input [1023:0] what);
    begin
      errors = errors + 1;
      if (errors - test_errors < 6) $display("FAIL at %0d: %0s", cycle, what);
    end
  endtask

  task check(input ok, input [1023:0] what);
    if (ok !== 1'b1) fail(what);
  endtask

  task check_eq(input integer got, input integer want, input [1023:0] what);
    if (got !== want) begin
      fail(what);
      if (errors - test_errors < 6) $display("     got %0d, want %0d", got, want);
    end
  endtask

  task finish;
    begin
      end_test;
      $display("%0d passed, %0d failed", tests - failed, failed);
      if (failed != 0) $fatal(1, "%0d errors", errors);
      $finish;
    end
  endtask

  function integer percent(input integer dummy);
    percent = $unsigned($random(seed)) % 100;
  endfunction

  // False for that many per cent of the calls.
  function lucky(input integer stall);
    if (stall == 0) lucky = 1'b1;
    else lucky = percent(0) >= stall;
  endfunction

  function integer between(input integer low, input integer high);
    between = low + $unsigned($random(seed)) % (high - low + 1);
  endfunction

  // ---- host memory: 1 MiB above 4 GiB ----------------------------------------
  localparam [63:0] MEM   = 64'h0000_0005_4c00_0000;
  localparam integer WORDS = 131072;
  reg [63:0] mem [0:WORDS-1];
  reg [7:0]  may_read  [0:WORDS-1];   // a bit per byte
  reg [7:0]  may_write [0:WORDS-1];

  function integer word_of(input [63:0] addr);
    word_of = (addr[63:20] === MEM[63:20]) ? addr[19:3] : -1;
  endfunction

  function [7:0] peek(input [63:0] addr);
    peek = mem[addr[19:3]] >> {addr[2:0], 3'b000};
  endfunction

  task poke(input [63:0] addr, input [7:0] value);
    mem[addr[19:3]] = (mem[addr[19:3]] & ~(64'hff << {addr[2:0], 3'b000})) |
                      ({56'd0, value} << {addr[2:0], 3'b000});
  endtask

  // Give bytes to the card, or take them back. The card reads whole words.
  task allow(input [63:0] addr, input integer bytes, input readable, input writable);
    integer i;
    reg [63:0] a;
    for (i = 0; i < bytes; i = i + 1) begin
      a = addr + i;
      if (readable) may_read[a[19:3]] = 8'hff;
      if (writable) may_write[a[19:3]][a[2:0]] = 1'b1;
    end
  endtask

  task forbid_all;
    integer i;
    for (i = 0; i < WORDS; i = i + 1) begin
      may_read[i]  = 8'h00;
      may_write[i] = 8'h00;
    end
  endtask

  // ---- AXI slave: read -------------------------------------------------------
  integer rd_latency = 8, rd_stall = 0, ar_stall = 0;   // clocks; per cent
  reg [63:0] arq_addr [0:63];
  reg [7:0]  arq_len  [0:63];
  reg [1:0]  arq_id   [0:63];
  integer    arq_due  [0:63];
  integer    arq_w = 0, arq_r = 0, r_beat = 0;
  integer    ar_count [0:3], ar_beats [0:3], ar_last [0:3];
  reg [63:0] bad_read = 64'hffff_ffff_ffff_ffff;        // answers with an error
  reg        slave_error_all = 0;
  reg [63:0] r_addr;
  integer    w, i_ar;

  always @(posedge clk) if (rst_n) begin
    if (arvalid && arready) begin
      check(arsize === 3'd3 && arburst === 2'd1, "read burst is not 8-byte INCR");
      check(araddr[2:0] === 3'd0, "read burst is not aligned to 8 bytes");
      check(araddr[11:3] + arlen < 512, "read burst crosses 4 KiB");
      check(arid < 3, "read id");
      check(arq_w - arq_r < 60, "more reads under way than the bench holds");
      for (i_ar = 0; i_ar <= arlen; i_ar = i_ar + 1) begin
        w = word_of(araddr + 8 * i_ar);
        if (w < 0) fail("read outside the memory");
        else if (may_read[w] !== 8'hff) fail("read of what the driver did not give");
      end
      arq_addr[arq_w % 64] = araddr;
      arq_len[arq_w % 64]  = arlen;
      arq_id[arq_w % 64]   = arid;
      arq_due[arq_w % 64]  = cycle + rd_latency - 1;
      arq_w = arq_w + 1;
      ar_count[arid] = ar_count[arid] + 1;
      ar_beats[arid] = ar_beats[arid] + arlen + 1;
      ar_last[arid]  = arlen + 1;
    end
    arready <= lucky(ar_stall);
    if (!rvalid || rready) begin
      rvalid <= 1'b0;
      if (arq_r != arq_w && cycle >= arq_due[arq_r % 64] && lucky(rd_stall)) begin
        r_addr = arq_addr[arq_r % 64] + 8 * r_beat;
        rvalid <= 1'b1;
        rid    <= arq_id[arq_r % 64];
        rdata  <= mem[r_addr[19:3]];
        rresp  <= (slave_error_all || r_addr == bad_read) ? 2'd2 : 2'd0;
        rlast  <= r_beat == arq_len[arq_r % 64];
        r_beat = r_beat + 1;
        if (r_beat > arq_len[arq_r % 64]) begin
          r_beat = 0;
          arq_r  = arq_r + 1;
        end
      end
    end
  end

  // ---- AXI slave: write ------------------------------------------------------
  integer aw_stall = 0, w_stall = 0, b_latency = 4;
  reg [63:0] awq_addr [0:63];
  reg [7:0]  awq_len  [0:63];
  reg [1:0]  awq_id   [0:63];
  integer    awq_w = 0, awq_r = 0, aw_beat = 0;
  reg [63:0] wq_data [0:1023];
  reg [7:0]  wq_strb [0:1023];
  reg        wq_last [0:1023];
  integer    wq_w = 0, wq_r = 0;
  reg [1:0]  bq_id  [0:63];
  integer    bq_due [0:63];
  integer    bq_w = 0, bq_r = 0;
  integer    aw_count [0:3], aw_beats [0:3], aw_last [0:3];
  reg        held_aw = 0, held_w = 0;
  reg [75:0] aw_was;
  reg [72:0] w_was;
  reg [63:0] w_addr, w_mask;
  integer    b_byte;

  always @(posedge clk) if (rst_n) begin
    // Payload that waits stands still.
    if (held_aw) check(awvalid && {awaddr, awlen, awid} === aw_was, "AW changed while it waited");
    if (held_w) check(wvalid && {wdata, wstrb, wlast} === w_was, "W changed while it waited");
    held_aw = awvalid && !awready;
    held_w  = wvalid && !wready;
    aw_was  = {awaddr, awlen, awid};
    w_was   = {wdata, wstrb, wlast};
    check(bready === 1'b1 || !bvalid, "the card does not take responses");
    check(rready === 1'b1, "the card does not take read data");

    if (awvalid && awready) begin
      check(awsize === 3'd3 && awburst === 2'd1, "write burst is not 8-byte INCR");
      check(awaddr[2:0] === 3'd0, "write burst is not aligned to 8 bytes");
      check(awaddr[11:3] + awlen < 512, "write burst crosses 4 KiB");
      check(awid < 3, "write id");
      awq_addr[awq_w % 64] = awaddr;
      awq_len[awq_w % 64]  = awlen;
      awq_id[awq_w % 64]   = awid;
      awq_w = awq_w + 1;
      aw_count[awid] = aw_count[awid] + 1;
      aw_beats[awid] = aw_beats[awid] + awlen + 1;
      aw_last[awid]  = awlen + 1;
    end
    if (wvalid && wready) begin
      wq_data[wq_w % 1024] = wdata;
      wq_strb[wq_w % 1024] = wstrb;
      wq_last[wq_w % 1024] = wlast;
      wq_w = wq_w + 1;
    end
    awready <= lucky(aw_stall);
    wready  <= lucky(w_stall) && wq_w - wq_r < 1000;

    // Beats take effect in order.
    while (awq_r != awq_w && wq_r != wq_w) begin
      w_addr = awq_addr[awq_r % 64] + 8 * aw_beat;
      w = word_of(w_addr);
      w_mask = 64'd0;
      for (b_byte = 0; b_byte < 8; b_byte = b_byte + 1) begin
        if (wq_strb[wq_r % 1024][b_byte]) begin
          w_mask[8*b_byte +: 8] = 8'hff;
          if (w < 0) fail("write outside the memory");
          else if (!may_write[w][b_byte]) fail("write to what the driver did not give");
        end
      end
      if (w >= 0) mem[w] = (mem[w] & ~w_mask) | (wq_data[wq_r % 1024] & w_mask);
      check(wq_last[wq_r % 1024] === (aw_beat == awq_len[awq_r % 64]), "WLAST");
      if (awq_id[awq_r % 64] == 2'd1 && w_addr[3]) rx_written_back(w_addr, wq_strb[wq_r % 1024]);
      if (awq_id[awq_r % 64] == 2'd1 && !w_addr[3])
        check(wq_strb[wq_r % 1024] === 8'h00, "a receive descriptor's address was written");
      if (awq_id[awq_r % 64] == 2'd2) tx_written_back(w_addr, wq_strb[wq_r % 1024]);
      wq_r    = wq_r + 1;
      aw_beat = aw_beat + 1;
      if (aw_beat > awq_len[awq_r % 64]) begin
        bq_id[bq_w % 64]  = awq_id[awq_r % 64];
        bq_due[bq_w % 64] = cycle + b_latency;
        bq_w    = bq_w + 1;
        aw_beat = 0;
        awq_r   = awq_r + 1;
      end
    end
    bvalid <= 1'b0;
    if (bq_r != bq_w && cycle >= bq_due[bq_r % 64]) begin
      bvalid <= 1'b1;
      bid    <= bq_id[bq_r % 64];
      bresp  <= slave_error_all ? 2'd3 : 2'd0;
      bq_r   = bq_r + 1;
    end
  end

  // ---- packet buffer, receive side -------------------------------------------
  // Frame f has rxf_len[f] bytes; byte i of it is pattern(f, i).
  localparam integer MAXF = 4096;
  integer    rxf_len    [0:MAXF-1];
  integer    rxf_due    [0:MAXF-1];     // cycle at which it is completely received
  reg [7:0]  rxf_status [0:MAXF-1];
  reg [7:0]  rxf_errors [0:MAXF-1];
  integer    rxf_put = 0, rxf_get = 0, rxf_word = 0;
  integer    rx_gap = 0;                // per cent of clocks without a word
  integer    rx_backlog = 0, rx_backlog_max = 0;
  integer    rxf_arrived = 0;

  function [7:0] pattern(input integer id, input integer i);
    pattern = (id * 37) ^ (i * 5) ^ (i >> 6) ^ (id >> 5);
  endfunction

  function [15:0] rxf_csum(input integer id);
    rxf_csum = (id * 40503) ^ 16'h5a3c;
  endfunction

  function [15:0] rxf_special(input integer id);
    rxf_special = (id * 30011) ^ 16'hc3a5;
  endfunction

  function [63:0] rx_word(input integer f, input integer n);
    integer b;
    for (b = 0; b < 8; b = b + 1)
      rx_word[8*b +: 8] = (8 * n + b < rxf_len[f]) ? pattern(f, 8 * n + b) : 8'hee;
  endfunction

  task put_frame_at(input integer bytes, input integer due);
    begin
      rxf_len[rxf_put]    = bytes;
      rxf_due[rxf_put]    = due;
      rxf_status[rxf_put] = 8'h80 & $random(seed);
      rxf_errors[rxf_put] = $random(seed);
      rxf_put = rxf_put + 1;
      if (rxf_put == MAXF) $fatal(1, "too many frames for the bench");
    end
  endtask

  task put_frame(input integer bytes);
    put_frame_at(bytes, 0);
  endtask

  always @(posedge clk) if (rst_n) begin
    while (rxf_arrived < rxf_put && rxf_due[rxf_arrived] <= cycle) begin
      rx_backlog  = rx_backlog + rxf_len[rxf_arrived];
      rxf_arrived = rxf_arrived + 1;
    end
    if (rx_backlog > rx_backlog_max) rx_backlog_max = rx_backlog;
    if (rx_valid && rx_ready) begin
      rxf_word = rxf_word + 1;
      if (rxf_word * 8 >= rxf_len[rxf_get]) begin
        rx_backlog = rx_backlog - rxf_len[rxf_get];
        rxf_word   = 0;
        rxf_get    = rxf_get + 1;
      end
    end
    if (!rx_valid || rx_ready) begin
      rx_valid <= 1'b0;
      if (rxf_get < rxf_arrived && lucky(rx_gap)) begin
        rx_valid  <= 1'b1;
        rx_data   <= rx_word(rxf_get, rxf_word);
        rx_last   <= rxf_word * 8 + 8 >= rxf_len[rxf_get];
        rx_len    <= rxf_len[rxf_get];
        rx_status <= rxf_status[rxf_get];
        rx_errors <= rxf_errors[rxf_get];
        rx_csum    <= rxf_csum(rxf_get);
        rx_special <= rxf_special(rxf_get);
      end
    end
  end

  // ---- driver, receive side ----------------------------------------------------
  reg [63:0] rx_slot_buf [0:4095];       // by ring index; 0: a null descriptor
  integer    rx_size = 0;
  integer    rx_next = 0;                // ring index to post next
  integer    rx_exp_idx = 0;             // ring index that comes back next
  integer    rx_exp_frame = 0, rx_exp_off = 0;
  integer    rx_returned = 0, rx_frames = 0;
  reg [63:0] rx_buf_next;                // where the next buffer comes from
  reg [63:0] rx_buf_low, rx_buf_high;
  reg        rx_watch = 1;

  // A ring at addr; buffers come from low..high, each at alignment chosen by the test.
  task rx_ring(input [63:0] addr, input integer descriptors, input [63:0] low,
               input [63:0] high);
    begin
      rx_base     = addr;
      rx_ring_len = descriptors * 16;
      rx_size     = descriptors;
      rx_next     = 0;
      rx_exp_idx  = 0;
      rx_exp_off  = 0;
      rx_buf_low  = low;
      rx_buf_high = high;
      rx_buf_next = low;
    end
  endtask

  task rx_post_at(input [63:0] buffer);
    reg [63:0] d;
    begin
      d = rx_base + 16 * rx_next;
      mem[d[19:3]]     = buffer;
      mem[d[19:3] + 1] = 64'hdead_0000_0000_beef & ~64'h0000_00ff_0000_0000;
      allow(d, 16, 1'b1, 1'b0);
      allow(d + 8, 8, 1'b1, 1'b1);
      if (buffer != 0) allow(buffer, rx_buf_bytes, 1'b0, 1'b1);
      rx_slot_buf[rx_next] = buffer;
      rx_next = (rx_next + 1) % rx_size;
    end
  endtask

  task rx_post(input integer count, input integer align);
    integer n;
    for (n = 0; n < count; n = n + 1) begin
      if (rx_buf_next + rx_buf_bytes + 8 > rx_buf_high) rx_buf_next = rx_buf_low;
      rx_post_at(rx_buf_next + ((align < 0) ? between(0, 7) : align));
      rx_buf_next = rx_buf_next + rx_buf_bytes + 8;
    end
  endtask

  task rx_set_tail(input integer tail);
    begin
      @(negedge clk);
      rx_tail    = tail;
      rx_tail_we = 1'b1;
      @(negedge clk);
      rx_tail_we = 1'b0;
    end
  endtask

  // The reference model: what must be in memory when this descriptor comes back.
  task rx_written_back(input [63:0] addr, input [7:0] strb);
    integer idx, want, i, wrong;
    reg [63:0] q, buffer;
    reg eop;
    if (rx_watch) begin
      idx = (addr - rx_base) / 16;
      check_eq(idx, rx_exp_idx, "receive descriptor out of order");
      q      = mem[addr[19:3]];
      buffer = rx_slot_buf[idx];
      if (buffer == 0) begin
        check(strb === 8'h10, "null descriptor: more than the status was written");
        check(q[39:32] === 8'h01, "null descriptor: status is not DD");
      end else begin
        check(strb === 8'hff, "receive descriptor: half written");
        check(rx_exp_frame < rxf_put, "a receive descriptor came back without a frame");
        want = rxf_len[rx_exp_frame] - rx_exp_off;
        eop  = want <= rx_buf_bytes;
        if (!eop) want = rx_buf_bytes;
        check_eq(q[15:0], want, "length in the receive descriptor");
        check(q[39:32] === (eop ? rxf_status[rx_exp_frame] | 8'h03 : 8'h01),
              "status in the receive descriptor");
        check(q[47:40] === (eop ? rxf_errors[rx_exp_frame] : 8'h00),
              "errors in the receive descriptor");
        check(q[31:16] === rxf_csum(rx_exp_frame), "checksum in the receive descriptor");
        check(q[63:48] === (eop ? rxf_special(rx_exp_frame) : 16'd0),
              "special in the receive descriptor");
        wrong = 0;
        for (i = 0; i < want; i = i + 1)
          if (peek(buffer + i) !== pattern(rx_exp_frame, rx_exp_off + i)) wrong = wrong + 1;
        check_eq(wrong, 0, "bytes that are not in memory when DD is");
        for (i = 0; i < rx_buf_bytes; i = i + 1)
          may_write[(buffer + i) >> 3 & (WORDS - 1)][(buffer + i) & 7] = 1'b0;
        rx_exp_off = rx_exp_off + want;
        if (eop) begin
          rx_exp_frame = rx_exp_frame + 1;
          rx_exp_off   = 0;
          rx_frames    = rx_frames + 1;
        end
      end
      may_write[addr[19:3]] = 8'h00;
      rx_exp_idx  = (rx_exp_idx + 1) % rx_size;
      rx_returned = rx_returned + 1;
    end
  endtask

  // ---- driver, transmit side -----------------------------------------------------
  // Descriptor d (counted from the beginning of the test) has txd_len[d] bytes that are
  // pattern(d + 1000, i).
  localparam integer MAXD = 8192;
  localparam integer EOP = 1, IFCS = 2, RS = 8, DEXT = 32, IDE = 128;
  integer    txd_len [0:MAXD-1];         // 0 if it moves nothing
  reg [7:0]  txd_cmd [0:MAXD-1];
  integer    txd_cum [0:MAXD-1];         // bytes up to and with it
  integer    txd_put = 0, txd_back = 0;  // posted; seen DD or passed
  integer    tx_size = 0, tx_next = 0;
  integer    tx_base_d = 0;              // descriptor in ring index 0 of the first lap
  reg [63:0] tx_buf_next, tx_buf_low, tx_buf_high;
  integer    tx_exp_d = 0, tx_exp_off = 0, tx_bytes_seen = 0, tx_frames = 0;
  integer    tx_dd = 0;
  reg        tx_watch = 1;

  task tx_ring(input [63:0] addr, input integer descriptors, input [63:0] low,
               input [63:0] high);
    begin
      tx_base     = addr;
      tx_ring_len = descriptors * 16;
      tx_size     = descriptors;
      tx_next     = 0;
      tx_base_d   = txd_put;
      tx_buf_low  = low;
      tx_buf_high = high;
      tx_buf_next = low;
    end
  endtask

  // Post one descriptor. Without a buffer address of its own it gets the next free place.
  task tx_post_raw(input [63:0] buffer, input integer bytes, input [7:0] cmd,
                   input [3:0] dtyp);
    reg [63:0] d, a;
    integer i;
    begin
      d = tx_base + 16 * tx_next;
      mem[d[19:3]]     = buffer;
      mem[d[19:3] + 1] = {16'h5a5a, 8'h00, 8'h00, cmd, dtyp, 4'd0, bytes[15:0]};
      allow(d, 16, 1'b1, 1'b0);
      if (cmd & RS) may_write[d[19:3] + 1][4] = 1'b1;
      else may_write[d[19:3] + 1] = 8'h00;
      // Contexts and unknown types have neither data nor an end of packet.
      txd_cmd[txd_put]     = cmd;
      if ((cmd & DEXT) != 0 && dtyp != 1) txd_cmd[txd_put] = cmd & ~EOP;
      txd_len[txd_put]     = (buffer == 0 || ((cmd & DEXT) != 0 && dtyp != 1)) ? 0 : bytes;
      txd_cum[txd_put]     = txd_len[txd_put] + ((txd_put > 0) ? txd_cum[txd_put - 1] : 0);
      if (txd_len[txd_put] > 0) begin
        allow(buffer, bytes, 1'b1, 1'b0);
        for (i = 0; i < bytes; i = i + 1) poke(buffer + i, pattern(txd_put + 1000, i));
      end
      txd_put = txd_put + 1;
      tx_next = (tx_next + 1) % tx_size;
      if (txd_put == MAXD) $fatal(1, "too many descriptors for the bench");
    end
  endtask

  task tx_post(input integer bytes, input integer align, input [7:0] cmd);
    begin
      if (tx_buf_next + bytes + 8 > tx_buf_high) tx_buf_next = tx_buf_low;
      tx_post_raw(tx_buf_next + ((align < 0) ? between(0, 7) : align), bytes, cmd, 4'd0);
      tx_buf_next = (tx_buf_next + bytes + 15) & ~64'd7;
    end
  endtask

  task tx_set_tail(input integer tail);
    begin
      @(negedge clk);
      tx_tail    = tail;
      tx_tail_we = 1'b1;
      @(negedge clk);
      tx_tail_we = 1'b0;
    end
  endtask

  // A frame posted and given to the card.
  task tx_send(input integer bytes, input integer align, input [7:0] cmd);
    begin
      tx_post(bytes, align, cmd);
      tx_set_tail(tx_next);
    end
  endtask

  task tx_written_back(input [63:0] addr, input [7:0] strb);
    integer idx;
    if (strb != 0 && tx_watch) begin
      idx = (addr - tx_base) / 16;
      check(addr[3] === 1'b1 && strb === 8'h10, "transmit: more than the status was written");
      check(mem[addr[19:3]][39:32] === 8'h01, "transmit: status is not DD");
      // The next descriptor with RS, and no other.
      while (txd_back < txd_put && !(txd_cmd[txd_back] & RS)) txd_back = txd_back + 1;
      check(txd_back < txd_put, "DD for a descriptor without RS");
      check_eq(idx, (txd_back - tx_base_d) % tx_size, "DD out of order");
      check(tx_bytes_seen + 16 >= txd_cum[txd_back], "DD before the data was read");
      may_write[addr[19:3]] = 8'h00;
      txd_back = txd_back + 1;
      tx_dd    = tx_dd + 1;
    end
  endtask

  // ---- packet buffer, transmit side ----------------------------------------------
  // Takes words, checks them against what was posted, and drains one frame every tx_period
  // clocks, as the wire does; 0: at once.
  integer tx_stall = 0;                  // per cent of clocks without room
  integer tx_period = 0, tx_wire_left = 0, tx_stored = 0, tx_wire_idle = 0;
  integer tx_fill = 0, tx_limit = 16384, tx_frame_bytes = 0;
  integer txq_len [0:MAXF-1];
  integer tx_first_cycle = -1, tx_sent = 0;
  reg     tx_stop = 0;                   // the packet buffer is full
  integer b_tx;

  always @(posedge clk) if (rst_n) begin
    if (tx_valid && tx_ready) begin
      if (tx_watch) begin
        check(tx_bytes >= 1 && tx_bytes <= 8, "bytes of a word");
        check(tx_last || tx_bytes == 8, "a word that is not full inside a frame");
        for (b_tx = 0; b_tx < tx_bytes; b_tx = b_tx + 1) begin
          while (tx_exp_d < txd_put && tx_exp_off == txd_len[tx_exp_d]) begin
            if (txd_len[tx_exp_d] != 0)
              check(!(txd_cmd[tx_exp_d] & EOP), "a frame goes on after its end");
            tx_exp_d   = tx_exp_d + 1;
            tx_exp_off = 0;
          end
          check(tx_exp_d < txd_put, "more was sent than posted");
          if (tx_data[8*b_tx +: 8] !== pattern(tx_exp_d + 1000, tx_exp_off))
            fail("a byte of a sent frame is wrong");
          tx_exp_off    = tx_exp_off + 1;
          tx_bytes_seen = tx_bytes_seen + 1;
        end
        if (tx_last) begin
          check(tx_exp_off == txd_len[tx_exp_d], "a frame ends inside a descriptor");
          // Descriptors that move nothing may follow before the one with EOP.
          while (tx_exp_d + 1 < txd_put && !(txd_cmd[tx_exp_d] & EOP) &&
                 txd_len[tx_exp_d + 1] == 0) tx_exp_d = tx_exp_d + 1;
          check((txd_cmd[tx_exp_d] & EOP) != 0, "a frame ends before EOP");
          check(tx_ifcs === ((txd_cmd[tx_exp_d] & IFCS) != 0), "IFCS");
          tx_exp_off = 0;
          tx_exp_d   = tx_exp_d + 1;
        end
      end
      tx_fill        = tx_fill + 8;
      tx_frame_bytes = tx_frame_bytes + tx_bytes;
      if (tx_last) begin
        txq_len[tx_frames % MAXF] = tx_frame_bytes;
        tx_frame_bytes = 0;
        tx_frames      = tx_frames + 1;
        tx_stored      = tx_stored + 1;
      end
    end
    // The wire
    if (tx_wire_left > 0) tx_wire_left = tx_wire_left - 1;
    if (tx_wire_left == 0) begin
      if (tx_stored > 0) begin
        tx_stored    = tx_stored - 1;
        tx_fill      = tx_fill - ((txq_len[tx_sent % MAXF] + 7) / 8) * 8;
        tx_sent      = tx_sent + 1;
        tx_wire_left = tx_period;
      end else if (tx_sent > 0) begin
        tx_wire_idle = tx_wire_idle + 1;
      end
    end
    tx_ready <= !tx_stop && lucky(tx_stall) && tx_fill + 16 <= tx_limit;
  end

  // ---- events -----------------------------------------------------------------------
  integer n_stored = 0, n_rx_wb = 0, n_rdmt = 0, n_nobuf = 0, n_tx_wb = 0, n_tx_wb_ide = 0;
  integer n_qe = 0, n_low = 0, n_bad = 0, n_rx_flushed = 0, n_tx_flushed = 0;
  integer rdmt_head = 0;
  always @(posedge clk) if (rst_n) begin
    if (rx_stored) n_stored = n_stored + 1;
    if (rx_wb) n_rx_wb = n_rx_wb + 1;
    if (rx_rdmt) n_rdmt = n_rdmt + 1;
    if (rx_nobuf) n_nobuf = n_nobuf + 1;
    if (tx_wb) n_tx_wb = n_tx_wb + 1;
    if (tx_wb_ide) n_tx_wb_ide = n_tx_wb_ide + 1;
    if (tx_qe) n_qe = n_qe + 1;
    if (tx_low) n_low = n_low + 1;
    if (tx_baddesc) n_bad = n_bad + 1;
    if (rx_flushed) n_rx_flushed = n_rx_flushed + 1;
    if (tx_flushed) n_tx_flushed = n_tx_flushed + 1;
  end

  task clear_counts;
    integer n;
    begin
      n_stored = 0; n_rx_wb = 0; n_rdmt = 0; n_nobuf = 0; n_tx_wb = 0; n_tx_wb_ide = 0;
      n_qe = 0; n_low = 0; n_bad = 0; n_rx_flushed = 0; n_tx_flushed = 0;
      rx_returned = 0; rx_frames = 0; tx_frames = 0; tx_sent = 0; tx_dd = 0; tx_wire_idle = 0;
      rx_backlog_max = 0;
      for (n = 0; n < 4; n = n + 1) begin
        ar_count[n] = 0; ar_beats[n] = 0; ar_last[n] = 0;
        aw_count[n] = 0; aw_beats[n] = 0; aw_last[n] = 0;
      end
    end
  endtask

  // ---- outputs defined; quiet means quiet -----------------------------------------
  wire [439:0] outs = {halted, rx_head, tx_head, rx_flushed, tx_flushed, rx_stored, rx_wb,
                       rx_wb_pending, rx_rdmt, rx_nobuf, tx_wb, tx_wb_ide, tx_qe, tx_low,
                       tx_baddesc, tso_done, tso_fail, patch_valid, tx_valid, awvalid, wvalid, arvalid, rx_ready};
  wire [439:0] ins  = {halt, rx_en, tx_en, rx_tail, tx_tail, rx_head_we, tx_head_we, rx_flush,
                       tx_flush, rx_valid, tx_ready, bvalid, rvalid, awready, wready, arready,
                       rx_pthresh, rx_hthresh, rx_wthresh, tx_pthresh, tx_hthresh, tx_wthresh,
                       rx_gran, tx_gran, rx_base, tx_base, rx_ring_len, tx_ring_len};
  reg  [439:0] outs_was, ins_was, ins_before;
  reg          quiet_was = 0;
  always @(posedge clk) if (rst_n) begin
    if (^outs === 1'bx) fail("an output is undefined");
    // quiet_o is a register: it falls one clock after the input that ends the rest.
    if (quiet_was && ins === ins_was && ins_was === ins_before)
      check(outs === outs_was, "quiet_o was up, outputs moved");
    outs_was   = outs;
    ins_before = ins_was;
    ins_was    = ins;
    quiet_was = quiet;
  end

  // ---- tests --------------------------------------------------------------------------
  task end_test;
    if (tests > 0) begin
      if (errors != test_errors) failed = failed + 1;
      $display("%s  %0s", (errors == test_errors) ? "ok  " : "FAIL", test_name);
      $fflush;
    end
  endtask

  // A new test begins with a reset card and a memory that it may not touch.
  task start(input [1023:0] name);
    begin
      end_test;
      tests       = tests + 1;
      test_errors = errors;
      test_name   = name;
      reset_card;
    end
  endtask

  task reset_card;
    begin
      @(negedge clk);
      rst_n = 0; halt = 0; rx_en = 0; tx_en = 0; rx_tail = 0; tx_tail = 0;
      rx_buf_bytes = 2048; rx_rdmts = 0; rx_gran = 1; tx_gran = 1; tx_lwthresh = 0;
      rx_pthresh = 0; rx_hthresh = 0; rx_wthresh = 0;
      tx_pthresh = 0; tx_hthresh = 0; tx_wthresh = 0;
      rd_latency = 8; rd_stall = 0; ar_stall = 0; aw_stall = 0; w_stall = 0; b_latency = 4;
      rx_gap = 0; tx_stall = 0; tx_period = 0; tx_stop = 0; tx_limit = 16384;
      bad_read = 64'hffff_ffff_ffff_ffff; slave_error_all = 0;
      arq_r = arq_w; awq_r = awq_w; wq_r = wq_w; bq_r = bq_w; r_beat = 0; aw_beat = 0;
      rvalid = 0; bvalid = 0; rx_valid = 0; held_aw = 0; held_w = 0;
      rxf_put = 0; rxf_get = 0; rxf_word = 0; rxf_arrived = 0; rx_backlog = 0;
      rx_exp_frame = 0; rx_exp_off = 0; rx_watch = 1;
      txd_put = 0; txd_back = 0; tx_exp_d = 0; tx_exp_off = 0; tx_bytes_seen = 0; tx_watch = 1;
      tx_fill = 0; tx_stored = 0; tx_wire_left = 0; tx_frame_bytes = 0;
      quiet_was = 0;
      forbid_all;
      clear_counts;
      rx_ring(MEM + 64'h1000, 64, MEM + 64'h10000, MEM + 64'h80000);
      tx_ring(MEM + 64'h3000, 64, MEM + 64'h80000, MEM + 64'hff000);
      repeat (3) @(negedge clk);
      clear_counts;
      rst_n = 1;
      repeat (2) @(negedge clk);
    end
  endtask

  task wait_clocks(input integer n);
    repeat (n) @(negedge clk);
  endtask

  // Until nothing moves any more, or too long.
  task settle;
    integer n;
    begin
      n = 0;
      wait_clocks(6);
      while ((!quiet || rx_valid || rxf_arrived != rxf_put) && n < 60000) begin
        @(negedge clk);
        n = n + 1;
      end
      check(n < 60000, "does not come to rest");
      wait_clocks(4);
    end
  endtask

  // As settle, but a frame may go on waiting in the packet buffer.
  task settle_waiting;
    integer n;
    begin
      n = 0;
      wait_clocks(6);
      while (!quiet && n < 60000) begin
        @(negedge clk);
        n = n + 1;
      end
      check(n < 60000, "does not come to rest");
      wait_clocks(4);
    end
  endtask

  initial begin
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
  end
