#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Do the save files fit the run that they are for?

usage: test_views.py RINGSIDE FST_DUMP PAINT COLOURS OUT_DIR (from the top of
the repository)
"""
import glob
import json
import os
import re
import subprocess
import sys
import unittest

from views_lib import save_file

RINGSIDE, FST_DUMP, PAINT, COLOURS, OUT = [sys.argv.pop(1) for _ in range(5)]
VIEWS = sorted(glob.glob("waves/*.gtkw"))
# Of a picture's 4 us; software that becomes a little slower or faster leaves
# the markers where they can be told apart.
NEAR_PS = 1_500_000
FLAME = ("e1000_irq", "__napi_schedule", "net_rx_action", "e1000_poll",
         "e1000_rx_poll", "ip_rcv", "udp_rcv", "__wake_up", "sys_recvfrom",
         "udp_sink_main")


def run(*args):
    done = subprocess.run(args, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{args}: {done.stdout}{done.stderr}")
    return done.stdout


def setUpModule():
    run(RINGSIDE, "run", "first-light", "--wave", "--quiet", "--out", OUT)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class Views(unittest.TestCase):
    trace = os.path.join(OUT, "trace.fst")

    def signals(self):
        return {words[2]: int(words[1]) for words in
                map(str.split, run(FST_DUMP, self.trace).splitlines()[3:])}

    def test_every_signal_of_every_view_is_in_the_trace(self):
        there = self.signals()
        self.assertGreaterEqual(len(VIEWS), 6)
        for path in VIEWS:
            for title, signals, _ in save_file(path)[1]:
                self.assertTrue(signals, f"{path}: {title} is empty")
                for signal in signals:
                    name, _, bits = signal.partition("[")
                    self.assertIn(name, there, path)
                    want = bits or "0:0]"
                    if there[name] > 1:
                        want = f"{there[name] - 1}:0]"
                    self.assertEqual(bits or "0:0]", want, signal)

    def test_every_filter_is_there_and_speaks_of_as_many_digits(self):
        there = self.signals()
        digits = {}
        for path in VIEWS:
            for _, signals, filters in save_file(path)[1]:
                for name in filters:
                    self.assertTrue(name.startswith("/NIC/waves/filters/"))
                    name = name.removeprefix("/NIC/")
                    with open(name, encoding="ascii") as file:
                        keys = {len(line.split()[0]) for line in file}
                    self.assertEqual(len(keys), 1, name)
                    digits[os.path.basename(name)] = keys.pop()
        self.assertEqual(digits["e1000_offset.flt"],
                         -(-there["TOP.s_axil_araddr_i"] // 4))
        self.assertEqual(digits["e1000_causes.flt"], 8)
        self.assertEqual(set(digits), {os.path.basename(f) for f in
                                       glob.glob("waves/filters/*.flt")})

    def test_the_views_in_git_are_what_the_description_says(self):
        run("make", "--no-print-directory", "views-check")

    def test_the_markers_in_git_fit_the_run_of_today(self):
        then, now = load("waves/first-light.json"), \
            load(os.path.join(OUT, "moments.json"))
        for way in ("receive", "transmit"):
            for key in ("text", "place"):
                self.assertEqual(then[way][key], now[way][key],
                                 "make views, and commit")
            self.assertEqual(set(then[way]["moments"]),
                             set(now[way]["moments"]))
            for name, time in then[way]["moments"].items():
                off = now[way]["moments"][name]["ps"] - time["ps"]
                self.assertLess(abs(off), NEAR_PS,
                                f"{way} {name} moved: make views, and commit")

    def test_the_flame_chart_has_the_way_from_the_handler_to_the_program(self):
        moments = load(os.path.join(OUT, "moments.json"))["receive"]["moments"]
        begin = moments["irq_raised"]["ps"]
        changes = run(FST_DUMP, "-f", str(begin), "-t",
                      str(moments["ended"]["ps"]), self.trace,
                      "software.calls.*")
        first = {}
        for line in changes.splitlines():
            time, _, name = (line + " ").split(" ", 2)
            first.setdefault(name.strip(), int(time))
        self.assertLessEqual(set(FLAME), set(first))
        # In this order, but the program was in the call when it fell asleep.
        times = [first[name] for name in FLAME[:-2]]
        self.assertEqual(times, sorted(times))

    def test_a_way_passes_its_stations_in_order(self):
        now = load(os.path.join(OUT, "moments.json"))
        order = {"receive": "rx_begin rx_end stored irq_raised irq_taken "
                            "cause_read first_poll taken queued ended",
                 "transmit": "born sending doorbell fetched tx_begin tx_end "
                             "done_irq_raised done_irq_taken cleaned"}
        for way, names in order.items():
            moments = now[way]["moments"]
            times = [moments[name]["ps"] for name in names.split()]
            self.assertEqual(times, sorted(times), way)
        self.assertEqual(now["receive"]["place"], "socket.delivered")
        self.assertRegex(now["receive"]["text"], r"^#\d+ UDP \d+>5201 ")
        self.assertEqual(now["transmit"]["place"], "wire.sent")

    def test_the_interrupt_line_rises_when_the_marker_says(self):
        at = load(os.path.join(OUT, "moments.json"))["receive"]["moments"][
            "irq_raised"]["ps"]
        self.assertIn(f"{at} TOP.intx_o 1", run(
            FST_DUMP, "-f", str(at - 8000), "-t", str(at + 8000), self.trace,
            "TOP.intx_o"))

    def test_paint_changes_nothing_but_the_colours_of_functions(self):
        painted = os.path.join(OUT, "painted.fst")
        run(PAINT, self.trace, painted, COLOURS)
        self.assertEqual(run(FST_DUMP, self.trace), run(FST_DUMP, painted))
        names = ("software.*", "TOP.intx_o", "TOP.e1000_top.u_dma.*state_q",
                 "packets.*", "rings.*")
        plain = run(FST_DUMP, self.trace, *names)
        colour = run(FST_DUMP, painted, *names)
        self.assertNotIn("?", plain.replace("?*", ""))
        self.assertGreater(colour.count("?darkgreen?e1000_rx_poll"), 100)
        self.assertGreater(colour.count("?mediumblue?udp_rcv"), 100)
        # At one time the order is anything.
        colour = re.sub(r"\?[a-z0-9]+\?", "", colour)
        self.assertTrue(sorted(plain.splitlines()) ==
                        sorted(colour.splitlines()))

    def test_every_function_that_runs_often_has_a_colour(self):
        with open(COLOURS, encoding="ascii") as file:
            known = {line.split()[0] for line in file}
        seen = {(line + " ").split(" ", 2)[2].strip().partition(".")[0]
                for line in run(FST_DUMP, self.trace,
                                "software.calls.*").splitlines()}
        self.assertEqual(seen - known - {""}, set())

    def test_a_view_of_a_run_without_its_packet_shows_all_of_it(self):
        moments = os.path.join(OUT, "none.json")
        with open(moments, "w", encoding="ascii") as file:
            json.dump({"recorded": {"from": {"ps": 0}, "to": {"ps": 10**9}},
                       "interrupts": []}, file)
        run("waves/make_views.py", "--moments", moments, OUT, "receive")
        head, _ = save_file(os.path.join(OUT, "receive.gtkw"))
        self.assertEqual(head["timestart"], ["0"])
        self.assertEqual(set(head["zoom"][1:]), {"-1"})
        self.assertEqual(head.get("markername"), None)

    def test_a_wrong_name_or_a_missing_file_is_said(self):
        for args, words in (
                (("--moments", "waves/first-light.json", OUT, "recieve"),
                 "no view is called recieve"),
                (("--moments", "/nowhere.json", OUT), "/nowhere.json"),
                ((OUT,), "--moments")):
            done = subprocess.run(["waves/make_views.py", *args],
                                  stderr=subprocess.PIPE, text=True,
                                  check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)
        done = subprocess.run([PAINT, "README.md", "/dev/null", COLOURS],
                              stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("README.md: no trace", done.stderr)


if __name__ == "__main__":
    unittest.main()
