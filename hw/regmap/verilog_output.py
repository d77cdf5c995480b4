# SPDX-License-Identifier: MIT
"""Verilog: constants, address decode, register bank, register test."""

from regmap import NOTE, test_rows


def verilog_header(spec):
    out = [
        "// SPDX-License-Identifier: MIT",
        f"// {NOTE}",
        "// Offsets, register numbers and the address decode; included in "
        "module bodies.",
        "// verilator lint_off UNUSEDPARAM",
        "",
    ]
    for reg in spec.registers + spec.statistics:
        out.append(
            f"localparam logic [16:0] Reg{reg.camel} = 17'h{reg.offset:05x};"
        )
    out += [
        "",
        "// What an address selects: one register, the statistics, a table, "
        "nothing.",
    ]
    bank = [r.camel for r in spec.single if r.kind == "bank"]
    others = [r.camel for r in spec.single if r.kind != "bank"]
    out.append("// The bank's come first: the number is the place in it.")
    out.append(f"localparam logic [6:0] BankSize = 7'd{len(bank)};")
    names = bank + others + ["None", "Stat", "Table", "Flex"]
    for i, name in enumerate(names):
        out.append(f"localparam logic [6:0] Id{name} = 7'd{i};")
    out += ["", "// Values after reset, bits and fields."]
    for reg in spec.single:
        out.append(
            f"localparam logic [31:0] {reg.camel}Reset = 32'h{reg.reset:08x};"
        )
    for reg in spec.registers:
        for field in reg.fields:
            field_name = "".join(p.capitalize() for p in field.name.split("_"))
            if field.low == field.high:
                out.append(
                    f"localparam int {reg.camel}{field_name} = {field.low};"
                )
            else:
                out.append(
                    f"localparam int {reg.camel}{field_name}Hi = {field.high};"
                )
                out.append(
                    f"localparam int {reg.camel}{field_name}Lo = {field.low};"
                )
    causes = next(r for r in spec.registers if r.name == "ICR")
    out.append(
        f"localparam logic [31:0] IcrMask = 32'h{causes.mask_of('RC'):08x};"
    )
    out.append("")
    for name, value, _ in spec.results:
        camel = "".join(p.capitalize() for p in name.split("_"))
        out.append(f"localparam logic [3:0] Rx{camel} = 4'd{value};")
    for name, bit, _ in spec.events:
        camel = "".join(p.capitalize() for p in name.split("_"))
        out.append(f"localparam int Ev{camel} = {bit};")
    out += ["// verilator lint_on UNUSEDPARAM", ""]
    return "\n".join(out)


def verilog_decode(spec):
    out = [
        "// SPDX-License-Identifier: MIT",
        f"// {NOTE}",
        "// The address decode; word is the byte offset without its two low "
        "bits.",
        "",
        "function automatic logic [6:0] reg_id(input logic [14:0] word);",
        "  case (word)",
    ]
    for reg in spec.single:
        words = ", ".join(
            f"15'h{o // 4:04x}" for o in [reg.offset] + reg.alias
        )
        out.append(f"    {words}: reg_id = Id{reg.camel};")
    out += [
        "    default: begin",
        "      reg_id = IdNone;",
        "      if (word[14:6] == 9'h040) reg_id = IdStat;",
    ]
    for first, last, _ in spec.table_ranges():
        out.append(
            f"      if (word >= 15'h{first:04x} && word <= 15'h{last:04x}) "
            "reg_id = IdTable;"
        )
    for reg in spec.flexes:
        first, last = reg.offset // 4, reg.offset // 4 + 2 * reg.count - 1
        out.append(
            f"      if (word >= 15'h{first:04x} && word <= 15'h{last:04x} "
            "&& !word[0]) reg_id = IdFlex;"
        )
    out += [
        "    end",
        "  endcase",
        "endfunction",
        "",
        "// Entry of the filter table: bits 10:2 of the register's own "
        "offset.",
        "function automatic logic [8:0] table_index(input logic [14:0] word);",
        "  table_index = word[8:0];",
    ]
    for first, last, index in spec.table_ranges():
        if (first & 0x1FF) != index:
            out.append(
                f"  if (word >= 15'h{first:04x} && word <= 15'h{last:04x}) "
                f"table_index = "
                f"word[8:0] + 9'h{(index - first) & 0x1ff:03x};"
            )
    return "\n".join(out + ["endfunction", ""])


