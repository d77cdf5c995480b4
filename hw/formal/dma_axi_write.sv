// SPDX-License-Identifier: MIT
//
// What dma_axi_write promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  function automatic logic f_page(input logic [63:0] addr, input logic [7:0] len);
    f_page = {4'd0, addr[11:3]} + {5'd0, len} < 13'd512;
  endfunction

  // Assumed: a client asks for a burst inside 4 KiB (proved of dma_rx, dma_writeback).
  always @* begin
    assume (!req_i[0] || f_page(addr0_i, len0_i));
    assume (!req_i[1] || f_page(addr1_i, len1_i));
    assume (!req_i[2] || f_page(addr2_i, len2_i));
  end

  // Assumed: the bus answers only bursts of which it has address and all data.
  logic       f_aw, f_w, f_wl;
  logic [7:0] f_aws, f_ws;              // addresses, last beats that have no response yet
  assign f_aw = m_axi_awvalid_o && m_axi_awready_i;
  assign f_w  = m_axi_wvalid_o && m_axi_wready_i;
  assign f_wl = f_w && m_axi_wlast_o;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_aws <= 8'd0;
      f_ws  <= 8'd0;
    end else begin
      f_aws <= f_aws + 8'(f_aw) - 8'(m_axi_bvalid_i);
      f_ws  <= f_ws + 8'(f_wl) - 8'(m_axi_bvalid_i);
    end
  end
  always @* assume (!m_axi_bvalid_i || (f_aws != 8'd0 && f_ws != 8'd0));

  // Last beats on their way to the pins
  logic [7:0] f_lasts;
  assign f_lasts = 8'(out_valid_q && out_side_q[8]) + 8'(skid_valid_q && skid_side_q[8])
                   + 8'(state_q == StBurst);

  logic        p_aw, p_w, p_last, p_grant, p_wl;
  logic [63:0] p_addr, p_data, g_addr;
  logic [7:0]  p_len, p_strb, g_len;
  logic [1:0]  p_id, p_client;
  logic [2:0]  p_req;
  always_ff @(posedge clk_i) begin
    p_aw     <= rst_ni && m_axi_awvalid_o && !m_axi_awready_i;
    p_addr   <= m_axi_awaddr_o;
    p_len    <= m_axi_awlen_o;
    p_id     <= m_axi_awid_o;
    p_w      <= rst_ni && m_axi_wvalid_o && !m_axi_wready_i;
    p_data   <= m_axi_wdata_o;
    p_strb   <= m_axi_wstrb_o;
    p_last   <= m_axi_wlast_o;
    p_grant  <= rst_ni && grant;
    p_req    <= req_i;
    p_wl     <= rst_ni && f_wl;
    p_client <= out_side_q[10:9];
    g_addr   <= req_i[1] ? addr1_i : req_i[2] ? addr2_i : addr0_i;
    g_len    <= req_i[1] ? len1_i : req_i[2] ? len2_i : len0_i;
  end

  always @* begin
    if (rst_ni) begin
      if (p_aw) begin
        stable_aw: assert (m_axi_awvalid_o && m_axi_awaddr_o == p_addr && m_axi_awlen_o == p_len &&
                           m_axi_awid_o == p_id);
      end
      stable_aw__cover: cover (p_aw && m_axi_awready_i && m_axi_awlen_o == 8'd3);
      if (p_w) begin
        stable_w: assert (m_axi_wvalid_o && m_axi_wdata_o == p_data && m_axi_wstrb_o == p_strb &&
                          m_axi_wlast_o == p_last);
      end
      stable_w__cover: cover (p_w && skid_valid_q && m_axi_wready_i);

      page: assert (!m_axi_awvalid_o || f_page(m_axi_awaddr_o, m_axi_awlen_o));
      page__cover: cover (m_axi_awvalid_o && m_axi_awlen_o == 8'd9 &&
                          m_axi_awaddr_o[11:3] == 9'd502);

      // The address on the bus is the one of the client that is served.
      if (p_grant) begin
        granted__bus: assert (m_axi_awvalid_o && m_axi_awaddr_o == g_addr &&
                              m_axi_awlen_o == g_len &&
                              (p_req & (3'b001 << m_axi_awid_o)) != 3'b000);
        granted__owner: assert (owner_q == 3'b001 << m_axi_awid_o);
      end
      granted__new:  assert (!m_axi_awvalid_o || p_aw || p_grant);
      granted__halt: assert (!halt_i || !grant);
      granted__cover: cover (p_grant && m_axi_awid_o == 2'd2);
      h__owner:      assert (owner_q == 3'b001 || owner_q == 3'b010 || owner_q == 3'b100);

      // Bursts under way are counted exactly, and never more than 15.
      counted__aw:   assert ({4'd0, open_q} == f_aws + 8'(awvalid_q) + 8'(b_q));
      counted__w:    assert ({4'd0, open_q} == f_ws + f_lasts + 8'(b_q));
      h__bound: assert (f_aws <= 8'd16 && f_ws <= 8'd16);
      counted__idle: assert (!idle_o || (f_aws == 8'd0 && f_ws == 8'd0 && !m_axi_awvalid_o &&
                                         !m_axi_wvalid_o));
      counted__cover: cover (open_q == 4'd3 && b_q && grant);

      // The client hears of the burst's end once, when the bus took the last beat.
      heard: assert (done_o == (p_wl ? 3'b001 << p_client : 3'b000));
      heard__cover: cover (done_o == 3'b010);
    end
  end

  // Any one burst: as many beats as it said, the last one marked, each from its client.
  (* anyseq *)   logic f_pick;
  (* anyconst *) logic [7:0] f_nth;     // and any one beat's data
  logic        f_on;
  logic [1:0]  f_ahead;                 // beats of the burst before it, not on the bus yet
  logic [8:0]  f_len, f_in, f_out;      // beats: all, handed over, on the bus
  logic [1:0]  f_client;
  logic [63:0] f_data;
  logic [7:0]  f_strb;
  logic [1:0]  f_pipe;
  assign f_pipe = 2'(out_valid_q) + 2'(skid_valid_q);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_on <= 1'b0;
    end else if (!f_on) begin
      if (grant && f_pick) begin
        f_on     <= 1'b1;
        f_ahead  <= f_pipe - 2'(f_w);
        f_len    <= {1'b0, awlen_d} + 9'd1;
        f_in     <= 9'd0;
        f_out    <= 9'd0;
        f_client <= awid_d;
      end
    end else begin
      if (push && f_in != f_len) begin
        f_in <= f_in + 9'd1;
        if (f_in == {1'b0, f_nth}) begin
          f_data <= (f_client == 2'd0) ? data0_i : (f_client == 2'd1) ? data1_i : data2_i;
          f_strb <= (f_client == 2'd0) ? strb0_i : (f_client == 2'd1) ? strb1_i : strb2_i;
        end
      end
      if (f_w) begin
        if (f_ahead != 2'd0) begin
          f_ahead <= f_ahead - 2'd1;
        end else begin
          f_out <= f_out + 9'd1;
          if (f_out + 9'd1 == f_len) f_on <= 1'b0;
        end
      end
    end
  end

  function automatic logic f_beat(input logic [63:0] data, input logic [SideW-1:0] side,
                                  input logic [8:0] number);
    f_beat = side[10:9] == f_client && side[8] == (number + 9'd1 == f_len) &&
             (number != {1'b0, f_nth} || (data == f_data && side[7:0] == f_strb));
  endfunction

  always @* begin
    if (rst_ni && f_on) begin
      if (m_axi_wvalid_o && f_ahead == 2'd0) begin
        beats: assert (f_beat(out_data_q, out_side_q, f_out));
      end
      if (skid_valid_q && f_ahead == 2'd1) begin
        h__skid_first: assert (f_beat(skid_data_q, skid_side_q, 9'd0));
      end
      if (skid_valid_q && f_ahead == 2'd0 && f_out + 9'd1 < f_in) begin
        h__skid_next: assert (f_beat(skid_data_q, skid_side_q, f_out + 9'd1));
      end
      if (f_in != f_len) begin
        h__in:    assert (state_q == StBurst && {1'b0, left_q} + 9'd1 == f_len - f_in);
        h__from:  assert (owner_q == 3'b001 << f_client);
        h__pipe:  assert ({7'd0, f_pipe} == {7'd0, f_ahead} + f_in - f_out);
      end
      h__some:  assert ({7'd0, f_pipe} >= {7'd0, f_ahead} + f_in - f_out);
      h__less:  assert (f_out < f_len && f_out <= f_in && f_in <= f_len && f_ahead <= f_pipe);
      h__len:   assert (f_len >= 9'd1 && f_len <= 9'd256);
      h__first: assert (f_ahead == 2'd0 || f_out == 9'd0);
    end
    if (rst_ni) begin
      h__skid:  assert (out_valid_q || !skid_valid_q);
      beats__cover: cover (f_on && f_ahead == 2'd0 && m_axi_wvalid_o && f_len == 9'd3 &&
                           f_out == 9'd2 && f_nth == 8'd2 && f_data == 64'h77 && p_w);
    end
  end
