#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The wire between programs: two ringside processes on `--wire dgram:PATH`,
and a stranger of a hundred lines in the place of one of them. Time is the
wall's, so what is asserted is what has to come, not when. usage: test_live.py
RINGSIDE SCENARIO-OF-THE-HOST"""
import json
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import evidence

RINGSIDE, SCENARIO = (str(pathlib.Path(a).resolve()) for a in sys.argv[1:3])
HOST_MAC, HOST_IP = bytes.fromhex("525400123402"), bytes([10, 9, 0, 2])
MAC, IP = bytes.fromhex("020000000001"), bytes([10, 9, 0, 1])
LONG = "--set=duration_ms=600000"
SOURCE = """name: source
description: numbered datagrams to a host that is another process
duration_ms: 3000
host: {{ip: 10.9.0.1/24, mac: "52:54:00:12:34:01"}}
programs:
  - name: udp_source
    args: ["10.9.0.2", "7", "{count}", "{size}", "1000000"]
"""


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ip_packet(protocol, payload, number=1, at=0, more=False):
    fragment = at // 8 | (0x2000 if more else 0)
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), number,
                       fragment, 64, protocol, 0, IP, HOST_IP)
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return HOST_MAC + MAC + b"\x08\x00" + head + payload


def echo_request(number, size):
    message = struct.pack(">BBHHH", 8, 0, 0, 99, number)
    message += bytes(i & 0xff for i in range(size))
    return message[:2] + struct.pack(">H", checksum(message)) + message[4:]


def fragments(protocol, payload, number):
    return [ip_packet(protocol, payload[at:at + 1480], number, at,
                      at + 1480 < len(payload))
            for at in range(0, len(payload), 1480)]


class Ringside:
    """`ringside run` with its wire at PATH of the folder."""

    def __init__(self, folder, name, *arguments):
        self.out = pathlib.Path(folder) / name
        self.begun = time.monotonic()
        self.program = subprocess.Popen(
            [RINGSIDE, "run", *arguments, "--wire", "dgram:lan", "--out",
             name, "--quiet"], cwd=folder, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)

    def said(self, seconds=60):
        """What it says at its end, and its exit code."""
        said = self.program.communicate(timeout=seconds)[1]
        return said, self.program.returncode

    def stop(self):
        self.program.send_signal(signal.SIGTERM)
        return self.said()

    def kill(self):
        self.program.kill()
        self.program.communicate()

    def numbers(self):
        return json.loads((self.out / "metrics.json").read_text("utf-8"))

    def payloads(self, source, destination):
        """Of the UDP datagrams between two addresses on its wire."""
        for frame in evidence.frames(self.out / "wire.pcapng"):
            if frame[12:14] == b"\x08\x00" and frame[23] == 17 and \
                    frame[26:34] == source + destination:
                length, = struct.unpack_from(">H", frame, 38)
                yield frame[42:34 + length]


class Peer:
    """This program, at the other end of the folder's wire."""

    def __init__(self, folder):
        self.far, self.own = str(folder / "lan.a"), folder / "lan.b"
        self.wire = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.wire.bind(str(self.own))

    def close(self):
        self.wire.close()
        self.own.unlink(missing_ok=True)

    def wake(self):
        """The host's card takes frames once its driver is up; then it has
        answered all, and is silent."""
        self.wire.settimeout(0.3)
        for _ in range(100):
            self.send(ip_packet(1, echo_request(0xffff, 0)))
            if self.answer(0xffff):
                break
        while self.answer(0xffff):
            pass
        self.wire.settimeout(20)

    def send(self, frame):
        self.wire.sendto(frame, self.far)

    def answer(self, number):
        """The whole echo reply of that number; ARP is answered."""
        parts = {}
        while True:
            try:
                frame = self.wire.recv(4000)
            except TimeoutError:
                return None
            if frame[12:14] == b"\x08\x06" and frame[20:22] == b"\0\1":
                self.send(HOST_MAC + MAC + frame[12:20] + b"\0\2" + MAC + IP
                          + HOST_MAC + HOST_IP)
            if frame[12:14] != b"\x08\x00" or frame[23] != 1:
                continue
            length, ident, at = struct.unpack_from(">HHH", frame, 16)
            parts.setdefault(ident, {})[(at & 0x1fff) * 8] = \
                frame[34:14 + length]
            if at & 0x2000:
                continue
            whole = b"".join(v for _, v in sorted(parts[ident].items()))
            if whole[0] == 0 and whole[6:8] == number.to_bytes(2, "big"):
                return whole


