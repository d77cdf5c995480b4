#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Prove the properties of hw/formal/proofs.yaml with yosys-smtbmc and z3.

usage: run.py [--mutate] [--quick] [--gen DIR] [--out DIR]
              [BLOCK[.PROPERTY]...]

The properties of a block are in hw/formal/BLOCK.sv. A copy of the block's RTL
gets one line before its endmodule, which includes them: they see all the
block's names. The label of an assertion is its property's name, or
NAME__DETAIL; h__DETAIL is a helper invariant. A cover statement NAME__cover
shows that the property is not vacuous.

Three runs per block: bounded from reset (all assertions), induction (all but
those of properties with how: bounded), cover. --mutate changes the RTL at the
one place that the table names for a property; then that property alone must
fail.
"""
import argparse
import itertools
import os
import re
import subprocess
import sys
import time

import yaml

HERE = os.path.dirname(os.path.relpath(__file__))
RTL = os.path.join(os.path.dirname(HERE), "rtl")
LIMIT = 180  # seconds for one run of the solver


class Broken(Exception):
    """Something that is neither proved nor refuted."""


def run(command, log):
    """A command's output, also put into a file; and whether it succeeded."""
    done = subprocess.run(
        ["timeout", str(LIMIT), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    with open(log, "w", encoding="utf-8") as file:
        file.write(" ".join(command) + "\n" + done.stdout)
    if done.returncode == 124:
        raise Broken(f"no answer in {LIMIT} s ({log})")
    return done.stdout, done.returncode == 0


class Block:
    """A block of the card and its properties, in a place of its own."""

    def __init__(self, name, table, args, where, change=None):
        self.name = name
        self.table = table
        self.gen = args.gen
        self.where = where
        os.makedirs(where, exist_ok=True)
        self.copy(change)

    def copy(self, change):
        """The RTL with properties, and with one place changed."""
        changed = 0
        self.files = []
        for file in self.table["rtl"]:
            with open(
                os.path.join(RTL, file + ".sv"), encoding="utf-8"
            ) as source:
                text = source.read()
            for short in self.table.get("shorten", []):
                if short["file"] == file:
                    if text.count(short["text"]) != 1:
                        raise Broken(
                            f"{self.name}: not once in {file}: "
                            f"{short['text']!r}"
                        )
                    text = text.replace(short["text"], short["with"])
            if change and change.get("file", self.table["rtl"][0]) == file:
                changed = text.count(change["text"])
                text = text.replace(change["text"], change["with"])
            props = os.path.join(HERE, file + ".sv")
            also = file in self.table.get("also", [])
            if file == self.table["rtl"][0] or also:
                if also:
                    props = self.assert_all(props)
                head, end, tail = text.rpartition("endmodule")
                text = f'{head}  `include "{props}"\n{end}{tail}'
            path = os.path.join(self.where, file + ".sv")
            with open(path, "w", encoding="utf-8") as target:
                target.write(text)
            self.files.append(path)
        if change and changed != 1:
            raise Broken(
                f"{self.name}: the text to change occurs {changed} times, "
                "not once: "
                + repr(change["text"])
            )

    def assert_all(self, props):
        """A part's properties, in which what it assumes is to be proved."""
        path = os.path.join(self.where, "also_" + os.path.basename(props))
        with open(props, encoding="utf-8") as source, open(
            path, "w", encoding="utf-8"
        ) as target:
            number = itertools.count()
            target.write(
                re.sub(
                    r"\bassume \((.*?)\);",
                    lambda m: f"also__{next(number)}: "
                    f"assert (!rst_ni || ({m[1]}));",
                    source.read(),
                    flags=re.DOTALL,
                )
            )
        return path

    def build(self):
        """Read and flatten it once; variants come from the result."""
        top = self.table["rtl"][0]
        params = "".join(
            f" -chparam {k} {v}"
            for k, v in self.table.get("params", {}).items()
        )
        # hierconn: a name with a dot in a property is the signal of that part.
        script = (
            f"read_verilog -sv -formal -I{HERE} -I{self.gen} -I. "
            f"{' '.join(self.files)}; "
            f"hierarchy -check -top {top}{params}; "
            "setattr -set hierconn 1 w:u_*.*; "
            "proc; flatten; opt_expr; opt_clean; check; opt; wreduce; "
            "memory_share; memory_collect; opt_clean; "
            f"async2sync; dffunmap; clean; write_rtlil {self.where}/design.il"
        )
        log = f"{self.where}/yosys.txt"
        if not run(["yosys", "-q", "-p", script], log)[1]:
            raise Broken(f"{self.name}: yosys does not read it ({log})")

    def variant(self, kind, keep, given=(), lean=False):
        """SMT with the assertions whose label keep() takes; given: assumed.
        Lean: without what no assertion looks at."""
        with open(f"{self.where}/design.il", encoding="utf-8") as file:
            labels = re.findall(r"cell \$assert \\(\S+)", file.read())
        drop = [
            label
            for label in labels
            if not keep(prop_of(label)) and label not in given
        ]
        if len(drop) == len(labels):
            raise Broken(f"{self.name}: no assertion for {kind}")
        deletes = "".join(
            f"chformal -assert2assume c:{label}; " for label in given
        )
        if kind == "cover":  # those of parts are reached in their own proofs
            deletes += "delete t:$cover c:u_* %i; "
        deletes += "".join(
            f"delete t:$assert c:{label} %i; " for label in drop
        )
        if lean:
            deletes += "delete -output o:*; delete t:$cover; "
        if not run(
            [
                "yosys",
                "-q",
                "-p",
                f"read_rtlil {self.where}/design.il; {deletes}"
                f"clean; write_smt2 -wires {self.where}/{kind}.smt2",
            ],
            f"{self.where}/{kind}.yosys.txt",
        )[1]:
            raise Broken(f"{self.name}: write_smt2 failed")

    def solve(self, kind, *options, out=None):
        """The solver's last words and its verdict."""
        out = out or kind
        return run(
            [
                "yosys-smtbmc",
                "-s",
                "z3",
                "--unroll",
                *([] if "-i" in options else ["--noincr"]),
                "--noprogress",
                "--dump-vcd",
                f"{self.where}/{out}.vcd",
                *options,
                f"{self.where}/{kind}.smt2",
            ],
            f"{self.where}/{out}.txt",
        )


def prop_of(label):
    """Which property an assertion belongs to."""
    return label.rpartition(".")[2].partition("__")[0]


def failed(text):
    """The labels of assertions that failed."""
    return sorted(set(re.findall(r"Assert failed in \S+: (\S+)", text)))


def prove(name, table, args, only):
    """All properties of a block, a line each. How many passed and failed."""
    block = Block(name, table, args, os.path.join(args.out, name))
    block.build()
    props = {
        p: t for p, t in table["properties"].items() if not only or p in only
    }
    bounded = {
        p for p, t in table["properties"].items() if t.get("how") == "bounded"
    }
    depth, most = table.get("depth", 20), table.get("k", 8)
    took = {}

    wrong = {}
    start = time.monotonic()
    k = None
    if bounded != set(table["properties"]):
        block.variant(
            "induction", lambda p: p not in bounded, table.get("given", ())
        )
        text, good = block.solve("induction", "-i", "-t", str(most))
        steps = [
            int(s) for s in re.findall(r"Trying induction in step (\d+)", text)
        ]
        k = most - min(steps) if good else most
        if not good:
            what = ", ".join(failed(text)) or "?"
            wrong[
                "induction"
            ] = (
                f"no induction up to k={most}: {what}, "
                f"{block.where}/induction.vcd"
            )
        text, good = block.solve("induction", "-t", str(k + 2), out="base")
        if not good:
            wrong[
                "base"
            ] = (
                f"fails: {' '.join(failed(text)) or '?'}, "
                f"{block.where}/base.vcd"
            )
    took["induction"] = time.monotonic() - start

    start = time.monotonic()
    if bounded:
        block.variant("bounded", lambda p: p in bounded)
        text, good = block.solve("bounded", "-t", str(depth))
        wrong.update(
            {
                prop_of(label): f"fails: {label}, {block.where}/bounded.vcd"
                for label in failed(text)
            }
        )
        if not good and not wrong:
            raise Broken(f"{name}: {block.where}/bounded.txt")
    took["bounded"] = time.monotonic() - start

    start = time.monotonic()
    block.variant("cover", lambda p: True)
    text, _ = block.solve("cover", "-c", "-t", str(table.get("cover", depth)))
    took["cover"] = time.monotonic() - start
    reached = {}
    for label, step in re.findall(
        r"Reached cover statement at (\S+) in step (\d+)", text
    ):
        reached[label] = int(step)

    passed = 0
    for prop, entry in props.items():
        steps = [s for label, s in reached.items() if prop_of(label) == prop]
        missed = [
            label
            for label in re.findall(
                r"Unreached cover statement at (\S+?)\.?$", text, re.M
            )
            if prop_of(label) == prop
        ]
        by_k = prop not in bounded
        bad = wrong.get(prop) or (wrong and "; ".join(wrong.values()))
        if not bad and (missed or not steps):
            bad = (
                "vacuous? cover not reached: "
                f"{' '.join(missed) or 'there is none'}"
            )
        seconds = took["induction" if by_k else "bounded"] + took["cover"]
        how = f"induction k={k}" if by_k else f"bounded {depth}"
        verdict = (
            f"{how:14}  cover {max(steps, default=0):3}"
            if not bad
            else f"FAILED  {bad}"
        )
        print(
            f"{name + '.' + prop:26} {verdict}  {seconds:5.1f} s  "
            f"{entry['text']}",
            flush=True,
        )
        passed += not bad
    return passed, len(props) - passed


def mutate(name, table, args, only):
    """Change the RTL once per entry of the table: its property must fail."""
    killed = count = 0
    for prop, entry in table["properties"].items():
        if only and prop not in only:
            continue
        changes = entry.get("mutate", [])
        if not changes:
            raise Broken(f"{name}.{prop}: no mutation in the table")
        for number, change in enumerate(changes):
            count += 1
            start = time.monotonic()
            where = os.path.join(
                args.out, "mutants", f"{name}.{prop}.{number}"
            )
            block = Block(name, table, args, where, change)
            block.build()
            block.variant("bounded", lambda p, prop=prop: p == prop, lean=True)
            text, good = block.solve(
                "bounded",
                "-t",
                str(change.get("depth", table.get("depth", 20))),
            )
            labels = failed(text)
            if not good and not labels:
                raise Broken(f"{where}/bounded.txt")
            killed += bool(labels)
            what = " ".join(change["text"].split())
            print(
                f"{name + '.' + prop:26} "
                f"{'killed' if labels else 'SURVIVED':9}"
                f"{time.monotonic() - start:5.1f} s  {what} --> "
                f"{' '.join(change['with'].split()) or '(nothing)'}",
                flush=True,
            )
    return killed, count - killed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutate", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--gen", default="build/gen")
    parser.add_argument("--out", default="build/formal")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    with open(os.path.join(HERE, "proofs.yaml"), encoding="utf-8") as file:
        tables = yaml.safe_load(file)

    good = bad = 0
    start = time.monotonic()
    for name, table in tables.items():
        only = {
            n.partition(".")[2]
            for n in args.names
            if n.partition(".")[0] == name
        }
        if args.names and not only or args.quick and not table.get("quick"):
            continue
        try:
            some = (mutate if args.mutate else prove)(
                name, table, args, only - {""}
            )
        except Broken as error:
            print(f"{name:26} BROKEN  {error}", flush=True)
            some = 0, 1
        good, bad = good + some[0], bad + some[1]
    seconds = time.monotonic() - start
    if args.mutate:
        print(f"killed {good} of {good + bad} in {seconds:.0f} s")
    else:
        print(f"{good} passed, {bad} failed in {seconds:.0f} s")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
