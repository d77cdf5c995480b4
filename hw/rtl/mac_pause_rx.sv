// SPDX-License-Identifier: MIT
//
// Received flow control: knows MAC control frames, and stops the transmitter.
//
// 8254x SDM 8.7.3 and 8.7.4 (reception of flow control frames, DPF, PMCF), 13.4.2
// (STATUS.TXOFF), 13.7.16, 13.7.18, 13.7.20 (counters); IEEE 802.3 annex 31B.
//
// With CTRL.RFCE a frame to FCAH:FCAL or to the station (RAL0/RAH0, valid), of type FCT,
// is a MAC control frame, and one with opcode 1 is PAUSE. It counts when gmii_rx says
// that it was sound. What becomes of it otherwise:
//
//   PAUSE         to the host if the filter lets it pass and RCTL.DPF is clear
//   other opcode  to the host if RCTL.PMCF is set, whatever the filter says
//
// The pause lasts 512 bit times, 64 clocks, for each unit of the frame's timer, from the
// clock after end_i. tick_i as in e1000_irq: a clock may stand for many. No parameters.
`default_nettype none

module mac_pause_rx (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,
  input  wire logic [31:0] tick_i,

  input  wire logic        cfg_rfce_i,
  input  wire logic        cfg_dpf_i,
  input  wire logic        cfg_pmcf_i,
  input  wire logic [47:0] cfg_fca_i,      // {FCAH, FCAL}: [7:0] is first on the wire
  input  wire logic [15:0] cfg_fct_i,
  input  wire logic [47:0] own_addr_i,     // {RAH0, RAL0}
  input  wire logic        own_valid_i,    // RAH0.AV

  // The frame, byte by byte
  input  wire logic        byte_valid_i,
  input  wire logic [7:0]  byte_i,
  input  wire logic [14:0] byte_at_i,      // how many came before it
  output logic             control_o,      // it is a MAC control frame; known at byte 14
  output logic             keep_o,         // to the host, whatever the filter says
  output logic             drop_o,         // not to the host, whatever the filter says

  input  wire logic        end_i,          // pulse: a sound control frame has ended
  output logic      [1:0]  kind_o,         // with it: what it was

  output logic             tx_off_o,       // begin no frame
  output logic      [21:0] left_o          // ticks until tx_off_o falls
);

  // Kinds of frames, as e1000_stats has them.
  localparam logic [1:0] KindNone        = 2'd0;
  localparam logic [1:0] KindXon         = 2'd1;
  localparam logic [1:0] KindXoff        = 2'd2;
  localparam logic [1:0] KindUnsupported = 2'd3;

  logic        group_q, own_q;             // the address is FCA, the station's, so far
  logic        type_q;                     // so is the type
  logic        control_q, pause_q;
  logic [15:0] time_q;
  logic [21:0] left_q;
  logic        watch, load;
  logic [7:0]  fca_byte, own_byte;

  assign watch = cfg_rfce_i && byte_valid_i && byte_at_i < 15'd18;
  assign load  = end_i && pause_q;

  always @* begin
    fca_byte = 8'h00;
    own_byte = 8'h00;
    if (watch) begin
      case (byte_at_i[2:0])
        3'd0:    {fca_byte, own_byte} = {cfg_fca_i[7:0], own_addr_i[7:0]};
        3'd1:    {fca_byte, own_byte} = {cfg_fca_i[15:8], own_addr_i[15:8]};
        3'd2:    {fca_byte, own_byte} = {cfg_fca_i[23:16], own_addr_i[23:16]};
        3'd3:    {fca_byte, own_byte} = {cfg_fca_i[31:24], own_addr_i[31:24]};
        3'd4:    {fca_byte, own_byte} = {cfg_fca_i[39:32], own_addr_i[39:32]};
        default: {fca_byte, own_byte} = {cfg_fca_i[47:40], own_addr_i[47:40]};
      endcase
    end
  end

  // The comparisons: group_q, own_q, type_q, control_q, pause_q, time_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      group_q   <= 1'b0;
      own_q     <= 1'b0;
      type_q    <= 1'b0;
      control_q <= 1'b0;
      pause_q   <= 1'b0;
      time_q    <= '0;
    end else if (watch) begin
      if (byte_at_i == 15'd0) begin
        group_q   <= byte_i == fca_byte;
        own_q     <= byte_i == own_byte && own_valid_i;
        control_q <= 1'b0;
        pause_q   <= 1'b0;
      end else if (byte_at_i < 15'd6) begin
        group_q <= group_q && byte_i == fca_byte;
        own_q   <= own_q && byte_i == own_byte;
      end
      case (byte_at_i)
        15'd12:  type_q    <= byte_i == cfg_fct_i[15:8];
        15'd13:  control_q <= (group_q || own_q) && type_q && byte_i == cfg_fct_i[7:0];
        15'd14:  pause_q   <= control_q && byte_i == 8'h00;
        15'd15:  pause_q   <= pause_q && byte_i == 8'h01;
        15'd16:  time_q[15:8] <= byte_i;
        15'd17:  time_q[7:0]  <= byte_i;
        default: ;
      endcase
    end else if (!cfg_rfce_i) begin
      group_q   <= 1'b0;                   // a frame that began without RFCE is none
      own_q     <= 1'b0;
      control_q <= 1'b0;
      pause_q   <= 1'b0;
    end
  end

  // The pause: left_q
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      left_q <= '0;
    end else if (load) begin
      left_q <= {time_q, 6'd0};
    end else if (left_q != '0) begin
      left_q <= (!cfg_rfce_i || {10'd0, left_q} <= tick_i) ? '0 : left_q - tick_i[21:0];
    end
  end

  assign control_o = control_q;
  assign keep_o    = control_q && !pause_q && cfg_pmcf_i;
  assign drop_o    = control_q && (pause_q ? cfg_dpf_i : !cfg_pmcf_i);
  assign tx_off_o  = left_q != '0;
  assign left_o    = left_q;

  always @* begin
    kind_o = KindNone;
    if (end_i) begin
      kind_o = !pause_q ? KindUnsupported : (time_q == '0 ? KindXon : KindXoff);
    end
  end

endmodule

`default_nettype wire