class Lan(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.running = []

    def tearDown(self):
        for program in self.running:
            program.kill()
        self.folder.cleanup()

    def run_one(self, name, *arguments):
        self.running.append(Ringside(self.path, name, *arguments))
        return self.running[-1]

    def until(self, what, seconds=30):
        end = time.monotonic() + seconds
        while not what():
            self.assertLess(time.monotonic(), end, "it has not happened")
            time.sleep(0.01)


class TwoProcesses(Lan):
    def two(self, count, size):
        (self.path / "source.yaml").write_text(
            SOURCE.format(count=count, size=size), encoding="utf-8")
        echo = self.run_one("echo", SCENARIO, LONG)
        self.until((self.path / "lan.a").exists)
        peer = Peer(self.path)
        peer.wake()
        peer.close()
        source = self.run_one("source", "source.yaml")
        said, code = source.said()
        self.assertEqual(code, 0, said)
        said, code = echo.stop()
        self.assertEqual(code, 130, said)
        there = list(source.payloads(IP, HOST_IP))
        self.assertEqual([p[:8] for p in there],
                         [i.to_bytes(8, "big") for i in range(count)])
        self.assertEqual({len(p) for p in there}, {size})
        self.assertEqual(list(source.payloads(HOST_IP, IP)), there)
        self.assertEqual(list(echo.payloads(HOST_IP, IP)), there)
        self.assertEqual(echo.numbers()["apps"]["udp_echo"]["echoed"], count)
        for one in (echo, source):
            self.assertTrue(one.numbers()["frames"]["conserved"])
            self.assertEqual(one.numbers()["live"]["lost"], 0)

    def test_datagrams_of_one_process_are_echoed_by_the_other_in_order(self):
        self.two(50, 100)

    def test_so_are_datagrams_as_long_as_a_frame(self):
        self.two(20, 1472)

    def test_both_take_their_sockets_with_them(self):
        self.two(1, 20)
        self.assertEqual(list(self.path.glob("lan.*")), [])


class Stranger(Lan):
    """This program is the other end."""

    def setUp(self):
        super().setUp()
        self.host = self.run_one("host", SCENARIO, LONG)
        self.until((self.path / "lan.a").exists)
        self.peer = Peer(self.path)
        self.peer.wake()

    def tearDown(self):
        self.peer.close()
        super().tearDown()

    def pinged(self, count, size):
        for i in range(count):
            message = echo_request(i, size)
            for frame in fragments(1, message, 100 + i):
                self.peer.send(frame)
            self.assertEqual(self.peer.answer(i)[4:], message[4:])

    def test_20_pings_of_20_are_answered(self):
        self.pinged(20, 56)

    def test_a_ping_of_4000_bytes_is_answered_in_fragments(self):
        self.pinged(3, 4000)

    def test_a_scan_a_wrong_address_and_nonsense_do_no_harm(self):
        for port in range(1, 200):
            syn = struct.pack(">HHIIBBHHH", 9, port, 1, 0, 0x50, 2, 1024, 0, 0)
            self.peer.send(ip_packet(6, syn))
            self.peer.send(ip_packet(17, struct.pack(">HHHH", 9, port, 8, 0)))
        wrong = ip_packet(1, echo_request(7, 56))
        self.peer.send(bytes.fromhex("525400999999") + wrong[6:])
        self.peer.send(wrong[:30] + bytes([10, 9, 0, 77]) + wrong[34:])
        for length in (0, 1, 13, 14, 15, 33, 40, 1600, 3000):
            head = wrong[:12] + b"\x08\x00" if length > 14 else b""
            self.peer.send(head + bytes(length))
        for protocol in range(256):
            self.peer.send(ip_packet(protocol, b"\xff" * 60))
        self.pinged(5, 56)
        said, code = self.host.stop()
        self.assertEqual(code, 130, said)
        numbers = self.host.numbers()
        self.assertTrue(numbers["frames"]["conserved"])
        self.assertEqual(numbers["kernel"]["warnings"], 0)

    def test_simulated_time_is_not_faster_than_the_wall(self):
        end = time.monotonic() + 2
        frame = ip_packet(1, echo_request(7, 56))
        frame = bytes.fromhex("525400999999") + frame[6:]
        while time.monotonic() < end:
            self.peer.send(frame)
            time.sleep(0.00005)
        said, code = self.host.stop()
        took = time.monotonic() - self.host.begun
        self.assertEqual(code, 130, said)
        self.assertLess(self.host.numbers()["sim_ns"], took * 1e9)

    def test_a_third_end_is_refused(self):
        said, code = self.run_one("third", SCENARIO, LONG).said()
        self.assertEqual(code, 2)
        self.assertIn("both ends are taken", said)


class Paths(Lan):
    def refused(self, wire):
        got = subprocess.run([RINGSIDE, "run", SCENARIO, LONG, "--wire", wire,
                              "--out", "out", "--quiet"], cwd=self.path,
                             capture_output=True, text=True, timeout=30,
                             check=False)
        self.assertEqual(got.returncode, 2)
        return got.stderr

    def test_a_path_that_is_too_long_is_refused(self):
        self.assertIn("a socket's path has at most",
                      self.refused("dgram:" + "x" * 200))

    def test_a_folder_that_is_not_there_is_named(self):
        self.assertIn("nowhere/lan.a: No such file",
                      self.refused("dgram:nowhere/lan"))

    def test_a_file_of_that_name_is_left_alone(self):
        (self.path / "notes.a").write_text("dear", encoding="utf-8")
        self.assertIn("notes.a: Address already in use",
                      self.refused("dgram:notes"))
        self.assertEqual((self.path / "notes.a").read_text("utf-8"), "dear")

    def test_a_socket_that_nobody_owns_any_more_is_replaced(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as old:
            old.bind(str(self.path / "lan.a"))
        host = self.run_one("host", SCENARIO, "--set=duration_ms=1")
        said, code = host.said()
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], verbosity=0, exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
