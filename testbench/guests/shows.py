#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Does GTKWave show every row of a view? usage: shows.py TRACE VIEW"""
import os
import sys

from views_lib import ROWS, Display, rows_of, save_file


def main():
    trace, view = (os.path.abspath(path) for path in sys.argv[1:3])
    with Display() as display:
        shown = set(rows_of(display.gtkwave(ROWS, trace, view, cwd="/")))
    _, groups = save_file(view)
    with open(view, encoding="utf-8") as file:
        wanted = {line[2:].partition("}")[0] for line in file
                  if line.startswith(("+{", "#{"))}
    missing = (wanted | {title for title, _, _ in groups}) - shown
    if missing:
        print(f"GTKWave does not show: {', '.join(sorted(missing))}")
        return 1
    print(f"GTKWave shows all {len(wanted)} rows of {sys.argv[2]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
