#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`ringside explain` names what is wrong, and nothing where nothing is.

usage: test_explain.py RINGSIDE BUGS

BUGS has a folder for each planted bug (testbench/explain/bugs) with a ringside
whose driver has it.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TRAFFIC = os.path.join(HERE, "traffic.yaml")
RINGSIDE, BUGS = sys.argv[1:3]
SANITIZED = "asan" in RINGSIDE.split(os.sep)
FIRST_LINES = 10
# Of a state's many values one in so many is tried with another type.
EACH = 5


def call(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, timeout=120, check=False)


class Explain(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = os.path.join(folder.name, "run")

    def run_it(self, program, scenario, *options):
        return call(program, "run", scenario, "--quiet", "--out", self.out,
                    *options)

    def explain(self, *options):
        return call(RINGSIDE, "explain", self.out, *options)

    def cause(self, bug, *options):
        """The first lines of what is said about a driver with that bug."""
        self.run_it(os.path.join(BUGS, bug, "ringside"), TRAFFIC, *options)
        said = self.explain()
        self.assertEqual(said.returncode, 1, said.stdout + said.stderr)
        return "\n".join(said.stdout.splitlines()[:FIRST_LINES])

    def assert_all_in(self, words, text):
        for word in words:
            self.assertIn(word, text)

    def state(self):
        return os.path.join(self.out, "state.json")

    # ---- planted bugs ------------------------------------------------------

    def test_a_poll_that_does_not_unmask_is_named(self):
        said = self.cause("irq.masked")
        self.assert_all_in(
            ["Lost interrupt", "RXT0 is masked", "IMC was written",
             "by e1000_irq", "IMS was written", "not since",
             "who completes a poll must write IMS"], said)

    def test_a_handler_that_reads_the_cause_away_is_named(self):
        said = self.cause("irq.read_away")
        self.assert_all_in(
            ["Lost interrupt", "read away from ICR", "ICR was read as",
             "by e1000_irq", "NAPI is idle", "napi_schedule()"], said)

    def test_a_double_unmap_is_named_with_all_three_places(self):
        said = self.cause("rx.double_unmap")
        self.assert_all_in(
            ["Double unmap", "mapped at", "by e1000_rx_refill", "undone at",
             "undone again at", "by e1000_rx_poll", "driver/rx.c"], said)

    def test_a_receive_tail_one_too_far_is_named(self):
        said = self.cause("rx.tail_far")
        self.assert_all_in(
            ["Wrong tail", "RDT = ", "holds no buffer",
             "by e1000_rx_refill"], said)

    def test_a_receive_tail_that_meets_the_head_is_named(self):
        said = self.cause("rx.tail_round")
        self.assert_all_in(
            ["Wrong tail", "RDT = RDH", "filled 255",
             "by e1000_rx_refill"], said)

    def test_a_transmit_tail_one_too_far_is_named(self):
        said = self.cause("tx.tail_far")
        self.assert_all_in(
            ["Wrong tail", "TDT was too far", "passed descriptor 3",
             "by e1000_tx_xmit"], said)

    def test_a_transmit_tail_that_is_short_is_named(self):
        said = self.cause("tx.tail_short")
        self.assert_all_in(
            ["Wrong tail", "TDT was not moved", "by e1000_tx_xmit",
             "who-has 10.9.0.1"], said)

    def test_a_buffer_unmapped_under_the_card_is_named(self):
        said = self.cause("rx.early_unmap")
        self.assert_all_in(
            ["Use after unmap", "the card writes to", "by e1000_rx_refill",
             "mapped at", "undone at", "descriptor "], said)

    def test_a_context_that_is_taken_and_not_scheduled_is_named(self):
        said = self.cause("irq.no_schedule")
        self.assert_all_in(
            ["1. Lost interrupt", "NAPI of eth0 is scheduled",
             "not on the poll list", "by e1000_irq", "ICR was read as",
             "__napi_schedule()", "255 received frames wait"], said)

    def test_a_poll_that_never_completes_is_named(self):
        said = self.cause("irq.no_complete")
        self.assert_all_in(
            ["1. Lost interrupt", "NAPI of eth0 is scheduled",
             "the poll ran and never completed",
             "napi_complete_done()"], said)

    def test_buffers_that_stay_mapped_are_named_and_no_interrupt(self):
        for bug, line in (("tx.no_unmap", "driver/tx.c:"),
                          ("rx.no_unmap", "driver/rx.c:")):
            with self.subTest(bug):
                said = self.cause(bug)
                self.assertNotIn("Lost interrupt", said)
                if SANITIZED and bug == "rx.no_unmap":
                    # It looks into a buffer that is still the card's.
                    self.assert_all_in(["1. The program died",
                                        "in eth_type_trans",
                                        "in e1000_rx_poll"], said)
                    continue
                self.assert_all_in(["1. Left behind", "never undone", line],
                                   said)

    def test_a_transmit_ring_that_is_not_cleaned_is_named(self):
        said = self.cause("irq.no_tx_poll")
        self.assert_all_in(
            ["1. The transmit ring is not cleaned", "21 sent frames wait",
             "though the poll runs"], said)
        self.assertNotIn("Lost interrupt", said)

    def test_frames_without_a_report_are_named(self):
        said = self.cause("tx.no_rs")
        self.assert_all_in(["1. No report", "RS is not set in descriptor 0",
                            "by e1000_tx_xmit"], said)
        self.assertNotIn("Lost interrupt", said)

    def test_frames_without_an_end_are_named(self):
        self.assert_all_in(
            ["1. Frames without an end: EOP", "by e1000_tx_xmit"],
            self.cause("tx.no_eop"))

    def test_transmitting_that_is_off_is_named(self):
        self.assert_all_in(
            ["1. Transmitting is off: TCTL.EN is clear",
             "by e1000_hw_link_work"], self.cause("hw.tx_off"))

    def test_an_address_that_is_not_the_hosts_is_named(self):
        self.assert_all_in(
            ["1. The card filters out what comes: 320 of 320",
             "listens to 12:00:54:52:34:02", "by e1000_hw_set_rar",
             "eth0 is 52:54:00:12:34:02"], self.cause("hw.swapped_mac"))

    def test_interrupts_that_are_too_rare_are_named(self):
        self.assert_all_in(
            ["1. Interrupts too rare", "16.776960 ms", "ITR 65535",
             "by e1000_itr_write"], self.cause("itr.slow"))

    def test_other_findings_follow_from_the_state(self):
        self.run_it(RINGSIDE, TRAFFIC)
        with open(self.state(), encoding="utf-8") as f:
            good = f.read()
        ring = len(json.loads(good)["card"]["rx"]["map"])
        for words, changes in (
                ("Interrupt storm", {"cpu.irq.spurious": 5000}),
                ("nobody cared", {"cpu.line.nic.high": True,
                                  "cpu.line.nic.masked": True,
                                  "kernel.irq.killed": True}),
                ("disable_irq() was called 2 times",
                 {"cpu.line.nic.high": True, "cpu.line.nic.masked": True,
                  "kernel.irq.disabled": 2}),
                ("The receive ring is full",
                 {"card.rx.map": "d" * ring, "card.rx.head": 9,
                  "card.rx.tail": 9}),
                ("RDT = 256 is outside", {"card.rx.tail": 256}),
                ("Receiving is off", {"card.rx_enabled": False}),
                ("bus mastering is off", {"card.bus_master": False}),
                ("The link is down", {"card.link": False}),
                ("Lost wake-up: udp_sink sleeps",
                 {"kernel.socket.0.queued": 3}),
                ("Left behind at the end: 1 sk_buff",
                 {"end.leaks": "1 sk_buff\n"}),
                ("Frames are not conserved",
                 {"end.conserved": False, "end.not_conserved": "one"})):
            with self.subTest(words):
                state = json.loads(good)
                for key, value in changes.items():
                    *path, name = key.split(".")
                    at = state
                    for part in path:
                        at = at[part]
                    self.assertIn(name, at)
                    at[name] = value
                with open(self.state(), "w", encoding="utf-8") as f:
                    json.dump(state, f)
                said = self.explain()
                self.assertEqual(said.returncode, 1)
                self.assertIn(words, said.stdout)

    # ---- a driver without --------------------------------------------------

    def test_nothing_is_wrong_with_a_correct_driver(self):
        for name in ("first-light", "line-rate-rx", "line-rate-both",
                     "idle", TRAFFIC):
            with self.subTest(name):
                run = self.run_it(RINGSIDE, name)
                self.assertEqual(run.returncode, 0, run.stderr)
                said = self.explain()
                self.assertIn("Nothing is wrong here", said.stdout)
                self.assertEqual(said.returncode, 0, said.stdout)

    def test_nothing_is_wrong_at_any_moment_under_load(self):
        for at in ("16.12ms", "20004us", "25.003ms", "26621us", "29900001"):
            with self.subTest(at):
                said = self.run_it(RINGSIDE, "line-rate-both",
                                   "--explain-at", at)
                self.assertIn("Nothing is wrong here", said.stdout)

    def test_processes_say_what_they_wait_for(self):
        self.run_it(RINGSIDE, TRAFFIC)
        said = self.explain().stdout
        self.assertRegex(
            said, r"udp_echo +asleep: waits for recvfrom on udp 0.0.0.0:7\n")

    def test_a_moment_that_was_not_kept_is_made_again(self):
        self.run_it(RINGSIDE, TRAFFIC, "--set", "host.seed=7")
        before = sorted(os.listdir(self.out))
        said = self.explain("--explain-at", "30ms")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertTrue(said.stdout.startswith("traffic at 30.000000 ms"),
                        said.stdout[:80])
        self.assertEqual(sorted(os.listdir(self.out)),
                         sorted(before + ["state-30000000ns.json"]))
        self.assertEqual(self.explain("--explain-at", "30ms").stdout,
                         said.stdout)

    def test_a_moment_is_the_same_from_run_and_from_explain(self):
        run = self.run_it(RINGSIDE, TRAFFIC, "--explain-at", "30ms")
        said = self.explain("--explain-at", "30ms")
        self.assertEqual(run.stdout, said.stdout)

    def test_a_moment_beyond_the_end_is_refused(self):
        self.run_it(RINGSIDE, TRAFFIC)
        said = self.explain("--explain-at", "900s")
        self.assertEqual(said.returncode, 2)
        self.assertIn("does not come to that moment", said.stderr)

    def test_another_build_does_not_repeat_the_run(self):
        self.run_it(RINGSIDE, TRAFFIC)
        with open(self.state(), encoding="utf-8") as f:
            state = json.load(f)
        self.assertRegex(state["run"]["build"], "^[0-9a-f]{40}$")
        state["run"]["build"] = "0" * 40
        with open(self.state(), "w", encoding="utf-8") as f:
            json.dump(state, f)
        said = self.explain("--explain-at", "30ms")
        self.assertEqual(said.returncode, 2)
        self.assertIn("another build", said.stderr)

    def test_the_first_moment_is_a_moment(self):
        run = self.run_it(RINGSIDE, TRAFFIC, "--explain-at", "0")
        self.assertIn("Nothing is wrong here: 0 packets", run.stdout)

    def test_a_state_is_the_same_twice(self):
        self.run_it(RINGSIDE, TRAFFIC)
        with open(self.state(), encoding="utf-8") as f:
            first = f.read()
        self.run_it(RINGSIDE, TRAFFIC)
        with open(self.state(), encoding="utf-8") as f:
            self.assertEqual(f.read(), first)

    # ---- hostile input -----------------------------------------------------

    def refuse(self, content):
        os.makedirs(self.out, exist_ok=True)
        with open(self.state(), "wb") as f:
            f.write(content)
        said = self.explain()
        self.assertEqual(said.returncode, 2, said.stdout)
        self.assertEqual(said.stdout, "")
        self.assertIn("state.json", said.stderr)

    def test_a_folder_without_a_state_is_refused(self):
        said = self.explain()
        self.assertEqual(said.returncode, 2)
        self.assertIn("state.json: No such file", said.stderr)

    def test_garbage_is_refused(self):
        for content in (b"", b"{", b"\xff\xfe", b"[1]", b"{}", b"3",
                        b"[" * 5000, b'{"time_ps": "soon"}'):
            with self.subTest(content[:10]):
                self.refuse(content)

    def values(self, at, path=()):
        for name, value in at.items():
            if isinstance(value, dict):
                yield path + (name,), value
                # The lists are long, and their elements alike.
                if not name.isdigit() or name == min(at):
                    yield from self.values(value, path + (name,))
            else:
                yield path + (name,), value

    def test_any_value_of_another_type_is_survived(self):
        self.run_it(RINGSIDE, TRAFFIC)
        with open(self.state(), encoding="utf-8") as f:
            whole = json.load(f)
        wrongs = (-1, 2 ** 63 - 1, "\x1b[2J\n%s%n", None, {"0": 1}, [])
        for i, (path, value) in enumerate(list(self.values(whole))):
            if i % EACH:
                continue
            at = whole
            for name in path[:-1]:
                at = at[name]
            at[path[-1]] = wrongs[i // EACH % len(wrongs)]
            with open(self.state(), "w", encoding="utf-8") as f:
                json.dump(whole, f)
            at[path[-1]] = value
            said = self.explain()
            self.assertIn(said.returncode, (0, 1, 2), (path, said.stderr))
            self.assertNotIn("\x1b", said.stdout + said.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
