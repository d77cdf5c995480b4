#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""One driver's source, two kernels, two cards: each pair is run.

usage: matrix.py FOLDER CELL=COMMAND...

CELL is stack-verilog, stack-qemu, linux-verilog, linux-qemu. A cell passes if
its command's exit code is 0; what it printed is in FOLDER/CELL.txt.
"""
import pathlib
import subprocess
import sys
import time

ROWS = (("stack", "our stack"), ("linux", "Linux"))
COLUMNS = (("verilog", "Verilog card"), ("qemu", "QEMU's e1000"))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    commands = dict(word.split("=", 1) for word in sys.argv[2:])
    bad = 0
    print(f"{'':12}" + "".join(f"{name:>24}" for _, name in COLUMNS))
    for row, row_name in ROWS:
        print(f"{row_name:12}", end="", flush=True)
        for column, _ in COLUMNS:
            cell = f"{row}-{column}"
            begun = time.monotonic()
            out = folder / f"{cell}.txt"
            with open(out, "w", encoding="utf-8") as log:
                status = subprocess.run(["bash", "-c", commands[cell]],
                                        stdout=log, stderr=subprocess.STDOUT,
                                        check=False).returncode
            word = "passed" if status == 0 else "FAILED"
            bad += status != 0
            took = f"{word}, {time.monotonic() - begun:.1f} s"
            print(f"{took:>24}", end="", flush=True)
        print()
    print(f"what each printed: {folder}/*.txt")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
