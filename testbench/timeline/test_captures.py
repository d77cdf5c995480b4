#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The captures of whole runs, as tshark reads them.

usage: test_captures.py RINGSIDE (from the top of the repository)
"""
import collections
import json
import os
import re
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

RINGSIDE = os.path.abspath(sys.argv.pop(1))
PEER = bytes.fromhex("525400123401")

# What a frame has in a capture. place: of the ledger; None: not said.
Frame = collections.namedtuple(
    "Frame", "ns id queue out interface comments place data")


def default_signals():
    """In the child: whoever runs the tests may ignore some."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def tshark(*args, text=True):
    done = subprocess.run(["tshark", *args], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return done.stdout.decode() if text else done.stdout


def packets(path):
    """The bytes of all frames, by way of the classic format."""
    raw = tshark("-r", path, "-F", "nsecpcap", "-w", "-", text=False)
    at = 24
    while at < len(raw):
        length = struct.unpack_from("<I", raw, at + 8)[0]
        yield raw[at + 16:at + 16 + length]
        at += 16 + length


def read(path):
    fields = ["time_epoch", "packet_id", "interface_queue",
              "packet_flags_direction", "interface_name", "comment"]
    lines = tshark("-r", path, "-T", "fields", "-E", "aggregator=|",
                   *[w for f in fields for w in ("-e", "frame." + f)])
    frames = []
    for line, data in zip(lines.splitlines(), packets(path)):
        stamp, number, queue, direction, name, comments = line.split("\t")
        comments = comments.split("|")
        place = [c.split()[1] for c in comments if c.startswith("ended: ")]
        seconds, part = stamp.split(".")
        frames.append(Frame(
            int(seconds) * 10**9 + int(part), int(number), int(queue),
            {1: False, 2: True}[int(direction, 16) & 3], name, comments,
            place[0] if place else None, data))
    return frames


def flat(tree, prefix=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, prefix + key + ".")
        else:
            yield prefix + key, value


def run(out, *args, scenario="first-light", **how):
    return subprocess.run(
        [RINGSIDE, "run", scenario, "--quiet", "--out", out, *args],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, check=False, **how)


def is_udp(data):
    """Over IPv4, whole."""
    return (data[12:15] == b"\x08\x00\x45" and data[23] == 17 and
            not int.from_bytes(data[20:22], "big") & 0x3fff)


def without_sum(data):
    return data[:40] + data[42:]


class Captures(unittest.TestCase):
    """Names are sentences."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.out = os.path.join(cls.folder.name, "run")
        done = run(cls.out, "--wave-from=17.51s", "--wave-to=17.511s")
        assert done.returncode == 0, done
        cls.wire = read(cls.path("wire"))
        cls.host = read(cls.path("eth0"))
        with open(os.path.join(cls.out, "metrics.json"),
                  encoding="utf-8") as file:
            cls.frames = json.load(file)["frames"]

    @classmethod
    def path(cls, name):
        return os.path.join(cls.out, name + ".pcapng")

    def test_tshark_finds_nothing_wrong_with_them(self):
        for name in ("wire", "eth0"):
            self.assertEqual("", tshark("-r", self.path(name), "-Y",
                                        "_ws.malformed && !icmp"))

    def test_every_frame_is_in_the_order_of_time_on_its_interface(self):
        for name, frames in (("wire", self.wire), ("eth0", self.host)):
            self.assertEqual({(f.interface, f.queue) for f in frames},
                             {(name, 0)})
            self.assertEqual([f.ns for f in frames],
                             sorted(f.ns for f in frames))
            ids = [f.id for f in frames]
            self.assertEqual(len(ids), len(set(ids)))

    def test_every_frame_of_the_peers_capture_is_on_the_wire_in_order(self):
        sent = [p.ljust(60, b"\0")
                for p in packets("testbench/captures/real-mixed.pcap")
                if p[6:12] == PEER]
        seen = [f.data for f in self.wire if not f.out
                and f.data[6:12] == PEER]
        at = 0
        for frame in seen:
            # The station beside the capture answers ARP.
            at += at < len(sent) and frame == sent[at]
        self.assertEqual(at, len(sent))

    def test_as_many_frames_ended_at_a_place_as_the_metrics_say(self):
        places = {f.id: f.place for f in self.wire + self.host}
        self.assertNotIn(None, places.values())
        count = collections.Counter(places.values())
        for place, want in flat(self.frames["ended"]):
            # Frames that never got as far as to the driver are nowhere.
            if place in ("arp.unresolved", "dev.not_ready"):
                want = 0
            self.assertEqual((place, count.pop(place, 0)), (place, want))
        self.assertFalse(count)
        self.assertEqual(sum(not f.out for f in self.wire),
                         self.frames["born"]["wire"])

    def test_wire_and_host_name_the_same_bytes_by_the_same_id(self):
        wire = {f.id: f for f in self.wire}
        for frame in self.host:
            twin = wire[frame.id]
            self.assertEqual((twin.out, twin.place), (frame.out, frame.place))
            ours = frame.data.ljust(60, b"\0")
            theirs = twin.data
            if frame.out and is_udp(ours):
                # The card fills it in: behind the host's tap.
                self.assertNotEqual(ours, theirs)
                ours, theirs = without_sum(ours), without_sum(theirs)
            self.assertEqual(theirs, ours)
            first, last = ((frame, twin) if frame.out else (twin, frame))
            self.assertLess(first.ns, last.ns)

    def test_only_what_the_card_kept_is_missing_at_the_host(self):
        host = {f.id for f in self.host}
        for frame in self.wire:
            self.assertEqual(frame.id in host,
                             not frame.place.startswith("card."), frame)

    def test_the_first_comment_names_the_frame(self):
        for frame in self.wire + self.host:
            self.assertRegex(frame.comments[0],
                             rf"^#{frame.id} .*\blen={len(frame.data)}$")

    def test_comments_lead_to_the_waveform_where_it_shows_the_frame(self):
        shown = 0
        for frame in self.wire + self.host:
            links = [c for c in frame.comments if c.startswith("fst=")]
            inside = 17_510_000_000 <= frame.ns < 17_511_000_000
            self.assertEqual(len(links), inside, frame)
            for link in links:
                match = re.fullmatch(r"fst=trace\.fst@(\d+)ps", link)
                self.assertEqual(int(match[1]) // 1000, frame.ns)
                shown += 1
        self.assertGreater(shown, 10)

    def test_a_run_can_be_played_back(self):
        out = os.path.join(self.folder.name, "again")
        mac = ":".join(f"{b:02x}" for b in PEER)
        source = f'{{type: pcap, file: {self.path("wire")}, from: "{mac}"}}'
        done = run(out, "--set", f"wire.sources.0={source}", "--set",
                   "wire.sources.0.offset_ns=20000000")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        with open(os.path.join(out, "metrics.json"), encoding="utf-8") as file:
            again = json.load(file)["frames"]["ended"]
        self.assertEqual(again["ip"], self.frames["ended"]["ip"])
        self.assertEqual(again["icmp"], self.frames["ended"]["icmp"])

    def test_a_waveform_changes_nothing_but_the_links_to_it(self):
        out = os.path.join(self.folder.name, "plain")
        self.assertEqual(run(out).returncode, 0)
        for name, frames in (("wire", self.wire), ("eth0", self.host)):
            plain = read(os.path.join(out, name + ".pcapng"))
            self.assertEqual(plain, [
                f._replace(comments=[c for c in f.comments
                                     if not c.startswith("fst=")])
                for f in frames])

    def test_a_full_disk_is_an_error_and_leaves_no_capture(self):
        out = os.path.join(self.folder.name, "full")
        done = run(out, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (65536, 65536)))
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("wire.pcapng: cannot be written: File too large",
                      done.stderr)
        self.assertFalse([f for f in os.listdir(out) if "pcapng" in f]
                         if os.path.exists(out) else [])

    def test_a_folder_that_cannot_be_written_is_refused(self):
        out = os.path.join(self.folder.name, "taken")
        os.makedirs(os.path.join(out, "eth0.pcapng"))
        done = run(out)
        self.assertEqual(done.returncode, 2, done)
        self.assertIn("eth0.pcapng: is there and no regular file", done.stderr)

    def test_an_interrupted_run_leaves_captures_up_to_that_moment(self):
        out = os.path.join(self.folder.name, "stopped")
        part = os.path.join(out, "wire.pcapng.part")
        with subprocess.Popen(
                [RINGSIDE, "run", "line-rate-rx", "--quiet", "--out", out,
                 "--set", "duration_ms=1000000"], stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True,
                preexec_fn=default_signals) as going:
            while (not os.path.exists(part)
                   or os.path.getsize(part) < 1_000_000):
                self.assertIsNone(going.poll())
                time.sleep(0.01)
            going.send_signal(signal.SIGINT)
            going.communicate()
            self.assertEqual(going.returncode, 130)
        wire = read(os.path.join(out, "wire.pcapng"))
        host = read(os.path.join(out, "eth0.pcapng"))
        self.assertNotIn(None, [f.place for f in wire + host])
        self.assertEqual(sum(f.place == "socket.delivered" for f in host),
                         sum(f.place == "socket.delivered" for f in wire))


if __name__ == "__main__":
    unittest.main()
