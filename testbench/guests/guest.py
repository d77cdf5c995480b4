# SPDX-License-Identifier: MIT
"""A virtual machine whose network card is the Verilog one, or QEMU's own.

The card's wire leads into QEMU's user network, an independent peer with DHCP,
ICMP, TFTP and TCP at 10.0.2.2. What the guest says on its serial port is
waited for, line by line; everything goes to files in the guest's folder.
"""
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import time

import evidence

MAC = "52:54:00:12:34:56"
LONGEST = 1514          # bytes of a frame without FCS


class Failed(Exception):
    """The guest did not do what was expected; the text says what."""


class Guest:
    """QEMU and, unless card is "qemu", `ringside attach` beside it."""

    def __init__(self, name, driver, qemu, ringside, folder,
                 card="verilog"):
        self.name = name
        self.driver = driver    # as docs/guests.md calls it
        self.qemu = shlex.split(qemu)
        self.ringside = ringside
        self.folder = pathlib.Path(folder).resolve()
        self.card = card
        self.whole = True       # all that the driver does is tried
        self.seen = ""
        self.begun = time.monotonic()
        self.programs = []
        (self.folder / "tftp").mkdir(parents=True, exist_ok=True)
        for old in ("nic.sock", "wire.a", "wire.b", "out/wire.pcapng",
                    "out/strict.txt", "out/metrics.json"):
            (self.folder / old).unlink(missing_ok=True)

    def file(self, name):
        return self.folder / name

    def attach(self, attach_options):
        """The card, waiting for its slot."""
        out = open(self.file("attach.txt"), "w", encoding="utf-8")
        self.card_process = subprocess.Popen(
            [self.ringside, "attach", "--vfio-user", "nic.sock", "--wire",
             "dgram:wire", "--out", "out", "--strict=warn", *attach_options],
            cwd=self.folder, stdout=out, stderr=subprocess.STDOUT,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.programs.append(self.card_process)
        self.wait_for("nic.sock", self.card_process, "attach.txt")

    def wait_for(self, name, program, log):
        """Until the program has its socket."""
        for _ in range(300):
            if self.file(name).exists():
                return
            if program.poll() is not None:
                break
            time.sleep(0.1)
        raise Failed("the card does not start: "
                     + self.file(log).read_text("utf-8"))

    def wire(self):
        """QEMU's arguments for the card and what its wire leads to."""
        user = f"user,id=u,restrict=on,tftp={self.file('tftp')}"
        user += "".join(f",{o}" for o in self.user_options)
        if self.card == "qemu":
            return ["-netdev", user, "-device",
                    f"e1000,netdev=u,mac={MAC}" + self.rom(), "-object",
                    "filter-dump,id=d,netdev=u,file=wire.pcap"]
        device = {"driver": "vfio-user-pci",
                  "socket": {"type": "unix", "path": "nic.sock"},
                  "x-msg-timeout": 60000, **self.device}
        return ["-netdev", user, "-netdev",
                "dgram,id=w,local.type=unix,local.path=wire.b,"
                "remote.type=unix,remote.path=wire.a",
                "-netdev", "hubport,id=h0,hubid=0,netdev=u",
                "-netdev", "hubport,id=h1,hubid=0,netdev=w",
                "-device", json.dumps(device)]

    def rom(self):
        return "".join(f",{k}={v}" for k, v in self.device.items())

    def start(self, arguments, user_options=(), device=None,
              attach_options=()):
        self.user_options = user_options
        self.device = device or {}
        if self.card != "qemu":
            self.attach(attach_options)
        errors = open(self.file("qemu.err"), "w", encoding="utf-8")
        self.machine = subprocess.Popen(
            [*self.qemu, "-accel", "tcg", "-cpu", "max", "-m", "256",
             "-object", "memory-backend-memfd,id=ram,size=256M,share=on",
             "-machine", "pc,memory-backend=ram", "-nodefaults",
             "-no-reboot", "-display", "none", "-vga", "none",
             "-serial", "stdio", *self.wire(), *arguments],
            cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=errors)
        self.programs.append(self.machine)
        os.set_blocking(self.machine.stdout.fileno(), False)
        self.log = open(self.file("serial.txt"), "w", encoding="utf-8")

    def say(self, text):
        self.machine.stdin.write(text.encode() + b"\n")
        self.machine.stdin.flush()

    def read(self):
        """What the guest has said since; False at the end."""
        got = self.machine.stdout.read()
        if got:
            text = got.decode(errors="replace").replace("\r", "")
            self.seen += text
            self.log.write(text)
            self.log.flush()
        return got != b""

    def expect(self, pattern, seconds):
        """The match of a regular expression in what the guest says next."""
        end = time.monotonic() + seconds
        while True:
            alive = self.read()
            if match := re.search(pattern, self.seen, re.MULTILINE):
                self.seen = self.seen[match.end():]
                return match
            if not alive or self.machine.poll() is not None:
                raise Failed(f"the guest ended, /{pattern}/ has not come; "
                             f"{self.tail()}")
            if time.monotonic() > end:
                raise Failed(f"/{pattern}/ has not come within {seconds} s; "
                             f"{self.tail()}")
            time.sleep(0.02)

    def tail(self):
        lines = self.seen.strip().splitlines()[-3:]
        return (f"last words: {' | '.join(lines)!r}; all of it: "
                f"{self.file('serial.txt')}, {self.file('qemu.err')}")

    def stop(self):
        """Both programs end; the card's numbers, or {} with QEMU's card."""
        if self.machine.poll() is None:
            self.machine.kill()
        self.machine.wait()
        self.read()
        if self.card == "qemu":
            return {}
        try:
            status = self.card_process.wait(60)
        except subprocess.TimeoutExpired as slow:
            raise Failed("the card does not see that QEMU is gone") from slow
        if status:
            raise Failed(f"the card ended with {status}: "
                         + self.file("attach.txt").read_text("utf-8")[:2000])
        return self.metrics()

    def metrics(self):
        return json.loads(self.file("out/metrics.json").read_text("utf-8"))

    def give_up(self):
        """The guest goes; the card may still write its files."""
        self.programs[-1].kill()
        if self.card != "qemu":
            try:
                self.card_process.wait(20)
            except subprocess.TimeoutExpired:
                pass
        self.kill()

    def kill(self):
        for program in self.programs:
            if program.poll() is None:
                program.kill()
                program.wait()

    def check(self, numbers):
        """What must hold for every guest; lines that say so."""
        if self.card == "qemu":
            longest = max(evidence.pcap_lengths(self.file("wire.pcap")))
            if longest > LONGEST:
                raise Failed(f"a frame of {longest} bytes on the wire")
            return [f"longest frame {longest} bytes",
                    f"files: {self.file('wire.pcap')}"]
        wire = numbers["live"]
        lengths = [len(frame) for frame
                   in evidence.frames(self.file("out/wire.pcapng"))]
        longest = max(lengths, default=0)
        if longest > LONGEST:
            raise Failed(f"a frame of {longest} bytes on the wire")
        if len(lengths) < wire["sent"]:
            raise Failed(f"{len(lengths)} frames in out/wire.pcapng, though "
                         f"{wire['sent']} were sent")
        if wire["broken"] or wire["lost"]:
            raise Failed(f"{wire['broken']} frames with a wrong FCS, "
                         f"{wire['lost']} lost")
        if numbers["guest"]["refused"]:
            raise Failed("the card refused messages of QEMU's")
        if astray := numbers["guest"]["dma_astray"]:
            raise Failed(f"the card went {astray} times to memory that the "
                         "guest has not")
        rules, wrong = evidence.check_rules(self.file("out/strict.txt"),
                                            self.driver, self.whole)
        if wrong:
            raise Failed("strict mode: " + "; ".join(wrong))
        return [f"frames sent {wire['sent']}, received {wire['received']}, "
                f"longest {longest} bytes",
                *rules, "memory: no access astray, no descriptor touched",
                f"register accesses {numbers['guest']['reads']} read, "
                f"{numbers['guest']['writes']} written; interrupts "
                f"{numbers['guest']['interrupts']}",
                f"simulated {numbers['sim_ns'] / 1e9:.2f} s",
                f"files: {self.file('out/wire.pcapng')}, "
                f"{self.file('out/metrics.json')}"]


def main(guest, body):
    """Run a guest's test; the exit code."""
    try:
        lines = body(guest)
        lines += guest.check(guest.stop())
    except Failed as why:
        guest.give_up()
        print(f"{guest.name}: FAILED: {why}")
        return 1
    finally:
        guest.kill()
    seconds = time.monotonic() - guest.begun
    print(f"{guest.name}: passed in {seconds:.1f} s")
    for line in lines:
        print(f"  {line}")
    return 0


def arguments(text):
    """NAME=VALUE words of the command line, as a dictionary."""
    words = dict(w.split("=", 1) for w in sys.argv[1:] if "=" in w)
    if missing := [w for w in text.split() if w not in words]:
        print(f"usage: {sys.argv[0]} " + " ".join(f"{w}=..."
                                                  for w in text.split()))
        print(f"missing: {' '.join(missing)}")
        sys.exit(2)
    return words
