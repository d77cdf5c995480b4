// SPDX-License-Identifier: MIT
//
// Takes frames from the DMA into the transmit packet buffer, a word a clock. A frame may be
// followed by patches: checksums, to be written into it before it is committed.
//
// 8254x SDM 3.3.3 (transmit descriptors): a packet must be smaller than the
// transmit buffer. One that is not would wait for room for ever; here it is
// swallowed whole and tx_drop_o pulses, once nothing is left in the buffer that
// could make room.
//
// No parameters.
`default_nettype none

module tx_intake (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  // From the DMA: full words but for the last
  input  wire logic        tx_valid_i,
  output logic             tx_ready_o,
  input  wire logic [63:0] tx_data_i,
  input  wire logic [3:0]  tx_bytes_i,   // 1..8, counts with tx_last_i
  input  wire logic        tx_last_i,
  input  wire logic        tx_ifcs_i,    // counts with tx_last_i
  input  wire logic [16:0] tx_tag_i,     // {to be inserted, VLAN tag}, counts with tx_last_i
  input  wire logic        tx_first_i,   // its packet's first frame, counts with tx_last_i
  input  wire logic        tx_patch_i,   // with tx_last_i: patches follow
  output logic             tx_drop_o,    // pulse: a frame was swallowed
  output logic             tx_stored_o,  // pulse: a frame is in the packet buffer
  output logic             tx_first_o,   // with either: its packet's first
  input  wire logic        patch_valid_i,
  input  wire logic        patch_last_i,

  // Packet buffer; the header is {tag, IFCS, bytes}
  output logic             buf_valid_o,
  output logic      [63:0] buf_data_o,
  output logic             buf_patch_o,
  output logic             buf_commit_o,
  output logic             buf_drop_o,
  output logic      [33:0] buf_head_o,
  input  wire logic        buf_room_i,
  input  wire logic        buf_drained_i,

  output logic             busy_o        // moves by itself
);

  typedef enum logic [1:0] {
    StBody,    // take words as long as there is room
    StCommit,  // the last word is in: write the header
    StPatch,   // the last word is in: let the patches through
    StDrop     // the frame is bigger than the buffer: swallow the rest
  } state_e;

  state_e      state_q, state_d;
  logic [15:0] len_q;
  logic        ifcs_q;
  logic [16:0] tag_q;
  logic        drop_q, dropped, first_q;

  assign tx_ready_o   = (state_q == StBody && buf_room_i) || state_q == StDrop;
  assign tx_drop_o    = drop_q;
  assign tx_stored_o  = state_q == StCommit;
  assign tx_first_o   = first_q && (drop_q || tx_stored_o);
  assign buf_valid_o  = state_q == StBody && buf_room_i && tx_valid_i;
  assign buf_data_o   = tx_data_i;
  assign buf_commit_o = state_q == StCommit;
  assign buf_patch_o  = state_q == StPatch && patch_valid_i;
  assign buf_head_o   = {tag_q, ifcs_q, len_q};
  assign busy_o       = (tx_valid_i && (tx_ready_o || buf_drained_i)) || state_q == StCommit ||
                        state_q == StPatch || drop_q;

  // A count outside 1..8 cannot come from the DMA; it must not give a length that
  // disagrees with the words stored.
  function automatic logic [15:0] count(input logic last, input logic [3:0] bytes);
    count = (!last || bytes[3]) ? 16'd8 : (bytes == 4'd0) ? 16'd1 : 16'(bytes);
  endfunction

  always_comb begin
    state_d    = state_q;
    dropped    = 1'b0;
    buf_drop_o = 1'b0;
    case (state_q)
      StBody: begin
        if (tx_valid_i) begin
          if (buf_room_i) begin
            if (tx_last_i) begin
              state_d = StCommit;
              if (tx_patch_i) state_d = StPatch;
            end
          end else if (buf_drained_i) begin
            buf_drop_o = 1'b1;
            state_d    = StDrop;
          end
        end
      end

      StCommit: state_d = StBody;

      StPatch: begin
        if (patch_last_i) begin
          state_d = StCommit;
        end
      end

      StDrop: begin
        if (tx_valid_i && tx_last_i) begin
          dropped = 1'b1;
          state_d = StBody;
        end
      end

      default: state_d = StBody;
    endcase
  end

  // state_q, drop_q, first_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StBody;
      drop_q  <= 1'b0;
      first_q <= 1'b0;
    end else begin
      state_q <= state_d;
      drop_q  <= dropped;
      if (tx_valid_i && tx_ready_o && tx_last_i) first_q <= tx_first_i;
    end
  end

  // len_q, ifcs_q, tag_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      len_q  <= '0;
      ifcs_q <= 1'b0;
      tag_q  <= '0;
    end else if (buf_valid_o) begin
      len_q  <= len_q + count(tx_last_i, tx_bytes_i);
      ifcs_q <= tx_ifcs_i;
      tag_q  <= tx_tag_i;
    end else if (state_q == StCommit || state_q == StDrop) begin
      len_q  <= '0;
    end
  end

endmodule

`default_nettype wire
