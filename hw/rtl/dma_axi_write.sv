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

  state_e           state_q, state_d;
  logic [2:0]       owner_q, owner_d;
  logic [7:0]       left_q, left_d;
  logic             awvalid_q, awvalid_d;
  logic [63:0]      awaddr_q, awaddr_d;
  logic [7:0]       awlen_q, awlen_d;
  logic [1:0]       awid_q, awid_d;
  logic             active;
  logic             grant;
  logic             push;
  logic [63:0]      push_data;
  logic [7:0]       push_strb;
  logic [1:0]       push_client;
  logic             push_mark;

  // Two places for beats: the pins, and one for the beat that comes while the pins are
  // taken. So WREADY reaches registers only.
  logic             out_valid_q, out_valid_d;
  logic [63:0]      out_data_q;
  logic [SideW-1:0] out_side_q;
  logic             skid_valid_q, skid_valid_d;
  logic [63:0]      skid_data_q;
  logic [SideW-1:0] skid_side_q;
  logic             out_load, skid_load;
  logic [2:0]       done_q, done_d;
  logic             mark_q, mark_d;
  logic [3:0]       open_q, open_d;
  logic             idle_q, idle_d;

  assign m_axi_awvalid_o = awvalid_q;
  assign m_axi_awaddr_o  = awaddr_q;
  assign m_axi_awlen_o   = awlen_q;
  assign m_axi_awid_o    = awid_q;
  assign m_axi_wvalid_o  = out_valid_q;
  assign m_axi_wdata_o   = out_data_q;
  assign m_axi_wstrb_o   = out_side_q[7:0];
  assign m_axi_wlast_o   = out_side_q[8];
  assign done_o          = done_q;
  assign mark_o          = mark_q;
  assign idle_o          = idle_q;

  assign ready_o = (state_q == StBurst && !skid_valid_q) ? owner_q : 3'b000;
  assign last_o  = left_q == 8'd0;
  assign push    = |(ready_o & valid_i);

  // Registers move only then; the blocks below evaluate to nothing otherwise.
  assign active = !idle_q || req_i != 3'b000;

  // Choose a client, then count its beats.
  always @* begin
    state_d   = state_q;
    owner_d   = 3'b000;
    left_d    = 8'd0;
    awvalid_d = 1'b0;
    awaddr_d  = 64'd0;
    awlen_d   = 8'd0;
    awid_d    = 2'd0;
    grant     = 1'b0;
    if (active) begin
      left_d    = left_q;
      awvalid_d = awvalid_q && !m_axi_awready_i;
      case (state_q)
        StIdle: begin
          if (req_i != 3'b000 && !awvalid_q && !halt_i && open_q != MaxOpen) begin
            state_d   = StBurst;
            grant     = 1'b1;
            awvalid_d = 1'b1;
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
            left_d = awlen_d;
          end
        end
        default: begin
          if (push) begin
            left_d = left_q - 8'd1;
            if (last_o) state_d = StIdle;
          end
        end
      endcase
    end
  end

  // The chosen client's beat.
  always @* begin
    push_data   = 64'd0;
    push_strb   = 8'd0;
    push_mark   = 1'b0;
    push_client = 2'd0;
    if (push) begin
      if (owner_q[1]) begin
        push_data   = data1_i;
        push_strb   = strb1_i;
        push_mark   = mark_i[1];
        push_client = 2'd1;
      end else if (owner_q[2]) begin
        push_data   = data2_i;
        push_strb   = strb2_i;
        push_mark   = mark_i[2];
        push_client = 2'd2;
      end else begin
        push_data   = data0_i;
        push_strb   = strb0_i;
        push_mark   = mark_i[0];
      end
    end
  end

  // Where the beat goes, and what the bus took.
  always @* begin
    out_valid_d  = 1'b0;
    skid_valid_d = 1'b0;
    out_load     = 1'b0;
    skid_load    = 1'b0;
    done_d       = 3'b000;
    mark_d       = 1'b0;
    open_d       = 4'd0;
    idle_d       = 1'b1;
    if (active) begin
      out_valid_d  = out_valid_q;
      skid_valid_d = skid_valid_q;
      if (!out_valid_q || m_axi_wready_i) begin
        out_load     = push || skid_valid_q;
        out_valid_d  = out_load;
        skid_valid_d = 1'b0;
      end else if (push) begin
        skid_load    = 1'b1;
        skid_valid_d = 1'b1;
      end
      if (out_valid_q && m_axi_wready_i && out_side_q[8]) begin
        done_d = 3'b001 << out_side_q[10:9];
        mark_d = out_side_q[11];
      end
      open_d = open_q;
      if (grant && !m_axi_bvalid_i) open_d = open_q + 4'd1;
      if (!grant && m_axi_bvalid_i && open_q != 4'd0) open_d = open_q - 4'd1;
      idle_d = state_d == StIdle && !awvalid_d && !out_valid_d && !skid_valid_d &&
               open_d == 4'd0 && done_d == 3'b000;
    end
  end

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
      done_q       <= 3'b000;
      mark_q       <= 1'b0;
      open_q       <= 4'd0;
      idle_q       <= 1'b1;
    end else if (active) begin
      state_q      <= state_d;
      left_q       <= left_d;
      awvalid_q    <= awvalid_d;
      out_valid_q  <= out_valid_d;
      skid_valid_q <= skid_valid_d;
      done_q       <= done_d;
      mark_q       <= mark_d;
      open_q       <= open_d;
      idle_q       <= idle_d;
      if (grant) begin
        owner_q  <= owner_d;
        awaddr_q <= awaddr_d;
        awlen_q  <= awlen_d;
        awid_q   <= awid_d;
      end
      if (out_load) begin
        out_data_q <= skid_valid_q ? skid_data_q : push_data;
        out_side_q <= skid_valid_q ? skid_side_q : {push_mark, push_client, last_o, push_strb};
      end
      if (skid_load) begin
        skid_data_q <= push_data;
        skid_side_q <= {push_mark, push_client, last_o, push_strb};
      end
    end
  end

endmodule

`default_nettype wire
