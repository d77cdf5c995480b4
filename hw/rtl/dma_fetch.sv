// SPDX-License-Identifier: MIT
//
// Decides when and how many descriptors of a ring to fetch, and asks for them.
//
// 8254x SDM 3.2.4, 3.4.1, 13.4.44 and 13.4.46: into an empty on-chip buffer as soon as any
// descriptor is there; into one with fewer than PTHRESH unprocessed descriptors when at
// least HTHRESH are in host memory; never beyond the tail. One fetch is under way at a time
// and takes all that fits: up to the tail, the ring's end, a 4 KiB boundary, the room.
//
// A tail or an index outside the ring stops fetching, so that nothing outside the ring is
// ever touched.
//
// No parameters.
`default_nettype none

module dma_fetch (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        run_i,        // fetching is allowed
  input  wire logic [59:0] base_i,       // ring address [63:4]
  input  wire logic [15:0] size_i,       // descriptors in the ring
  input  wire logic [15:0] tail_i,
  input  wire logic [15:0] idx_i,        // ring index of the next to fetch
  input  wire logic [6:0]  fresh_i,      // on chip, unprocessed
  input  wire logic [6:0]  used_i,       // places taken, 0..64
  input  wire logic [5:0]  pthresh_i,
  input  wire logic [5:0]  hthresh_i,
  input  wire logic        gran_i,       // thresholds: 1 in descriptors, 0 in cache lines

  output logic             req_o,
  output logic             urgent_o,
  output logic      [63:0] addr_o,
  output logic      [7:0]  len_o,        // beats - 1
  input  wire logic        grant_i,
  input  wire logic        valid_i,      // a beat has come

  output logic             issue_o,      // pulse: count_o descriptors are on their way
  output logic      [6:0]  count_o,
  output logic             high_o,       // the beat is a descriptor's second
  output logic             fill_o,       // a descriptor is complete
  output logic             none_o,       // no descriptor is left in host memory
  output logic             idle_o        // nothing under way and nothing to begin
);

  typedef enum logic [1:0] {
    StIdle,  // wait for a reason to fetch
    StCalc,  // how many, from where
    StReq,   // wait for the read channel
    StData   // take the beats
  } state_e;

  state_e      state_q, state_d;
  logic [59:0] desc_q, desc;           // address of the first, in descriptors
  logic [6:0]  count_q, count_d;       // asked for, then: still to come
  logic        high_q, high_d;
  logic        urgent_q, urgent_d;
  logic        active;
  logic        calc;
  logic        none;
  logic        look;
  logic        want;
  logic [15:0] avail;
  logic [6:0]  pthresh, hthresh;       // in descriptors
  logic [15:0] contig;

  assign req_o    = state_q == StReq && run_i;
  assign urgent_o = urgent_q;
  assign addr_o   = {desc_q, 4'd0};
  assign len_o    = {count_q, 1'b0} - 8'd1;
  assign issue_o  = req_o && grant_i;
  assign count_o  = count_q;
  assign high_o   = high_q;
  assign fill_o   = valid_i && high_q;
  assign none_o   = none;
  assign idle_o   = !active;

  // Is there anything in the ring, and a reason to fetch it?
  // A cache line holds four descriptors (64 bytes); the manual allows no more than 31
  // descriptors in that unit, and the places end at 64. While there are fresh ones and no
  // prefetching, nobody asks (none_o counts when no place is fresh).
  always @* begin
    none    = 1'b1;
    avail   = 16'd0;
    pthresh = 7'd0;
    hthresh = 7'd0;
    if (look && tail_i != idx_i) begin
      none    = tail_i >= size_i || idx_i >= size_i;
      avail   = (tail_i < idx_i) ? tail_i - idx_i + size_i : tail_i - idx_i;
      pthresh = {1'b0, pthresh_i};
      hthresh = {1'b0, hthresh_i};
      if (!gran_i) begin
        pthresh = (pthresh_i > 6'd15) ? 7'd63 : {1'b0, pthresh_i[3:0], 2'b00};
        hthresh = (hthresh_i > 6'd15) ? 7'd63 : {1'b0, hthresh_i[3:0], 2'b00};
      end
    end
  end
  assign look   = fresh_i == 7'd0 || pthresh_i != 6'd0 || state_q != StIdle;
  assign want   = !none && run_i && !used_i[6] && (fresh_i == 7'd0 ||
                  (fresh_i < pthresh && avail >= {9'd0, hthresh}));
  assign active = state_q != StIdle || want;

  // How many, and from where: what is there up to the ring's end, the room, the page.
  always @* begin
    calc   = state_q == StCalc && want;
    desc   = 60'd0;
    contig = 16'd0;
    if (calc) begin
      desc   = base_i + {44'd0, idx_i};
      contig = size_i - idx_i;
      if (avail < contig) contig = avail;
    end
  end

  always @* begin
    count_d = 7'd0;
    if (active) count_d = count_q;
    if (calc) begin
      count_d = 7'd64 - used_i;
      if (contig < {9'd0, count_d}) count_d = contig[6:0];
      if ({1'b0, ~desc[7:0]} + 9'd1 < {2'd0, count_d}) count_d = 7'd1 + ~desc[6:0];
    end else if (fill_o) begin
      count_d = count_q - 7'd1;
    end
  end

  always @* begin
    state_d  = state_q;
    high_d   = high_q ^ valid_i;
    urgent_d = urgent_q;
    if (active) begin
      case (state_q)
        StIdle: begin
          if (want) state_d = StCalc;
        end
        StCalc: begin
          urgent_d = fresh_i == 7'd0;
          high_d   = 1'b0;
          state_d  = StIdle;
          if (want) state_d = StReq;
        end
        StReq: begin
          // Descriptors may run out while a prefetch waits.
          if (fresh_i == 7'd0) urgent_d = 1'b1;
          if (!run_i) begin
            state_d = StIdle;
          end else if (grant_i) begin
            state_d = StData;
          end
        end
        default: begin
          if (fill_o && count_q == 7'd1) state_d = StIdle;
        end
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= StIdle;
      desc_q   <= 60'd0;
      count_q  <= 7'd0;
      high_q   <= 1'b0;
      urgent_q <= 1'b0;
    end else if (active) begin
      state_q  <= state_d;
      high_q   <= high_d;
      urgent_q <= urgent_d;
      count_q  <= count_d;
      if (calc) desc_q <= desc;
    end
  end

endmodule

`default_nettype wire
