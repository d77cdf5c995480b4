// SPDX-License-Identifier: MIT
//
// The serial EEPROM: software's pins (EECD), reads by the card (EERD), and the load of the
// permanent address after a reset.
//
// 8254x SDM 13.4.3 (EECD), 13.4.4 (EERD), 13.4.6 (CTRL_EXT.EE_RST), 5.3.1 (access),
// 5.6 (EEPROM map). The part is a 93C46: 64 words of 16 bits, Microwire.
//
//   EECD --- REQ, GNT --+
//                       +--> ee_cs_o ee_sk_o ee_di_o ---> 93C46 ---> ee_do_i
//   EERD ---+           |
//           +- sequencer+
//   load ---+ words 0x0a, 0, 1, 2 ---> permanent address to the filter's entry 0
//
// The pins belong to software while EECD.GNT is set, which it is when EECD.REQ is and the
// sequencer has nothing to do; EERD and loads wait for the end of the grant. A word takes
// 25 clocks of SK: start bit, read opcode and six address bits out, sixteen data bits in.
//
//   cs  _/~~~~~~~~~~~~~ .. ~~~~~~~~\_      DI changes as SK falls; the part takes it as SK
//   sk  ___/~\_/~\_/~\_ .. _/~\_/~\___     rises, and changes DO then; DO is taken before
//   di  _<1 ><1 ><0 ><a ..                 SK falls. With the last address bit the part
//   do               .. <0><d15> ..        pulls DO low: there is an EEPROM.
//
// Parameters:
//   HalfPeriod  clocks that SK is high, and low; 64 make 0.98 MHz (a 93C46 takes 1 MHz).
//               A power of two, at least 2
`default_nettype none

module e1000_eeprom #(
  parameter int HalfPeriod = 64
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,          // of the core; a load follows it

  // The EEPROM
  output logic             ee_cs_o,
  output logic             ee_sk_o,
  output logic             ee_di_o,
  input  wire logic        ee_do_i,

  // Registers: unstrobed bytes are 0 in both
  input  wire logic        eecd_we_i,
  input  wire logic        eerd_we_i,
  input  wire logic        load_i,          // CTRL_EXT.EE_RST was written
  input  wire logic [31:0] wdata_i,
  input  wire logic [31:0] wmask_i,
  input  wire logic        re_i,            // a register is read: these count
  output logic      [31:0] eecd_o,
  output logic      [31:0] eerd_o,

  // The permanent address, held until it is taken; [47:40] is first on the wire
  output logic             perm_valid_o,
  input  wire logic        perm_ready_i,
  output logic      [47:0] perm_addr_o,

  output logic             idle_o           // nothing here moves by itself
);

  `include "e1000_regs.svh"

  localparam int DivW = $clog2(HalfPeriod);

  // Bits of a read, counted from the start bit
  localparam logic [4:0] LastAddress = 5'd8;
  localparam logic [4:0] LastBit     = 5'd24;

  // Words that a load reads: the signature's, then the address
  localparam logic [5:0] SignatureWord = 6'h0a;
  localparam logic [1:0] Signature     = 2'b01;

