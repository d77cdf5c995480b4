#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What tshark says of the frames that the card made of long packets.

usage: test_tso.py SEND FOLDER
SEND (send.c) makes the frames and says what was asked for.
"""
import json
import os
import subprocess
import sys
import unittest

SEND, FOLDER = sys.argv[1:3]
WIRE = os.path.join(FOLDER, "wire.pcapng")
HOST = os.path.join(FOLDER, "eth0.pcapng")
TCP, UDP = 6, 17
FIRST_SEQ = 0xffff0000
NS_PER_BYTE = 8
# Preamble and delimiter, check sequence, gap: on the wire, not in the file.
AROUND_FRAME = 8 + 4 + 12

# tshark looks at every checksum, and puts nothing together.
CHECKS = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
          "-o", "udp.check_checksum:TRUE",
          "-o", "tcp.relative_sequence_numbers:FALSE",
          "-o", "tcp.desegment_tcp_streams:FALSE",
          "-o", "tcp.analyze_sequence_numbers:FALSE"]
GOOD = "1"
FIELDS = ["frame.time_epoch", "frame.len", "frame.packet_id",
          "ip.checksum.status", "ip.len", "ip.id", "ip.proto",
          "tcp.srcport", "udp.srcport",
          "tcp.checksum.status", "udp.checksum.status", "tcp.seq_raw",
          "tcp.hdr_len", "tcp.flags.push", "udp.length",
          "tcp.payload", "udp.payload", "vlan.etype", "vlan.id",
          "vlan.priority", "_ws.malformed"]


def tshark(*args):
    return subprocess.run(["tshark", *args], check=True, text=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def frames_of(path, *more):
    """A dict of FIELDS for each frame that the host sent."""
    args = ["-r", path, "-T", "fields", "-E", "separator=;", *more,
            "-Y", "frame.packet_flags_direction == 2 and ip"]
    for field in FIELDS:
        args += ["-e", field]
    lines = tshark(*CHECKS, *args).splitlines()
    return [dict(zip(FIELDS, line.split(";"))) for line in lines]


def nanoseconds(epoch):
    """No float holds them."""
    seconds, _, fraction = epoch.partition(".")
    return int(seconds) * 10**9 + int(fraction.ljust(9, "0"))


def pattern(start, count):
    """superpacket_byte() from byte @start of the stream on."""
    return bytes((at * 7 + (at >> 8) * 13 + (at >> 16)) & 0xff
                 for at in ((start + i) & 0xffffffff for i in range(count)))


def transport(frame):
    return "tcp" if int(frame["ip.proto"]) == TCP else "udp"


def payload(frame):
    return bytes.fromhex(frame[transport(frame) + ".payload"].replace(":", ""))


def number(text):
    return int(text, 0)


class Segments(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.makedirs(FOLDER, exist_ok=True)
        said = subprocess.run([SEND, WIRE, HOST], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        cls.cases = [json.loads(line) for line in said.splitlines()]
        cls.by_port = {}
        for frame in frames_of(WIRE):
            port = (frame["tcp.srcport"] or frame["udp.srcport"])
            cls.by_port.setdefault(port, []).append(frame)

    def wire(self):
        """Each case with what of it was on the wire."""
        for case in self.cases:
            if "count" in case:
                yield case, self.by_port[str(case["port"])]

    def segments(self, case):
        """(start in the stream, length, last of its packet) as they must
        be."""
        start = FIRST_SEQ
        for i in range(case["count"]):
            length = case["len"] + i * case["step"]
            mss = case["mss"] or length
            at = 0
            while True:
                size = min(mss, length - at)
                yield start + at, size, at + size == length
                at += size
                if at >= length:
                    break
            start += length

    def test_every_packet_becomes_as_many_frames_as_it_should(self):
        for case, frames in self.wire():
            with self.subTest(case["name"]):
                self.assertEqual(len(frames), len(list(self.segments(case))))

    def test_tshark_finds_no_bad_checksum_and_nothing_malformed(self):
        for case, frames in self.wire():
            with self.subTest(case["name"]):
                for frame in frames:
                    self.assertEqual(frame["ip.checksum.status"], GOOD)
                    self.assertEqual(
                        frame[transport(frame) + ".checksum.status"], GOOD)
                    self.assertEqual(frame["_ws.malformed"], "")

    def test_no_frame_is_longer_than_the_mtu_allows(self):
        for case, frames in self.wire():
            with self.subTest(case["name"]):
                tag = 4 if case["tci"] >= 0 else 0
                longest = max(int(frame["frame.len"]) for frame in frames)
                self.assertLessEqual(longest, case["mtu"] + 14 + tag)
                if case["mss"]:
                    self.assertEqual(longest,
                                     case["headers"] + case["mss"] + tag)

    def test_the_data_come_in_order_and_whole(self):
        for case, frames in self.wire():
            with self.subTest(case["name"]):
                for frame, (start, size, last) in zip(frames,
                                                      self.segments(case)):
                    self.assertEqual(payload(frame), pattern(start, size))
                    if transport(frame) == "tcp":
                        self.assertEqual(int(frame["tcp.seq_raw"]),
                                         start & 0xffffffff)
                        self.assertEqual(frame["tcp.flags.push"],
                                         "1" if last else "0")

    def test_lengths_in_headers_are_those_of_the_segment(self):
        for case, frames in self.wire():
            with self.subTest(case["name"]):
                for frame, (_, size, _) in zip(frames, self.segments(case)):
                    length = case["headers"] - 14 + size
                    self.assertEqual(int(frame["ip.len"]), length)
                    if case["protocol"] == UDP:
                        self.assertEqual(int(frame["udp.length"]), 8 + size)

    def test_identifications_count_up_within_a_packet(self):
        for case, frames in self.wire():
            if not case["mss"]:
                continue
            with self.subTest(case["name"]):
                ids = [number(frame["ip.id"]) for frame in frames]
                ends = [last for _, _, last in self.segments(case)]
                for before, after, last in zip(ids, ids[1:], ends):
                    if not last:
                        self.assertEqual(after, (before + 1) & 0xffff)

    def test_tags_are_where_they_were_asked_for(self):
        for case, frames in self.wire():
            with self.subTest(case["name"]):
                for frame in frames:
                    if case["tci"] < 0:
                        self.assertEqual(frame["vlan.id"], "")
                        continue
                    self.assertEqual(number(frame["vlan.etype"]), 0x0800)
                    self.assertEqual(int(frame["vlan.id"]),
                                     case["tci"] & 0xfff)
                    self.assertEqual(int(frame["vlan.priority"]),
                                     case["tci"] >> 13)

    def test_every_segment_has_a_number_of_its_own(self):
        seen = [frame["frame.packet_id"] for _, frames in self.wire()
                for frame in frames]
        self.assertNotIn("", seen)
        self.assertEqual(len(seen), len(set(seen)))

    def test_the_line_is_busy_from_the_first_segment_to_the_last(self):
        for case, frames in self.wire():
            if not case["line_rate"]:
                continue
            with self.subTest(case["name"]):
                # Times are those of the last bit.
                took = (nanoseconds(frames[-1]["frame.time_epoch"]) -
                        nanoseconds(frames[0]["frame.time_epoch"]))
                wire = sum(max(int(frame["frame.len"]), 60) + AROUND_FRAME
                           for frame in frames[1:])
                busy = wire * NS_PER_BYTE / took
                print(f"{case['name']}: {len(frames)} frames, "
                      f"{100 * busy:.2f} % of the line")
                self.assertGreaterEqual(busy, 0.99)
                self.assertLessEqual(busy, 1)

    def test_a_datagram_in_fragments_has_a_right_checksum(self):
        case = self.cases[-1]
        frames = [frame for frame in frames_of(
            WIRE, "-o", "ip.defragment:TRUE")
            if frame["udp.srcport"] == str(case["port"])]
        self.assertEqual(len(frames), 1)
        self.assertEqual(frames[0]["udp.checksum.status"], GOOD)
        self.assertEqual(payload(frames[0]), pattern(0, case["bytes"]))

    def test_the_host_saw_the_packets_before_they_were_cut(self):
        """As tcpdump does: what the card cuts is one packet of eth0."""
        seen = {}
        for frame in frames_of(HOST):
            port = frame["tcp.srcport"] or frame["udp.srcport"]
            seen[port] = seen.get(port, 0) + 1
        for case, frames in self.wire():
            with self.subTest(case["name"]):
                cut_by_card = case["name"].startswith("tso")
                self.assertEqual(seen[str(case["port"])],
                                 case["count"] if cut_by_card
                                 else len(frames))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
