#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The card in a guest's slot, with a guest of a hundred lines instead of QEMU:
what a driver sees, what is on the wire, and what a guest that misbehaves does
to the card. usage: test_attach.py RINGSIDE"""
import json
import mmap
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

RINGSIDE = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else ""
STATUS, CTRL, ICR, IMS, ICS = 0x8, 0x0, 0xc0, 0xd0, 0xc8
RCTL, TCTL, RAL0 = 0x100, 0x400, 0x5400
RING = {"rx": 0x2800, "tx": 0x3800}
MEMORY = 1 << 20


class Guest:
    """A client of vfio-user with a megabyte of memory at address 0."""

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.wire = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.program = subprocess.Popen(
            [RINGSIDE, "attach", "--vfio-user", "nic.sock", "--wire",
             "dgram:wire", "--out", "out", "--quiet", *options],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        for _ in range(200):
            try:
                self.socket.connect(str(self.folder / "nic.sock"))
                break
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.05)
        self.wire.bind(str(self.folder / "wire.b"))
        self.wire.settimeout(10)
        self.number = 0
        self.memory_fd = None

    def send(self, command, payload=b"", fds=(), flags=0, size=None):
        self.number += 1
        head = struct.pack("<HHIII", self.number & 0xffff, command,
                           size or 16 + len(payload), flags, 0)
        socket.send_fds(self.socket, [head + payload], list(fds))

    def take(self, count):
        got = b""
        while len(got) < count:
            part = self.socket.recv(count - len(got))
            if not part:
                raise EOFError
            got += part
        return got

    def ask(self, command, payload=b"", fds=()):
        """The reply's error and payload."""
        self.send(command, payload, fds)
        _, _, size, _, error = struct.unpack("<HHIII", self.take(16))
        return error, self.take(size - 16)

    def begin(self):
        """As far as a driver that finds its card."""
        version = struct.pack("<HH", 0, 0) + b"{}\0"
        assert self.ask(1, version)[0] == 0
        fd = os.memfd_create("guest")
        os.ftruncate(fd, MEMORY)
        self.memory = mmap.mmap(fd, MEMORY)
        assert self.ask(2, struct.pack("<IIQQQ", 32, 3, 0, 0, MEMORY),
                        [fd])[0] == 0
        self.memory_fd = fd
        self.line = os.eventfd(0, os.EFD_NONBLOCK)
        self.ask(8, struct.pack("<IIIII", 20, 0x24, 0, 0, 1), [self.line])
        self.config(4, 7)
        self.write(CTRL, 0x40)
        for _ in range(500):
            if self.read(STATUS) & 2:
                return self
            time.sleep(0.01)
        raise AssertionError("no link")

    def access(self, command, region, offset, count, data=b""):
        error, reply = self.ask(
            command, struct.pack("<QII", offset, region, count) + data)
        assert not error, f"error {error}"
        return reply[16:]

    def read(self, offset, region=0, count=4):
        return int.from_bytes(self.access(9, region, offset, count), "little")

    def write(self, offset, value, region=0, count=4):
        self.access(10, region, offset, count,
                    value.to_bytes(count, "little"))

    def config(self, offset, value):
        self.write(offset, value, region=7, count=2)

    def ring(self, way, descriptors):
        """A ring at a place of its own, filled, and the card's."""
        place = 0x1000 if way == "rx" else 0x2000
        self.memory[place:place + 256] = bytes(256)
        for i, d in enumerate(descriptors):
            self.memory[place + 16 * i:place + 16 * i + 16] = d
        base = RING[way]
        for offset, value in ((0, place), (4, 0), (8, 256), (0x10, 0),
                              (0x18, 0)):
            self.write(base + offset, value)
        self.write(RCTL if way == "rx" else TCTL,
                   0x8002 if way == "rx" else 0x4010a)
        self.write(base + 0x18, len(descriptors))
        return place

    def status(self, place, index):
        return self.memory[place + 16 * index + 12]

    def until(self, what, seconds=10):
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise AssertionError("it did not happen")
            time.sleep(0.002)

    def end(self):
        """The guest goes; what the card says, its exit code, its numbers."""
        self.socket.close()
        if self.memory_fd is not None:
            os.close(self.memory_fd)
            self.memory_fd = None
        said = self.program.stderr.read().decode()
        code = self.program.wait(20)
        numbers = {}
        if (self.folder / "out/metrics.json").exists():
            text = (self.folder / "out/metrics.json").read_text("utf-8")
            numbers = json.loads(text)
        return said, code, numbers


def frame(payload, to="525400123456"):
    return bytes.fromhex(to + "0200000000010800") + payload


