// SPDX-License-Identifier: MIT
//
// Software's side of the AXI4-Lite slave: declares the bus signals (without prefix) and
// the tasks reg_read, reg_write, reg_write_bytes. The bench declares clk.

  reg         awvalid = 0, wvalid = 0, bready = 0, arvalid = 0, rready = 0;
  reg  [16:0] awaddr = 0, araddr = 0;
  reg  [31:0] wdata = 0;
  reg  [3:0]  wstrb = 0;
  wire        awready, wready, bvalid, arready, rvalid;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  integer     bus_clocks;

  // Pins change a nanosecond after the edge, so that both simulators' orders agree.
  task tick;
    @(posedge clk);
    #1;
  endtask

  task bus_timeout(input string what);
    bus_clocks = bus_clocks + 1;
    if (bus_clocks > 2000) begin
      $display("FAIL  %0s: no answer on the register bus", what);
      $fatal(1, "register bus hangs");
    end
  endtask

  task reg_write_bytes(input [16:0] offset, input [31:0] value, input [3:0] strobes);
    reg aw_taken, w_taken;
    begin
      awvalid = 1; awaddr = offset; wvalid = 1; wdata = value; wstrb = strobes; bready = 1;
      bus_clocks = 0;
      while (awvalid || wvalid) begin
        aw_taken = awvalid && awready;
        w_taken = wvalid && wready;
        tick;
        if (aw_taken) awvalid = 0;
        if (w_taken) wvalid = 0;
        bus_timeout("write");
      end
      while (!bvalid) begin
        tick;
        bus_timeout("write response");
      end
      if (bresp !== 2'b00) $fatal(1, "BRESP %0d", bresp);
      tick;
      bready = 0;
    end
  endtask

  task reg_write(input [16:0] offset, input [31:0] value);
    reg_write_bytes(offset, value, 4'hf);
  endtask

  task reg_read(input [16:0] offset, output [31:0] value);
    reg taken;
    begin
      arvalid = 1; araddr = offset; rready = 1;
      bus_clocks = 0;
      while (arvalid) begin
        taken = arready;
        tick;
        if (taken) arvalid = 0;
        bus_timeout("read");
      end
      while (!rvalid) begin
        tick;
        bus_timeout("read data");
      end
      if (rresp !== 2'b00) $fatal(1, "RRESP %0d", rresp);
      value = rdata;
      tick;
      rready = 0;
    end
  endtask

  task expect_reg(input string what, input [16:0] offset, input [31:0] want);
    reg [31:0] got;
    begin
      reg_read(offset, got);
      expect_eq(what, {32'd0, got}, {32'd0, want});
    end
  endtask

  // The generated list of registers calls these two. It is gone through twice: writing
  // one register may leave traces in another (CTRL.SLU raises a link change).
  reg        check_writes = 0;
  reg [0:0] mapped [0:32767];

  task mark_register(input [16:0] offset, input integer stride, input integer count);
    integer i;
    for (i = 0; i < count; i = i + 1) mapped[(offset + i * stride) / 4] = 1;
  endtask

  task check_register(input string name, input [16:0] offset, input [31:0] reset,
                      input [31:0] writable, input [31:0] compare, input [31:0] start,
                      input string access);
    reg [31:0] got;
    begin
      if (!check_writes) begin
        reg_read(offset, got);
        expect_eq({name, " after reset"}, {32'd0, got & compare}, {32'd0, reset & compare});
      end else if (access == "RW" || access == "RO" || access == "RC") begin
        // Bits that start something stay 0. A counter or cause is read to clear it.
        if (access == "RC") reg_read(offset, got);
        reg_write(offset, ~start & ~(access == "RC" ? ~32'd0 : 32'd0));
        reg_read(offset, got);
        expect_eq({name, " after writing ones"}, {32'd0, got & compare},
                  {32'd0, ((reset & ~writable) | writable) & compare});
        reg_write(offset, 32'd0);
        reg_read(offset, got);
        expect_eq({name, " after writing zeros"}, {32'd0, got & compare},
                  {32'd0, reset & ~writable & compare});
        reg_write(offset, reset);
      end
    end
  endtask
