#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The CPU clock's instruction counts beside callgrind's, kernel by kernel.

    totals.py PROGRAM SCRATCH
"""

import subprocess
import sys

import callgrind

LIMIT = 0.02


def main(program, scratch):
    counted = {}
    for line in subprocess.run([program, "counted"], check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines():
        name, n = line.split()
        counted[name] = int(n)
    truth = {}
    for path in callgrind.run([program, "plain"], scratch):
        p = callgrind.Profile(path)
        if p.trigger.startswith("Client Request: "):
            truth[p.trigger.split(": ", 1)[1]] = p.under("sim/kernels/")
    bad = 0
    print("kernel         callgrind     counted   ratio")
    for name, n in counted.items():
        ratio = n / truth[name]
        wrong = abs(ratio - 1) > LIMIT
        bad += wrong
        print("%-12s %11d %11d  %.4f%s" % (name, truth[name], n, ratio,
                                           "  OFF" if wrong else ""))
    if bad:
        sys.exit("%d of %d kernels are off by more than %g %%"
                 % (bad, len(counted), LIMIT * 100))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