def verilog_bank(spec):
    bank = [r for r in spec.registers if r.kind == "bank"]
    survivors = [r for r in bank if r.survives]
    ports = [
        "input  wire logic        clk_i",
        "input  wire logic        init_i",
        "input  wire logic        init_all_i",
        "input  wire logic [5:0]  init_index_i",
        "input  wire logic        we_i",
        "input  wire logic [6:0]  id_i",
        "input  wire logic [31:0] wdata_i",
        "input  wire logic [31:0] wmask_i",
        "input  wire logic        re_i",
    ]
    ports += [
        f"input  wire logic [31:0] {r.net}_i" for r in spec.single if r.read_hw
    ]
    ports += [f"output logic      [31:0] {r.net}_o" for r in bank if r.use]
    ports.append("output logic      [31:0] rdata_o")
    out = [
        "// SPDX-License-Identifier: MIT",
        f"// {NOTE}",
        "// The registers that are flip-flops, and the read multiplexer of "
        "all of them.",
        "// One memory with one write port: reset walks through it (init_*), "
        "init_all_i",
        "// includes what only power-on resets. wdata_i is 0 where wmask_i "
        "is.",
        "",
        "`default_nettype none",
        "",
        "module e1000_regbank (",
        ",\n".join("  " + p for p in ports),
        ");",
        "",
        '  `include "e1000_regs.svh"',
        "",
        "  (* mem2reg *) logic [31:0] bank_q [0:BankSize-1];",
        "  logic        init, write;",
        "  logic [5:0]  place;",
        "  logic [31:0] value;",
        "",
        "  function automatic logic [31:0] reset_of(input logic [5:0] at);",
        "    case (at)",
    ]
    out += [
        f"      Id{r.camel}[5:0]: reset_of = {r.camel}Reset;"
        for r in bank
        if r.reset
    ]
    out += [
        "      default: reset_of = 32'h0;",
        "    endcase",
        "  endfunction",
        "",
        "  function automatic logic [31:0] writable(input logic [5:0] at);",
        "    case (at)",
    ]
    out += [
        f"      Id{r.camel}[5:0]: writable = 32'h{r.writable:08x};"
        for r in bank
        if r.writable != 0xFFFFFFFF
    ]
    out += [
        "      default: writable = 32'hffffffff;",
        "    endcase",
        "  endfunction",
        "",
        "  function automatic logic survives(input logic [5:0] at);",
        "    survives = "
        + " || ".join(f"at == Id{r.camel}[5:0]" for r in survivors)
        + ";",
        "  endfunction",
        "",
        "  assign init  = init_i && {1'b0, init_index_i} < BankSize",
        "                 && (init_all_i || !survives(init_index_i));",
        "  assign write = init || (we_i && id_i < BankSize);",
        "  assign place = init_i ? init_index_i : id_i[5:0];",
        "",
        "  always @* begin",
        "    value = 32'h0;",
        "    if (write) begin",
        "      value = init_i ? reset_of(place)",
        "              : (bank_q[place] & ~(wmask_i & writable(place)))",
        "                | (wdata_i & writable(place));",
        "    end",
        "  end",
        "",
        "  always_ff @(posedge clk_i) begin",
        "    if (write) bank_q[place] <= value;",
        "  end",
        "",
    ]
    out += [
        f"  assign {r.net}_o = bank_q[Id{r.camel}[5:0]];"
        for r in bank
        if r.use
    ]
    out += [
        "",
        "  always @* begin",
        "    rdata_o = 32'h0;",
        "    if (re_i) begin",
        "      case (id_i)",
    ]
    for r in spec.single:
        if r.read_hw:
            out.append(f"        Id{r.camel}: rdata_o = {r.net}_i;")
    out += [
        "        default: if (id_i < BankSize) rdata_o = bank_q[id_i[5:0]];",
        "      endcase",
        "    end",
        "  end",
        "",
        "endmodule",
        "",
        "`default_nettype wire",
        "",
    ]
    return "\n".join(out)


def test_include(spec):
    out = [
        "// SPDX-License-Identifier: MIT",
        f"// {NOTE}",
        "// mark_register: offset, stride, count",
    ]
    for reg in spec.registers + spec.statistics:
        for base in [reg.offset] + reg.alias:
            out.append(
                f"mark_register(17'h{base:05x}, {reg.stride}, {reg.count});"
            )
    out.append(
        "// check_register: name, offset, reset, writable, compare, start, "
        "access"
    )
    for name, offset, *masks, access in test_rows(spec):
        values = ", ".join(f"32'h{m:08x}" for m in masks)
        out.append(
            f'check_register("{name}", 17\'h{offset:05x}, {values}, '
            f'"{access}");'
        )
    return "\n".join(out + [""])
