#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""However a run ends, its waveform can be read: failed assertions, crashes,
sanitizers' reports, signals.

  test_crash.py DIE FST_DUMP DIRECTORY [sanitized]
"""
import os
import random
import resource
import signal
import subprocess
import sys
import time
import unittest

DIE, FST_DUMP, FOLDER = sys.argv[1:4]
SANITIZED = sys.argv[4:] == ["sanitized"]
BODY = 300_000_000  # what dies of itself, dies after this time (ps)


def no_core():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Death(unittest.TestCase):
    """Names are sentences."""

    def setUp(self):
        self.file = os.path.join(FOLDER, "die.fst")
        for suffix in ("", ".part", ".hier", ".part.hier"):
            if os.path.exists(self.file + suffix):
                os.unlink(self.file + suffix)

    def start(self, how):
        run = subprocess.Popen([DIE, how, self.file], preexec_fn=no_core,
                               stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.kill)
        self.assertEqual(run.stdout.readline(), "ready\n")
        return run

    def end(self, run):
        err = run.communicate(timeout=30)[1]
        return run.returncode, err

    def last_time(self, path):
        dump = subprocess.run([FST_DUMP, path], capture_output=True,
                              text=True, check=False)
        self.assertEqual(dump.returncode, 0, dump)
        lines = dump.stdout.splitlines()
        self.assertTrue(any("software.cpu.context" in x for x in lines))
        clock = subprocess.run([FST_DUMP, "-f", str(10**7), path,
                                "TOP.clk_i"], capture_output=True, text=True,
                               check=False)
        self.assertEqual(clock.returncode, 0, clock)
        return int(clock.stdout.split()[-3])

    def expect(self, how, code, text=""):
        code_was, err = self.end(self.start(how))
        self.assertEqual(code_was, code, err)
        self.assertIn(text, err)
        # All of it, up to the last edge.
        self.assertGreater(self.last_time(self.file), BODY)
        self.assertEqual([x for x in os.listdir(FOLDER)
                          if x.startswith("die.fst.")], [])

    def test_a_failed_assertion_leaves_a_readable_file(self):
        self.expect("assert", -signal.SIGABRT, "Assertion")

    def test_an_abort_leaves_a_readable_file(self):
        self.expect("abort", -signal.SIGABRT)

    def test_a_crash_on_the_simulated_cpu_leaves_a_readable_file(self):
        if SANITIZED:
            self.expect("null", 1, "AddressSanitizer: SEGV")
        else:
            self.expect("null", -signal.SIGSEGV)

    def test_a_crash_around_it_leaves_a_readable_file(self):
        if SANITIZED:
            self.expect("outside", 1, "AddressSanitizer: SEGV")
        else:
            self.expect("outside", -signal.SIGSEGV)

    def test_an_overflow_of_the_stack_leaves_a_readable_file(self):
        if SANITIZED:
            self.expect("stack", 1, "AddressSanitizer")
        else:
            self.expect("stack", -signal.SIGSEGV)

    @unittest.skipUnless(SANITIZED, "for sanitizers")
    def test_a_sanitizers_report_leaves_a_readable_file(self):
        self.expect("heap", 1, "heap-buffer-overflow")
        self.expect("undefined", 1, "signed integer overflow")

    def test_a_run_that_hangs_while_it_saves_dies_all_the_same(self):
        if not SANITIZED:
            self.assertEqual(self.end(self.start("hang"))[0],
                             -signal.SIGSEGV)

    def test_a_signal_from_outside_leaves_a_readable_file(self):
        chance = random.Random(4)
        for sig in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS,
                    signal.SIGFPE, signal.SIGILL) * (1 if SANITIZED else 4):
            with self.subTest(sig):
                self.setUp()
                run = self.start("run")
                time.sleep(0.05 + 0.1 * chance.random())
                run.send_signal(sig)
                code, err = self.end(run)
                if not SANITIZED or sig == signal.SIGABRT:
                    self.assertEqual(code, -sig, err)
                self.last_time(self.file)

    def test_a_killed_run_leaves_what_was_flushed(self):
        run = self.start("run")
        while os.path.getsize(self.file + ".part") < 50_000:
            time.sleep(0.02)
        run.kill()
        self.assertEqual(self.end(run)[0], -signal.SIGKILL)
        self.last_time(self.file + ".part")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
