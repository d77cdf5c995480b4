// SPDX-License-Identifier: MIT
//
// Shares the AXI read channels among descriptor fetch and transmit data.
//
// 8254x SDM 3.2.4 and 3.4.1 (descriptor fetching): a fetch into an empty on-chip buffer is
// urgent; a prefetch waits until no DMA of greater priority is pending.
//
//   client 0  receive descriptors          ARID 0
//   client 1  transmit descriptors         ARID 1
//   client 2  transmit data                ARID 2
//
// A client asks only for what it has room for, so RREADY is always 1 and no client can
// stop another's data. Data of a beat with an error response becomes 0, which no client
// takes for an address (a descriptor of zeros moves nothing, SDM 3.3.3 note 3).
//
// No parameters.
`default_nettype none

module dma_axi_read (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic        halt_i,          // begin no burst

  // Clients: request held until granted
  input  wire logic [2:0]  req_i,
  input  wire logic [1:0]  urgent_i,        // clients 0 and 1
  input  wire logic [63:0] addr0_i,         // 8-byte aligned
  input  wire logic [63:0] addr1_i,
  input  wire logic [63:0] addr2_i,
  input  wire logic [7:0]  len0_i,          // beats - 1
  input  wire logic [7:0]  len1_i,
  input  wire logic [7:0]  len2_i,
  output logic      [2:0]  grant_o,
  output logic      [2:0]  valid_o,         // a beat for that client
  output logic      [63:0] data_o,

  output logic             idle_o,          // nothing under way

  // AXI4 master, read channels
  output logic             m_axi_arvalid_o,
  input  wire logic        m_axi_arready_i,
  output logic      [63:0] m_axi_araddr_o,
  output logic      [7:0]  m_axi_arlen_o,
  output logic      [1:0]  m_axi_arid_o,
  input  wire logic        m_axi_rvalid_i,
  input  wire logic [1:0]  m_axi_rid_i,
  input  wire logic [63:0] m_axi_rdata_i,
  input  wire logic        m_axi_rerror_i,  // RRESP is SLVERR or DECERR
  input  wire logic        m_axi_rlast_i
);

  // Bursts that may be under way at once.
  localparam logic [3:0] MaxOpen = 4'd15;

  // What comes from the bus goes into registers without a block before them: a simulator
  // evaluates a block that sees an input at every change of any input.
  logic        arvalid_q;
  logic [63:0] araddr_q, araddr_d;
  logic [7:0]  arlen_q, arlen_d;
  logic [1:0]  arid_q, arid_d;
  logic        grant;
  logic        valid_q, last_q;
  logic [1:0]  id_q;
  logic [63:0] data_q;
  logic [3:0]  open_q, open_d;
  logic        closed;

  assign m_axi_arvalid_o = arvalid_q;
  assign m_axi_araddr_o  = araddr_q;
  assign m_axi_arlen_o   = arlen_q;
  assign m_axi_arid_o    = arid_q;
  assign data_o          = data_q;
  assign valid_o         = valid_q ? 3'b001 << id_q : 3'b000;
  assign idle_o          = open_q == 4'd0 && !valid_q;

  // Urgent fetches, then data, then prefetches.
  assign grant  = req_i != 3'b000 && !arvalid_q && !halt_i && open_q != MaxOpen;
  assign closed = valid_q && last_q;

  always @* begin
    araddr_d = 64'd0;
    arlen_d  = 8'd0;
    arid_d   = 2'd0;
    grant_o  = 3'b000;
    if (grant) begin
      if (req_i[0] && (urgent_i[0] || !req_i[2] && !(req_i[1] && urgent_i[1]))) begin
        grant_o  = 3'b001;
        arid_d   = 2'd0;
        araddr_d = addr0_i;
        arlen_d  = len0_i;
      end else if (req_i[1] && (urgent_i[1] || !req_i[2])) begin
        grant_o  = 3'b010;
        arid_d   = 2'd1;
        araddr_d = addr1_i;
        arlen_d  = len1_i;
      end else begin
        grant_o  = 3'b100;
        arid_d   = 2'd2;
        araddr_d = addr2_i;
        arlen_d  = len2_i;
      end
    end
  end

  assign open_d = grant ? open_q + 4'd1 : open_q - 4'd1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      arvalid_q <= 1'b0;
      araddr_q  <= 64'd0;
      arlen_q   <= 8'd0;
      arid_q    <= 2'd0;
      valid_q   <= 1'b0;
      last_q    <= 1'b0;
      id_q      <= 2'd0;
      data_q    <= 64'd0;
      open_q    <= 4'd0;
    end else begin
      valid_q <= m_axi_rvalid_i;
      if (m_axi_rvalid_i) begin
        last_q <= m_axi_rlast_i;
        id_q   <= m_axi_rid_i;
        data_q <= m_axi_rerror_i ? 64'd0 : m_axi_rdata_i;
      end
      if (m_axi_arready_i) arvalid_q <= 1'b0;
      if (grant) begin
        arvalid_q <= 1'b1;
        araddr_q  <= araddr_d;
        arlen_q   <= arlen_d;
        arid_q    <= arid_d;
      end
      if (grant != closed) open_q <= open_d;
    end
  end

endmodule

`default_nettype wire
