#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Strict mode on the command line, and our own driver under it.

usage: test_strict.py RINGSIDE BUGS

BUGS has a folder for each planted bug (testbench/strict/bugs) with a ringside
whose driver has it.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RINGSIDE, BUGS = sys.argv[1:3]
SCENARIOS = sorted(
    path for folder in ("scenarios", "golden", "explain")
    for path in glob.glob(os.path.join(ROOT, "testbench", folder, "*.yaml")))
IDLE = ["idle", "--set", "duration_ms=30"]


# The rule that a planted bug breaks, where it is found first, and by whom.
PLANTED = {
    "tx.no_barrier": ("doorbell-barrier", "transmit descriptor",
                      "e1000_tx_xmit"),
    "rx.status_kept": ("descriptor-done", "receive descriptor",
                       "e1000_rx_refill"),
    "rx.too_late": ("descriptor-touched", "receive descriptor", ""),
    "hw.short_ring": ("ring-length", "RDLEN (0x02808), value 0x00000ff0",
                      "e1000_hw_setup_rx"),
    "irq.ims_zero": ("ims-disable", "IMS (0x000d0), value 0x00000000",
                     "e1000_irq_disable"),
}
TRAFFIC = os.path.join(ROOT, "testbench/explain/traffic.yaml")


def call(*words, program=RINGSIDE):
    return subprocess.run([program, *words], stdin=subprocess.DEVNULL,
                          text=True, capture_output=True, timeout=300,
                          check=False)


class Strict(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = os.path.join(folder.name, "run")

    def run_it(self, *words):
        return call("run", *words, "--quiet", "--out", self.out)

    def file(self, name):
        with open(os.path.join(self.out, name), encoding="utf-8") as file:
            return file.read()

    def metrics(self):
        return json.loads(self.file("metrics.json"))

    def test_our_driver_breaks_no_rule_in_any_scenario(self):
        self.assertGreater(len(SCENARIOS), 8)
        for name in SCENARIOS:
            with self.subTest(scenario=name):
                run = self.run_it(name, "--strict=error")
                self.assertEqual(run.returncode, 0, run.stderr)
                strict = self.metrics()["strict"]
                self.assertEqual((strict["errors"], strict["warnings"]),
                                 (0, 0))

    def test_a_driver_that_breaks_a_rule_is_told_which(self):
        planted = glob.glob(os.path.join(HERE, "bugs/*.sed"))
        self.assertEqual({os.path.basename(p)[:-len(".sed")] for p in planted},
                         set(PLANTED))
        for bug, (rule, where, who) in PLANTED.items():
            with self.subTest(bug=bug):
                run = call("run", TRAFFIC, "--strict=error", "--quiet",
                           "--out", self.out,
                           program=os.path.join(BUGS, bug, "ringside"))
                self.assertEqual(run.returncode, 1)
                self.assertIn(rule, run.stderr)
                report = next(r for r in self.file("strict.txt").split("\n\n")
                              if r.startswith(f"error {rule} "))
                self.assertIn("where  " + where, report)
                self.assertIn("who    " + who, report)

    def test_off_leaves_no_trace(self):
        for options in ([], ["--strict=off"]):
            self.assertEqual(self.run_it(*IDLE, *options).returncode, 0)
            self.assertNotIn("strict", self.metrics())
            self.assertFalse(os.path.exists(
                os.path.join(self.out, "strict.txt")))

    def test_on_changes_nothing_but_its_own_numbers(self):
        self.run_it(*IDLE)
        off = self.metrics()
        wire = self.file("state.json")
        self.run_it(*IDLE, "--strict=warn")
        on = self.metrics()
        self.assertEqual(set(on["strict"]), {"errors", "warnings", "notes",
                                             "rules"})
        del on["strict"]
        self.assertEqual(off, on)
        self.assertEqual(wire, self.file("state.json"))

    def test_an_old_strict_txt_does_not_stay(self):
        self.run_it(*IDLE, "--strict=warn")
        self.assertIn("itr-range", self.file("strict.txt"))
        self.run_it(*IDLE)
        self.assertFalse(os.path.exists(os.path.join(self.out, "strict.txt")))

    def test_a_report_has_rule_section_time_register_and_call_stack(self):
        self.run_it(*IDLE, "--strict=warn")
        text = self.file("strict.txt")
        for words in ("note itr-range (8254x SDM 13.4.18)",
                      "found  ITR is 195: 20032 interrupts per second",
                      "where  ITR (0x000c4), value 0x000000c3",
                      "NIC cycle", "who    e1000_itr_write, called by",
                      "in e1000_open+0x", "1  ITR (0x000c4)"):
            self.assertIn(words, text)

    def test_a_scenario_may_ask_for_it(self):
        self.run_it(*IDLE, "--set", "host.strict=warn")
        self.assertIn("strict", self.metrics())
        self.run_it(*IDLE, "--set", "host.strict=warn", "--strict=off")
        self.assertNotIn("strict", self.metrics())

    def test_nonsense_is_refused(self):
        for words in (["--strict"], ["--strict=no"],
                      ["--set", "host.strict=often"]):
            run = call("run", "idle", "--out", self.out, *words)
            self.assertEqual(run.returncode, 2, words)
            self.assertIn("strict", run.stderr)
            self.assertEqual(len(run.stderr.splitlines()), 1)
            self.assertFalse(os.path.exists(self.out))

    def test_the_page_is_what_the_table_says(self):
        with open(os.path.join(ROOT, "docs/strict.md"),
                  encoding="utf-8") as file:
            committed = file.read()
        self.assertEqual(committed, call("strict").stdout,
                         "run 'make strict-page' and commit")

    def test_each_rule_has_a_test(self):
        rules = re.findall(r"^\| `([a-z0-9-]+)` \| (?:error|warning|note)",
                           call("strict").stdout, re.M)
        self.assertGreater(len(rules), 40)
        self.assertEqual(len(rules), len(set(rules)))
        tests = ""
        for path in glob.glob(os.path.join(HERE, "test_*.c")):
            with open(path, encoding="utf-8") as file:
                tests += file.read()
        for rule in rules:
            self.assertIn(f'"{rule}"', tests)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
