# SPDX-License-Identifier: MIT
"""C headers."""

from regmap import ACCESS, NOTE, SPACE, test_rows


def c_header(spec, licence):
    out = [
        f"/* SPDX-License-Identifier: {licence} */",
        f"/* {NOTE} */",
        "#ifndef E1000_REGS_H",
        "#define E1000_REGS_H",
        "",
    ]

    def define(name, value, text=""):
        line = f"#define E1000_{name} "
        line += " " * max(0, 40 - len(line)) + value
        out.append(line)

    define("REG_SPACE", f"0x{SPACE:05x}")
    out += ["", "/* Register offsets. */"]
    for reg in spec.registers + spec.statistics:
        define(reg.name, f"0x{reg.offset:05x}")
        if reg.count > 1:
            define(f"{reg.name}_COUNT", str(reg.count))
            define(f"{reg.name}_STRIDE", str(reg.stride))
    define(
        "RA", f"0x{next(r for r in spec.tables if r.name == 'RAL').offset:05x}"
    )
    out += ["", "/* Values after reset. */"]
    for reg in spec.single:
        define(f"{reg.name}_RESET", f"0x{reg.reset:08x}")
    for reg in spec.registers:
        if reg.fields:
            out += [
                "",
                f"/* {reg.name}: {reg.title}, section {reg.section}. */",
            ]
        for field in reg.fields:
            define(f"{reg.name}_{field.name}", f"0x{field.mask:08x}")
            if field.low != field.high:
                define(f"{reg.name}_{field.name}_SHIFT", str(field.low))
            for name, value in field.values.items():
                if name != field.name:
                    define(f"{reg.name}_{name}", f"0x{value << field.low:08x}")
    out += ["", "/* Descriptors. */"]
    for name, value, _ in spec.descriptors:
        define(name, f"0x{value:08x}" if value > 0xFF else f"0x{value:02x}")
    out += [
        "",
        "/* Bits of the card's event pins, and how a received frame ended. */",
    ]
    for name, bit, _ in spec.events:
        define(f"EV_{name}", f"0x{1 << bit:04x}")
    for name, value, _ in spec.results:
        define(f"RX_RESULT_{name}", str(value))
    define("RX_RESULT_COUNT", str(len(spec.results)))
    return "\n".join(out + ["", "#endif", ""])


def test_header(spec):
    out = [
        "/* SPDX-License-Identifier: MIT */",
        f"/* {NOTE} */",
        "#ifndef E1000_REGS_TEST_H",
        "#define E1000_REGS_TEST_H",
        "",
        "#include <stdint.h>",
        "",
        "enum e1000_access {",
        *(f"\tE1000_ACCESS_{a}," for a in ACCESS),
        "};",
        "",
        "struct e1000_reg_info {",
        "\tconst char *name;",
        "\tuint32_t offset;",
        "\tuint32_t reset;",
        "\tuint32_t writable; /* bits that read back what was written */",
        "\tuint32_t compare; /* bits whose value the map knows */",
        "\tuint32_t start; /* bits that start something when written 1 */",
        "\tenum e1000_access access;",
        "};",
        "",
        "static const struct e1000_reg_info e1000_reg_info[] = {",
    ]
    for name, offset, *masks, access in test_rows(spec):
        values = ", ".join(f"0x{m:08x}" for m in masks)
        out.append(
            f'\t{{ "{name}", 0x{offset:05x}, {values}, '
            f"E1000_ACCESS_{access} }},"
        )
    return "\n".join(out + ["};", "", "#endif", ""])
