// SPDX-License-Identifier: MIT
//
// What the MAC does for the host with a received frame: VLAN tags, the packet checksum,
// bad packets. (IP, TCP and UDP checksums: testbench/cosim/test_receive_offload.c.)
`timescale 1ns/1ns

module tb_mac_offload;
  `include "mac_bench.svh"

  integer    i, j;
  reg [31:0] data;

  // A good frame to `dst`, `bytes` long with its tag and FCS.
  task build_tagged(input [47:0] dst, input [15:0] tci, input integer bytes);
    begin
      build(dst, bytes - 8);
      insert_tag(cfg_vet, tci);
      append_fcs;
    end
  endtask

  task set_vlan(input [11:0] id, input on);
    reg [31:0] word;
    begin
      word          = model_tbl[9'h180 + id[11:5]];
      word[id[4:0]] = on;
      tbl_write(9'h180 + id[11:5], word);
    end
  endtask

  initial begin
    reset_card;

    start_test("Without CTRL.VME a tagged frame is stored with its tag, VP and special clear");
    for (i = 64; i <= 80; i = i + 1) begin
      build_tagged(Station, 16'h7123, i);
      wire_frame;
    end
    expect_count(Accepted, 17);
    end_test;

    start_test("With CTRL.VME the tag goes to the descriptor, at every length, with the FCS");
    cfg_vme <= 1;
    @(posedge clk);
    for (i = 64; i <= 100; i = i + 1) begin
      build_tagged(Station, $urandom, i);
      wire_frame;
      build_good(Station, i);
      wire_frame;
    end
    build_tagged(Station, 16'hffff, 1522);
    wire_frame;
    expect_count(Accepted, 75);
    end_test;

    start_test("With CTRL.VME the tag goes to the descriptor, at every length, without the FCS");
    cfg_vme   <= 1;
    cfg_secrc <= 1;
    @(posedge clk);
    for (i = 64; i <= 100; i = i + 1) begin
      build_tagged(Station, $urandom, i);
      wire_frame;
      build_good(Station, i);
      wire_frame;
    end
    expect_count(Accepted, 74);
    end_test;

    start_test("Only the type in VET makes a tag, and only the first one goes");
    cfg_vme <= 1;
    cfg_vet <= 16'h88a8;
    @(posedge clk);
    build_tagged(Station, 16'h0005, 100);
    wire_frame;
    build(Station, 92);
    insert_tag(16'h8100, 16'h0005);
    append_fcs;
    wire_frame;
    build(Station, 92);
    insert_tag(16'h88a8, 16'h0006);
    insert_tag(16'h88a8, 16'h0007);
    append_fcs;
    wire_frame;
    build(Station, 92);
    insert_tag(16'h88a9, 16'h0005);          // each byte has to match
    append_fcs;
    wire_frame;
    build(Station, 92);
    insert_tag(16'h89a8, 16'h0005);
    append_fcs;
    wire_frame;
    expect_count(Accepted, 5);
    end_test;

    start_test("Up to 1522 bytes a tagged frame is not too long, whether it is stripped or not");
    for (i = 0; i < 2; i = i + 1) begin
      cfg_vme <= i;
      @(posedge clk);
      build_tagged(Station, 16'h0005, 1522);
      wire_frame;
      build_tagged(Station, 16'h0005, 1523);
      wire_frame;
    end
    expect_count(Accepted, 2);
    expect_count(Oversize, 2);
    end_test;

    start_test("With RCTL.VFE a tagged frame passes only by its own of the 4096 bits");
    cfg_vfe <= 1;
    @(posedge clk);
    for (i = 0; i < 4096; i = i + 59) begin
      set_vlan(i, 1);
      build_tagged(Station, {4'ha, i[11:0]}, 64);
      wire_frame;
      j = i ^ (1 << (i % 12));
      build_tagged(Station, {4'ha, j[11:0]}, 64);
      wire_frame;
      build_good(Station, 64);               // untagged: the table does not matter
      wire_frame;
      set_vlan(i, 0);
    end
    expect_count(Accepted, 140);
    expect_count(VlanFiltered, 70);
    end_test;

    start_test("Without RCTL.VFE the table does not matter");
    set_vlan(7, 1);
    cfg_vme <= 1;
    @(posedge clk);
    build_tagged(Station, 16'h0008, 64);
    wire_frame;
    expect_count(Accepted, 1);
    end_test;

    start_test("The look into the VFTA does not disturb the search for the address");
    cfg_vfe <= 1;
    cfg_vme <= 1;
    set_vlan(100, 1);
    for (i = 0; i < 16; i = i + 1) set_ra(i, 48'h0200_0000_0100 + i * 48'h0001_0100_0001, 1);
    for (i = 0; i < 16; i = i + 1)
      for (j = 0; j < 3; j = j + 1) begin
        build_tagged(48'h0200_0000_0100 + i * 48'h0001_0100_0001 + (j == 1), 16'd100 + (j == 2),
                     64);
        wire_frame;
      end
    expect_count(Accepted, 16);
    expect_count(Filtered, 16);
    expect_count(VlanFiltered, 16);
    end_test;

    // The exact addresses as rows of another table would be.
    start_test("What the VFTA holds is not taken for an address");
    cfg_vfe <= 1;
    for (i = 0; i < 128; i = i + 2) begin
      tbl_write(9'h180 + i, {Stranger[23:16], Stranger[31:24], Stranger[39:32],
                             Stranger[47:40]});
      tbl_write(9'h181 + i, {16'h8000, Stranger[7:0], Stranger[15:8]});
    end
    for (i = 0; i < 4096; i = i + 29) begin
      build_tagged(Stranger, i, 64);
      wire_frame;
    end
    expect_count(Filtered, 142);
    end_test;

    reset_card;
    start_test("Another host's frame of another VLAN is FILTERED, one of the host VLAN_FILTERED");
    cfg_vfe <= 1;
    set_vlan(5, 1);
    build_tagged(Stranger, 6, 64);
    wire_frame;
    build_tagged(Stranger, 5, 64);
    wire_frame;
    build_tagged(Station, 6, 64);
    wire_frame;
    build_tagged(Broadcast, 6, 64);
    wire_frame;
    build_tagged(Broadcast, 5, 64);
    wire_frame;
    cfg_upe <= 1;
    @(posedge clk);
    build_tagged(Stranger, 6, 64);
    wire_frame;
    expect_count(Filtered, 2);
    expect_count(VlanFiltered, 3);
    expect_count(Accepted, 1);
    end_test;

    start_test("With RCTL.CFIEN the tag's CFI has to be RCTL.CFI, with RCTL.VFE or without");
    set_vlan(5, 1);
    cfg_cfien <= 1;
    for (i = 0; i < 8; i = i + 1) begin
      cfg_cfi <= i[0];
      cfg_vfe <= i[1];
      @(posedge clk);
      build_tagged(Station, i[2] ? 16'h1005 : 16'he005, 64);
      wire_frame;
      build_good(Station, 64);
      wire_frame;
    end
    expect_count(Accepted, 12);
    expect_count(VlanFiltered, 4);
    end_test;

    start_test("Tagged runts of every length, one clock apart, get the filters' verdict in time");
    cfg_vfe <= 1;
    set_vlan(5, 1);
    set_ra(15, Neighbour, 1);
    for (j = 0; j < 4; j = j + 1)
      for (i = 8; i < 40; i = i + 1) begin
        build_tagged(j[0] ? Station : Neighbour, j[1] ? 5 : 6, 64);
        frame_len = i;
        wire_send(0, -1, 1);
      end
    wire_gap(20);
    end_test;

    start_test("Software gets at the tables while tagged frames come back to back");
    cfg_vfe <= 1;
    set_vlan(5, 1);
    fork
      for (i = 0; i < 60; i = i + 1) begin
        build_tagged(Station, 5 + (i % 3 == 0), 64);
        wire_send(7, -1, 12);
      end
      for (j = 0; j < 1000; j = j + 1) begin
        tbl_write(9'h181 + j % 127, j);
        tbl_read(9'h181 + j % 127, data);
        expect_eq("word of the table", data, j);
      end
    join
    expect_count(Accepted, 40);
    expect_count(VlanFiltered, 20);
    end_test;

    reset_card;
    start_test("The packet checksum begins at each of the 256 values of RXCSUM.PCSS");
    for (i = 0; i < 256; i = i + 1) begin
      cfg_rxcsum <= {3'b000, i[7:0]};
      cfg_secrc  <= i[3];
      cfg_vme    <= i[2];
      @(posedge clk);
      build_tagged(Station, $urandom, 64 + i % 7);
      wire_frame;
      build_good(Station, 250 + i % 5);
      wire_frame;
    end
    expect_count(Accepted, 512);
    end_test;

    start_test("With RCTL.SBP frames with a bad CRC, with rx_er and of any length are kept");
    cfg_sbp <= 1;
    for (j = 0; j < 4; j = j + 1) begin
      cfg_secrc <= j[0];
      cfg_vme   <= j[1];
      @(posedge clk);
      for (i = 9; i < 72; i = i + 1) begin
        build_good(Station, i < 18 ? 18 : i);
        if (i < 18) frame_len = i;
        wire_frame;
        frame[8] = ~frame[8];
        wire_frame;
        build_tagged(Station, i, i < 22 ? 22 : i);
        frame[8] = ~frame[8];
        wire_send(7, 20, 12);
        build_tagged(Station, i, i < 22 ? 22 : i);
        wire_send(7, 3, 12);
      end
      build_good(Station, 1523);
      wire_frame;
      frame[100] = ~frame[100];
      wire_frame;
    end
    expect_count(Oversize, 4);
    expect_count(Jabber, 4);
    end_test;

    start_test("RCTL.SBP keeps nothing that the filters hold back");
    cfg_sbp <= 1;
    cfg_vfe <= 1;
    cfg_rx_en <= 1;
    @(posedge clk);
    build_good(Stranger, 40);
    wire_frame;
    build_tagged(Station, 9, 64);
    frame[30] = ~frame[30];
    wire_frame;
    build_good(Stranger, 64);
    frame[30] = ~frame[30];
    wire_frame;
    cfg_rx_en <= 0;
    @(posedge clk);
    build_good(Station, 40);
    wire_frame;
    expect_count(Filtered, 2);
    expect_count(VlanFiltered, 1);
    expect_count(Disabled, 1);
    end_test;

    start_test("With RCTL.SBP frames of up to 16383 bytes are kept, longer ones are not");
    cfg_sbp <= 1;
    @(posedge clk);
    build_good(Station, 16383);
    wire_frame;
    build_good(Station, 16384);
    wire_frame;
    build_good(Station, 20001);
    frame[700] = ~frame[700];
    wire_frame;
    build_good(Station, 64);
    wire_frame;
    expect_count(Oversize, 2);
    expect_count(Jabber, 1);
    expect_count(Accepted, 1);
    end_test;

    start_test("A bad frame without room is dropped and counts as what it is");
    cfg_rx_kib <= 1;                         // 128 words, 9 for a frame of 64 bytes
    cfg_sbp    <= 1;
    idle(3);
    sink_stop  <= 1;
    idle(2);
    for (i = 0; i < 14; i = i + 1) begin
      build_good(Station, 64);
      frame[20] = ~frame[20];
      wire_frame;
    end
    overflow_ok = 1;
    for (i = 0; i < 3; i = i + 1) begin
      build_good(Station, 64);
      frame[20] = ~frame[20];
      wire_frame;
      build_good(Station, 64);
      wire_frame;
    end
    sink_stop <= 0;
    expect_count(CrcError, 17);
    expect_count(FifoFull, 3);
    expect_eq("overrun pulses", rxo_seen, 3);
    end_test;
    cfg_rx_kib <= 48;
    idle(5);

    finish;
  end
endmodule
