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
    names = ["None", "Stat", "Table"] + [r.camel for r in spec.single]
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
    ports = [
        "input  wire logic        clk_i",
        "input  wire logic        rst_ni",
        "input  wire logic        por_ni",
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
        "// Register writes are rare, so one enable guards the whole bank.",
        "",
        "`default_nettype none",
        "",
        "module e1000_regbank (",
        ",\n".join("  " + p for p in ports),
        ");",
        '`include "e1000_regs.svh"',
        "",
    ]
    out += [f"  logic [31:0] {r.net}_q;" for r in bank]
    out.append("")
    for survives in (False, True):
        regs = [r for r in bank if r.survives == survives]
        reset = "por_ni" if survives else "rst_ni"
        out += [
            "  always_ff @(posedge clk_i) begin",
            f"    if (!{reset}) begin",
        ]
        out += [f"      {r.net}_q <= 32'h{r.reset:08x};" for r in regs]
        out += ["    end else if (we_i) begin", "      case (id_i)"]
        for r in regs:
            mask = f"wmask_i & 32'h{r.writable:08x}"
            out.append(
                f"        Id{r.camel}: {r.net}_q <= ({r.net}_q & ~({mask})) "
                f"| (wdata_i & {mask});"
            )
        out += ["        default: ;", "      endcase", "    end", "  end", ""]
    out += [f"  assign {r.net}_o = {r.net}_q;" for r in bank if r.use]
    out += [
        "",
        "  always @* begin",
        "    rdata_o = 32'h0;",
        "    if (re_i) begin",
        "      case (id_i)",
    ]
    for r in spec.single:
        source = f"{r.net}_i" if r.read_hw else f"{r.net}_q"
        out.append(f"        Id{r.camel}: rdata_o = {source};")
    out += [
        "        default: rdata_o = 32'h0;",
        "      endcase",
        "    end",
        "  end",
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
