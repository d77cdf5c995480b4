// SPDX-License-Identifier: MIT
//
// Destination address filter, with the RAM that holds its tables.
//
// 8254x SDM 3.2.1 (packet address filtering), 13.5 (MTA, RAL/RAH, VFTA), and
// 3.2.3.1 for PIF.
//
// One single-port RAM, 256 rows of 64 bits, holds what software sees at
// 0x5000..0x57ff: an even register in the low half of a row, the odd one after
// it in the high half, so that one row is a RAL/RAH pair.
//
//   rows 0x40..0x7f  MTA, 4096 bits        rows 0xc0..0xff  VFTA, 4096 bits
//   rows 0x80..0x8f  16 x {RAH, RAL}
//
// The search reads a row a clock: the hash bit's row for a group address, then
// the exact addresses until one matches. A frame that ends before the search does
// (it is then shorter than 25 bytes, so it can only be a fragment) has passed if a
// match was found so far: RAL/RAH pair i takes a frame of 9 + i bytes, one more for
// a group address; the hash bit takes 9 bytes; the rest 7. Later parts of the family
// say the same: runts below 25 bytes cannot be counted.
//
// A frame passes if any of these holds; only the last two set PIF:
//   broadcast and RCTL.BAM          group address and RCTL.MPE
//   a RAL/RAH pair with AV set and AS = 0 is equal to the address
//   group address whose hash bit (RCTL.MO) is set in the MTA
//   individual address and RCTL.UPE
//
// Apart from that a tagged frame can be asked to have its VLAN's bit in the VFTA (chapter
// 9, 13.5.4): the tag comes while the search runs, which then waits a clock for the row.
// A frame that ends before the answer, below 18 bytes, has not failed.
//
// The search owns the RAM: an access by software waits for its end. No parameters.
`default_nettype none

module rx_filter (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        cfg_upe_i,
  input  wire logic        cfg_mpe_i,
  input  wire logic        cfg_bam_i,
  input  wire logic [1:0]  cfg_mo_i,

  // The frame. The configuration is that of the clock of start_i.
  input  wire logic        start_i,       // a frame begins: nothing is known of it
  input  wire logic        addr_valid_i,  // one clock: addr_i is complete
  input  wire logic [47:0] addr_i,        // [7:0] is first on the wire; held
  input  wire logic        stop_i,        // the frame has ended
  output logic             pass_o,        // it has passed
  output logic             fail_o,        // the search is over and it has not
  output logic             pif_o,         // it has passed, but not by an exact match
  input  wire logic        vlan_valid_i,  // one clock: the frame must be of a VLAN in the
  input  wire logic [11:0] vlan_id_i,     // VFTA, this one; held for another clock
  output logic             vlan_fail_o,   // it is not

  // The tables for software. Index = offset bits [10:2].
  input  wire logic        tbl_we_i,      // held until tbl_wready_o
  input  wire logic [8:0]  tbl_addr_i,
  input  wire logic [31:0] tbl_wdata_i,
  output logic             tbl_wready_o,
  input  wire logic        tbl_re_i,      // its rise starts a read; may be held
  output logic      [31:0] tbl_rdata_o,
  output logic             tbl_rvalid_o,
  output logic             tbl_init_o,    // being cleared after reset

  // The permanent address goes to RAL0/RAH0. [47:40] is first on the wire.
  input  wire logic        perm_valid_i,  // held until perm_ready_o
  input  wire logic [47:0] perm_addr_i,
  output logic             perm_ready_o,

  output logic             busy_o         // moves by itself
);

  localparam logic [7:0] MtaRow  = 8'h40;
  localparam logic [7:0] RaRow   = 8'h80;
  localparam logic [31:0] RahMask = 32'h8003_ffff;  // 13.5.3: the others are reserved, and 0
  localparam logic [7:0] VftaRow = 8'hc0;

  typedef enum logic [1:0] {
    StInit,   // clear a row a clock
    StReady,  // the RAM belongs to software
    StHash,   // fetch the row with the hash bit of a group address
    StExact   // fetch the next RAL/RAH pair, judge the row fetched before
  } state_e;

  state_e      state_q, state_d;
  logic [7:0]  idx_q;                     // row in StInit, pair in StExact
  logic        hash_row_q;                // row_q is the row with the hash bit
  logic [5:0]  hash_bit_q;                // which is this one
  logic        upe_q, mpe_q, bam_q;
  logic [1:0]  mo_q;
  logic        pass_q, pif_q, fail_q;
  logic        vlan_row_q;                // row_q is the row with the VLAN's bit
  logic        vlan_fail_q;

  logic        re_seen_q;                 // tbl_re_i one clock ago
  logic        rd_wait_q;                 // a read of software waits for the RAM
  logic [8:0]  rd_addr_q;
  logic        rd_row_q;                  // row_q is what software reads
  logic        rvalid_q;
  logic [31:0] rdata_q;

  logic [63:0] mem [0:255];
  logic [63:0] row_q;
  logic [7:0]  row_addr;
  logic        row_re, row_init, sw_we, sw_re, own_we;
  logic        search, exact, over;       // begun, row_q is an exact match, last row
  logic [11:0] hash;

  assign pass_o       = pass_q;
  assign fail_o       = fail_q;
  assign pif_o        = pif_q;
  assign vlan_fail_o  = vlan_fail_q;
  assign tbl_wready_o = state_q == StReady && !vlan_valid_i;
  assign perm_ready_o = own_we;
  assign tbl_init_o   = state_q == StInit;
  assign tbl_rdata_o  = rdata_q;
  assign tbl_rvalid_o = rvalid_q;
  assign busy_o       = state_q != StReady || rd_wait_q || rd_row_q || rvalid_q || vlan_row_q;

  // 13.4.22, RCTL.MO: which twelve of the upper address bits are the hash.
  function automatic logic [11:0] hash_of(input logic [15:0] high, input logic [1:0] mo);
    case (mo)
      2'd0:    hash_of = high[15:4];
      2'd1:    hash_of = high[14:3];
      2'd2:    hash_of = high[13:2];
      default: hash_of = high[11:0];
    endcase
  endfunction

  // RAL0/RAH0 as the permanent address makes them.
  function automatic logic [63:0] own_row(input logic [47:0] mac);
    own_row = {1'b1, 15'd0, mac[7:0], mac[15:8], mac[23:16], mac[31:24], mac[39:32], mac[47:40]};
  endfunction

  // 13.5.2: AV (bit 31 of RAH) and a destination address (AS, bits 17:16, 0).
  always @* begin
    exact = 1'b0;
    if (state_q == StExact) begin
      exact = idx_q != 8'd0 && !vlan_row_q && row_q[63] && row_q[49:48] == 2'b00 &&
              row_q[47:0] == addr_i;
    end
  end

  // Worked out in the clock that fetches the row, kept for the one that judges it.
  assign hash = (state_q == StHash) ? hash_of(addr_i[47:32], mo_q) : '0;

  // The RAM's user, and the search.
  always_comb begin
    state_d  = state_q;
    row_addr = idx_q;
    row_re   = 1'b0;
    row_init = 1'b0;
    sw_we    = 1'b0;
    sw_re    = 1'b0;
    own_we   = 1'b0;
    search   = 1'b0;
    over     = 1'b0;

    case (state_q)
      StInit: begin
        row_init = 1'b1;
        if (idx_q == 8'hff) begin
          state_d = StReady;
        end
      end

      StReady: begin
        if (vlan_valid_i) begin
          row_re   = 1'b1;
          row_addr = VftaRow | {2'b00, vlan_id_i[11:6]};
        end else if (tbl_we_i) begin
          sw_we    = 1'b1;
          row_addr = tbl_addr_i[8:1];
        end else if (rd_wait_q) begin
          sw_re    = 1'b1;
          row_re   = 1'b1;
          row_addr = rd_addr_q[8:1];
        end else if (perm_valid_i) begin
          own_we   = 1'b1;
          row_addr = RaRow;
        end
        if (addr_valid_i && !stop_i) begin
          search = 1'b1;
          if (addr_i[0] && !mpe_q && !(bam_q && (&addr_i))) begin
            state_d = StHash;
          end else if (!addr_i[0]) begin
            state_d = StExact;
          end
        end
      end

      StHash: begin
        row_addr = MtaRow | {2'b00, hash[11:6]};
        row_re   = 1'b1;
        state_d  = StExact;
        if (stop_i) begin
          state_d = StReady;
        end
      end

      StExact: begin
        row_addr = vlan_valid_i ? VftaRow | {2'b00, vlan_id_i[11:6]} :
                                  RaRow | {4'h0, idx_q[3:0]};
        row_re   = 1'b1;
        over     = idx_q[4];
        if (stop_i || idx_q[4] || exact) begin
          state_d = StReady;
        end
      end

      default: state_d = StInit;
    endcase
  end

  // mem
  always_ff @(posedge clk_i) begin
    if (row_init) begin
      mem[row_addr] <= '0;
    end else if (own_we) begin
      mem[row_addr] <= own_row(perm_addr_i);
    end else if (sw_we) begin
      if (tbl_addr_i[0]) begin
        mem[row_addr][63:32] <= tbl_addr_i[8:5] == RaRow[7:4] ? tbl_wdata_i & RahMask : tbl_wdata_i;
      end else begin
        mem[row_addr][31:0]  <= tbl_wdata_i;
      end
    end
  end

  // The search: state_q, idx_q, row_q, hash_row_q, hash_bit_q, pass_q, pif_q, fail_q,
  // vlan_row_q, vlan_fail_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StInit;
      idx_q       <= '0;
      row_q       <= '0;
      hash_row_q  <= 1'b0;
      hash_bit_q  <= '0;
      pass_q      <= 1'b0;
      pif_q       <= 1'b0;
      fail_q      <= 1'b0;
      vlan_row_q  <= 1'b0;
      vlan_fail_q <= 1'b0;
    end else if (busy_o || search || start_i || vlan_valid_i) begin
      state_q <= state_d;
      if (!vlan_valid_i) begin
        idx_q <= idx_q + 1'b1;
      end
      hash_row_q <= state_q == StHash;
      vlan_row_q <= vlan_valid_i;
      if (vlan_row_q) begin
        vlan_fail_q <= !row_q[vlan_id_i[5:0]];
      end
      if (row_re) begin
        row_q <= mem[row_addr];
      end
      if (state_q == StHash) begin
        hash_bit_q <= hash[5:0];
        idx_q      <= '0;
      end
      if (hash_row_q && row_q[hash_bit_q]) begin
        pass_q <= 1'b1;
        pif_q  <= 1'b1;
      end
      if (exact) begin
        pass_q <= 1'b1;
        pif_q  <= 1'b0;
      end else if (over) begin
        fail_q <= !pass_q;
      end
      if (search) begin
        idx_q  <= '0;
        pass_q <= addr_i[0] ? mpe_q || (bam_q && (&addr_i)) : upe_q;
        pif_q  <= !addr_i[0] && upe_q;
      end
      if (start_i) begin
        pass_q      <= 1'b0;
        pif_q       <= 1'b0;
        fail_q      <= 1'b0;
        vlan_fail_q <= 1'b0;
      end
    end
  end

  // The configuration of the frame: upe_q, mpe_q, bam_q, mo_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      upe_q <= 1'b0;
      mpe_q <= 1'b0;
      bam_q <= 1'b0;
      mo_q  <= '0;
    end else if (start_i) begin
      upe_q <= cfg_upe_i;
      mpe_q <= cfg_mpe_i;
      bam_q <= cfg_bam_i;
      mo_q  <= cfg_mo_i;
    end
  end

  // Reads of software: re_seen_q, rd_wait_q, rd_addr_q, rd_row_q, rvalid_q, rdata_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      re_seen_q <= 1'b0;
      rd_wait_q <= 1'b0;
      rd_addr_q <= '0;
      rd_row_q  <= 1'b0;
      rvalid_q  <= 1'b0;
      rdata_q   <= '0;
    end else if (tbl_re_i || re_seen_q || rd_wait_q || rd_row_q || rvalid_q) begin
      re_seen_q <= tbl_re_i;
      rd_row_q  <= sw_re;
      rvalid_q  <= rd_row_q;
      if (sw_re) begin
        rd_wait_q <= 1'b0;
      end
      if (tbl_re_i && !re_seen_q) begin
        rd_wait_q <= 1'b1;
        rd_addr_q <= tbl_addr_i;
      end
      if (rd_row_q) begin
        rdata_q <= rd_addr_q[0] ? row_q[63:32] : row_q[31:0];
      end
    end
  end

endmodule

`default_nettype wire
