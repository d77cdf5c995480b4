// SPDX-License-Identifier: MIT
//
// The MAC's receive side, one property at a time.
`timescale 1ns/1ns

module tb_mac_receive;
  `include "mac_bench.svh"

  integer    i, j, n;
  reg [31:0] data;
  reg [47:0] group [0:3];

  // A carrier event of the given bytes that holds no frame.
  task wire_noise(input integer bytes, input [7:0] value);
    begin
      want_end(cfg_rx_en ? NoSfd : Disabled);
      repeat (bytes) wire_clock(1, 0, value);
      wire_gap(1);
    end
  endtask

  initial begin
    reset_card;

    start_test("A frame to the station's address is stored unchanged, FCS included");
    build_good(Station, 64);
    wire_frame;
    end_test;
    expect_count(Accepted, 1);

    start_test("Frames of every length from 64 to 200 and of 1518 to 1522 bytes are stored");
    for (i = 64; i <= 200; i = i + 1) begin
      build_good(Station, i);
      wire_frame;
    end
    for (i = 1518; i <= 1522; i = i + 1) begin
      build_good(Station, i);
      wire_frame;
    end
    expect_count(Accepted, 142);
    end_test;

    start_test("With RCTL.SECRC the FCS is not stored, at every length from 64 to 100");
    cfg_secrc <= 1;
    @(posedge clk);
    for (i = 64; i <= 100; i = i + 1) begin
      build_good(Station, i);
      wire_frame;
    end
    idle(8);
    expect_count(Accepted, 37);
    end_test;

    start_test("Preambles of 0 to 40 bytes are accepted");
    for (i = 0; i <= 40; i = i + 1) begin
      build_good(Station, 64);
      wire_send(i, -1, 12);
    end
    idle(8);
    expect_count(Accepted, 41);
    end_test;

    start_test("A frame one clock after the one before it is received");
    for (i = 0; i < 20; i = i + 1) begin
      build_good(Station, 64 + i);
      wire_send(1, -1, 1);
    end
    wire_gap(20);
    expect_count(Accepted, 20);
    end_test;

    start_test("A carrier event without start frame delimiter is NO_SFD, whatever its length");
    wire_noise(1, 8'h55);
    wire_noise(1, 8'h00);
    wire_noise(1, 8'hff);
    wire_noise(200, 8'h55);
    wire_noise(200, 8'ha5);
    build_good(Station, 64);
    wire_frame;
    expect_count(NoSfd, 5);
    expect_count(Accepted, 1);
    end_test;

    start_test("A wrong byte in the preamble makes the whole event NO_SFD");
    build_good(Station, 64);
    want_end(NoSfd);
    wire_clock(1, 0, 8'h55);
    wire_clock(1, 0, 8'h5d);
    wire_event(7, -1);
    wire_gap(12);
    end_test;

    start_test("An event that ends at or right after the delimiter is not stored");
    for (i = 0; i < 26; i = i + 1) begin
      build(Station, 26);
      frame_len = i;
      wire_send(7, -1, 1);
    end
    wire_gap(20);
    expect_count(Filtered, 9);
    expect_count(Fragment, 17);
    end_test;

    start_test("Glitches of rx_dv between frames do not hurt the frames");
    for (i = 0; i < 10; i = i + 1) begin
      build_good(Station, 64);
      wire_send(7, -1, 1);
      wire_noise(1, 8'h55);
      wire_noise(2, 8'h0f);
    end
    wire_gap(12);
    expect_count(Accepted, 10);
    expect_count(NoSfd, 20);
    end_test;

    start_test("A frame cut by a glitch of rx_dv is a fragment and noise");
    build(Station, 40);
    wire_send(7, -1, 1);
    wire_noise(30, 8'h77);
    wire_gap(12);
    expect_count(Fragment, 1);
    expect_count(NoSfd, 1);
    end_test;

    start_test("A frame with one wrong bit anywhere is a CRC error");
    for (i = 0; i < 64; i = i + 1) begin
      build_good(Station, 64);
      frame[i] = frame[i] ^ (8'h01 << (i & 7));
      cfg_upe <= 1;
      cfg_mpe <= 1;
      @(posedge clk);
      wire_frame;
    end
    expect_count(CrcError, 64);
    end_test;

    start_test("Below 64 bytes a good frame is a runt and a bad one a fragment");
    for (i = 26; i < 64; i = i + 1) begin
      build_good(Station, i);
      wire_frame;
      build_good(Broadcast, i);
      frame[20] = ~frame[20];
      wire_frame;
    end
    expect_count(Runt, 38);
    expect_count(Fragment, 38);
    end_test;

    start_test("Above 1522 bytes a good frame is oversize and a bad one jabber");
    build_good(Station, 1523);
    wire_frame;
    build_good(Station, 1523);
    frame[700] = ~frame[700];
    wire_frame;
    build_good(Station, 9018);
    wire_frame;
    expect_count(Oversize, 2);
    expect_count(Jabber, 1);
    end_test;

    start_test("With RCTL.LPE frames up to 16383 bytes are stored, longer ones are not");
    cfg_lpe <= 1;
    @(posedge clk);
    build_good(Station, 1523);
    wire_frame;
    build_good(Station, 9018);
    wire_frame;
    build_good(Station, 16383);
    wire_frame;
    build_good(Station, 16384);
    wire_frame;
    build_good(Station, 16385);
    wire_frame;
    build_good(Station, 17000);
    frame[200] = ~frame[200];
    wire_frame;
    build_good(Station, 64);
    wire_frame;
    idle(8);
    expect_count(Accepted, 4);
    expect_count(Oversize, 2);
    expect_count(Jabber, 1);
    end_test;

    start_test("rx_er at any byte, preamble and delimiter included, spoils the frame");
    for (i = 0; i < 72; i = i + 1) begin
      build_good(Station, 64);
      wire_send(7, i, 12);
    end
    expect_count(RxError, 72);
    end_test;

    start_test("rx_er outside of a carrier event is ignored");
    build_good(Station, 64);
    wire_clock(0, 1, 8'h0e);
    wire_clock(0, 1, 8'h0f);
    wire_frame;
    wire_clock(0, 1, 8'h1f);
    wire_gap(3);
    wire_clock(0, 1, 8'h0f);
    wire_frame;
    expect_count(Accepted, 2);
    end_test;

    start_test("rx_er right after an event's last byte or right before the next spoils neither");
    for (i = 0; i < 8; i = i + 1)              // preambles of 0 to 7 bytes
      for (j = 0; j < 3; j = j + 1) begin      // each clock of the gap
        build_good(Station, 64);
        wire_send(i, i + 65 + j, 3);
      end
    expect_count(Accepted, 24);
    end_test;

    start_test("A switched-off receiver reports every event as DISABLED");
    cfg_rx_en <= 0;
    @(posedge clk);
    build_good(Station, 64);
    wire_frame;
    wire_noise(1, 8'h55);
    wire_noise(30, 8'h12);
    expect_count(Disabled, 3);
    end_test;

    start_test("A receiver switched off during a frame still takes that frame");
    build_good(Station, 200);
    fork
      wire_frame;
      begin
        idle(60);
        cfg_rx_en = 0;
      end
    join
    build_good(Station, 64);
    wire_frame;
    expect_count(Accepted, 1);
    expect_count(Disabled, 1);
    end_test;

    start_test("A receiver switched on during a frame waits for the next one");
    cfg_rx_en <= 0;
    @(posedge clk);
    build_good(Station, 200);
    fork
      wire_frame;
      begin
        idle(60);
        cfg_rx_en = 1;
      end
    join
    build_good(Station, 64);
    wire_frame;
    expect_count(Accepted, 1);
    expect_count(Disabled, 1);
    end_test;

    start_test("Configuration that changes during a frame counts from the next frame on");
    build_good(Stranger, 400);
    fork
      wire_frame;                            // filtered, although UPE comes
      begin idle(12); cfg_upe = 1; cfg_secrc = 1; cfg_lpe = 1; end
    join
    build_good(Stranger, 1600);
    fork
      wire_frame;                            // stored, long and without FCS
      begin idle(12); cfg_upe = 0; cfg_secrc = 0; cfg_lpe = 0; end
    join
    expect_count(Filtered, 1);
    expect_count(Accepted, 1);
    end_test;

    start_test("Frames to other stations are filtered, with RCTL.UPE they pass with PIF");
    build_good(Stranger, 64);
    wire_frame;
    cfg_upe <= 1;
    @(posedge clk);
    build_good(Stranger, 64);
    wire_frame;
    build_good(Station, 64);
    wire_frame;
    expect_count(Filtered, 1);
    expect_count(Accepted, 2);
    end_test;

    start_test("Broadcast passes with RCTL.BAM only");
    build_good(Broadcast, 64);
    wire_frame;
    cfg_bam <= 0;
    @(posedge clk);
    build_good(Broadcast, 64);
    wire_frame;
    expect_count(Filtered, 1);
    expect_count(Accepted, 1);
    end_test;

    start_test("Group addresses pass with RCTL.MPE, without PIF");
    build_good(AllHosts, 64);
    wire_frame;
    cfg_mpe <= 1;
    @(posedge clk);
    build_good(AllHosts, 64);
    wire_frame;
    expect_count(Filtered, 1);
    expect_count(Accepted, 1);
    end_test;

    start_test("Each of the 16 exact addresses passes, a wrong byte in any place does not");
    for (i = 0; i < 16; i = i + 1) set_ra(i, 48'h0200_0000_0100 + i * 48'h0001_0100_0001, 1);
    for (i = 0; i < 16; i = i + 1) begin
      build_good(48'h0200_0000_0100 + i * 48'h0001_0100_0001, 64);
      wire_frame;
      for (j = 0; j < 6; j = j + 1) begin
        build(48'h0200_0000_0100 + i * 48'h0001_0100_0001, 60);
        frame[j] = frame[j] ^ 8'h80;
        append_fcs;
        wire_frame;
      end
    end
    expect_count(Accepted, 16);
    expect_count(Filtered, 96);
    end_test;

    start_test("An exact address counts only with AV set and AS zero");
    set_ra(3, Stranger, 0);
    build_good(Stranger, 64);
    wire_frame;
    set_ra(3, Stranger, 1);
    build_good(Stranger, 64);
    wire_frame;
    for (i = 1; i < 4; i = i + 1) begin
      tbl_write(9'h107, {1'b1, 13'd0, i[1:0], Stranger[7:0], Stranger[15:8]});
      build_good(Stranger, 64);
      wire_frame;
    end
    expect_count(Accepted, 1);
    expect_count(Filtered, 4);
    end_test;

    start_test("A group address among the exact addresses passes without PIF");
    set_mta(AllHosts, 0, 1);
    build_good(AllHosts, 64);
    wire_frame;
    set_ra(15, AllHosts, 1);
    build_good(AllHosts, 64);
    wire_frame;
    set_mta(AllHosts, 0, 0);
    build_good(AllHosts, 64);
    wire_frame;
    expect_count(Accepted, 3);
    end_test;

    reset_card;
    start_test("A group address passes by its hash bit under each of the four RCTL.MO, with PIF");
    group[0] = 48'h01005e7f1234;
    group[1] = 48'h3333ff00fedc;
    group[2] = 48'h0180c2000013;
    group[3] = 48'h09002b00a5c7;
    for (i = 0; i < 4; i = i + 1) begin
      cfg_mo <= i;
      for (j = 0; j < 4; j = j + 1) begin
        build_good(group[j], 64);
        wire_frame;
        set_mta(group[j], i, 1);
        build_good(group[j], 64);
        wire_frame;
        set_mta(group[j], i, 0);
      end
    end
    expect_count(Accepted, 16);
    expect_count(Filtered, 16);
    end_test;

    start_test("Every one of the 4096 hash bits is looked up by its own addresses only");
    for (i = 0; i < 4096; i = i + 61) begin
      tbl_write(9'h080 + i / 32, 32'h1 << (i % 32));
      // MO = 0: the last byte is hash[11:4], the byte before it begins with hash[3:0].
      build_good({32'h01005e11, i[3:0], 4'h6, i[11:4]}, 64);
      wire_frame;
      n = i ^ (1 << (i % 12));
      build_good({32'h01005e11, n[3:0], 4'h6, n[11:4]}, 64);
      wire_frame;
      tbl_write(9'h080 + i / 32, 0);
    end
    expect_count(Accepted, 68);
    expect_count(Filtered, 68);
    end_test;

    start_test("An individual address never passes by the multicast table");
    for (i = 0; i < 128; i = i + 1) tbl_write(9'h080 + i, 32'hffffffff);
    build_good(Stranger, 64);
    wire_frame;
    cfg_bam <= 0;
    @(posedge clk);
    build_good(Broadcast, 64);   // its bit is set: passes, but not exactly
    wire_frame;
    expect_count(Filtered, 1);
    expect_count(Accepted, 1);
    end_test;

    start_test("Every word of the filter tables reads back as written, but for the reserved of RAH");
    for (i = 0; i < 512; i = i + 1) tbl_write(i, 32'h1234_0000 ^ (i * 32'h0101_4001));
    for (i = 0; i < 512; i = i + 1) begin
      tbl_read(i, data);
      expect_eq("word of the table", data, model_tbl[i]);
    end
    end_test;

    start_test("After reset the tables are clear but for the station's own address");
    mac_addr = 48'hacde48000080;
    reset_card;
    for (i = 0; i < 512; i = i + 1) begin
      tbl_read(i, data);
      expect_eq("word of the table", data, model_tbl[i]);
    end
    tbl_read(9'h100, data);
    expect_eq("RAL0", data, 32'h0048deac);
    tbl_read(9'h101, data);
    expect_eq("RAH0", data, 32'h80008000);
    build_good(48'hacde48000080, 64);
    wire_frame;
    expect_count(Accepted, 1);
    idle(20);
    mac_addr = Station;
    reset_card;
    end_test;

    start_test("Software gets at the tables between the searches of back-to-back frames");
    fork
      for (i = 0; i < 60; i = i + 1) begin
        build_good(Stranger, 64);
        wire_send(7, -1, 12);
      end
      begin
        idle(30);
        for (j = 0; j < 60; j = j + 1) begin
          tbl_write(9'h180 + j, j * 32'h01010101);
          tbl_read(9'h180 + j, data);
          expect_eq("word of the table", data, j * 32'h01010101);
          if (tbl_waited > 24) fail("clocks until the read came", tbl_waited, 24);
          idle(j);
        end
      end
    join
    expect_count(Filtered, 60);
    end_test;

    start_test("Software that writes the tables without pause does not keep a frame from its search");
    fork
      for (i = 0; i < 20; i = i + 1) begin
        build_good(i[0] ? Station : Stranger, 64);
        wire_send(7, -1, 12);
      end
      for (j = 0; j < 1200; j = j + 1) tbl_write(9'h180 + j % 128, j);
    join
    expect_count(Accepted, 10);
    end_test;

    start_test("Frames during the clearing of the tables are DISABLED");
    rst_n <= 0;
    idle(2);
    rst_n <= 1;
    build_good(Station, 64);
    want_end(Disabled);
    wire_event(7, -1);
    wire_gap(300);
    end_test;

    start_test("A frame under way when reset ends is skipped, the next one is received");
    build_good(Station, 300);
    want_end(Disabled);
    fork
      wire_event(7, -1);
      begin idle(20); rst_n <= 0; idle(2); rst_n <= 1; end
    join
    wire_gap(300);
    build_good(Station, 64);
    wire_frame;
    expect_count(Accepted, 1);
    expect_count(Disabled, 1);
    end_test;

    start_test("A reset forgets every frame in the receive buffer");
    sink_stop <= 1;
    for (i = 0; i < 5; i = i + 1) begin
      build_good(Station, 100);
      wire_frame;
    end
    idle(5);
    stores_seen = stores_wanted;
    store_out   = store_in;
    sink_at     = 0;
    reset_card;
    sink_stop <= 0;
    idle(20);
    build_good(Station, 64);
    wire_frame;
    end_test;

    start_test("A full buffer drops whole frames as FIFO_FULL, and recovers");
    cfg_rx_kib <= 1;                         // 128 words, 9 for a frame of 64 bytes
    idle(3);
    sink_stop <= 1;
    idle(2);
    for (i = 0; i < 20; i = i + 1) begin
      model_fifo_full = i >= 14;
      build_good(Station, 64);
      wire_frame;
    end
    expect_count(Accepted, 14);
    expect_count(FifoFull, 6);
    expect_eq("overrun pulses", rxo_seen, 6);
    sink_stop <= 0;
    idle(200);
    model_fifo_full = 0;
    for (i = 0; i < 20; i = i + 1) begin
      build_good(Station, 64 + i);
      wire_frame;
    end
    expect_count(Accepted, 34);
    end_test;

    start_test("Frames that are bad or not for us never count as missed");
    sink_stop <= 1;
    idle(2);
    for (i = 0; i < 14; i = i + 1) begin
      build_good(Station, 64);
      wire_frame;
    end
    model_fifo_full = 1;
    build_good(Station, 64);
    frame[30] = ~frame[30];
    wire_frame;
    build_good(Stranger, 64);
    wire_frame;
    build_good(Station, 1400);
    wire_frame;
    expect_count(CrcError, 1);
    expect_count(Filtered, 1);
    expect_count(FifoFull, 1);
    end_test;

    start_test("A new buffer size is taken over once the buffer is empty");
    model_fifo_full = 0;
    sink_stop <= 1;
    idle(2);
    build_good(Station, 64);
    wire_frame;
    cfg_rx_kib <= 2;
    for (i = 0; i < 13; i = i + 1) begin
      build_good(Station, 64);
      wire_frame;
    end
    model_fifo_full = 1;
    build_good(Station, 64);
    wire_frame;
    sink_stop <= 0;
    idle(200);
    sink_stop <= 1;
    idle(2);
    for (i = 0; i < 30; i = i + 1) begin
      model_fifo_full = i >= 28;             // 256 words
      build_good(Station, 64);
      wire_frame;
    end
    expect_count(FifoFull, 3);
    end_test;

    start_test("A buffer of no size drops everything and does not hang");
    model_fifo_full = 1;
    cfg_rx_kib <= 0;
    idle(3);
    build_good(Station, 64);
    wire_frame;
    cfg_rx_kib <= 48;
    idle(3);
    model_fifo_full = 0;
    build_good(Station, 64);
    wire_frame;
    expect_count(Accepted, 1);
    end_test;

    finish;
  end
endmodule