`ifndef SYNTHESIS
  initial begin : check_parameters
    if (HalfPeriod < 2 || (1 << DivW) != HalfPeriod) begin
      $fatal(1, "HalfPeriod must be a power of two, at least 2 (instance %m)");
    end
  end
`endif

  typedef enum logic [2:0] {
    StIdle,      // the pins are software's, or nobody's
    StSelect,    // CS is high, the start bit is on DI
    StHigh,      // SK is high
    StLow,       // SK is low
    StDeselect,  // CS is low for as long as the part needs
    StStore      // the filter takes the address
  } state_e;

  state_e          state_q, state_d;
  logic [DivW-1:0] div_q;
  logic [4:0]      bit_q;
  logic [8:0]      out_q;                   // start bit, opcode, address
  logic [15:0]     in_q;
  logic [5:0]      next_word;
  logic            half, moves, begin_load, begin_read, selects, falls, got_word;
  logic            cs_q, sk_q, di_q;        // the pins
  logic            sw_cs_q, sw_sk_q, sw_di_q, req_q, gnt_q, fresh_q, busy_q, do_q, pres_q;
  logic [1:0]      fwe_q;
  logic            load_q;                  // a load is asked for
  logic            loading_q;               // the sequencer's word is one of a load's
  logic [1:0]      step_q;                  // which
  logic            read_q, done_q;          // EERD: asked for, answered
  logic [7:0]      addr_q;
  logic [15:0]     data_q;
  logic [47:0]     perm_q;

  assign idle_o = !busy_q;
  assign moves  = busy_q || eecd_we_i || eerd_we_i || load_i;

  // Nothing is worked out while nothing goes on
  always @* begin
    state_d    = state_q;
    half       = 1'b0;
    begin_load = 1'b0;
    begin_read = 1'b0;
    selects    = 1'b0;                      // CS rises: the next word
    falls      = 1'b0;                      // SK falls
    got_word   = 1'b0;
    next_word  = 6'd0;
    if (moves) begin
      half       = &div_q;
      begin_load = state_q == StIdle && load_q && !gnt_q && !cs_q;
      begin_read = state_q == StIdle && read_q && !load_q && !gnt_q && !cs_q;
      falls      = state_q == StHigh && half;
      got_word   = state_q == StDeselect && half;
      case (state_q)
        StIdle: begin
          if (begin_load || begin_read) state_d = StSelect;
        end
        StSelect: begin
          if (half) state_d = StHigh;
        end
        StHigh: begin
          if (half) state_d = StLow;
        end
        StLow: begin
          if (half && bit_q == LastBit) state_d = StDeselect;
          else if (half) state_d = StHigh;
        end
        StDeselect: begin
          if (half) begin
            state_d = StIdle;
            if (loading_q) begin
              if (step_q == 2'd3) state_d = StStore;
              else if (step_q != 2'd0 || in_q[15:14] == Signature) state_d = StSelect;
            end
          end
        end
        default: begin                      // StStore
          if (perm_ready_i) state_d = StIdle;
        end
      endcase
      selects = state_q != StSelect && state_d == StSelect;
      if (begin_load) next_word = SignatureWord;
      else next_word = begin_read ? addr_q[5:0] : {4'd0, step_q};
    end
  end

  // What software reads of DO is a clock old
  always_ff @(posedge clk_i) begin
    do_q <= ee_do_i;
  end

  // A register is read above the line that writes it: a model then needs no copy of it
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= StIdle;
      div_q     <= '0;
      cs_q      <= 1'b0;
      sk_q      <= 1'b0;
      di_q      <= 1'b0;
      sw_cs_q   <= 1'b0;
      sw_sk_q   <= 1'b0;
      sw_di_q   <= 1'b0;
      req_q     <= 1'b0;
      gnt_q     <= 1'b0;
      fwe_q     <= EecdReset[EecdFweHi:EecdFweLo];
      fresh_q   <= 1'b0;
      busy_q    <= 1'b1;
      pres_q    <= 1'b0;
      load_q    <= 1'b1;
      loading_q <= 1'b0;
      step_q    <= 2'd0;
      read_q    <= 1'b0;
      done_q    <= 1'b0;
      addr_q    <= 8'd0;
      data_q    <= 16'd0;
    end else if (moves) begin
      // The pins: the sequencer's, or EECD's with the grant
      if (selects) begin
        cs_q <= 1'b1;
        sk_q <= 1'b0;
        di_q <= 1'b1;
      end else if (state_q == StIdle) begin
        cs_q <= gnt_q && req_q && sw_cs_q;
        sk_q <= gnt_q && req_q && sw_sk_q;
        di_q <= gnt_q && req_q && sw_di_q;
      end else if (half) begin
        sk_q <= state_q == StSelect || (state_q == StLow && bit_q != LastBit);
        if (state_q == StLow) cs_q <= bit_q != LastBit;
        if (falls) di_q <= out_q[7];
      end

      // A word
      if (got_word && !loading_q) data_q <= in_q;
      if (got_word && loading_q) perm_q <= {perm_q[31:0], in_q[7:0], in_q[15:8]};
      if (falls && loading_q && step_q == 2'd0 && bit_q == LastAddress) pres_q <= !ee_do_i;
      if (falls) in_q <= {in_q[14:0], ee_do_i};
      if (selects || falls) begin
        out_q <= falls ? {out_q[7:0], 1'b0} : {3'b110, next_word};
      end
      if (state_q == StLow && half) bit_q <= bit_q + 5'd1;
      else if (selects) bit_q <= 5'd0;
      div_q <= state_q == StIdle ? '0 : div_q + 1'b1;

      // EERD: one at a time
      if (got_word && !loading_q) done_q <= 1'b1;
      if (eerd_we_i && !read_q) begin
        if (wdata_i[EerdStart]) done_q <= 1'b0;
        addr_q <= (addr_q & ~wmask_i[EerdAddrHi:EerdAddrLo]) | wdata_i[EerdAddrHi:EerdAddrLo];
      end

      // busy_q is the last to fall: the pins have followed EECD then
      busy_q    <= state_d != StIdle || state_q != StIdle || load_q || load_i || read_q
                   || (eerd_we_i && wdata_i[EerdStart]) || eecd_we_i || req_q != gnt_q
                   || fresh_q;
      fresh_q   <= eecd_we_i || req_q != gnt_q;
      gnt_q     <= req_q && (gnt_q || (state_q == StIdle && !load_q && !read_q));
      read_q    <= read_q ? !(got_word && !loading_q)
                          : (eerd_we_i && wdata_i[EerdStart]);
      load_q    <= (load_q && !begin_load) || load_i;
      if (eecd_we_i && wmask_i[EecdReq]) begin
        req_q   <= wdata_i[EecdReq];
        fwe_q   <= wdata_i[EecdFweHi:EecdFweLo];
        sw_cs_q <= wdata_i[EecdCs];
        sw_sk_q <= wdata_i[EecdSk];
        sw_di_q <= wdata_i[EecdDi];
      end

      // A load's words: the signature's first
      if (begin_load || got_word) step_q <= begin_load ? 2'd0 : step_q + 2'd1;
      loading_q <= begin_load || (loading_q && state_d != StIdle);
      state_q   <= state_d;
    end
  end

  assign ee_cs_o = cs_q;
  assign ee_sk_o = sk_q;
  assign ee_di_o = di_q;

  // SIZE is 0: 64 words
  function automatic logic [31:0] at(input logic value, input int number);
    at = {31'd0, value} << number;
  endfunction

  always @* begin
    eecd_o = 32'd0;
    eerd_o = 32'd0;
    if (re_i) begin
      eecd_o = at(sw_sk_q, EecdSk) | at(sw_cs_q, EecdCs) | at(sw_di_q, EecdDi)
               | at(do_q, EecdDo) | ({30'd0, fwe_q} << EecdFweLo) | at(req_q, EecdReq)
               | at(gnt_q, EecdGnt) | at(pres_q, EecdPres);
      eerd_o = {data_q, addr_q, 3'd0, done_q, 4'd0};
    end
  end

  assign perm_valid_o = state_q == StStore;
  assign perm_addr_o  = perm_q;

  logic unused;
  assign unused = &{1'b0, wdata_i, wmask_i, out_q[8], perm_q};

endmodule

`default_nettype wire
