# SPDX-License-Identifier: MIT
"""The trace for Perfetto, read as its importer does: by time, and what has the
same time in the order of the file.
"""
import bisect
import collections
import json
from decimal import Decimal


def trace_events(path):
    """Times are Decimal: the digits as they stand there."""
    with open(path, encoding="utf-8") as file:
        return json.load(file, parse_float=Decimal)["traceEvents"]


def row_name(events, pid, tid=None):
    for e in events:
        if e["ph"] == "M" and e["pid"] == pid and (
                e["name"] == "process_name" and tid is None
                or e["name"] == "thread_name" and e["tid"] == tid):
            return e["args"]["name"]
    return None


def slices_of(events):
    """(pid, tid): slices (begin, end, name, depth) in the order of time.

    AssertionError: they do not nest, or do not end.
    """
    found, on = collections.defaultdict(list), collections.defaultdict(list)
    marks = [e for e in events if e["ph"] in "BE"]
    for e in sorted(marks, key=lambda e: e["ts"]):
        key = e["pid"], e["tid"]
        if e["ph"] == "B":
            on[key].append((e["ts"], e["name"]))
            continue
        assert on[key], f"{key}: an end too many at {e['ts']}"
        begin, name = on[key].pop()
        found[key].append((begin, e["ts"], name, len(on[key])))
    for key, rest in on.items():
        assert not rest, f"{key}: {rest} never ends"
    for rows in found.values():
        rows.sort(key=lambda s: (s[0], s[3]))
    return found


def arrows_of(events, slices):
    """(kind, id): its steps in the order of time.

    AssertionError: a step touches no slice, or there is not one beginning, at
    most one step and one end in this order.
    """
    arrows = collections.defaultdict(list)
    # Whether anything of depth 0 covers a moment is enough.
    outer = {k: [s for s in v if s[3] == 0] for k, v in slices.items()}
    begins = {k: [s[0] for s in v] for k, v in outer.items()}
    for e in events:
        if e["ph"] not in "stf":
            continue
        key = e["pid"], e["tid"]
        i = bisect.bisect_right(begins.get(key, []), e["ts"]) - 1
        assert i >= 0 and e["ts"] <= outer[key][i][1], f"no slice at {e}"
        arrows[e["cat"], e["id"]].append(e)
    for key, steps in arrows.items():
        steps.sort(key=lambda e: e["ts"])
        phases = "".join(e["ph"] for e in steps)
        assert phases in ("sf", "stf"), f"{key}: {phases}"
    return arrows
