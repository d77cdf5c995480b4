#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the check: a right wire passes, a doctored one does not.

The wire is made from the capture itself: the peer's frames padded, the real
host's answers, and the unreachables that a host without TCP would send.
usage: test_check.py (from the top of the repository)
"""
import importlib.machinery
import importlib.util
import os
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CHECK = os.path.join(HERE, "check")
CAPTURE = os.path.join(HERE, "..", "captures", "real-mixed.pcap")

loader = importlib.machinery.SourceFileLoader("check", CHECK)
check = importlib.util.module_from_spec(
    importlib.util.spec_from_loader("check", loader))
sys.dont_write_bytecode = True
loader.exec_module(check)

PEER = bytes([10, 9, 0, 1])
HOST = bytes([10, 9, 0, 2])


def internet_checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ip_packet(src, dst, proto, payload, ident=0x77):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident, 0,
                         64, proto, 0, src, dst)
    total = internet_checksum(header)
    return header[:10] + struct.pack(">H", total) + header[12:] + payload


def unreachable(cause, code, quoted=548):
    quote = check.Ip.parse(cause.data).packet[:quoted]
    message = struct.pack(">BBHI", 3, code, 0, 0) + quote
    message = message[:2] + struct.pack(
        ">H", internet_checksum(message)) + message[4:]
    return (cause.data[6:12] + cause.data[:6] + b"\x08\x00"
            + ip_packet(HOST, PEER, 1, message))


class Wire:
    """What a right host's wire.pcapng would hold; tests then spoil it."""

    def __init__(self):
        capture = check.read_capture(CAPTURE)
        book = check.Check(capture, capture, PEER, HOST, {7, 5201})
        causes = [f for f in book.asked if book.refused(f) is not None]
        due = {f.number for f, yes in zip(causes, book.limited(causes)) if yes}
        self.frames = []
        for frame in capture:
            if frame in book.asked:
                self.add(frame.ns, frame.data.ljust(60, b"\0"))
                if frame.number in due:
                    self.add(frame.ns + 1000,
                             unreachable(frame, book.refused(frame)))
            elif self.is_wanted(frame):
                self.add(frame.ns, frame.data.ljust(60, b"\0"))

    @staticmethod
    def is_wanted(frame):
        ip = check.Ip.parse(frame.data)
        if check.ethertype(frame.data) == check.ETHERTYPE_ARP:
            return True
        return bool(ip and ip.src == HOST and ip.icmp() == (0, 0))

    def add(self, ns, data):
        self.frames.append([ns, data])

    def find(self, condition):
        """Index of the first frame of the host that meets the condition."""
        for i, (_, data) in enumerate(self.frames):
            if data[11] == 2 and condition(data):
                return i
        raise AssertionError("no such frame")

    def find_icmp(self, kind):
        def matches(data):
            ip = check.Ip.parse(data)
            return ip and ip.icmp() == kind
        return self.find(matches)

    def change(self, index, at, value):
        data = bytearray(self.frames[index][1])
        data[at] = value
        self.frames[index][1] = bytes(data)

    def write(self, path):
        def block(kind, body):
            size = struct.pack("<I", 12 + len(body))
            return struct.pack("<I", kind) + size + body + size

        with open(path, "wb") as file:
            file.write(block(0x0a0d0d0a, struct.pack(
                "<IHHq", 0x1a2b3c4d, 1, 0, -1)))
            # Stamps of 10^-9 s.
            file.write(block(1, struct.pack("<HHIHHB3xI", 1, 0, 0, 9, 1, 9,
                                            0)))
            for ns, data in self.frames:
                padding = b"\0" * (-len(data) % 4)
                file.write(block(6, struct.pack(
                    "<5I", 0, ns >> 32, ns & 0xffffffff, len(data),
                    len(data)) + data + padding))


