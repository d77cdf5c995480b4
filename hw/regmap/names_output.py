# SPDX-License-Identifier: MIT
"""Names of registers and their bits, for what prints them."""

from regmap import NOTE


def names_header(spec):
    registers = spec.registers + spec.statistics
    fields, rows = [], []
    for reg in registers:
        first = len(fields)
        fields += [
            (field.name, field.mask, field.low) for field in reg.fields
        ]
        for base in [reg.offset] + reg.alias:
            rows.append((base, reg, first))
    rows.sort(key=lambda row: (row[0], row[1].name))
    out = [
        "/* SPDX-License-Identifier: MIT */",
        f"/* {NOTE} */",
        "#ifndef E1000_NAMES_H",
        "#define E1000_NAMES_H",
        "",
        "#include <stdint.h>",
        "",
        "struct e1000_field_name {",
        "\tconst char *name;",
        "\tuint32_t mask;",
        "\tunsigned shift;",
        "};",
        "",
        "/* An entry of a table lies @stride after the one before; @fields",
        " * of e1000_field_names from @field on are the register's. */",
        "struct e1000_reg_name {",
        "\tconst char *name;",
        "\tuint32_t offset, count, stride;",
        "\tunsigned field, fields;",
        "};",
        "",
        "static const struct e1000_field_name e1000_field_names[] = {",
        *(f'\t{{"{n}", 0x{m:08x}, {s}}},' for n, m, s in fields),
        "};",
        "",
        "static const struct e1000_reg_name e1000_reg_names[] = {",
    ]
    for base, reg, first in rows:
        out.append(
            f'\t{{"{reg.name}", 0x{base:05x}, {reg.count}, {reg.stride}, '
            f"{first}, {len(reg.fields)}}},"
        )
    return "\n".join(out + ["};", "", "#endif", ""])
