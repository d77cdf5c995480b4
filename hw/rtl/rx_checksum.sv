// SPDX-License-Identifier: MIT
//
// The checksums of the frame that is being received.
//
// 8254x SDM 3.2.9 (receive checksum offloading), 13.4.47 (RXCSUM). Three of them:
//
//   packet   over every byte stored, from RXCSUM.PCSS on
//   IP       of the IPv4 header, if RXCSUM.IPOFL
//   TCP/UDP  with its pseudo header, if RXCSUM.TUOFL; in IPv6 also RXCSUM.IPV6OFL
//
// The bytes come as they are stored (a stripped tag is not among them), all but the
// last four, which are the FCS and come together at the end. An IP header is looked for
// behind the Ethernet header, at most one VLAN tag and a SNAP header:
//
//   | DA | SA | [VET TCI] | type                          | IP ... | padding | FCS
//                         | length AA AA 03 00 00 00 type | IP ...
//
// "Computed" is said only of what was seen whole; that is what table 3-5 supports, less
// what would make the claim a guess:
//   IP       version 4, a header of 20 bytes or more that lies in the frame; but not of
//            IPv4 in IPv4
//   TCP/UDP  header checksum good, no fragment; the IP header's length lies in the
//            frame and has room for the TCP or UDP header; UDP's own length is that,
//            and its checksum is not 0 (none). IPv6: behind hop-by-hop, destination and
//            routing headers of up to 64 bytes, no segments left.
//
// In hardware terms: each sum is kept unfolded, 16-bit words added to 30 bits, and
// folded in the clock of done_i, where the results are valid. No parameters.
`default_nettype none

module rx_checksum (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  // The configuration is that of the clock of start_i.
  input  wire logic [10:0] cfg_rxcsum_i,   // {IPV6OFL, TUOFL, IPOFL, PCSS}
  input  wire logic [15:0] vet_i,          // held from the clock after start_i on

  input  wire logic        start_i,
  input  wire logic        valid_i,
  input  wire logic [7:0]  byte_i,
  input  wire logic        close_i,        // the frame has ended
  input  wire logic [31:0] fcs_i,          // its last four bytes, [7:0] came first
  input  wire logic        fcs_counts_i,   // they are stored: part of the packet checksum
  input  wire logic        done_i,         // one clock after close_i

  output logic      [15:0] csum_o,         // one's complement of the sum
  output logic             ipcs_o,         // the IP checksum was computed
  output logic             ipe_o,          // and is wrong
  output logic             tcpcs_o,        // the TCP or UDP checksum was computed
  output logic             tcpe_o          // and is wrong
);

  localparam logic [15:0] TypeV4 = 16'h0800;
  localparam logic [15:0] TypeV6 = 16'h86dd;
  localparam logic [15:0] MaxLen = 16'd1500;   // IEEE 802.3: up to here it is no type
  localparam logic [7:0]  HopByHop = 8'h00, IpInIp = 8'h04, Tcp = 8'h06, Udp = 8'h11,
                          Routing = 8'h2b, DestOpts = 8'h3c;

  typedef enum logic [2:0] {
    StNone,   // nothing more to check in this frame
    StMac,    // Ethernet header, up to the type
    StTag,    // a VLAN tag's TCI
    StSnap,   // LLC and SNAP header, up to the type
    StV4,     // IPv4 header
    StV6,     // IPv6 header
    StExt,    // IPv6 extension header
    StL4      // TCP or UDP, header and data
  } state_e;

  state_e      state_q, state_d;
  logic [7:0]  pcss_q;
  logic        tuofl_q, ipofl_q, ipv6_q;
  logic [13:0] pos_q, pos_d;          // of the byte in the stored frame
  logic [7:0]  high_q;                // the byte before, which begins a 16-bit word
  logic [5:0]  idx_q, idx_d;          // number of the word in what the state reads
  logic [5:0]  last_q, last_d;        // of the last word of this header
  logic        tagged_q, tagged_d;    // a tag was passed
  logic        snap_q, snap_d;        // a SNAP header was passed
  logic [15:0] rest_q, rest_d;        // bytes of IP payload from here on
  logic        short_q, short_d;      // the total length is less than the header's
  logic        frag_q, frag_d;
  logic [7:0]  proto_q, proto_d;      // the header after this one
  logic        routing_q, routing_d;  // this one is a routing header
  logic        v4_done_q, v4_done_d;  // an IPv4 header was seen whole
  logic        l4_done_q, l4_done_d;  // all of the IP payload was

  logic [29:0] sum_q, sum_d;          // packet
  logic [20:0] ip_sum_q, ip_sum_d;
  logic [29:0] l4_sum_q, l4_sum_d;

  logic        look;                  // the byte is one of a header or of the IP payload
  logic        half;                  // the byte completes a 16-bit word: that one
  logic [15:0] word;
  logic        over;                  // the last word of all headers: what comes next?
  logic [15:0] ext_bytes;
  logic        ip_good, v4_claim;

  function automatic logic [15:0] fold(input logic [29:0] sum);
    logic [16:0] once;
    once = {1'b0, sum[15:0]} + {3'd0, sum[29:16]};
    fold = once[15:0] + {15'd0, once[16]};
  endfunction

  // What a byte adds to a sum whose words begin at even or at odd places.
  function automatic logic [29:0] weigh(input logic [7:0] value, input logic low);
    weigh = low ? {22'd0, value} : {14'd0, value, 8'd0};
  endfunction

  // What the FCS at pos adds to the packet checksum.
  function automatic logic [29:0] fcs_sum(input logic [31:0] fcs, input logic [13:0] pos,
                                          input logic [7:0] pcss);
    integer i;
    fcs_sum = 30'd0;
    for (i = 0; i < 4; i = i + 1) begin
      if (pos + 14'(i) >= {6'd0, pcss}) begin
        fcs_sum = fcs_sum + weigh(fcs[8*i +: 8], pos[0] ^ i[0] ^ pcss[0]);
      end
    end
  endfunction

  assign look = valid_i && state_q != StNone;
  assign half = look && pos_q[0];
  assign word = half ? {high_q, byte_i} : 16'd0;

  // The packet checksum.
  always @* begin
    sum_d = 30'd0;
    pos_d = 14'd0;
    if (valid_i) begin
      pos_d = pos_q + 14'd1;
      sum_d = sum_q;
      if (pos_q >= {6'd0, pcss_q}) sum_d = sum_q + weigh(byte_i, pos_q[0] ^ pcss_q[0]);
    end else if (close_i) begin
      pos_d = pos_q;
      sum_d = sum_q;
      if (fcs_counts_i) sum_d = sum_q + fcs_sum(fcs_i, pos_q, pcss_q);
    end
  end

  // The headers, a 16-bit word at a time, and the IP payload, a byte at a time.
  always @* begin
    state_d   = StNone;
    idx_d     = 6'd0;
    last_d    = 6'd0;
    tagged_d  = 1'b0;
    snap_d    = 1'b0;
    rest_d    = 16'd0;
    short_d   = 1'b0;
    frag_d    = 1'b0;
    proto_d   = 8'd0;
    routing_d = 1'b0;
    v4_done_d = 1'b0;
    l4_done_d = 1'b0;
    ip_sum_d  = 21'd0;
    l4_sum_d  = 30'd0;
    ext_bytes = 16'd0;
    over      = 1'b0;

    if (look) begin
      state_d   = state_q;
      idx_d     = idx_q;
      last_d    = last_q;
      tagged_d  = tagged_q;
      snap_d    = snap_q;
      rest_d    = rest_q;
      short_d   = short_q;
      frag_d    = frag_q;
      proto_d   = proto_q;
      routing_d = routing_q;
      v4_done_d = v4_done_q;
      l4_done_d = l4_done_q;
      ip_sum_d  = ip_sum_q;
      l4_sum_d  = l4_sum_q;

      if (state_q == StL4) begin
        l4_sum_d = l4_sum_q + weigh(byte_i, pos_q[0]);
        rest_d   = rest_q - 16'd1;
        if (rest_q == 16'd1) begin
          l4_done_d = 1'b1;
          state_d   = StNone;
        end
      end

      if (half) begin
        if (idx_q != 6'd63) idx_d = idx_q + 6'd1;
        case (state_q)
          StMac: begin
            if (idx_q == 6'd6) begin
              idx_d = 6'd0;
              if (word == vet_i && !tagged_q && !snap_q) state_d = StTag;
              else if (word == TypeV4) state_d = StV4;
              else if (word == TypeV6 && ipv6_q && tuofl_q) state_d = StV6;
              else if (word <= MaxLen && !snap_q) state_d = StSnap;
              else state_d = StNone;
            end
          end

          StTag: begin
            tagged_d = 1'b1;
            idx_d    = 6'd6;
            state_d  = StMac;
          end

          StSnap: begin
            if (word != (idx_q == 6'd0 ? 16'haaaa : idx_q == 6'd1 ? 16'h0300 : 16'h0000)) begin
              state_d = StNone;
            end else if (idx_q == 6'd2) begin
              snap_d  = 1'b1;
              idx_d   = 6'd6;
              state_d = StMac;
            end
          end

          StV4: begin
            ip_sum_d = ip_sum_q + {5'd0, word};
            case (idx_q)
              6'd0: begin
                last_d = {1'b0, word[11:8], 1'b0} - 6'd1;
                if (word[15:12] != 4'd4 || word[11:8] < 4'd5) state_d = StNone;
              end
              6'd1: begin
                rest_d  = word - {9'd0, last_q + 6'd1, 1'b0};
                short_d = word < {9'd0, last_q + 6'd1, 1'b0};
              end
              6'd3: frag_d = word[13:0] != 14'd0;
              6'd4: proto_d = word[7:0];
              6'd6, 6'd7, 6'd8, 6'd9: l4_sum_d = l4_sum_q + {14'd0, word};
              default: ;
            endcase
            if (idx_q == last_q && idx_q != 6'd0) begin
              v4_done_d = proto_q != IpInIp;
              over      = 1'b1;
            end
          end

          StV6: begin
            if (idx_q >= 6'd4) l4_sum_d = l4_sum_q + {14'd0, word};
            if (idx_q == 6'd0 && word[15:12] != 4'd6) state_d = StNone;
            if (idx_q == 6'd2) rest_d = word;
            if (idx_q == 6'd3) proto_d = word[15:8];
            if (idx_q == 6'd19) over = 1'b1;
          end

          StExt: begin
            if (idx_q == 6'd0) begin
              ext_bytes = {5'd0, word[7:0], 3'd0} + 16'd8;
              last_d    = {1'b0, word[2:0], 2'b11};
              rest_d    = rest_q - ext_bytes;
              proto_d   = word[15:8];
              routing_d = proto_q == Routing;
              if (word[7:3] != 5'd0 || rest_q < ext_bytes) state_d = StNone;
            end
            if (idx_q == 6'd1 && routing_q && word[7:0] != 8'd0) state_d = StNone;
            if (idx_q == last_q && idx_q != 6'd0) over = 1'b1;
          end

          default: begin                // StL4
            if (proto_q == Udp) begin
              // Bytes 4 and 5 are the length, of which five were taken; 6 and 7 the checksum.
              if (idx_q == 6'd2 && word != rest_q + 16'd5) state_d = StNone;
              if (idx_q == 6'd3 && word == 16'd0) begin
                state_d   = StNone;
                l4_done_d = 1'b0;
              end
            end
          end
        endcase

        // The next header. The pseudo header is its number, the length and the addresses.
        if (over) begin
          idx_d   = 6'd0;
          state_d = StNone;
          if (tuofl_q && !frag_q && !short_q) begin
            if ((proto_q == Tcp && rest_q >= 16'd20) || (proto_q == Udp && rest_q >= 16'd8)) begin
              state_d  = StL4;
              l4_sum_d = l4_sum_d + {22'd0, proto_q} + {14'd0, rest_q};
            end else if (state_q != StV4 && (proto_q == HopByHop || proto_q == DestOpts ||
                                             proto_q == Routing)) begin
              state_d = StExt;
            end
          end
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StNone;
      pcss_q  <= 8'd0;
      ipofl_q <= 1'b0;
      tuofl_q <= 1'b0;
      ipv6_q  <= 1'b0;
      pos_q   <= 14'd0;
      sum_q   <= 30'd0;
    end else if (start_i) begin
      {ipv6_q, tuofl_q, ipofl_q, pcss_q} <= cfg_rxcsum_i;
      state_q <= (cfg_rxcsum_i[9:8] != 2'd0) ? StMac : StNone;
      pos_q   <= 14'd0;
      sum_q   <= 30'd0;
    end else if (valid_i || close_i) begin
      pos_q <= pos_d;
      sum_q <= sum_d;
      if (look) state_q <= state_d;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) high_q <= byte_i;
  end

  // What only counts in the states above.
  always_ff @(posedge clk_i) begin
    if (!rst_ni || start_i) begin
      idx_q     <= 6'd0;
      last_q    <= 6'd0;
      tagged_q  <= 1'b0;
      snap_q    <= 1'b0;
      rest_q    <= 16'd0;
      short_q   <= 1'b0;
      frag_q    <= 1'b0;
      proto_q   <= 8'd0;
      routing_q <= 1'b0;
      v4_done_q <= 1'b0;
      l4_done_q <= 1'b0;
      ip_sum_q  <= 21'd0;
      l4_sum_q  <= 30'd0;
    end else if (look) begin
      idx_q     <= idx_d;
      last_q    <= last_d;
      tagged_q  <= tagged_d;
      snap_q    <= snap_d;
      rest_q    <= rest_d;
      short_q   <= short_d;
      frag_q    <= frag_d;
      proto_q   <= proto_d;
      routing_q <= routing_d;
      v4_done_q <= v4_done_d;
      l4_done_q <= l4_done_d;
      ip_sum_q  <= ip_sum_d;
      l4_sum_q  <= l4_sum_d;
    end
  end

  // The results.
  always @* begin
    csum_o   = 16'd0;
    ip_good  = 1'b0;
    v4_claim = 1'b0;
    ipcs_o   = 1'b0;
    ipe_o    = 1'b0;
    tcpcs_o  = 1'b0;
    tcpe_o   = 1'b0;
    if (done_i) begin
      csum_o   = ~fold(sum_q);
      ip_good  = fold({9'd0, ip_sum_q}) == 16'hffff;
      v4_claim = v4_done_q && ipofl_q;
      ipcs_o   = v4_claim;
      ipe_o    = v4_claim && !ip_good;
      tcpcs_o  = l4_done_q && (!v4_done_q || ip_good);
      tcpe_o   = tcpcs_o && fold(l4_sum_q) != 16'hffff;
    end
  end

endmodule

`default_nettype wire