def tx(address, length, command=0x0b):
    return struct.pack("<QHBBBBH", address, length, 0, command, 0, 0, 0)


class Attach(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.g = Guest(self.folder.name)

    def tearDown(self):
        self.g.program.kill()
        self.g.program.wait()
        self.g.program.stderr.close()
        self.g.wire.close()
        self.g.socket.close()
        self.folder.cleanup()

    def test_a_guest_finds_an_82540em_with_its_address(self):
        g = self.g.begin()
        self.assertEqual(g.read(0, region=7), 0x100e8086)
        self.assertEqual(g.read(0x3d, region=7, count=1), 1)
        self.assertEqual(g.read(RAL0), 0x12005452)
        self.assertEqual(g.read(RAL0 + 4) & 0xffff, 0x5634)
        self.assertEqual(g.read(RAL0 + 1, count=1), 0x54)
        said, code, _ = g.end()
        self.assertEqual(code, 0)
        self.assertIn("the client hung up", said)

    def test_a_frame_goes_from_its_memory_to_the_wire(self):
        g = self.g.begin()
        sent = frame(bytes(range(100)))
        g.memory[0x8003:0x8003 + len(sent)] = sent
        place = g.ring("tx", [tx(0x8003, len(sent))])
        self.assertEqual(g.wire.recv(2000), sent)
        g.until(lambda: g.status(place, 0) & 1)
        numbers = g.end()[2]
        self.assertEqual(numbers["live"]["sent"], 1)
        self.assertEqual(numbers["guest"]["dma_astray"], 0)

    def test_a_frame_from_the_wire_is_in_its_memory_and_interrupts(self):
        g = self.g.begin()
        place = g.ring("rx", [tx(0x9000 + 2048 * i, 0, 0) for i in range(8)])
        g.read(ICR)
        g.write(IMS, 0x80)
        sent = frame(b"hello, guest".ljust(60))
        g.wire.sendto(sent, str(g.folder / "wire.a"))
        g.until(lambda: g.status(place, 0) & 1)
        self.assertEqual(g.memory[0x9000:0x9000 + len(sent)], sent)
        g.until(lambda: g.read(ICS) & 0x80)
        self.assertEqual(os.eventfd_read(g.line), 1)
        self.assertEqual(g.end()[2]["guest"]["interrupts"], 1)

    def test_addresses_outside_of_its_memory_harm_nobody(self):
        g = self.g.begin()
        place = g.ring("tx", [tx(0xdead0000, 100), tx(MEMORY - 20, 100),
                              tx(0x8000, 100)])
        g.until(lambda: g.status(place, 2) & 1)
        self.assertEqual(g.read(STATUS) & 2, 2)
        said, code, numbers = g.end()
        self.assertEqual(code, 0, said)
        self.assertGreater(numbers["guest"]["dma_astray"], 0)

    def test_memory_that_goes_away_under_the_card_harms_nobody(self):
        g = self.g.begin()
        g.ring("tx", [tx(0x8000, 1500)] * 15)
        error, _ = g.ask(3, struct.pack("<IIQQ", 24, 0, 0, MEMORY))
        self.assertEqual(error, 0)
        time.sleep(0.05)
        self.assertEqual(g.read(STATUS) & 2, 2)
        self.assertEqual(g.end()[1], 0)

    def test_memory_whose_file_is_made_shorter_harms_nobody(self):
        g = self.g.begin()
        place = g.ring("tx", [tx(0x8000, 1500)] * 3)
        g.until(lambda: g.status(place, 2) & 1)
        g.memory.close()
        os.ftruncate(g.memory_fd, 0)
        g.write(RING["tx"] + 0x18, 7)
        time.sleep(0.05)
        self.assertEqual(g.read(STATUS) & 2, 2)
        said, code, numbers = g.end()
        self.assertEqual(code, 0, said)
        self.assertIn("made the file of its memory shorter", said)
        self.assertGreater(numbers["guest"]["pages_gone"], 0)

    def test_a_reset_in_mid_traffic_leaves_a_card_that_works(self):
        g = self.g.begin()
        for _ in range(5):
            g.ring("tx", [tx(0x8000, 1500)] * 15)
            g.ring("rx", [tx(0x9000, 0, 0)] * 8)
            for _ in range(20):
                g.wire.sendto(frame(bytes(600)), str(g.folder / "wire.a"))
            self.assertEqual(g.ask(13)[0], 0)
            self.assertEqual(g.read(TCTL), 0)
            g.config(4, 7)
            g.write(CTRL, 0x40)
            g.until(lambda: g.read(STATUS) & 2)
        g.wire.setblocking(False)
        try:
            while g.wire.recv(2000):
                pass
        except BlockingIOError:
            pass
        g.wire.settimeout(10)
        sent = frame(b"after the reset".ljust(60))
        g.memory[0x8000:0x8000 + len(sent)] = sent
        g.ring("tx", [tx(0x8000, len(sent))])
        while g.wire.recv(2000) != sent:
            pass
        said, code, numbers = g.end()
        self.assertEqual(code, 0, said)
        self.assertEqual(numbers["guest"]["resets"], 5)

    def test_a_reset_through_the_io_bar_works_as_linux_does_it(self):
        g = self.g.begin()
        g.write(RCTL, 0x8000)
        g.write(0, CTRL, region=1)
        g.write(4, 0x04000040, region=1)
        g.until(lambda: g.read(RCTL) == 0)

    def test_a_client_that_closes_in_mid_message_is_the_end(self):
        g = self.g.begin()
        g.socket.send(b"\x01\x00\x09\x00\x20")
        said, code, _ = g.end()
        self.assertIn("hung up in mid-message", said)
        self.assertEqual(code, 0)

    def test_an_oversized_message_is_refused_with_a_reason(self):
        g = self.g.begin()
        g.send(10, bytes(16), size=1 << 30)
        said, code, _ = g.end()
        self.assertIn("says that it has 1073741824 bytes", said)
        self.assertEqual(code, 0)

    def test_a_truncated_access_is_refused_and_the_next_one_works(self):
        g = self.g.begin()
        self.assertEqual(g.ask(9, bytes(8))[0], 22)
        self.assertEqual(g.read(STATUS) & 2, 2)
        self.assertEqual(g.end()[2]["guest"]["refused"], 1)

    def test_a_capture_and_a_waveform_are_left_behind(self):
        self.tearDown()
        self.folder = tempfile.TemporaryDirectory()
        self.g = Guest(self.folder.name, "--wave", "--wave-to", "20ms")
        g = self.g.begin()
        g.memory[0x8000:0x8000 + 74] = frame(bytes(60))
        g.ring("tx", [tx(0x8000, 74)])
        g.wire.recv(2000)
        g.end()
        out = pathlib.Path(self.folder.name) / "out"
        self.assertGreater((out / "trace.fst").stat().st_size, 1000)
        self.assertIn(b"Ringside", (out / "wire.pcapng").read_bytes())

    def test_a_socket_that_a_killed_server_left_is_replaced(self):
        self.g.program.kill()
        self.g.program.wait()
        self.assertTrue((self.g.folder / "nic.sock").exists())
        self.g.program.stderr.close()
        self.g.wire.close()
        self.g.socket.close()
        (self.g.folder / "wire.b").unlink()
        self.g = Guest(self.folder.name)
        self.assertEqual(self.g.begin().end()[1], 0)

    def test_a_signal_ends_it_with_its_files(self):
        g = self.g.begin()
        g.program.send_signal(signal.SIGINT)
        g.program.wait(20)
        said, code, numbers = g.end()
        self.assertIn("interrupted", said)
        self.assertEqual(code, 130)
        self.assertIn("guest", numbers)


class Refused(unittest.TestCase):
    def refused(self, *arguments):
        got = subprocess.run([RINGSIDE, "attach", *arguments],
                             capture_output=True, text=True, timeout=20,
                             check=False)
        self.assertEqual(got.returncode, 2)
        return got.stderr

    def test_a_socket_is_needed(self):
        self.assertIn("--vfio-user", self.refused())

    def test_a_path_that_is_there_already_is_not_replaced(self):
        with tempfile.NamedTemporaryFile() as there:
            self.assertIn("in use", self.refused(
                "--vfio-user", there.name, "--out", there.name + ".d"))
            self.assertTrue(pathlib.Path(there.name).exists())

    def test_a_path_that_is_too_long_or_empty_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in ("x" * 200, ""):
                self.assertIn("a socket's path has 1 to 107 bytes",
                              self.refused(f"--vfio-user={path}", "--out",
                                           folder + "/o"))

    def test_a_socket_that_a_server_has_is_not_taken_from_it(self):
        with tempfile.TemporaryDirectory() as folder, \
                socket.socket(socket.AF_UNIX) as other:
            other.bind(folder + "/s")
            other.listen()
            other.setblocking(False)
            self.assertIn("in use", self.refused(
                "--vfio-user", folder + "/s", "--out", folder + "/o"))
            with self.assertRaises(BlockingIOError):
                other.accept()

    def test_an_unknown_end_of_the_wire_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            said = self.refused("--vfio-user", folder + "/s", "--wire",
                                "carrier-pigeon", "--out", folder + "/o")
        self.assertIn("carrier-pigeon: an end of the wire is", said)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], verbosity=0, exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
