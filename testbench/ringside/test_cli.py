#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the command line: what is refused, and what a run writes.

usage: test_cli.py RINGSIDE (from the top of the repository)
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

RINGSIDE = os.path.abspath(sys.argv.pop(1))

SCENARIO = """name: mine
description: a scenario of this test
duration_ms: 2
host:
  ip: 10.9.0.2/24
  mac: "52:54:00:12:34:02"
  sysctl:
    net.core.netdev_budget: 300
wire:
  latency_ns: 100
  sources:
    - type: traffic
      from: "52:54:00:12:34:01"
      src_ip: 10.9.0.1
      dst_port: 7
      frames: 3
programs:
  - name: udp_echo
    args: [7]
"""

# --set, and the reason that follows "ringside: --set KEY=VALUE: "
REFUSED_SETS = [
    ("x=1", "x: unknown key"),
    ("wire.sources.0.intervall_ns=5",
     'wire.sources.0.intervall_ns: unknown key, did you mean "interval_ns"?'),
    ("wire.sources.0.interval_ns=x",
     "wire.sources.0.interval_ns: must be a whole number, not negative"),
    ("wire.sources.0.interval_ns=671",
     "wire.sources.0.interval_ns: frames of 64 bytes"),
    ("wire.sources.0.frame_bytes=63",
     "wire.sources.0.frame_bytes: a frame of 63 bytes"),
    ("wire.sources.0.file=a",
     "wire.sources.0.file: is no key of a source of type traffic"),
    ("wire.sources.2.type=pcap", "wire.sources.2: elements in the list: 1"),
    ("wire.sources.0.type=pcpa",
     "wire.sources.0.type: must be one of pcap, traffic, station"),
    ("wire.sources.0.from=1:2", "wire.sources.0.from: is not six bytes"),
    ("wire.sources.0.dst_port=0", "wire.sources.0.dst_port: a port"),
    ("wire.sources.0.dst_port=65536",
     "wire.sources.0.dst_port: is more than 65535"),
    ("wire.latency_ns=1000000001", "wire.latency_ns: is more than a second"),
    ("host.eeprom=/dev/null",
     "host.eeprom: /dev/null: an EEPROM image has 128 bytes, this file has "
     "less"),
    ("host.eeprom=/dev/zero",
     "host.eeprom: /dev/zero: an EEPROM image has 128 bytes, this file has "
     "more"),
    ("host.eeprom=none.bin", "host.eeprom: none.bin: No such file"),
    ("wire.link_up_at_ns=5",
     "wire.link_up_at_ns: the cable is plugged in at first"),
    ("wire.link_down_at_ns=2000001",
     "wire.link_down_at_ns: the run has ended then"),
    ("duration_ms=0", "duration_ms: 0 is not within"),
    ("name=../../etc", "name: must be of a-z"),
    ("host.ip=10.9.0.2", "host.ip: must be ADDRESS/PREFIX"),
    ("host.ip=10.9.0.300/24", 'host.ip: "10.9.0.300" is no IPv4 address'),
    ("host.ip=10.9.0.2/33", "host.ip: the prefix"),
    ("host.ip=127.0.0.1/8", "host.ip: 127.0.0.1 cannot be"),
    ("host.mac=01:00:00:00:00:00", "host.mac: 01:00:00:00:00:00 cannot be"),
    ("host.profile=moder", "host.profile: "),
    ("host.ip.a=5", "host.ip: holds one value, no keys"),
    ("host=5", "host: must be a group of keys"),
    ("host.sysctl.net.core.nonsense=5", "host.sysctl.net.core.nonsense: "),
    ("host.coalesce.nonsense=5", "host.coalesce.nonsense: "),
    ("host.offload.nonsense=on", "host.offload.nonsense: "),
    ("host.offload.tx=5", "host.offload.tx: must be on or off"),
    ("host.pause.txx=on", "host.pause.txx: "),
    ("programs.0.args.0=0", "programs.0.args.0: port must be a port"),
    ("programs.0.args=[7, 8]", "programs.0.args: udp_echo takes [port]"),
    ("programs.0.name=udp_ecko", 'programs.0.name: there is no program '
     '"udp_ecko", did you mean "udp_echo"?'),
    ("programs=[", "programs: "),
    ("profile.insn=5", 'profile.insn: unknown key, did you mean "insn_ps"?'),
    ("profile.insn_ps=0", "profile.insn_ps: "),
]

