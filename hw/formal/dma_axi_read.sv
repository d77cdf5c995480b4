// SPDX-License-Identifier: MIT
//
// What dma_axi_read promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  function automatic logic f_page(input logic [63:0] addr, input logic [7:0] len);
    f_page = {4'd0, addr[11:3]} + {5'd0, len} < 13'd512;
  endfunction

  // Assumed: a client asks for a burst inside 4 KiB (proved of dma_fetch, dma_tx_read).
  always @* begin
    assume (!req_i[0] || f_page(addr0_i, len0_i));
    assume (!req_i[1] || f_page(addr1_i, len1_i));
    assume (!req_i[2] || f_page(addr2_i, len2_i));
  end

  // Assumed: the bus answers only bursts that it has taken, beat for beat.
  logic [7:0] f_open;                   // bursts that the bus took and has not finished
  always_ff @(posedge clk_i) begin
    if (!rst_ni) f_open <= 8'd0;
    else f_open <= f_open + 8'(m_axi_arvalid_o && m_axi_arready_i)
                   - 8'(m_axi_rvalid_i && m_axi_rlast_i);
  end
  always @* assume (!m_axi_rvalid_i || f_open != 8'd0);

  logic [2:0]  p_grant;
  logic        p_wait, p_rvalid, p_rerror, p_halt;
  logic [1:0]  p_rid;
  logic [63:0] p_rdata, p_addr;
  logic [7:0]  p_len;
  logic [1:0]  p_id;
  logic [63:0] g_addr;
  logic [7:0]  g_len;
  always_ff @(posedge clk_i) begin
    p_grant  <= rst_ni ? grant_o : 3'b000;
    p_halt   <= halt_i;
    p_wait   <= rst_ni && m_axi_arvalid_o && !m_axi_arready_i;
    p_rvalid <= rst_ni && m_axi_rvalid_i;
    p_rerror <= m_axi_rerror_i;
    p_rid    <= m_axi_rid_i;
    p_rdata  <= m_axi_rdata_i;
    p_addr   <= m_axi_araddr_o;
    p_len    <= m_axi_arlen_o;
    p_id     <= m_axi_arid_o;
    g_addr   <= grant_o[0] ? addr0_i : grant_o[1] ? addr1_i : addr2_i;
    g_len    <= grant_o[0] ? len0_i : grant_o[1] ? len1_i : len2_i;
  end

  always @* begin
    if (rst_ni) begin
      if (p_wait) begin
        stable: assert (m_axi_arvalid_o && m_axi_araddr_o == p_addr && m_axi_arlen_o == p_len &&
                        m_axi_arid_o == p_id);
      end
      stable__cover: cover (p_wait && m_axi_arready_i && req_i != 3'b000);

      page: assert (!m_axi_arvalid_o || f_page(m_axi_araddr_o, m_axi_arlen_o));
      page__cover: cover (m_axi_arvalid_o && m_axi_arlen_o == 8'd9 &&
                          m_axi_araddr_o[11:3] == 9'd502);

      // A grant goes to one who asks, is on the bus in the next clock, and only then.
      granted__one:  assert ((grant_o & (grant_o - 3'd1)) == 3'b000 &&
                            (grant_o & ~req_i) == 3'b000);
      granted__halt: assert (!halt_i || grant_o == 3'b000);
      if (p_grant != 3'b000) begin
        granted__bus: assert (m_axi_arvalid_o && m_axi_araddr_o == g_addr &&
                              m_axi_arlen_o == g_len &&
                              p_grant == 3'b001 << m_axi_arid_o);
      end
      granted__new: assert (!m_axi_arvalid_o || p_wait || p_grant != 3'b000);
      granted__cover: cover (p_grant == 3'b010 && req_i[0] && p_halt == 1'b0);

      // Bursts under way are counted exactly, and never more than 15.
      counted__sum:  assert ({4'd0, open_q} == f_open + 8'(arvalid_q) + 8'(valid_q && last_q));
      h__bound: assert (f_open <= 8'd16);
      counted__idle: assert (!idle_o || (f_open == 8'd0 && !m_axi_arvalid_o && valid_o == 3'b000));
      counted__cover: cover (open_q == 4'd3 && closed && grant);

      // A beat goes to the client whose id it bears, one clock later; an error's as 0.
      routed: assert (valid_o == (p_rvalid ? 3'b001 << p_rid : 3'b000) &&
                      (!p_rvalid || data_o == (p_rerror ? 64'd0 : p_rdata)));
      routed__cover: cover (valid_o == 3'b100 && p_rerror && p_rdata != 64'd0);
    end
  end
