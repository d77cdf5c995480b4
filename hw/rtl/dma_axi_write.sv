// SPDX-License-Identifier: MIT
//
// Shares the AXI write channels among three clients, one burst at a time.
//
// 8254x SDM 3.2.5 and 3.4.2 (descriptor write-back): a descriptor must not be seen done
// before its data. Bursts leave in the order in which they were granted, and a client asks
// for the write-back only after the last data beat was taken here, so the bus sees them in
// that order.
//
//   client 0  receive data                 AWID 0
//   client 1  receive descriptors          AWID 1
//   client 2  transmit descriptors         AWID 2
//
// A client holds req_i with address and length until its last beat is taken (ready_o and
// last_o). AWVALID and the first WVALID do not wait for each other. Write-backs go first:
// they are short, and their rate is bounded by the data's.
//
// No parameters.
`default_nettype none

module dma_axi_write (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        halt_i,          // begin no burst

  // Clients
  input  wire logic [2:0]  req_i,
  input  wire logic [2:0]  valid_i,         // the beat below is there
  input  wire logic [2:0]  mark_i,          // comes back with done_o
  input  wire logic [63:0] addr0_i,         // 8-byte aligned
  input  wire logic [63:0] addr1_i,
  input  wire logic [63:0] addr2_i,
  input  wire logic [7:0]  len0_i,          // beats - 1
  input  wire logic [7:0]  len1_i,
  input  wire logic [7:0]  len2_i,
  input  wire logic [63:0] data0_i,
  input  wire logic [63:0] data1_i,
  input  wire logic [63:0] data2_i,
  input  wire logic [7:0]  strb0_i,
  input  wire logic [7:0]  strb1_i,
  input  wire logic [7:0]  strb2_i,
  output logic      [2:0]  ready_o,
  output logic             last_o,          // the beat is the burst's last
  output logic      [2:0]  done_o,          // pulse: the bus took the burst's last beat
  output logic             mark_o,          // with done_o: mark_i of that beat

  output logic             idle_o,          // nothing under way, all responses here

  // AXI4 master, write channels
  output logic             m_axi_awvalid_o,
  input  wire logic        m_axi_awready_i,
  output logic      [63:0] m_axi_awaddr_o,
  output logic      [7:0]  m_axi_awlen_o,
  output logic      [1:0]  m_axi_awid_o,
  output logic             m_axi_wvalid_o,
  input  wire logic        m_axi_wready_i,
  output logic      [63:0] m_axi_wdata_o,
  output logic      [7:0]  m_axi_wstrb_o,
  output logic             m_axi_wlast_o,
  input  wire logic        m_axi_bvalid_i
);

  // Bursts that may wait for their response at once.
  localparam logic [3:0] MaxOpen = 4'd15;

  typedef enum logic {
    StIdle,  // choose a client
    StBurst  // hand over the beats of the chosen client
  } state_e;

  // {mark, client, last, strobes}: what goes with a beat besides its data.
  localparam int SideW = 12;

  // What comes from the bus goes into registers without a block before them: a simulator
  // evaluates a block that sees an input at every change of any input.
  state_e           state_q, state_d;
  logic [2:0]       owner_q, owner_d;
  logic [7:0]       left_q, left_d;
  logic             awvalid_q;
  logic [63:0]      awaddr_q, awaddr_d;
  logic [7:0]       awlen_q, awlen_d;
  logic [1:0]       awid_q, awid_d;
  logic             grant;
  logic             push;
  logic [63:0]      push_data;
  logic [SideW-1:0] push_side;

  // Two places for beats: the pins, and one for the beat that comes while the pins are
  // taken.
  logic             out_valid_q;
  logic [63:0]      out_data_q;
  logic [SideW-1:0] out_side_q;
  logic             skid_valid_q;
  logic [63:0]      skid_data_q;
  logic [SideW-1:0] skid_side_q;
  logic             taken_q;             // the bus took a burst's last beat
  logic [2:0]       taken_side_q;        // {mark, client} of that beat
  logic             b_q;                 // a response came
  logic [3:0]       open_q, open_d;

  assign m_axi_awvalid_o = awvalid_q;
  assign m_axi_awaddr_o  = awaddr_q;
  assign m_axi_awlen_o   = awlen_q;
  assign m_axi_awid_o    = awid_q;
  assign m_axi_wvalid_o  = out_valid_q;
  assign m_axi_wdata_o   = out_data_q;
  assign m_axi_wstrb_o   = out_side_q[7:0];
  assign m_axi_wlast_o   = out_side_q[8];
  assign done_o          = taken_q ? 3'b001 << taken_side_q[1:0] : 3'b000;
  assign mark_o          = taken_side_q[2];
  assign idle_o          = state_q == StIdle && open_q == 4'd0 && !awvalid_q && !out_valid_q &&
                           !skid_valid_q && !taken_q && !b_q;

  assign ready_o = (state_q == StBurst && !skid_valid_q) ? owner_q : 3'b000;
  assign last_o  = left_q == 8'd0;
  assign push    = |(ready_o & valid_i);
  assign grant   = state_q == StIdle && req_i != 3'b000 && !awvalid_q && !halt_i &&
                   open_q != MaxOpen;

  // Choose a client, then count its beats.
  always @* begin
    state_d  = state_q;
    owner_d  = 3'b000;
    left_d   = 8'd0;
    awaddr_d = 64'd0;
    awlen_d  = 8'd0;
    awid_d   = 2'd0;
    case (state_q)
      StIdle: begin
        if (grant) begin
          state_d = StBurst;
          if (req_i[1]) begin
            owner_d  = 3'b010;
            awid_d   = 2'd1;
            awaddr_d = addr1_i;
            awlen_d  = len1_i;
          end else if (req_i[2]) begin
            owner_d  = 3'b100;
            awid_d   = 2'd2;
            awaddr_d = addr2_i;
            awlen_d  = len2_i;
          end else begin
            owner_d  = 3'b001;
            awid_d   = 2'd0;
            awaddr_d = addr0_i;
            awlen_d  = len0_i;
          end
        end
      end
      default: begin
        left_d = left_q - 8'd1;
        if (push && last_o) state_d = StIdle;
      end
    endcase
  end

  // The chosen client's beat.
  always @* begin
    push_data = 64'd0;
    push_side = '0;
    if (push) begin
      if (owner_q[1]) begin
        push_data = data1_i;
        push_side = {mark_i[1], 2'd1, last_o, strb1_i};
      end else if (owner_q[2]) begin
        push_data = data2_i;
        push_side = {mark_i[2], 2'd2, last_o, strb2_i};
      end else begin
        push_data = data0_i;
        push_side = {mark_i[0], 2'd0, last_o, strb0_i};
      end
    end
  end

  assign open_d = grant ? open_q + 4'd1 : open_q - 4'd1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StIdle;
      owner_q      <= 3'b001;
      left_q       <= 8'd0;
      awvalid_q    <= 1'b0;
      awaddr_q     <= 64'd0;
      awlen_q      <= 8'd0;
      awid_q       <= 2'd0;
      out_valid_q  <= 1'b0;
      out_data_q   <= 64'd0;
      out_side_q   <= '0;
      skid_valid_q <= 1'b0;
      skid_data_q  <= 64'd0;
      skid_side_q  <= '0;
      taken_q      <= 1'b0;
      taken_side_q <= 3'd0;
      b_q          <= 1'b0;
      open_q       <= 4'd0;
    end else begin
      state_q <= state_d;
      if (m_axi_awready_i) awvalid_q <= 1'b0;
      if (grant) begin
        owner_q   <= owner_d;
        left_q    <= awlen_d;
        awvalid_q <= 1'b1;
        awaddr_q  <= awaddr_d;
        awlen_q   <= awlen_d;
        awid_q    <= awid_d;
      end
      if (push) left_q <= left_d;

      // Beats: to the pins if they are free, else aside.
      taken_q <= 1'b0;
      if (out_valid_q && m_axi_wready_i) begin
        taken_q      <= out_side_q[8];
        taken_side_q <= out_side_q[11:9];
      end
      if (!out_valid_q || m_axi_wready_i) begin
        out_valid_q  <= push || skid_valid_q;
        skid_valid_q <= 1'b0;
        if (skid_valid_q) begin
          out_data_q <= skid_data_q;
          out_side_q <= skid_side_q;
        end else if (push) begin
          out_data_q <= push_data;
          out_side_q <= push_side;
        end
      end else if (push) begin
        skid_valid_q <= 1'b1;
        skid_data_q  <= push_data;
        skid_side_q  <= push_side;
      end

      // Bursts without response
      b_q <= m_axi_bvalid_i;
      if (grant != b_q) open_q <= open_d;
    end
  end

endmodule

`default_nettype wire
