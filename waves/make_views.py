#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make GTKWave save files of waves/views.yaml and the moments of a run.

Without VIEW, all of them. A view whose packet the run does not have shows all
that was recorded.

Files are named /NIC/...: GTKWave takes what the [savefile] line says the save
file is called, sees where it really is, and finds everything else by that. So
a folder with the repository in it can be moved.
"""
import argparse
import json
import math
import os
import subprocess
import sys

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
COLOURS = ("red", "orange", "yellow", "green", "blue", "indigo", "violet")
# GTKWave's flags of a row: 1 << bit of what its source calls TR_...
HEX, DEC, BIN, RIGHT = 0x2, 0x4, 0x8, 0x20
BLANK, FILTER, STEP, STRETCH = 0x200, 0x2000, 0x8000, 0x20000
FULLSCALE, BEGIN, END = 0x80000, 0x800000, 0x1000000
FORMATS = {"bit": RIGHT | BIN, "hex": RIGHT | HEX, "dec": RIGHT | DEC,
           "text": RIGHT, "state": RIGHT}
# Pixels: the window, names and values in it, names alone in a picture; a row;
# around the rows; a letter of a marker's words.
WIDTH, PANE = 1800, 540
PICTURE, NAMES = 1500, 285
ROW, AROUND = 21, 96
LETTER = 6.5
UNSET = -1
MARKERS = 26                    # A to Z
COUNTED = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


class Moments:
    """Times in ps, by name, of what a view follows."""

    def __init__(self, data, way):
        part = data.get(way, {})
        if way == "interrupts":
            self.packet, times = "", dict(zip(COUNTED, part))
            times.update({"last": part[-1]} if part else {})
        else:
            self.packet, times = part.get("text"), part.get("moments", {})
        self.times = {name: time["ps"] for name, time in times.items()}
        span = data.get("recorded", {})
        self.span = [span.get(key, {}).get("ps", 0) for key in ("from", "to")]

    def time(self, name):
        return self.times.get(name, UNSET)

    def range(self, zoom):
        """First and last tick of two moments with ns from each."""
        first, more, last, less = zoom
        first, last = self.time(first), self.time(last)
        if UNSET in (first, last):
            return self.span
        first, last = max(0, first + more * 1000), last + less * 1000
        return [first, last] if last > first else self.span


class Rows:
    """The lower part of a save file."""

    def __init__(self, filters):
        self.lines, self.filters, self.used = [], filters, []
        self.count = 0

    def label(self, flags, text=""):
        self.lines += [f"@{flags:x}", f"-{text}"]
        self.count += 1

    def translate(self, name):
        if name not in self.used:
            self.used.append(name)
        number = self.used.index(name) + 1
        self.lines += [f"@{RIGHT | HEX | FILTER:x}",
                       f"^{number} {self.filters}/{name}.flt"]

    def row(self, kind, signal, alias, colour=None, height=1):
        if kind.startswith("e1000_"):
            self.translate(kind)
        elif kind == "analog":
            self.lines.append(f"@{RIGHT | DEC | STEP | FULLSCALE:x}")
        else:
            self.lines.append(f"@{FORMATS[kind]:x}")
        if colour:
            self.lines.append(f"[color] {COLOURS.index(colour) + 1}")
        self.lines.append(named(alias, signal))
        self.count += 1
        for _ in range(height - 1):
            self.label(STRETCH)

    def rows(self, groups, name):
        for row in groups[name]["rows"]:
            if isinstance(row, str):
                self.rows(groups, row)
            else:
                self.row(*row)

    def group(self, groups, name):
        self.label(BEGIN | BLANK, groups[name]["title"])
        self.rows(groups, name)
        self.label(END | BLANK)     # without a title it is an empty row


def named(alias, signal):
    """The line of a signal, or of a part of it: "a.b[32:0] 23:16"."""
    signal, _, part = signal.partition(" ")
    if not part:
        return f"+{{{alias}}} {signal}"
    top = int(signal.rpartition("[")[2].partition(":")[0])
    high, low = map(int, part.split(":"))
    # GTKWave counts the bits of a vector from the left.
    bits = " ".join(f"({top - bit}){signal}"
                    for bit in range(high, low - 1, -1))
    return f"#{{{alias}}} {bits}"


def markers(wanted, moments, ticks_per_pixel):
    """(time, words) of those whose words do not lie on one before them."""
    placed = []
    for moment, words in wanted.items():
        time, width = moments.time(moment), len(words) * LETTER
        if time != UNSET and all(
                abs(time - other) > ticks_per_pixel *
                (width + len(text) * LETTER) / 2 for other, text in placed):
            placed.append((time, words))
    return sorted(placed)


def place(path):
    """A file's name in a save file, and whether it can be moved."""
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(ROOT))
    if inside.startswith(os.pardir):
        return os.path.abspath(path), False
    return f"/NIC/{inside}", True


