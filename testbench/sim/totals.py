#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The CPU clock's instruction counts beside callgrind's.

    totals.py LIMIT_PERCENT SCRATCH COUNTED PLAIN FOLDER... [-FILE...]

COUNTED and PLAIN are commands; COUNTED prints lines "NAME INSTRUCTIONS", PLAIN
does the same work with the same code uncounted and has callgrind write a
profile for each NAME. What runs in files below FOLDER... is compared, but for
FILE..., which is not counted. Run at the top of the repository.
"""

import subprocess
import sys

import callgrind


def main(limit, scratch, counted_command, plain_command, folders):
    counted = {}
    for line in subprocess.run(counted_command.split(), check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines():
        name, n = line.split()
        counted[name] = int(n)
    truth = {}
    for path in callgrind.run(plain_command.split(), scratch):
        p = callgrind.Profile(path)
        if p.trigger.startswith("Client Request: "):
            truth[p.trigger.split(": ", 1)[1]] = p.under(*folders)
    bad = 0
    print("code           callgrind     counted   ratio")
    for name, n in counted.items():
        ratio = n / truth[name] if truth.get(name) else 0
        wrong = abs(ratio - 1) * 100 > limit
        bad += wrong
        print("%-12s %11d %11d  %.4f%s" % (name, truth.get(name, 0), n, ratio,
                                           "  OFF" if wrong else ""))
    if bad or not counted:
        sys.exit("%d of %d are off by more than %g %%"
                 % (bad, len(counted), limit))


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    main(float(sys.argv[1]), *sys.argv[2:5], sys.argv[5:])