REFUSED_LINES = [
    ("duration_ms: 2", "duration: 2", 3, "duration: unknown key"),
    ("  ip: 10.9.0.2/24", "  ip: [1]", 5, "host.ip: must be one value"),
    ("      frames: 3", "      frames: -3", 16,
     "wire.sources.0.frames: must be a whole number"),
    ("    args: [7]", "    args: 7", 19, "programs.0.args: must be a list"),
    ("name: mine\n", "", 1, 'the key "name" is missing'),
    ("      src_ip: 10.9.0.1\n", "", 12,
     "wire.sources.0: an IPv4 address is missing"),
]


def ringside(*args):
    return subprocess.run([RINGSIDE, *args], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)


ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def default_signals():
    """In the child: whoever runs the tests may ignore some."""
    for end in ENDS:
        signal.signal(end, signal.SIG_DFL)


class CommandLine(unittest.TestCase):
    """Names are sentences."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = os.path.join(self.folder.name, "mine.yaml")
        self.out = os.path.join(self.folder.name, "a", "b")
        self.write(SCENARIO)

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def run_it(self, *args):
        return ringside("run", self.file, "--out", self.out, *args)

    def refused(self, done, reason):
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("ringside: "), done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(reason, done.stderr)
        self.assertEqual(os.listdir(self.folder.name), ["mine.yaml"])

    def metrics(self):
        with open(os.path.join(self.out, "metrics.json"),
                  encoding="utf-8") as file:
            return json.load(file)

    def test_wrong_sets_are_refused_with_option_key_and_reason(self):
        for option, reason in REFUSED_SETS:
            with self.subTest(option):
                self.refused(self.run_it("--set", option),
                             f"--set {option}: {reason}")

    def test_wrong_lines_are_refused_with_file_line_and_key(self):
        for old, new, line, reason in REFUSED_LINES:
            with self.subTest(new):
                self.write(SCENARIO.replace(old, new))
                self.refused(self.run_it(), f"{self.file}:{line}: {reason}")

    def test_a_refused_run_with_wave_leaves_nothing_behind(self):
        self.refused(self.run_it("--wave", "--set", "host.sysctl.x=1"),
                     "host.sysctl.x: ")

    def test_a_refused_run_leaves_older_results_alone(self):
        os.makedirs(self.out)
        old = os.path.join(self.out, "metrics.json")
        with open(old, "w", encoding="utf-8") as file:
            file.write("old")
        self.assertEqual(self.run_it("--set", "host.sysctl.x=1").returncode, 2)
        self.assertEqual(os.listdir(self.out), ["metrics.json"])
        with open(old, encoding="utf-8") as file:
            self.assertEqual(file.read(), "old")

    def test_scenarios_that_are_not_there_are_refused(self):
        done = ringside("run", "first-lite", "--out", self.out)
        self.refused(done, 'did you mean "first-light"?')
        self.refused(ringside("run", "/nonexistent.yaml", "--out", self.out),
                     "/nonexistent.yaml: No such file")

    def test_captures_that_are_none_are_refused(self):
        for file in ("/nonexistent", self.file):
            source = f"wire.sources.0={{type: pcap, file: {file}}}"
            self.refused(self.run_it("--set", source),
                         f"wire.sources.0.file: {file}")

    def test_wrong_command_lines_are_refused(self):
        for args, reason in (
                ([], "nothing to do"),
                (["runn"], 'did you mean "run"?'),
                (["run"], "run what?"),
                (["run", "a", "b"], "one scenario at a time"),
                (["run", self.file, "--quit"], 'did you mean "--quiet"?'),
                (["run", self.file, "--set"], "--set needs a value"),
                (["run", self.file, "--set", "a"], "must be KEY=VALUE"),
                (["run", self.file, "--seed", "-1"], "--seed -1: must be"),
                (["run", self.file, "--wave="], "--wave= needs a file"),
                (["list", "x"], "nothing follows list")):
            with self.subTest(args):
                self.refused(ringside(*args), reason)

    def test_an_out_folder_that_cannot_be_made_is_refused(self):
        done = ringside("run", self.file, "--out", self.file + "/x")
        self.refused(done, "mine.yaml: Not a directory")

    def test_files_that_a_run_would_have_to_replace_are_refused(self):
        fifo = os.path.join(self.folder.name, "fifo")
        os.mkfifo(fifo)
        os.makedirs(os.path.join(self.out, "metrics.json"))
        for args, reason in (
                ([], "metrics.json: is there and no regular file"),
                (["--out", self.folder.name, f"--wave={fifo}"],
                 "fifo: is there and no regular file"),
                (["--out", self.folder.name,
                  f"--wave={self.folder.name}/wire.pcapng"],
                 "this is another file of the run")):
            with self.subTest(reason):
                done = self.run_it(*args)
                self.assertEqual(done.returncode, 2, done)
                self.assertIn(reason, done.stderr)
                self.assertEqual(sorted(os.listdir(self.folder.name)),
                                 ["a", "fifo", "mine.yaml"])
                self.assertEqual(os.listdir(self.out), ["metrics.json"])

    def begin_long_run(self, *args):
        """A run that lasts until it is ended, some time after its start."""
        run = subprocess.Popen(
            [RINGSIDE, "run", self.file, "--out", self.out, "--quiet",
             "--set", "duration_ms=1000000", "--set",
             "wire.sources.0.frames=0", *args],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, preexec_fn=default_signals)
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        part = os.path.join(self.out, "wire.pcapng.part")
        while not os.path.exists(part) or not os.path.getsize(part):
            self.assertIsNone(run.poll())
            time.sleep(0.01)
        return run

    def test_an_interrupted_run_leaves_whole_files(self):
        for end in ENDS:
            with self.subTest(end):
                run = self.begin_long_run("--wave")
                run.send_signal(end)
                self.assertIn("interrupted", run.communicate()[1])
                self.assertEqual(run.returncode, 130)
                left = os.listdir(self.out)
                self.assertFalse([f for f in left if ".part" in f], left)
                for name in ("metrics.json", "trace.fst", "wire.pcapng"):
                    self.assertIn(name, left)
                metrics = self.metrics()
                self.assertIs(metrics["interrupted"], True)
                self.assertIs(metrics["frames"]["conserved"], True)

    def test_a_program_that_dies_leaves_a_post_mortem(self):
        self.assertEqual(self.run_it("--record").returncode, 0)
        run = self.begin_long_run()
        run.send_signal(signal.SIGABRT)
        self.assertIn("the program got ABRT", run.communicate()[1])
        self.assertEqual(run.returncode, -signal.SIGABRT)
        # Nothing is left that the run before it had recorded.
        self.assertEqual(sorted(os.listdir(self.out)),
                         ["eth0.pcapng", "metrics.json", "state.json",
                          "wire.pcapng"])
        self.assertIs(self.metrics()["died"], True)
        done = subprocess.run([RINGSIDE, "explain", self.out],
                              stdout=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the program got ABRT", done.stdout[:400])

    def test_the_waveform_takes_no_other_files_place(self):
        for name in ("metrics.json", "state.json", "timeline.html",
                     "timeline.json", "transactions.txt", "moments.json"):
            with self.subTest(name):
                done = self.run_it(f"--wave={self.out}/{name}")
                self.assertEqual(done.returncode, 2)
                self.assertIn("another file of the run", done.stderr)

    def test_a_window_that_never_comes_is_told(self):
        done = self.run_it("--record", "--wave-from", "1000s")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing was recorded", done.stderr)
        self.assertEqual(sorted(os.listdir(self.out)),
                         ["eth0.pcapng", "metrics.json", "state.json",
                          "wire.pcapng"])

    def test_two_runs_at_once_do_not_mix_their_files(self):
        run = self.begin_long_run()
        done = self.run_it("--wave")
        self.assertEqual(done.returncode, 2, done)
        self.assertIn("another run is writing there", done.stderr)
        self.assertEqual(sorted(os.listdir(self.out)),
                         ["eth0.pcapng.part", "wire.pcapng.part"])
        run.send_signal(signal.SIGINT)
        run.communicate()
        self.assertEqual(self.run_it("--quiet").returncode, 0)

    def test_text_that_nobody_can_read_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            for args in (["list"], ["--help"], ["--version"],
                         ["run", self.file, "--out", self.out]):
                with self.subTest(args):
                    done = subprocess.run([RINGSIDE, *args], stdout=full,
                                          stderr=subprocess.PIPE, text=True,
                                          check=False)
                    self.assertEqual(done.returncode, 1)
                    self.assertIn("standard output is gone", done.stderr)

    def test_a_long_set_leaves_room_for_the_reason(self):
        done = self.run_it("--set", "description=" + "x" * 5000)
        self.refused(done, "xxx...: description: 5000 bytes long")

    def test_a_program_that_is_late_all_the_time_still_ends(self):
        source = "{name: udp_source, args: [10.9.0.1, 9, 0, 18, 1]}"
        done = self.run_it("--quiet", "--set", "duration_ms=20",
                           "--set", f"programs.1={source}")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_help_version_and_list_say_what_there_is(self):
        for option in ("--set", "--seed", "--out", "--wave", "--no-skip",
                       "--quiet"):
            self.assertIn(option, ringside("--help").stdout)
        self.assertRegex(ringside("--version").stdout, r"^ringside \d")
        done = ringside("list")
        self.assertEqual(done.returncode, 0, done)
        for name in ("first-light", "line-rate-rx", "line-rate-both", "idle",
                     "modern", "udp_sink", "udp_echo", "udp_source"):
            self.assertIn(name, done.stdout)

    def test_a_run_writes_metrics_and_wire_and_says_so(self):
        done = self.run_it()
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(sorted(os.listdir(self.out)),
                         ["eth0.pcapng", "metrics.json", "state.json",
                          "wire.pcapng"])
        self.assertIn(os.path.join(self.out, "metrics.json"), done.stdout)
        self.assertNotIn("\r", done.stderr)

    def test_the_metrics_have_what_is_promised(self):
        self.assertEqual(self.run_it("--quiet").returncode, 0)
        metrics = self.metrics()
        self.assertEqual(metrics["scenario"], "mine")
        self.assertEqual(metrics["frames"]["born"]["wire"], 3)
        self.assertIs(metrics["frames"]["conserved"], True)
        self.assertGreaterEqual(metrics["sim_ns"], 2_000_000)
        for group, names in (
                ("irq", "raised handled spurious"),
                ("napi", "polls packets completed budget_exhausted"),
                ("mmio", "reads writes"), ("dma", "reads writes bytes"),
                ("cpu", "idle hardirq softirq process mmio_stall"),
                ("latency_ns", "p50 p90 p99 max")):
            for name in names.split():
                self.assertIn(name, metrics[group])
        shares = [metrics["cpu"][n] for n in
                  "idle hardirq softirq process mmio_stall".split()]
        self.assertAlmostEqual(sum(shares), 1, places=4)

    def test_the_table_says_the_same_as_the_metrics(self):
        table = self.run_it().stdout
        metrics = self.metrics()
        for row, value in (("born.wire", metrics["frames"]["born"]["wire"]),
                           ("raised", metrics["irq"]["raised"]),
                           ("sim_ns", metrics["sim_ns"])):
            self.assertRegex(table, rf"{row} +{value:,}\b")

    def test_quiet_says_nothing(self):
        done = self.run_it("--quiet")
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def test_seed_and_sets_reach_the_run(self):
        self.run_it("--quiet", "--seed", "42", "--set", "duration_ms=3",
                    "--set", "wire.sources.0.frames=5")
        metrics = self.metrics()
        self.assertEqual(metrics["seed"], 42)
        self.assertEqual(metrics["frames"]["born"]["wire"], 5)
        self.assertGreaterEqual(metrics["sim_ns"], 3_000_000)

    def test_a_waveform_goes_where_it_is_told(self):
        wave = os.path.join(self.folder.name, "my.fst")
        done = self.run_it("--quiet", f"--wave={wave}", "--set",
                           "duration_ms=1")
        self.assertEqual(done.returncode, 0, done)
        self.assertGreater(os.path.getsize(wave), 0)
        self.assertFalse(os.path.exists(wave + ".part"))


if __name__ == "__main__":
    unittest.main()
