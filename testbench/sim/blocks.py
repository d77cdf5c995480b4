#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What each block of the card costs the verilated model: instructions per
clock, idle and with short frames back to back both ways.

usage: blocks.py PROGRAM MODEL-FOLDER OUT-FOLDER

Callgrind counts the instructions of each line of the model's C++; the names in
a line say which block of the Verilog it comes from."""

import collections
import os
import re
import subprocess
import sys

LOADS = ("idle", "loaded")
NEAR = tuple(range(0, 13)) + tuple(range(-1, -8, -1))
DOT = "__DOT__"


def count(program, load, out):
    """{(file, line): instructions} and the number of clocks."""
    path = os.path.join(out, "callgrind." + load)
    done = subprocess.run(
        ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no",
         "--callgrind-out-file=" + path, program, load],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    clocks = int(done.stdout.split()[0])
    return read_profile(path), clocks


def read_profile(path):
    cost = collections.Counter()
    names = {}
    current, at, callee = "", 0, False
    with open(path, encoding="utf-8") as f:
        for text in f:
            m = re.match(r"(fl|fi|fe|cfi|cfl)=(?:\((\d+)\))?\s*(.*)$", text)
            if m:
                kind, number, name = m.groups()
                if name:
                    names[number] = name
                if kind[0] == "f":
                    current = names.get(number, name)
                continue
            if text.startswith("calls="):
                callee = True  # the next line is what the callee costs
                continue
            m = re.match(r"([+-]?)(\d+|\*)\s+(\d+)$", text)
            if not m:
                continue
            sign, number, cycles = m.groups()
            if number != "*":
                at = int(sign + number) + (at if sign else 0)
            if not callee:
                cost[current, at] += int(cycles)
            callee = False
    return cost


def block_of(source, line):
    """The block that the names nearest to a line belong to."""
    for near in NEAR:
        i = line - 1 + near
        if not 0 <= i < len(source):
            continue
        m = re.search(r"e1000_top__DOT__((?:u_\w+?__DOT__)*)", source[i])
        if m:
            path = [p[2:] for p in m.group(1).split(DOT) if p]
            return ".".join(path[:2]) or "top"
    return "Verilator"


def by_block(cost, clocks, folder):
    blocks = collections.Counter()
    sources = {}
    for (path, line), cycles in cost.items():
        name = os.path.basename(path)
        if not name.startswith("Ve1000_top"):
            blocks["Verilator" if name.startswith("verilated") or
                   name == "???" else "bench"] += cycles
            continue
        if name not in sources:
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                sources[name] = f.read().split("\n")
        blocks[block_of(sources[name], line)] += cycles
    del blocks["bench"]
    return {name: cycles / clocks for name, cycles in blocks.items()}


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, folder, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    columns = [by_block(*count(program, load, out), folder)
               for load in LOADS]
    print(f"{'instructions per clock':24}{'idle':>8}{'loaded':>8}")
    for name in sorted(set().union(*columns)):
        values = [c.get(name, 0) for c in columns]
        if max(values) >= 1:
            print(f"{name:24}" + "".join(f"{v:8.0f}" for v in values))
    print(f"{'all':24}" + "".join(f"{sum(c.values()):8.0f}"
                                  for c in columns))


main()
