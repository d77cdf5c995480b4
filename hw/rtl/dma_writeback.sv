// SPDX-License-Identifier: MIT
//
// Decides when to write processed descriptors back, and writes them in one burst.
//
// 8254x SDM 3.2.5.1, 3.4.2, 13.4.44 and 13.4.46. Written back are the descriptors up to
// the last that wants a report, when
//   WTHRESH is 0 and one is ready (whatever else is ready goes along), or
//   WTHRESH have accumulated, or
//   a flush was asked for, or the ring is disabled.
// Descriptors that want no report (transmit without RS) retire silently; behind one that
// does they count and go along with all strobes off.
//
// The burst begins at the second half of the first descriptor: the buffer address is not
// changed. It ends at the ring's end or a 4 KiB boundary. Head moves when the bus took the
// last beat (SDM 3.2.6).
//
//     beat   0       1        2       3        4
//            done    address  done    address  done
//            entry   no strb  entry   no strb  entry
//
// No parameters.
`default_nettype none

module dma_writeback (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        hold_i,       // begin nothing
  input  wire logic        force_i,      // do not wait for the threshold
  input  wire logic [59:0] base_i,       // ring address [63:4]
  input  wire logic [15:0] size_i,       // descriptors in the ring
  input  wire logic [15:0] idx_i,        // ring index of the oldest processed descriptor
  input  wire logic [6:0]  ready_i,      // processed descriptors
  input  wire logic [6:0]  report_i,     // of these, up to the last that wants a report
  input  wire logic [5:0]  wthresh_i,
  input  wire logic        gran_i,       // threshold: 1 in descriptors, 0 in cache lines

  output logic             req_o,
  output logic      [63:0] addr_o,
  output logic      [7:0]  len_o,        // beats - 1
  output logic             entry_o,      // this beat is an entry, else an address
  output logic      [5:0]  offset_o,     // which descriptor of the burst
  input  wire logic        beat_i,       // the beat is taken
  input  wire logic        last_i,       // it is the burst's last
  input  wire logic        done_i,       // the bus took the last beat

  output logic             retire_o,     // pulse: count_o descriptors are finished
  output logic      [6:0]  count_o,
  output logic             written_o,    // with retire_o: they were written
  output logic             idle_o        // nothing under way and nothing to begin
);

  typedef enum logic [1:0] {
    StIdle,  // wait for a reason to write
    StCalc,  // how many, to where
    StBeats, // hand over the burst
    StWait   // until the bus has it
  } state_e;

  state_e      state_q, state_d;
  logic [59:0] desc_q, desc;           // address of the first, in descriptors
  logic [6:0]  count_q, count_d;
  logic [6:0]  beat_q, beat_d;
  logic        active;
  logic        due;
  logic        silent;
  logic        outside;
  logic [6:0]  wthresh;                // in descriptors
  logic [15:0] contig;

  assign req_o    = state_q == StBeats;
  assign addr_o   = {desc_q, 4'd8};
  assign len_o    = {count_q, 1'b0} - 8'd2;
  assign entry_o  = !beat_q[0];
  assign offset_o = beat_q[6:1];

  // A cache line holds four descriptors, as in dma_fetch.
  always @* begin
    wthresh = 7'd0;
    due     = 1'b0;
    silent  = 1'b0;
    if (ready_i != 7'd0 && !hold_i) begin
      wthresh = {1'b0, wthresh_i};
      if (!gran_i) wthresh = (wthresh_i > 6'd15) ? 7'd63 : {1'b0, wthresh_i[3:0], 2'b00};
      due    = report_i != 7'd0 && (force_i || ready_i >= wthresh);
      silent = report_i == 7'd0;
    end
  end

  assign active = state_q != StIdle || due || silent;
  assign idle_o = !active;

  // How many, and to where. Software may have shrunk the ring meanwhile: what lies outside
  // is not written. Whatever retires, the index does not jump over the ring's end.
  always @* begin
    desc    = 60'd0;
    contig  = 16'd0;
    outside = 1'b0;
    if (state_q == StCalc || silent) begin
      desc    = base_i + {44'd0, idx_i};
      outside = idx_i >= size_i;
      contig  = size_i - idx_i;
    end
  end

  always @* begin
    count_d = 7'd0;
    if (state_q == StCalc) begin
      count_d = report_i;
      if (!outside && contig < {9'd0, count_d}) count_d = contig[6:0];
      if ({1'b0, ~desc[7:0]} + 9'd1 < {2'd0, count_d}) count_d = 7'd1 + ~desc[6:0];
    end
  end

  always @* begin
    state_d   = state_q;
    beat_d    = 7'd0;
    retire_o  = 1'b0;
    count_o   = 7'd0;
    written_o = 1'b0;
    if (active) begin
      beat_d  = beat_q;
      count_o = count_q;
      case (state_q)
        StIdle: begin
          beat_d = 7'd0;
          if (due) begin
            state_d = StCalc;
          end else if (silent) begin
            retire_o = 1'b1;
            count_o  = ready_i;
            if (!outside && contig < {9'd0, ready_i}) count_o = contig[6:0];
          end
        end
        StCalc: begin
          state_d = StBeats;
          if (outside) begin
            state_d  = StIdle;
            retire_o = 1'b1;
            count_o  = count_d;
          end
        end
        StBeats: begin
          if (beat_i) begin
            beat_d = beat_q + 7'd1;
            if (last_i) state_d = StWait;
          end
        end
        default: begin
          if (done_i) begin
            state_d   = StIdle;
            retire_o  = 1'b1;
            written_o = 1'b1;
          end
        end
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      desc_q  <= 60'd0;
      count_q <= 7'd0;
      beat_q  <= 7'd0;
    end else if (active) begin
      state_q <= state_d;
      beat_q  <= beat_d;
      if (state_q == StCalc) begin
        desc_q  <= desc;
        count_q <= count_d;
      end
    end
  end

endmodule

`default_nettype wire
