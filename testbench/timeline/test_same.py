#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A run's page, trace for Perfetto, capture and waveform tell the same.

usage: test_same.py RINGSIDE FST_DUMP OUT_DIR [no-browser]
"""
import os
import subprocess
import sys
import unittest
from decimal import Decimal

from chromium import dump_dom, summary_of
from page_data import frames_of, page_data
from trace_data import arrows_of, row_name, slices_of, trace_events

RINGSIDE, FST_DUMP, OUT = (os.path.abspath(p) for p in sys.argv[1:4])
BROWSER = "no-browser" not in sys.argv
del sys.argv[1:]


def path(name):
    return os.path.join(OUT, name)


def words(text):
    """Without its length: padding is on the wire and nowhere else."""
    return text.partition(" len=")[0]


def of_capture():
    """id, direction: (last bit in ns, words)."""
    out = subprocess.run(
        ["tshark", "-n", "-r", path("wire.pcapng"), "-T", "fields",
         "-e", "frame.packet_id", "-e", "frame.time_epoch",
         "-e", "frame.packet_flags_direction", "-e", "frame.comment"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, timeout=60).stdout
    seen = {}
    for line in out.splitlines():
        id_, at, direction, comment = line.split("\t")
        way = {"0x00000001": "rx", "0x00000002": "tx"}[direction]
        seen[int(id_), way] = (int(Decimal(at) * 10 ** 9),
                               words(comment.partition(",")[0]))
    return seen


def of_page():
    seen = {}
    for id_, f in frames_of(page_data(path("timeline.html"))).items():
        for way in ("rx", "tx"):
            if f[way + "_end"] is not None:
                seen[id_, way] = (f[way + "_end"] / Decimal(1000),
                                  words(f["text"]))
    return seen


def of_trace():
    events = trace_events(path("timeline.json"))
    rows = {key: row_name(events, *key)[-2:]
            for key in {(e["pid"], e["tid"]) for e in events
                        if e["ph"] == "B" and e["pid"] == 1}}
    seen, on = {}, {}
    for e in events:
        way = rows.get((e["pid"], e.get("tid")))
        if way in ("rx", "tx") and e["ph"] == "B":
            on[way] = e
        elif way in ("rx", "tx") and e["ph"] == "E":
            begin = on[way]
            seen[begin["args"]["frame"], way] = (e["ts"] * 1000,
                                                 words(begin["name"]))
    return seen


def of_browser():
    summary = summary_of(dump_dom(path("timeline.html"), OUT))
    assert not summary["errors"], summary["errors"]
    seen = {}
    for id_, text, rx, tx, *_ in summary["frames"]:
        for way, at in (("rx", rx), ("tx", tx)):
            if at is not None:
                seen[id_, way] = at / Decimal(1000), words(text)
    return seen


def of_waveform():
    out = subprocess.run(
        [FST_DUMP, path("trace.fst"), "packets.wire_rx", "packets.wire_tx"],
        check=True, stdout=subprocess.PIPE, text=True, timeout=60).stdout
    seen, on = {}, {}
    for line in out.splitlines():
        at, name, *value = line.split(" ", 2)
        way, text = name[-2:], value[0].strip('"') if value else ""
        if on.get(way):
            id_ = int(on[way].split()[0][1:])
            seen[id_, way] = (int(at) / Decimal(1000), words(on[way]))
        on[way] = text
    return seen


def run(out, *args):
    subprocess.run([RINGSIDE, "run", "first-light", "--quiet", "--timeline",
                    "--out", out, *args], check=True, timeout=300)


class Same(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.makedirs(OUT, exist_ok=True)
        run(OUT, "--wave")
        cls.capture = of_capture()

    def same(self, seen):
        self.assertGreater(len(seen), 400)
        self.assertEqual(seen.keys(), self.capture.keys())
        for key, value in self.capture.items():
            self.assertEqual(seen[key], value, key)

    def test_the_page_and_the_capture(self):
        self.same(of_page())

    def test_the_trace_for_perfetto_and_the_capture(self):
        self.same(of_trace())

    @unittest.skipUnless(BROWSER, "without a browser")
    def test_what_a_browser_reads_from_the_page_and_the_capture(self):
        self.same(of_browser())

    def test_the_waveform_and_the_capture(self):
        self.same(of_waveform())

    def well_formed(self, trace):
        events = trace_events(trace)
        return arrows_of(events, slices_of(events))

    def test_slices_of_the_trace_nest_and_its_arrows_have_two_ends(self):
        kinds = {k for k, _ in self.well_formed(path("timeline.json"))}
        self.assertEqual(kinds, {"interrupt", "packet", "answer"})

    def window(self, begin, end):
        """Its trace, once it is found to be in order."""
        out = path("window")
        run(out, f"--wave-from={begin}", f"--wave-to={end}")
        trace = os.path.join(out, "timeline.json")
        self.well_formed(trace)
        events = trace_events(trace)
        times = [e["ts"] * 1000 for e in events if "ts" in e]
        # A window begins with the card's edge, and ends when the processor
        # has the answer that it waits for.
        self.assertGreaterEqual(min(times), begin - 8)
        self.assertLessEqual(max(times), end + 1000)
        return {row_name(events, *k): (v, min(times) / 1000)
                for k, v in slices_of(events).items()}

    def flood(self):
        """Last bits of packets that come well apart, one by one."""
        return [t for t, w in sorted(self.capture.values()) if ">5201" in w]

    def test_a_window_may_cut_through_packets(self):
        at = self.flood()
        row, begin = self.window(at[3] - 300, at[9] - 200)["wire rx"]
        self.assertEqual(row[0][0], begin)
        self.assertEqual(row[0][1] * 1000, at[3])
        page = page_data(path("window/timeline.html"))
        ends = {f["rx_end"] // 1000 for f in frames_of(page).values()
                if f["rx_end"]}
        self.assertLessEqual(set(at[3:9]), ends)

    def test_a_window_may_cut_through_an_interrupt(self):
        at = self.flood()
        row, begin = self.window(at[3] + 1500, at[4] + 1500)["interrupts"]
        self.assertEqual(row[0][:1] + row[0][2:], (begin, "card", 0))
        self.assertEqual(row[-1][2], "card")


if __name__ == "__main__":
    unittest.main()
