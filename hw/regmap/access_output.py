# SPDX-License-Identifier: MIT
"""What a write to each register may be, for what checks software."""

from regmap import NOTE


def defined(reg):
    """Bits that mean something: in a field that is not called reserved."""
    if not reg.fields:
        return 0xFFFFFFFF
    return sum(
        f.mask for f in reg.fields if not f.name.startswith("RESERVED")
    )


def access_header(spec):
    rows = []
    for reg in spec.registers + spec.statistics:
        for base in [reg.offset] + reg.alias:
            rows.append((base, reg))
    rows.sort(key=lambda row: (row[0], row[1].name))
    out = [
        "/* SPDX-License-Identifier: MIT */",
        f"/* {NOTE} */",
        "#ifndef E1000_ACCESS_H",
        "#define E1000_ACCESS_H",
        "",
        "#include <stdbool.h>",
        "#include <stdint.h>",
        "",
        "/* @base is @offset, or an alias of it. */",
        "struct e1000_reg_access {",
        "\tconst char *name, *section;",
        "\tuint32_t base, offset, count, stride;",
        "\tuint32_t defined; /* bits that mean something */",
        "\tbool read_only;",
        "};",
        "",
        "static const struct e1000_reg_access e1000_reg_access[] = {",
    ]
    for base, reg in rows:
        read_only = reg.kind == "stat" or reg.access in ("RO", "RV")
        out.append(
            f'\t{{"{reg.name}", "{reg.section}", 0x{base:05x}, '
            f"0x{reg.offset:05x}, {reg.count}, {reg.stride}, "
            f"0x{defined(reg):08x}, {str(read_only).lower()}}},"
        )
    return "\n".join(out + ["};", "", "#endif", ""])
