#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Generate from the register map everything that knows an offset.

generate.py MAP --build DIR    headers and Verilog includes, into DIR
generate.py MAP --tree DIR     the committed files below DIR:
                               driver/e1000_regs.h, docs/registers.md,
                               waves/filters/*.flt
"""

import argparse
import os
import sys

import yaml

from access_output import access_header
from c_output import c_header, test_header
from doc_output import filters, reference
from names_output import names_header
from regmap import Map, MapError
from verilog_output import (
    test_include,
    verilog_bank,
    verilog_decode,
    verilog_header,
)


def write(directory, name, text):
    path = os.path.join(directory, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("map")
    parser.add_argument("--build", metavar="DIR")
    parser.add_argument("--tree", metavar="DIR")
    args = parser.parse_args()
    try:
        spec = Map(args.map)
    except (MapError, OSError, KeyError, ValueError, yaml.YAMLError) as error:
        sys.exit(f"{args.map}: {error}")
    if args.build:
        write(args.build, "e1000_regs.h", c_header(spec, "MIT"))
        write(args.build, "e1000_names.h", names_header(spec))
        write(args.build, "e1000_access.h", access_header(spec))
        write(args.build, "e1000_regs_test.h", test_header(spec))
        write(args.build, "e1000_regs_test.svh", test_include(spec))
        write(args.build, "e1000_regs.svh", verilog_header(spec))
        write(args.build, "e1000_decode.svh", verilog_decode(spec))
        write(args.build, "e1000_regbank.svh", verilog_bank(spec))
    if args.tree:
        write(
            args.tree, "driver/e1000_regs.h", c_header(spec, "MIT OR GPL-2.0")
        )
        write(args.tree, "docs/registers.md", reference(spec))
        for name, lines in filters(spec).items():
            write(args.tree, f"waves/filters/{name}", "\n".join(lines + [""]))


if __name__ == "__main__":
    main()
