#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Run test targets with make and end with a table of what passed.

usage: summary.py LOG TARGET... [-- MAKE ARGUMENT...]
Each target's output goes to LOG; what failed is shown with the command that
repeats it. Counts are those the tests themselves print (Check's closing line,
or "N passed, N failed"); a target that prints neither counts as one test.
"""
import os
import re
import subprocess
import sys
import time

CHECK = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)")
PLAIN = re.compile(r"^(?:\S+: )?(\d+) passed, (\d+) failed")


def count(lines, status):
    """Tests that passed and failed in one target's output."""
    good = bad = 0
    for line in lines:
        if match := CHECK.match(line):
            total, failures, errors = map(int, match.groups())
            good += total - failures - errors
            bad += failures + errors
        elif match := PLAIN.match(line):
            good += int(match.group(1))
            bad += int(match.group(2))
    if good + bad == 0:
        return (1, 0) if status == 0 else (0, 1)
    return (good, bad if status == 0 or bad else 1)


def main():
    args = sys.argv[1:]
    extra = []
    if "--" in args:
        at = args.index("--")
        args, extra = args[:at], args[at + 1:]
    log_path, targets = args[0], args[1:]
    os.makedirs(os.path.dirname(log_path), exist_ok=True)
    passed = failed = 0
    broken = []
    with open(log_path, "w", encoding="utf-8") as log:
        for target in targets:
            if sys.stderr.isatty():
                sys.stderr.write(f"\r  ... {target:40}")
            start = time.monotonic()
            run = subprocess.run(
                ["make", "--no-print-directory", *extra, target],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, errors="replace", check=False)
            log.write(f"==== make {' '.join(extra + [target])}\n")
            log.write(run.stdout + "\n")
            good, bad = count(run.stdout.splitlines(), run.returncode)
            passed += good
            failed += bad
            verdict = "ok" if not bad else "FAILED"
            if sys.stderr.isatty():
                print("\r", end="", file=sys.stderr)
            print(f"  {verdict:6} {good:5} tests  "
                  f"{time.monotonic() - start:6.1f} s  {target}", flush=True)
            if bad:
                broken.append(target)
                print("\n".join(run.stdout.splitlines()[-30:]), flush=True)
    print(f"Everything they printed: {log_path}")
    for target in broken:
        print(f"To repeat: make {' '.join(extra + [target])}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
