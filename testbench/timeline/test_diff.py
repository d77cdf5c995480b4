#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of `ringside diff`: where two runs part, and what it refuses.

usage: test_diff.py RINGSIDE (from the top of the repository)
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

RINGSIDE = os.path.abspath(sys.argv.pop(1))
GOLDEN = "testbench/golden"
HEADER = "ringside transactions 1\n"


def ringside(*args):
    return subprocess.run([RINGSIDE, *args], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, errors="replace", check=False)


def first(report):
    """Category of the first divergence, and its row of the table."""
    match = re.search(r"^First divergence: (\w+),", report, re.M)
    if not match:
        return None, ""
    row = re.search(rf"^  {match.group(1)} .*$", report, re.M)
    return match.group(1), row.group(0)


def columns(line):
    return line.rstrip("\n").split("\t")


def join(lines):
    """A list of these transactions."""
    return HEADER + "".join(lines) + f"# end {len(lines)}\n"


class Diff(unittest.TestCase):
    """Names are sentences."""
    folder = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.one = cls.run_it("one")
        with open(cls.one + "/transactions.txt", encoding="utf-8") as file:
            cls.lines = [s for s in file.readlines()[1:] if s[0] != "#"]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def run_it(cls, name, *args, scenario=GOLDEN + "/wrap.yaml"):
        out = os.path.join(cls.folder.name, name)
        done = ringside("run", scenario, "--transactions", "--quiet",
                        "--out", out, *args)
        assert done.returncode == 0, done
        return out

    def write(self, text, name="other.txt"):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def find(self, *words, skip=20):
        """Number of a line with these words, after @skip of that kind."""
        found = [i for i, line in enumerate(self.lines)
                 if all(word in line for word in words)]
        self.assertGreater(len(found), skip, words)
        return found[skip]

    def doctored(self, *changes):
        """The run with lines replaced; None: without it."""
        lines = list(self.lines)
        for number, new in changes:
            lines[number] = new
        return self.write(join([s for s in lines if s is not None]))

    def parts_at(self, other, number, category=None):
        """The run and @other part first at line @number."""
        done = ringside("diff", self.one, other)
        self.assertEqual((done.returncode, done.stderr), (1, ""), done)
        found, row = first(done.stdout)
        time, is_category = columns(self.lines[number])[:2]
        self.assertEqual(found, category or is_category, done.stdout)
        self.assertIn(f"first at {time} ns", row)
        return done.stdout

    # ---- same

    def test_a_run_and_its_repetition_are_the_same(self):
        done = ringside("diff", self.one, self.run_it("again"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("The same transactions.", done.stdout)
        self.assertNotIn("another time", done.stdout)
        self.assertEqual(done.stdout.count(" same\n"), 4)

    def test_another_seed_that_nobody_asks_is_the_same(self):
        done = ringside("diff", self.one, self.run_it("seed", "--seed", "9"))
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_folder_and_its_list_are_the_same(self):
        done = ringside("diff", self.one, self.one + "/transactions.txt")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_addresses_and_functions_are_not_compared(self):
        text = join(self.lines)
        text = re.sub(r"addr=0x\w+", "addr=0x12345", text)
        text = re.sub(r"\te1000_\w+\n", "\tother_name\n", text)
        done = ringside("diff", self.one, self.write(text))
        self.assertEqual(done.returncode, 0, done.stdout)

    # ---- timing

    def test_a_slower_bus_is_the_same_at_another_time(self):
        slow = self.run_it("slow", "--set", "profile.mmio_read_ns=2100")
        done = ringside("diff", self.one, slow)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("Same, but at another time, first by more than 1000 ns",
                      done.stdout)
        self.assertRegex(done.stdout, r"\d ns later")

    def test_time_makes_other_times_a_failure(self):
        slow = self.run_it("slower", "--set", "profile.mmio_read_ns=900")
        for limit, code in (("0", 1), ("1000000000", 0)):
            done = ringside("diff", f"--time={limit}", self.one, slow)
            self.assertEqual(done.returncode, code, done.stdout)

    def test_the_first_time_beyond_the_limit_is_named(self):
        number = self.find("write RDT", skip=5)
        line = columns(self.lines[number])
        late = "\t".join([re.sub(r"\.000$|\.\d+$", ".999", line[0])]
                         + line[1:]) + "\n"
        done = ringside("diff", "--time=0", self.one,
                        self.doctored((number, late)))
        self.assertEqual(done.returncode, 1)
        self.assertIn("more than 0 ns: write RDT", done.stdout)
        self.assertIn(f"{line[0]} ns (-)", done.stdout)

    # ---- planted differences

    def test_a_register_write_changed_is_found(self):
        number = self.find("\twrite IMC\t")
        new = self.lines[number].replace("0xffffffff", "0x000000ff")
        report = self.parts_at(self.doctored((number, new)), number)
        self.assertIn("caused by: e1000_irq()", report)

    def test_a_register_write_missing_is_found(self):
        number = self.find("\twrite IMS\t")
        report = self.parts_at(self.doctored((number, None)), number)
        self.assertIn("caused by (-): e1000_poll()", report)

    def test_a_descriptor_changed_is_found(self):
        number = self.find("\trx[20]\twritten", skip=0)
        new = self.lines[number].replace("len=60", "len=61")
        report = self.parts_at(self.doctored((number, new)), number)
        self.assertIn("caused by: the last register access before: ", report)

    def test_an_interrupt_missing_is_found_where_it_is_missing(self):
        number = self.find("\traised\t")
        report = self.parts_at(self.doctored((number, None)), number)
        self.assertIn("raised after rx=2 tx=0", report)

    def test_an_interrupt_missing_altogether_is_found(self):
        number = self.find("\traised\t")
        gone = [(number, None)]
        for word in ("\ttaken\tnic", "\tlowered\t", "\treturned\tnic"):
            gone.append((next(i for i in range(number, len(self.lines))
                              if word in self.lines[i]), None))
        self.parts_at(self.doctored(*gone), number)

    def test_a_packet_dropped_is_found(self):
        number = self.find("ended socket.delivered")
        new = self.lines[number].replace("socket.delivered", "udp.rcvbuf_full")
        self.parts_at(self.doctored((number, new)), number)

    def test_a_packet_that_never_was_is_found_where_it_is_missing(self):
        """All datagrams look the same: only the times tell."""
        number = self.find("\tborn wire")
        frame = columns(self.lines[number])[2]
        gone = [(i, None) for i, line in enumerate(self.lines)
                if re.search(rf"\t{frame}\b", line)]
        self.assertGreater(len(gone), 4)
        report = self.parts_at(self.doctored(*gone), number)
        self.assertIn("From here on (+) has 1 fewer", report)

    def test_any_line_that_is_missing_is_found(self):
        for number in range(0, len(self.lines), 97):
            with self.subTest(self.lines[number]):
                self.parts_at(self.doctored((number, None)), number)

    def test_the_last_line_missing_is_found(self):
        report = self.parts_at(self.doctored((len(self.lines) - 1, None)),
                               len(self.lines) - 1)
        self.assertIn("no more", report)

    def test_a_shorter_recording_says_where_it_ends(self):
        short = self.run_it("short", "--wave-to", "30ms")
        done = ringside("diff", self.one, short)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"\+     no more until 300\d{5}\.\d{3} "
                         "ns, where the recording ends")

    def test_the_earliest_of_several_is_the_first(self):
        irq = self.find("\traised\t", skip=40)
        packet = self.find("\tstored", skip=10)
        register = self.find("\tread ICR", skip=90)
        new = self.lines[register].replace("RXT0", "RXO")
        report = self.parts_at(self.doctored(
            (irq, None), (packet, None), (register, new)), packet)
        self.assertEqual(re.findall(r"^Then: (\w+),", report, re.M),
                         ["irq", "reg"])

    def test_a_divergence_has_five_lines_before_and_after(self):
        number = self.find("\twrite IMC\t")
        new = self.lines[number].replace("0xffffffff", "0x000000ff")
        report = self.parts_at(self.doctored((number, new)), number)
        shown = re.findall(r"^  ([-+ ]) +\d+\.\d{3}  ", report, re.M)
        self.assertEqual("".join(shown), "     -+    ")

    # ---- real differences

    def test_other_moderation_is_an_other_itr_by_the_driver(self):
        other = self.run_it("itr", "--set", "host.coalesce.rx-usecs=200")
        done = ringside("diff", self.one, other)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(first(done.stdout)[0], "reg")
        self.assertRegex(done.stdout, r"(?m)^  - .* write ITR 0x000000c3")
        self.assertRegex(done.stdout, r"(?m)^  \+ .* write ITR 0x0000030d")
        self.assertRegex(done.stdout, r"(?m)^  caused by: e1000_")

    def test_one_frame_fewer_is_a_packet_that_is_missing(self):
        other = self.run_it("fewer", "--set", "wire.sources.0.frames=261")
        done = ringside("diff", self.one, other)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(first(done.stdout)[0], "packet")
        self.assertIn("+     no more", done.stdout)

    def test_longer_frames_differ_from_the_first_one_on(self):
        other = self.run_it("longer", "--set",
                            "wire.sources.0.frame_bytes=65")
        done = ringside("diff", self.one, other)
        self.assertEqual(first(done.stdout)[0], "packet")
        self.assertIn("number 1 of frames", done.stdout)

    def test_no_program_is_another_end_of_the_packet(self):
        other = self.run_it("closed", "--set", "programs=[]")
        done = ringside("diff", self.one, other)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"the way of #wire1 \(-\): .*, taken, "
                         "queued, ended socket.delivered")
        self.assertRegex(done.stdout, r"the way of #wire1 \(\+\): .*, taken, "
                         "ended udp.no_socket")

    # ---- what is refused

    def refused(self, reason, *args):
        done = ringside("diff", *args)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(reason, done.stderr)

    def test_a_run_without_transactions_is_told_how_to_have_them(self):
        empty = os.path.join(self.folder.name, "empty")
        os.makedirs(empty, exist_ok=True)
        self.refused("--transactions", self.one, empty)
        self.refused("--transactions", empty, self.one)

    def test_a_folder_that_is_not_there_is_told(self):
        self.refused("/nowhere: No such file", self.one, "/nowhere")

    def test_a_device_is_no_list(self):
        self.refused("is no regular file", self.one, "/dev/zero")

    def test_wrong_usage_is_told(self):
        for args in ((), ("a",), ("a", "b", "c"), ("--golden", "a", "b"),
                     ("--time=x", "a", "b"), ("--time=-1", "a", "b"),
                     ("--nonsense", "a", "b"),
                     ("--time=99999999999999999999", "a", "b")):
            with self.subTest(args):
                self.refused("usage: ", *args)

    def test_garbage_is_told_with_file_and_line(self):
        good = self.lines[0]
        time = columns(good)[0]
        for bad, reason in (
                ("garbage\n", "columns"),
                ("\n", "columns"),
                (good.replace("\t", " "), "columns"),
                (good.rstrip("\n") + "\tx\n", "columns"),
                (good.replace(time, "now"), "is no time"),
                (good.replace(time, "1.5"), "is no time"),
                (good.replace(time, "-1.000"), "is no time"),
                (good.replace(time, "9" * 30 + ".000"), "is no time"),
                (good.replace(time, "0.000"), "time goes backwards"),
                (good.replace("\treg\t", "\tgre\t"), "is no transaction"),
                (f"{time}\tirq\tlost\t\t\n", "is no transaction"),
                (f"{time}\tpacket\t#1\tvanished\t\n", "is no transaction"),
                (good.replace("write", "wr\x00te"), "this is no text"),
                (good.replace("write", "wr\x1b[31m"), "this is no text"),
                ("x" * 5000 + "\n", "more than 4096 bytes"),
                ("x" * 1000000 + "\n", "more than 4096 bytes"),
                ("# end 1\n", "something follows the end"),
                ("# end 7\n", "1 transactions are here"),
                ("# end x\n", "1 transactions are here")):
            with self.subTest(bad[:60]):
                path = self.write(HEADER + good + bad
                                  + join(self.lines[1:])[len(HEADER):])
                number = 4 if "follows" in reason else 3
                self.refused(f"{path}:{number}: ", self.one, path)
                self.refused(reason, path, self.one)

    def test_a_list_that_is_cut_off_is_refused(self):
        text = join(self.lines)
        for size in (len(text) // 2, len(text) - 1, len(text) - 9,
                     len(HEADER)):
            with self.subTest(size):
                path = self.write(text[:size])
                self.refused(f"{path}:", self.one, path)

    def test_what_is_no_list_is_refused(self):
        for text in ("", "\n", "ringside\n", "\x7fELF\x00\x01",
                     "x" * 300000, "ringside transactions\n"):
            with self.subTest(text[:20]):
                done = ringside("diff", self.one, self.write(text))
                self.assertEqual(done.returncode, 2, done)
                self.assertIn("other.txt", done.stderr)

    def test_another_version_is_refused(self):
        path = self.write(join(self.lines).replace("ions 1", "ions 2", 1))
        self.refused('version "2"', self.one, path)

    def test_noise_is_refused_and_nothing_worse(self):
        seed = 1
        text = bytearray(join(self.lines[:300]).encode())
        for _ in range(60):
            noisy = bytearray(text)
            for _ in range(3):
                seed = seed * 6364136223846793005 + 1442695040888963407
                seed %= 1 << 64
                noisy[(seed >> 33) % len(noisy)] = seed >> 16 & 0xff
            done = ringside("diff", self.one, self.write(bytes(noisy)))
            self.assertIn(done.returncode, (1, 2), done)

    # ---- golden lists

    def test_a_golden_list_is_what_its_run_says(self):
        golden = ringside("diff", "--golden", self.one)
        self.assertEqual(golden.returncode, 0)
        self.assertNotIn("addr=0x", golden.stdout)
        self.assertIn("MTA[0..127]", golden.stdout)
        path = self.write(golden.stdout, "golden.txt")
        done = ringside("diff", path, self.one)
        self.assertEqual(done.returncode, 0, done.stdout)
        done = ringside("diff", path, path)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_golden_list_of_a_golden_list_is_the_same(self):
        golden = ringside("diff", "--golden", self.one)
        path = self.write(golden.stdout, "golden.txt")
        self.assertEqual(ringside("diff", "--golden", path).stdout,
                         golden.stdout)

    def test_bad_golden_lists_are_refused(self):
        golden = ringside("diff", "--golden", self.one).stdout
        for old, new, reason in (
                ("MTA[0..127]", "MTA[0..9999999999]", "from where to where"),
                ("MTA[0..127]", "MTA[127..0]", "from where to where"),
                ("MTA[0..127]", "MTA[0..127", "from where to where"),
                ("golden 1", "golden 3", 'version "3"'),
                ("MTA[0..127]", "MTA[0..126]", "transactions are here")):
            with self.subTest(new):
                path = self.write(golden.replace(old, new))
                self.refused(reason, path, self.one)

    def test_a_golden_list_that_is_broken_fails_with_function_and_replay(self):
        lists = os.path.join(self.folder.name, "lists")
        shutil.copytree(GOLDEN, lists)
        path = lists + "/echo.txt"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("write TDT\t0x00000001", text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("write TDT\t0x00000001",
                                    "write TDT\t0x00000007"))
        os.remove(lists + "/wrap.txt")
        done = subprocess.run(
            [GOLDEN + "/check.sh", RINGSIDE, self.folder.name + "/check",
             lists], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("FAILED: echo differs", done.stdout)
        self.assertIn("FAILED: wrap differs", done.stdout)
        self.assertIn("First divergence: reg", done.stdout)
        self.assertRegex(done.stdout, r"caused by.*: e1000_tx_xmit\(\)")
        self.assertIn("To see it again: ", done.stdout)
        self.assertRegex(done.stdout, r"\d passed, 2 failed\n$")


if __name__ == "__main__":
    unittest.main()
