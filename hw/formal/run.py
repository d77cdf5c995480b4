#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Prove the properties of hw/formal/proofs.yaml with yosys-smtbmc and z3.

usage: run.py [--mutate] [--quick] [--jobs N] [--gen DIR] [--out DIR]
              [--doc FILE] [--table] [BLOCK[.PROPERTY]...]

The properties of a block are in hw/formal/BLOCK.sv. A copy of the block's RTL
gets one line before its endmodule, which includes them: they see all the
block's names. The label of an assertion is its property's name, or
NAME__DETAIL; h__DETAIL is a helper invariant. A cover statement NAME__cover
shows that the property is not vacuous.

Four runs per block: the first clocks from reset, induction, the bounded
properties from reset, cover. --mutate changes the RTL at the one place that
the table names for a property; then that property alone must fail.
--table renews the table of mutants in the
document, which otherwise must be that of proofs.yaml. docs/proofs.md explains
all this.
"""
import argparse
import concurrent.futures
import os
import re
import sys
import threading
import time

import yaml

from block import Broken, Block, HERE, RTL, failed, prop_of, read, write
import vcd

HELPER = "h"  # the property's name of helper invariants


class Progress:
    """On a terminal a line that says what is under way; else one per block."""

    def __init__(self, total):
        self.total = total
        self.done = 0
        self.parts = {}  # block -> what its runs took
        self.start = time.monotonic()
        self.lock = threading.Lock()
        self.tty = sys.stderr.isatty()

    def doing(self, what):
        with self.lock:
            if self.tty:
                print(
                    f"\r\033[K{self.done}/{self.total}  "
                    f"{time.monotonic() - self.start:4.0f} s  {what}",
                    end="",
                    file=sys.stderr,
                    flush=True,
                )

    def spent(self, name, what, seconds):
        self.parts.setdefault(name, []).append(f"{what} {seconds:.0f} s")

    def finished(self, what, name=""):
        with self.lock:
            self.done += 1
            if name in self.parts:
                what += f" ({', '.join(self.parts[name])})"
            print(
                ("\r\033[K" if self.tty else "")
                + f"{self.done}/{self.total}  "
                f"{time.monotonic() - self.start:4.0f} s  {what}",
                file=sys.stderr,
                flush=True,
            )


class Proof:
    """All runs of one block."""

    def __init__(self, name, table, args, only, progress):
        self.name = name
        self.table = table
        self.only = only
        self.progress = progress
        self.block = Block(name, table, args.gen, os.path.join(args.out, name))
        self.bad = {}  # property -> what is wrong, lines
        self.seconds = {}  # run -> seconds
        self.k = None
        bounded = {
            p
            for p, t in table["properties"].items()
            if t.get("how") == "bounded"
        }
        self.bounded = bounded
        self.depth = table.get("depth", 20)

    def timed(self, what, step):
        self.progress.doing(f"{self.name}: {what}")
        start = time.monotonic()
        step()
        self.seconds[what] = time.monotonic() - start
        self.progress.spent(self.name, what, self.seconds[what])

    def run(self):
        """Rows of the table at the end: verdict, block, property, method,
        cover, seconds, text, what is wrong."""
        by_k = set(self.table["properties"]) - self.bounded
        self.block.build()
        if by_k:
            self.timed("induction", self.induction)
        if self.bounded:
            self.timed("bounded", self.from_reset)
        self.timed("cover", self.cover)
        rows = []
        for prop, entry in self.table["properties"].items():
            if self.only and prop not in self.only:
                continue
            how = "bounded" if prop in self.bounded else "induction"
            method = (
                f"bounded {self.depth}"
                if how == "bounded"
                else f"induction k={self.k}"
            )
            bad = self.bad.get(prop, [])
            if HELPER in self.bad and how == "induction":
                bad = bad + self.bad[HELPER]
            seconds = self.seconds[how] + self.seconds["cover"]
            rows.append(
                (
                    not bad,
                    self.name,
                    prop,
                    method,
                    self.reached.get(prop, 0),
                    seconds,
                    entry["text"],
                    bad,
                )
            )
        return rows

    def explain(self, label, run, note):
        """Why an assertion fails: its text, key signals, the picture."""
        part, _, short = label.rpartition(".")
        files = self.table["rtl"]
        module = files[0]
        if part:
            module = next(
                (f for f in files if f"u_{f.partition('_')[2]}" == part),
                files[0],
            )
        props = self.block.where + f"/also_{module}.sv"
        if not os.path.exists(props):
            props = os.path.join(HERE, module + ".sv")
        picture = f"{self.block.where}/{run}.vcd"
        rtl = {
            f"u_{f.partition('_')[2]}": read(f"{RTL}/{f}.sv")
            for f in files[1:]
        }
        rtl[""] = read(f"{RTL}/{files[0]}.sv")
        text = vcd.assertion(read(props), short)
        lines = [f"{label} does not hold ({note}):", f"  {text}"]
        if os.path.exists(picture):
            lines += [
                "  " + line
                for line in vcd.table(
                    picture, label, text, self.table.get("show", []), rtl
                )
            ]
            lines.append(f"  all signals: gtkwave {picture}")
        prop = prop_of(label)
        again = self.name if prop == HELPER or part else f"{self.name}.{prop}"
        lines.append(f"  to repeat:   make formal-prove P={again}")
        return lines

    def refuted(self, text, run, note):
        for label in failed(text):
            prop = HELPER if "." in label else prop_of(label)
            self.bad.setdefault(prop, []).extend(
                self.explain(label, run, note)
            )

    def induction(self):
        """The first clocks from reset, then: if all holds so far, it holds
        once more."""
        block = self.block
        most = self.table.get("k", 4)
        block.variant(
            "induction",
            set(self.table["properties"]) - self.bounded
            | {HELPER, "also"}
            | self.parts(),
            self.table.get("given", ()),
        )
        text, good = block.solve("induction", "-t", str(most + 2), out="base")
        self.k = most
        if not good:
            self.refuted(text, "base", "from reset")
            return
        if not self.table.get("split"):
            text, good = block.solve("induction", "-i", "-t", str(most))
            self.k = self.used(text, most)
            if not good:
                self.no_step(text, "induction")
            return
        # One assertion at a time, with all of them given before.
        ks = []
        labels = block.labels("induction")
        for number, label in labels.items():
            self.progress.doing(
                f"{self.name}: induction {number}/{len(labels)} {label}"
            )
            block.goal("induction", number)
            text, good = block.solve("goal", "-i", "-t", str(most))
            ks.append(self.used(text, most))
            if not good:
                os.replace(
                    f"{block.where}/goal.vcd", f"{block.where}/induction.vcd"
                )
                self.no_step(f"Assert failed in it: {label}", "induction")
        self.k = max(ks)

    def parts(self):
        """Properties of the parts that hold here too."""
        return {
            label
            for file in self.table.get("also", [])
            for label in re.findall(
                r"\b([a-z_]+?)(?:__\w+)?: +assert\b",
                read(os.path.join(HERE, file + ".sv")),
            )
        }

    @staticmethod
    def used(text, most):
        return max(
            1,
            most - min(map(int, re.findall(r"induction in step (\d+)", text))),
        )

    def no_step(self, text, run):
        """Induction fails: is there a way from reset, too?"""
        deep, _ = self.block.solve(
            "induction", "-t", str(self.depth), out="hunt"
        )
        if failed(deep):
            self.refuted(deep, "hunt", "from reset")
        else:
            self.refuted(
                text,
                run,
                f"induction; no way to it in {self.depth} clocks from reset, "
                "so perhaps a helper invariant is missing",
            )

    def from_reset(self):
        self.block.variant("bounded", self.bounded)
        text, good = self.block.solve("bounded", "-t", str(self.depth))
        if not good:
            self.refuted(text, "bounded", "from reset")

    def cover(self):
        self.block.covers()
        text, _ = self.block.solve(
            "cover", "-c", "-t", str(self.table.get("cover", self.depth))
        )
        self.reached = {}
        for label, step in re.findall(
            r"Reached cover statement at (\S+) in step (\d+)", text
        ):
            self.reached[prop_of(label)] = max(
                int(step), self.reached.get(prop_of(label), 0)
            )
        for label in re.findall(
            r"Unreached cover statement at (\S+?)\.?$", text, re.M
        ):
            self.bad.setdefault(prop_of(label), []).append(
                f"vacuous? {label} is not reached in "
                f"{self.table.get('cover', self.depth)} clocks"
            )
        for prop in self.table["properties"]:
            if prop not in self.reached:
                self.bad.setdefault(prop, []).append(
                    f"vacuous? no {prop}__cover is reached"
                )


def prove(name, table, args, only, progress):
    """The rows of a block, those that could not be decided included."""
    start = time.monotonic()
    try:
        rows = Proof(name, table, args, only, progress).run()
    except Broken as error:
        rows = [
            (
                False,
                name,
                "",
                "undecided",
                0,
                time.monotonic() - start,
                "",
                [str(error)],
            )
        ]
    bad = sum(not row[0] for row in rows)
    progress.finished(
        f"{name}: {len(rows) - bad} proved"
        + (f", {bad} FAILED" if bad else ""),
        name,
    )
    return rows


def mutate(name, table, args, prop, number, progress):
    """One change of the RTL: the property must fail in a run from reset."""
    start = time.monotonic()
    change = table["properties"][prop]["mutate"][number]
    label, error = "", ""
    try:
        where = os.path.join(args.out, "mutants", f"{name}.{prop}.{number}")
        block = Block(name, table, args.gen, where, change)
        block.mutant(prop)
        clocks = change.get("depth", table.get("depth", 20))
        text, good = block.solve("mutant", "-t", str(clocks))
        label = " ".join(failed(text))
        error = "" if label else f"survived {clocks} clocks"
        if not good and not label:
            error = f"see {where}/mutant.txt"
    except Broken as what:
        error = str(what)
    what = (
        f"{change.get('file', table['rtl'][0])}: "
        f"{' '.join(change['text'].split())} --> "
        f"{' '.join(change['with'].split()) or '(nothing)'}"
    )
    progress.finished(f"{name}.{prop}: {error or 'fails, as it must'}")
    return (
        not error,
        name,
        prop,
        error or label,
        time.monotonic() - start,
        what,
    )


def columns(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        " ".join(v.ljust(w) for v, w in zip(row, widths)).rstrip()
        for row in rows
    ]


def proof_table(rows):
    """The table at the end, and what failed."""
    out = [("", "block", "property", "method", "cover at", "seconds", "")]
    for good, name, prop, method, cover, seconds, text, _ in rows:
        out.append(
            (
                "ok" if good else "FAILED",
                name,
                prop,
                method,
                str(cover or "-"),
                f"{seconds:.1f}",
                text,
            )
        )
    print("\n".join(columns(out)))
    told = {}  # what one reason fails is said once
    for good, name, prop, *_, bad in rows:
        if not good:
            told.setdefault("\n".join(bad), []).append(
                f"{name}.{prop}".rstrip(".")
            )
    for bad, names in told.items():
        print(f"\nFAILED {' '.join(names)}\n{bad}")


def mutant_table(rows):
    out = [("", "property", "fails at", "seconds", "what was changed")]
    for good, name, prop, label, seconds, what in rows:
        out.append(
            (
                "killed" if good else "SURVIVED",
                f"{name}.{prop}",
                label,
                f"{seconds:.1f}",
                what,
            )
        )
    print("\n".join(columns(out)))


def labels(name, kind):
    """The properties that a file has assertions (or covers) of."""
    text = read(os.path.join(HERE, name + ".sv"))
    return {prop_of(w) for w in re.findall(rf"\b(\w+): +{kind}\b", text)}


def check_tables(tables):
    """proofs.yaml and the files of properties name the same, all of them
    with a cover and a mutant."""
    for name, table in tables.items():
        listed = set(table["properties"])
        file = table["rtl"][0]
        for kind, there in (
            ("assertion", labels(file, "assert") - {HELPER}),
            ("cover", labels(file, "cover")),
            (
                "mutant",
                {p for p in listed if table["properties"][p]["mutate"]},
            ),
        ):
            for prop in sorted(listed ^ there):
                in_table = prop in there or kind == "mutant"
                where = "proofs.yaml" if in_table else f"{file}.sv"
                sys.exit(f"{name}.{prop}: no {kind} in {where}")


def document(path, tables, write_it):
    """The table of properties and mutants in a document: renew or check it."""
    out = ["| property | what it says | mutant |", "|---|---|---|"]

    def code(text):
        return "`" + " ".join(text.split()).replace("|", r"\|") + "`"

    for name, table in tables.items():
        for prop, entry in table["properties"].items():
            mutants = "<br>".join(
                code(m["text"])
                + (
                    " becomes " + code(m["with"])
                    if m["with"]
                    else " is deleted"
                )
                for m in entry["mutate"]
            )
            out.append(f"| `{name}.{prop}` | {entry['text']} | {mutants} |")
    old = read(path)
    head, begin, rest = old.partition("<!-- mutants -->\n")
    _, end, tail = rest.partition("<!-- end of mutants -->\n")
    new = head + begin + "\n" + "\n".join(out) + "\n\n" + end + tail
    if write_it:
        write(path, new)
    elif new != old:
        sys.exit(f"{path}: not as in proofs.yaml; make formal-table renews it")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutate", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--doc", default="docs/proofs.md")
    parser.add_argument("--gen", default="build/gen")
    parser.add_argument("--out", default="build/formal")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    tables = yaml.safe_load(read(os.path.join(HERE, "proofs.yaml")))
    check_tables(tables)
    document(args.doc, tables, args.table)
    if args.table:
        sys.exit(0)
    for name in args.names:
        block, _, prop = name.partition(".")
        if (
            block not in tables
            or prop
            and prop not in tables[block]["properties"]
        ):
            sys.exit(f"{name}: no such property. Blocks: {' '.join(tables)}")

    work = []
    for name, table in tables.items():
        only = {
            n.partition(".")[2]
            for n in args.names
            if n.partition(".")[0] == name
        }
        if args.names and not only or args.quick and not table.get("quick"):
            continue
        only -= {""}
        if not args.mutate:
            work.append((prove, (name, table, args, only)))
            continue
        for prop, entry in table["properties"].items():
            if not only or prop in only:
                work += [
                    (mutate, (name, table, args, prop, number))
                    for number in range(len(entry["mutate"]))
                ]

    start = time.monotonic()
    progress = Progress(len(work))
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        done = [pool.submit(f, *rest, progress) for f, rest in work]
        results = [future.result() for future in done]
    rows = (
        results if args.mutate else [row for block in results for row in block]
    )
    good = sum(row[0] for row in rows)
    seconds = time.monotonic() - start
    if args.mutate:
        mutant_table(rows)
        print(
            f"mutation score: {good} of {len(rows)} mutants make "
            "their property fail: "
            f"{100 * good / len(rows):.0f} %, {seconds:.0f} s"
        )
    else:
        proof_table(rows)
        print(f"{good} passed, {len(rows) - good} failed in {seconds:.0f} s")
    sys.exit(good < len(rows))


if __name__ == "__main__":
    main()
