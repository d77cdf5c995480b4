#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The FST of a run: its lanes, windows, and whatever ends the run.

  test_wave.py RINGSIDE FST_DUMP DIRECTORY [long]
"""
import concurrent.futures
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

RINGSIDE, FST_DUMP, FOLDER = sys.argv[1:4]
LONG_TESTS = sys.argv[4:] == ["long"]
RUNS = 50

# Under load the card never sleeps, so no edge is jumped over.
LOADED = ["line-rate-both", "--set", "duration_ms=21"]
FROM, TO = 20_500_010_000, 20_520_000_000
LONG = ["line-rate-both", "--set", "duration_ms=200"]

NUMBER = r"vector 16"
STATE = r"vector 2"
TEXT = r"string 0"
LANES = {
    "software.cpu.context":
        STATE + r" .* \[enum IDLE=00 PROCESS=01 SOFTIRQ=10 HARDIRQ=11\]",
    "software.cpu.stall": r"vector 1",
    "software.cpu.mmio": TEXT,
    "software.cpu.packet": TEXT,
    "software.kernel.task": TEXT,
    "software.kernel.napi":
        STATE + r" .* \[enum IDLE=00 SCHED=01 POLLING=10\]",
    "software.kernel.napi_budget": NUMBER,
    "software.kernel.softirqs": TEXT,
    "software.kernel.skb_live": NUMBER,
    "software.kernel.log": TEXT,
    "packets.wire_rx": TEXT,
    "packets.wire_tx": TEXT,
    "rings.rx_card": NUMBER,
    "rings.rx_done": NUMBER,
    "rings.tx_card": NUMBER,
    "rings.tx_done": NUMBER,
    **{f"software.calls.call{i:02}": TEXT for i in range(24)},
    **{f"software.sockets.socket{i}": TEXT for i in range(8)},
}


def ringside(*args, **more):
    return subprocess.run([RINGSIDE, "run", *args, "--quiet"],
                          capture_output=True, text=True, check=False,
                          timeout=120, **more)


def dump(path, *args):
    done = subprocess.run([FST_DUMP, *args, path], capture_output=True,
                          text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.splitlines()


def changes(path, begin, end, *patterns):
    return sorted(subprocess.run(
        [FST_DUMP, "-f", str(begin), "-t", str(end), path, *patterns],
        capture_output=True, text=True, check=True).stdout.splitlines())


def at(path, moment, *patterns):
    return sorted(subprocess.run(
        [FST_DUMP, "-a", str(moment), path, *patterns],
        capture_output=True, text=True, check=True).stdout.splitlines())


def begin_and_end(path):
    head = dump(path)[:3]
    return int(head[1].split()[1]), int(head[2].split()[1])


def read(path):
    with open(path, "rb") as f:
        return f.read()


def folder(name):
    path = os.path.join(FOLDER, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


class Recorded(unittest.TestCase):
    """Names are sentences."""

    @classmethod
    def setUpClass(cls):
        cls.dirs = {}
        for name, args in (("off", []), ("full", ["--wave"]),
                           ("window", ["--wave", "--wave-from", f"{FROM}ps",
                                       "--wave-to", f"{TO}ps"])):
            cls.dirs[name] = folder("wave-" + name)
            done = ringside(*LOADED, *args, "--out", cls.dirs[name])
            if done.returncode:
                raise AssertionError(done)
        cls.full = os.path.join(cls.dirs["full"], "trace.fst")
        cls.window = os.path.join(cls.dirs["window"], "trace.fst")

    def test_every_lane_is_in_the_file(self):
        lines = dump(self.full)
        for lane, kind in LANES.items():
            kind, _, rest = kind.partition(" .* ")
            line = f"{kind} {re.escape(lane)}" + (" " + rest if rest else "")
            with self.subTest(lane):
                self.assertTrue(any(re.fullmatch(line, x) for x in lines))

    def test_state_machines_of_the_card_have_names(self):
        machines = [x for x in dump(self.full)
                    if re.search(r" TOP\.\S*state_q", x)]
        self.assertGreater(len(machines), 10)
        for line in machines:
            with self.subTest(line):
                self.assertRegex(line, r"\[enum St\w+=[01]+ ")
        seen = changes(self.full, 0, TO, "TOP.*.u_dma.u_rx.state_q")
        self.assertTrue(all(re.fullmatch(r"\d+ \S+ St\w+", x) for x in seen))
        self.assertGreater(len({x.split()[2] for x in seen}), 4)

    def test_recording_changes_no_result(self):
        for name in ("full", "window"):
            self.assertEqual(
                read(os.path.join(self.dirs["off"], "metrics.json")),
                read(os.path.join(self.dirs[name], "metrics.json")))

    def test_a_window_is_a_part_of_the_whole(self):
        begin, end = begin_and_end(self.window)
        # It begins with the card's last edge and ends with the instruction
        # block that reaches its end.
        self.assertLessEqual(begin, FROM)
        self.assertGreater(begin, FROM - 8000)
        self.assertGreaterEqual(end, TO)
        self.assertLess(end, TO + 100_000)
        self.assertEqual(at(self.full, begin, "TOP.*"),
                         at(self.window, begin, "TOP.*"))
        # The next edge of the clock has begun to come where it goes on.
        edge = end // 8000 * 8000
        inside = changes(self.window, begin + 1, end, "TOP.*")
        self.assertEqual(changes(self.full, begin + 1, edge, "TOP.*"), inside)
        self.assertGreater(len(inside), 10000)
        begin += 10**6
        self.assertEqual(changes(self.full, begin, end - 1, *LANES),
                         changes(self.window, begin, end - 1, *LANES))
        self.assertEqual(at(self.full, begin, *LANES),
                         at(self.window, begin, *LANES))


def instructions(*args):
    """None: nothing counts them here."""
    if not shutil.which("perf"):
        return None
    done = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u",
                           RINGSIDE, "run", *args, "--quiet",
                           "--out", folder("wave-cost")],
                          capture_output=True, text=True, check=False)
    number = re.search(r"^(\d+),", done.stderr, re.M)
    return int(number[1]) if number else None


class Cost(unittest.TestCase):
    """Names are sentences."""

    def test_outside_of_a_window_nothing_is_done(self):
        """What a window costs does not grow with the time after it."""
        plain, extra = {}, {}
        for ms in (21, 25):
            args = ["line-rate-both", "--set", f"duration_ms={ms}"]
            plain[ms] = instructions(*args)
            if not plain[ms]:
                self.skipTest("nothing counts instructions here")
            extra[ms] = instructions(*args, "--wave", "--wave-to",
                                     "1us") - plain[ms]
        more = plain[25] - plain[21]
        self.assertGreater(more, 10**8)
        self.assertLess(abs(extra[25] - extra[21]), more / 1000)


def default_signals():
    """In the child: whoever runs the tests may ignore some."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Ended(unittest.TestCase):
    """Names are sentences."""

    def start(self, name, *args):
        out = folder(name)
        run = subprocess.Popen([RINGSIDE, "run", *LONG, "--out", out, "--wave",
                                "--quiet", *args],
                               preexec_fn=default_signals,
                               stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        deadline = time.time() + 60
        # The first frames are on the wire; signals are handled by then.
        while time.time() < deadline and not (
                os.path.exists(out + "/trace.fst.part") and
                os.path.getsize(out + "/trace.fst.part") > 100_000):
            time.sleep(0.01)
        return run, out

    def interrupt(self, number, wait):
        run, out = self.start(f"wave-int{number}")
        time.sleep(wait)
        run.send_signal(signal.SIGINT)
        err = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, 130, err)
        file = os.path.join(out, "trace.fst")
        self.assertEqual([x for x in os.listdir(out) if ".part" in x], [])
        end = begin_and_end(file)[1]
        last = changes(file, end - 10**7, end, "TOP.clk_i")
        self.assertGreater(len(last), 2000)
        shutil.rmtree(out)
        return end

    def test_an_interrupted_run_leaves_a_readable_file(self):
        chance = random.Random(3)
        waits = [0.7 * chance.random() for _ in range(RUNS)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            ends = list(pool.map(self.interrupt, range(len(waits)), waits))
        self.assertEqual(len(ends), len(waits))
        # Not always at the same moment.
        self.assertGreater(len(set(ends)), 1)

    def test_a_crashed_run_leaves_a_readable_file(self):
        for sig in (signal.SIGSEGV, signal.SIGABRT):
            run, out = self.start("wave-crash")
            run.send_signal(sig)
            err = run.communicate(timeout=60)[1]
            if "asan" not in RINGSIDE:
                self.assertEqual(run.returncode, -sig, err)
            end = begin_and_end(os.path.join(out, "trace.fst"))[1]
            self.assertGreater(end, 10**9)

    def test_a_full_disk_is_told_and_leaves_no_broken_file(self):
        tiny = folder("wave-tiny")
        os.makedirs(tiny)
        script = f"""mount -t tmpfs -o size=1m none {tiny} || exit 77
            {RINGSIDE} run {" ".join(LOADED)} --wave --quiet --out {tiny}/out
            echo $?; ls {tiny}"""
        done = subprocess.run(["unshare", "-Urm", "sh", "-c", script],
                              capture_output=True, text=True, check=False)
        if done.returncode == 77 or "unshare" in done.stderr:
            self.skipTest("no file system can be mounted here")
        self.assertEqual(done.stdout, "1\n", done)
        self.assertIn("is the disk full?", done.stderr)

    def test_a_run_that_dies_is_repeated_for_its_last_moments(self):
        out = folder("wave-last")
        run = subprocess.Popen([RINGSIDE, "run", "line-rate-both", "--set",
                                "duration_ms=50", "--out", out,
                                "--wave-last", "100us", "--quiet"],
                               preexec_fn=default_signals,
                               stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.kill)
        time.sleep(0.3)
        run.send_signal(signal.SIGSEGV)
        err = run.communicate(timeout=60)[1]
        self.assertIn("repeated", err)
        # Nothing is wrong with the run itself.
        self.assertEqual(run.returncode, 0, err)
        self.assertGreater(
            begin_and_end(os.path.join(out, "trace.fst"))[0], 10**6)


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    unittest.main(argv=sys.argv[:1], defaultTest=(
        ["Cost", "Ended"] if LONG_TESTS else "Recorded"))
