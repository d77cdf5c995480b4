// SPDX-License-Identifier: MIT
//
// What e1000_csr promises on its AXI4-Lite slave. Read as if it stood before the module's
// endmodule.
  `include "reset.svh"

  // Assumed: the bus holds valid and payload until ready.
  logic        p_aww, p_ww, p_arw;
  logic [16:0] p_aw, p_ar;
  logic [35:0] p_w;
  always_ff @(posedge clk_i) begin
    p_aww <= s_axil_awvalid_i && !s_axil_awready_o;
    p_ww  <= s_axil_wvalid_i && !s_axil_wready_o;
    p_arw <= s_axil_arvalid_i && !s_axil_arready_o;
    p_aw  <= s_axil_awaddr_i;
    p_ar  <= s_axil_araddr_i;
    p_w   <= {s_axil_wstrb_i, s_axil_wdata_i};
  end
  always @* begin
    if (f_past) begin
      assume (!p_aww || (s_axil_awvalid_i && s_axil_awaddr_i == p_aw));
      assume (!p_ww || (s_axil_wvalid_i && {s_axil_wstrb_i, s_axil_wdata_i} == p_w));
      assume (!p_arw || (s_axil_arvalid_i && s_axil_araddr_i == p_ar));
    end
  end

  // Requests that were taken and not answered
  logic [3:0] f_aws, f_ws, f_ars;
  logic       f_b, f_r;
  assign f_b = s_axil_bvalid_o && s_axil_bready_i;
  assign f_r = s_axil_rvalid_o && s_axil_rready_i;

  // What an access did besides: strobes of ICR and of any register since it was taken
  logic       f_strobed, f_read_icr;
  logic [31:0] f_icr;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      f_aws      <= 4'd0;
      f_ws       <= 4'd0;
      f_ars      <= 4'd0;
      f_strobed  <= 1'b0;
      f_read_icr <= 1'b0;
    end else begin
      f_aws <= f_aws + 4'(s_axil_awvalid_i && s_axil_awready_o) - 4'(f_b);
      f_ws  <= f_ws + 4'(s_axil_wvalid_i && s_axil_wready_o) - 4'(f_b);
      f_ars <= f_ars + 4'(s_axil_arvalid_i && s_axil_arready_o) - 4'(f_r);
      f_strobed  <= !f_b && (f_strobed || do_write);
      f_read_icr <= !f_r && (f_read_icr || icr_re_o);
      if (icr_re_o) f_icr <= icr_i;
    end
  end

  logic        p_bwait, p_rwait;
  logic [31:0] p_rdata;
  always_ff @(posedge clk_i) begin
    p_bwait <= rst_ni && s_axil_bvalid_o && !s_axil_bready_i;
    p_rwait <= rst_ni && s_axil_rvalid_o && !s_axil_rready_i;
    p_rdata <= s_axil_rdata_o;
  end

  always @* begin
    if (rst_ni) begin
      stable_b: assert (!p_bwait || s_axil_bvalid_o);
      stable_b__cover: cover (p_bwait && s_axil_bready_i);
      stable_r: assert (!p_rwait || (s_axil_rvalid_o && s_axil_rdata_o == p_rdata));
      stable_r__cover: cover (p_rwait && s_axil_rready_i && p_rdata == 32'h1234_5678);

      // One access of each kind is under way at most; an answer needs its request.
      answers_b__one: assert (f_aws <= 4'd1 && f_ws <= 4'd1 && aw_full_q == f_aws[0] &&
                              w_full_q == f_ws[0]);
      answers_b__due: assert (!s_axil_bvalid_o || (f_aws == 4'd1 && f_ws == 4'd1));
      answers_b__cover: cover (f_b && s_axil_arvalid_i && s_axil_awvalid_i);
      answers_r__one: assert (f_ars <= 4'd1 && ar_full_q == f_ars[0]);
      answers_r__due: assert (!s_axil_rvalid_o || f_ars == 4'd1);
      answers_r__cover: cover (f_r && f_aws == 4'd1);
      h__b: assert (bvalid_q == (state_q == StResp));
      h__r: assert (rvalid_q == (state_q == StData));
      h__state: assert (state_q <= StData);
      if (state_q == StWrite || state_q == StMergeRead || state_q == StTblWrite) begin
        h__write: assert (aw_full_q && w_full_q);
      end
      if (state_q == StRead || state_q == StStat || state_q == StTblRead) begin
        h__read: assert (ar_full_q);
      end

      // A write writes once, a read of ICR clears it once, and what is read is what was
      // cleared.
      once__write: assert (!do_write || !f_strobed);
      once__icr:   assert (!icr_re_o || !f_read_icr);
      once__value: assert (!(s_axil_rvalid_o && f_read_icr) || s_axil_rdata_o == f_icr);
      once__cover: cover (f_r && f_read_icr && f_icr == 32'h80);
      h__before_w: assert (!(f_strobed && state_q != StResp));
      h__before_r: assert (!(f_read_icr && state_q != StData));
    end
  end