class TheCheck(unittest.TestCase):
    """Each test spoils one thing and must be told so."""

    def setUp(self):
        self.wire = Wire()

    def judge(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "wire.pcapng")
            self.wire.write(path)
            done = subprocess.run([sys.executable, CHECK, CAPTURE, path],
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True,
                                  check=False)
        return done.returncode, done.stdout

    def refused(self, reason):
        code, text = self.judge()
        self.assertEqual(code, 1, text)
        self.assertIn(reason, text)

    def test_a_right_wire_passes(self):
        code, text = self.judge()
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"echo request +4 +4  ok")
        self.assertRegex(text, r"ARP request +2 +2  ok")
        self.assertRegex(text, r"UDP to a closed port +1 +1  ok")
        self.assertRegex(text, r"TCP +12 +12  ok")

    def test_identification_and_its_checksum_may_differ(self):
        i = self.wire.find_icmp((0, 0))
        data = self.wire.frames[i][1]
        header = bytearray(data[14:34])
        header[4:6], header[10:12] = b"\x12\x34", b"\0\0"
        header[10:12] = struct.pack(">H", internet_checksum(bytes(header)))
        self.wire.frames[i][1] = data[:14] + bytes(header) + data[34:]
        code, text = self.judge()
        self.assertEqual(code, 0, text)

    def test_padding_may_differ(self):
        i = self.wire.find(lambda d: d[12:14] == b"\x08\x06")
        self.wire.change(i, 59, 0xaa)
        code, text = self.judge()
        self.assertEqual(code, 0, text)

    def test_a_missing_echo_reply_is_missed(self):
        del self.wire.frames[self.wire.find_icmp((0, 0))]
        self.refused("no answer")

    def test_a_wrong_byte_in_an_echo_reply_is_named(self):
        self.wire.change(self.wire.find_icmp((0, 0)), 60, 0xee)
        self.refused("differs: byte 60 is ee, not")

    def test_a_wrong_ttl_is_named(self):
        self.wire.change(self.wire.find_icmp((0, 0)), 22, 63)
        self.refused("differs: byte 22 is 3f, not 40")

    def test_an_echo_reply_sent_twice_is_too_much(self):
        i = self.wire.find_icmp((0, 0))
        self.wire.frames.insert(i, list(self.wire.frames[i]))
        self.refused("answers no echo request, or one for the second time")

    def test_a_wrong_address_in_an_arp_reply_is_named(self):
        i = self.wire.find(lambda d: d[12:14] == b"\x08\x06")
        self.wire.change(i, 27, 9)
        self.refused("ARP request 5: the answer")

    def test_a_missing_port_unreachable_is_missed(self):
        del self.wire.frames[self.wire.find_icmp((3, 3))]
        self.refused("no unreachable")

    def test_a_port_unreachable_for_tcp_is_wrong(self):
        i = self.wire.find_icmp((3, 2))
        self.wire.change(i, 35, 3)
        self.refused("no unreachable")

    def test_an_unreachable_must_quote_what_was_sent(self):
        i = self.wire.find_icmp((3, 2))
        cause = check.Frame(0, 0, self.wire.frames[i - 1][1])
        self.wire.frames[i][1] = unreachable(cause, 2, 28)
        self.refused("quotes wrongly: 28 bytes, not 60")

    def test_a_thirteenth_protocol_unreachable_is_too_much(self):
        frames = check.read_capture(CAPTURE)
        last = [f for f in frames if f.data[11] == 1][-1]
        self.wire.add(last.ns + 1000, unreachable(last, 2))
        self.refused("is more than the rate limit allows")

    def add_echo(self, answered):
        """A third host sends to port 7, and may get it back."""
        third = bytes((10, 9, 0, 3))
        mine, other = b"\x52\x54\0\x12\x34\2", b"\x52\x54\0\x12\x34\3"
        text = b"twenty bytes of text"
        there = struct.pack(">HHHH", 40000, 7, 28, 0) + text
        back = struct.pack(">HHHH", 7, 40000, 28, 0) + text
        now = self.wire.frames[-1][0]
        self.wire.add(now + 1000, mine + other + b"\x08\0"
                      + ip_packet(third, HOST, 17, there))
        if answered:
            self.wire.add(now + 9000, other + mine + b"\x08\0"
                          + ip_packet(HOST, third, 17, back))

    def test_a_third_host_may_be_echoed(self):
        self.add_echo(True)
        code, text = self.judge()
        self.assertEqual(code, 0, text)

    def test_a_datagram_that_does_not_come_back_is_missed(self):
        self.add_echo(False)
        self.refused("1 datagrams to port 7 did not come back")

    def test_a_bad_checksum_is_tsharks_to_find(self):
        # The identification may differ, but then the checksum must too.
        self.wire.change(self.wire.find_icmp((0, 0)), 18, 0x55)
        self.refused("tshark: ")

    def test_a_frame_that_nobody_asked_for_is_named(self):
        i = self.wire.find_icmp((0, 0))
        data = self.wire.frames[i][1]
        udp = struct.pack(">HHHH", 53, 40000, 8, 0)
        self.wire.add(2 * 10**9, data[:14] + ip_packet(HOST, PEER, 17, udp))
        self.refused("nobody asked for it")

    def test_a_frame_of_the_peer_that_is_not_there_is_missed(self):
        del self.wire.frames[4]
        self.refused("the peer sent 255 frames in the capture and 254")

    def test_files_that_are_none_are_refused(self):
        for bad in ("/nonexistent", __file__):
            done = subprocess.run([sys.executable, CHECK, CAPTURE, bad],
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(bad, done.stdout)


if __name__ == "__main__":
    unittest.main()
