// SPDX-License-Identifier: MIT
//
// What dma_rx promises. Read as if it stood before the module's endmodule.
  `include "reset.svh"

  // Assumed: a beat is taken while one is asked for, and the burst's last is marked (proved
  // of dma_axi_write); a frame has a byte at least (gmii_rx); the buffer's size is one of
  // the manual's (13.4.22), which are multiples of 8.
  logic [7:0] f_beat;                   // beats of the burst that were taken
  always @* begin
    assume (!wr_ready_i || wr_req_o);
    assume (wr_last_i == (wr_req_o && f_beat == len_q));
    assume (rx_len_i != 14'd0);
    assume (buf_bytes_i >= 15'd256 && buf_bytes_i <= 15'd16384 && buf_bytes_i[2:0] == 3'd0);
  end

  // What was written for this descriptor, counted by its strobes; a descriptor was taken.
  logic [14:0] f_bytes;
  logic [3:0]  f_strobes;
  logic        f_open, f_before;        // one is taken; one was processed before
  always @* begin
    f_strobes = 4'd0;
    for (int i = 0; i < 8; i++) f_strobes = f_strobes + 4'(wr_strb_o[i]);
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_open  <= 1'b0;
      f_before <= 1'b0;
      f_bytes <= 15'd0;
      f_beat  <= 8'd0;
    end else begin
      f_open  <= take_o ? !done_o : f_open && !done_o;
      f_before <= f_before || done_o;
      f_bytes <= take_o ? 15'd0 : f_bytes + (beat ? 15'(f_strobes) : 15'd0);
      f_beat  <= beat ? (wr_last_i ? 8'd0 : f_beat + 8'd1) : f_beat;
    end
  end

  logic        p_req;
  logic [63:0] p_addr;
  logic [7:0]  p_len;
  always_ff @(posedge clk_i) begin
    p_req  <= rst_ni && wr_req_o && !beat;
    p_addr <= wr_addr_o;
    p_len  <= wr_len_o;
  end

  // All beats of this descriptor
  logic [11:0] f_total;
  assign f_total = 12'((16'(chunk_q) + 16'(addr_q[2:0]) + 16'd7) >> 3);

  always @* begin
    if (rst_ni) begin
      // DD is last: a descriptor is processed when all the bytes that it reports were handed
      // over, never before, and no byte more was. A null one (3.2.5.2) has none.
      if (done_o && state_q != StDesc) begin
        last: assert (f_bytes == entry_o[14:0] && f_bytes != 15'd0);
      end
      last__rest:  assert (!(done_o && wr_req_o));
      last__cover: cover (done_o && f_bytes == 15'd9 && addr_q[2:0] == 3'd7 && entry_o[33]);
      // Each descriptor that is taken is processed once, before the next is taken.
      once: assert ((!done_o || f_open || take_o) && !(take_o && f_open));
      once__open:  assert (f_open == (state_q > StChunk));
      once__cover: cover (done_o && f_before && f_bytes == 15'd3);
      if (wr_req_o) begin
        page: assert ({4'd0, addr_q[11:3]} + {5'd0, len_q} - {5'd0, f_beat} < 13'd512);
        page__cover: cover (wr_addr_o[11:3] == 9'd510 && len_q == 8'd1 && beats_q > 12'd2);
      end
      if (p_req) begin
        held: assert (wr_req_o && wr_addr_o == p_addr && wr_len_o == p_len);
        held__cover: cover (beat && wr_last_i && f_bytes == 15'd8);
      end

      h__state: assert (state_q <= StDone);
      h__rem:   assert ((!mid_q && state_q < StChunk) || rem_q != 14'd0);
      if (state_q >= StBurst) begin
        h__chunk: assert (chunk_q != 15'd0 && chunk_q <= 15'd16384 &&
                         (eop_q ? chunk_q == {1'b0, rem_q} : chunk_q < {1'b0, rem_q}));
      end
      if (state_q == StBurst || state_q == StData) begin
        h__beats: assert (beats_q != 12'd0 && beats_q <= f_total);
        h__first: assert (first_q == (beats_q == f_total));
        h__bytes: assert (first_q ? f_bytes == 15'd0
                          : 16'(f_bytes) + 16'(addr_q[2:0]) == {1'b0, f_total - beats_q, 3'd0});
      end
      h__begin: assert (state_q == StData || f_beat == 8'd0);
      if (state_q == StData) begin
        h__burst: assert (f_beat <= len_q && 12'(len_q - f_beat) < beats_q && len_q < 8'd64);
      end
    end
  end
