#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Which lines of the card the tests reach, and which of its signals move.

usage: coverage.py WAIVERS FOLDER TARGET...

Runs the make targets with the card that counts (COV=1), adds up what each
simulated card left in FOLDER, and prints a table. A line counts as covered
when all that Verilator counts on it was reached in some place where the module
stands; a signal's bit when it moved. Fails below LEAST percent of lines, if an
uncovered line has no entry in WAIVERS, or if an entry is out of date.
"""
import os
import pathlib
import re
import subprocess
import sys

import yaml

LEAST = 95.0
POINT = re.compile(r"^C '(.*)' (\d+)$", re.DOTALL)


def points(path):
    """Kind, file, lines, identity, count of each point Verilator counts."""
    for line in path.read_text(errors="replace").splitlines():
        if not (match := POINT.match(line)):
            continue
        keys = dict(part.split("\x02", 1) for part in match[1].split("\x01")
                    if "\x02" in part)
        kind = keys["page"].split("/")[0]
        lines = []
        own = keys["l"] if kind == "v_line" else ""
        for part in keys.get("S", own).split(","):
            if part:
                first, _, last = part.partition("-")
                lines += range(int(first), int(last or first) + 1)
        name = (keys["f"], keys["l"], keys["n"], kind, keys.get("o", ""))
        yield kind, keys["f"], lines, name, int(match[2])


def run(folder, targets):
    """Each target with the counting card; False if one failed."""
    fine = True
    total = folder / "total.dat"
    for old in folder.glob("*.dat"):
        old.unlink()
    for number, target in enumerate(targets, 1):
        print(f"\r{number}/{len(targets)} {target:40}", end="", flush=True)
        log = folder / f"{target}.log"
        with open(log, "w", encoding="utf-8") as out:
            status = subprocess.run(
                ["make", "--no-print-directory", "COV=1", target], stdout=out,
                stderr=subprocess.STDOUT, check=False,
                env={**os.environ, "RINGSIDE_COVERAGE": str(folder.resolve())})
        if status.returncode:
            fine = False
            print(f"\n{target} failed: see {log}, or repeat it: "
                  f"make COV=1 {target}")
        add_up(folder, total)
    print("\r" + " " * 60 + "\r", end="")
    return fine


def add_up(folder, total):
    """Into total, and away with the parts."""
    parts = [str(p) for p in folder.glob("*.dat") if p != total]
    for first in range(0, len(parts), 100):
        some = parts[first:first + 100]
        if total.exists():
            some.append(str(total))
        subprocess.run(["verilator_coverage", "--write", str(folder / "sum"),
                        *some], check=True, stdout=subprocess.DEVNULL)
        (folder / "sum").rename(total)
    for part in parts:
        os.unlink(part)


def count(total):
    """Per file: {line: covered}, {bit: covered}."""
    hits, lines_of, kinds = {}, {}, {}
    for kind, file, lines, name, number in points(total):
        hits[name] = hits.get(name, 0) + number
        lines_of[name] = (file, lines)
        kinds[name] = kind
    lines, toggles = {}, {}
    for name, number in hits.items():
        file, covers = lines_of[name]
        if kinds[name] == "v_toggle":
            toggles.setdefault(file, {})[name] = number > 0
            continue
        for line in covers:
            known = lines.setdefault(file, {})
            known[line] = known.get(line, True) and number > 0
    return lines, toggles


def percent(good, all_):
    return f"{100 * good / all_:5.1f} %" if all_ else "      -"


def table(lines, toggles):
    print(f"{'file':32}{'lines':>7}{'covered':>9}{'':9}"
          f"{'toggles':>9}{'covered':>9}")
    sums = [0, 0, 0, 0]
    for file in sorted(set(lines) | set(toggles)):
        one = list(lines.get(file, {}).values())
        two = list(toggles.get(file, {}).values())
        row = [len(one), sum(one), len(two), sum(two)]
        sums = [a + b for a, b in zip(sums, row)]
        show(pathlib.Path(file).name, row)
    show("all", sums)
    return sums


def show(name, row):
    print(f"{name:32}{row[0]:7}{row[1]:9}  {percent(row[1], row[0])}"
          f"{row[2]:9}{row[3]:9}  {percent(row[3], row[2])}")


def judge(lines, waivers):
    """What is uncovered and not waived, and waivers that are out of date."""
    bad = []
    open_ = {}
    for file, known in lines.items():
        text = pathlib.Path(file).read_text("utf-8").splitlines()
        for line, covered in sorted(known.items()):
            if not covered:
                key = (pathlib.Path(file).name, text[line - 1].strip())
                open_.setdefault(key, []).append(f"{file}:{line}")
    used = set()
    for entry in waivers:
        for text in entry["lines"]:
            key = (entry["file"], text.strip())
            if key in open_:
                used.add(key)
            else:
                bad.append("waived, but covered or not there: "
                           f"{key[0]}: {key[1]}")
    for key, places in sorted(open_.items()):
        if key not in used:
            bad.append(f"not covered: {', '.join(places)}: {key[1]}")
    return bad


def main():
    text = pathlib.Path(sys.argv[1]).read_text("utf-8")
    waivers = yaml.safe_load(text) or []
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    fine = run(folder, sys.argv[3:])
    total = folder / "total.dat"
    if not total.exists():
        print("no card has run: nothing is covered")
        return 1
    lines, toggles = count(total)
    sums = table(lines, toggles)
    bad = judge(lines, waivers)
    print("\n".join(bad))
    reached = 100 * sums[1] / sums[0]
    if reached < LEAST:
        bad.append("")
        print(f"{reached:.1f} % of the lines, {LEAST:.0f} % should be covered")
    print(f"points: {total}\nlook at them: verilator_coverage --annotate "
          f"{folder}/annotated {total}")
    return 0 if fine and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