def save_file(name, view, groups, moments, args):
    width, pane = (PICTURE, NAMES) if args.picture else (WIDTH, PANE)
    path, moves = place(os.path.join(args.out, f"{name}.gtkw"))
    rows = Rows("/NIC/waves/filters" if moves else f"{HERE}/filters")
    for group in view["groups"]:
        rows.group(groups, group)
    first, last = moments.range(view["zoom"])
    ticks = max(1, last - first) / (width - pane)
    flags = markers(view["markers"], moments, ticks)
    times = [time for time, _ in flags]
    times += [UNSET] * (MARKERS - len(times))
    primary = UNSET if args.picture else moments.time(view["marker"])
    lines = [f"[*] {view['title']}" +
             (f": {moments.packet}" if moments.packet else "")]
    if args.trace:
        trace, trace_moves = place(args.trace)
        lines += [f'[dumpfile] "{trace}"'] if trace_moves == moves else []
    # GTKWave shows 200 * 2^zoom pixels for a tick.
    lines += [
        f'[savefile] "{path}"',
        f"[timestart] {first}",
        f"[size] {width} {AROUND + ROW * rows.count}",
        "[pos] 0 0",
        f"*{-math.log2(200 * ticks):.6f} {primary} "
        + " ".join(map(str, times)),
    ]
    lines += [f"[markername] {chr(ord('A') + i)}{words}"
              for i, (_, words) in enumerate(flags)]
    lines += ["[sst_width] 0", "[sst_expanded] 0",
              f"[signals_width] {pane - 30}"]
    return "\n".join(lines + rows.lines) + "\n"


def print_colours(colours, objects):
    """function colour, a line each; the first file that has a name wins."""
    seen = {}
    for path in objects:
        colour = next((c for part, c in colours.items() if part in path), None)
        table = subprocess.run(["nm", "--defined-only", path], check=True,
                               stdout=subprocess.PIPE, text=True).stdout
        for line in table.splitlines():
            _, kind, name = line.split()
            if colour and kind in "tTwW":
                seen.setdefault(name.partition(".")[0], colour)
    for name, colour in sorted(seen.items()):
        print(name, colour)


def differs(path, text):
    """Is the file not what it would be made to be?"""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read() != text
    except OSError:
        return True


def arguments(views):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", help="moments.json of the run")
    parser.add_argument("--trace", help="the FST that the save file opens")
    parser.add_argument("--picture", action="store_true",
                        help="to be looked at, not clicked at: names without "
                        "values, so that there is more room")
    parser.add_argument("--check", action="store_true",
                        help="write nothing, say what differs")
    parser.add_argument("--colours", nargs="+", metavar="OBJECT",
                        help="print the colours of the functions in these "
                        "object files, for waves/paint")
    parser.add_argument("out", nargs="?", help="folder of the save files")
    parser.add_argument("view", nargs="*")
    args = parser.parse_args()
    if not args.colours and not (args.moments and args.out):
        parser.error("--moments and a folder are needed")
    for name in args.view:
        if name not in views:
            parser.error(f"no view is called {name}; there are: "
                         + ", ".join(views))
    return args


def main():
    with open(os.path.join(HERE, "views.yaml"), encoding="ascii") as file:
        spec = yaml.safe_load(file)
    args = arguments(spec["views"])
    if args.colours:
        print_colours(spec["colours"], args.colours)
        return 0
    try:
        with open(args.moments, encoding="utf-8") as file:
            data = json.load(file)
    except (OSError, ValueError) as error:
        sys.exit(f"{args.moments}: {error}")
    stale = 0
    for name in args.view or spec["views"]:
        view = spec["views"][name]
        path = os.path.join(args.out, f"{name}.gtkw")
        text = save_file(name, view, spec["groups"],
                         Moments(data, view["way"]), args)
        if not args.check:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        elif differs(path, text):
            print(f"{path} is not what waves/views.yaml says: run 'make views'"
                  " and commit")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
