#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A simulated host and a QEMU on one wire of datagrams: U-Boot, with QEMU's
own card, pings the host, which has the Verilog one."""
import signal
import subprocess
import sys

import evidence
import guest

COUNT = 5


class Network(guest.Guest):
    """The simulated host is PATH.a, QEMU is PATH.b."""

    def __init__(self, scenario, **words):
        super().__init__("guest-network", "U-Boot", card="qemu", **words)
        self.scenario = scenario
        for old in ("lan.a", "lan.b"):
            self.file(old).unlink(missing_ok=True)

    def host(self):
        out = open(self.file("host.txt"), "w", encoding="utf-8")
        self.simulated = subprocess.Popen(
            [self.ringside, "run", self.scenario, "--set=duration_ms=600000",
             "--wire", "dgram:lan", "--out", "out", "--quiet"],
            cwd=self.folder, stdout=out, stderr=subprocess.STDOUT)
        self.programs.append(self.simulated)
        self.wait_for("lan.a", self.simulated, "host.txt")

    def wire(self):
        return ["-netdev", "dgram,id=w,local.type=unix,local.path=lan.b,"
                "remote.type=unix,remote.path=lan.a", "-device",
                f"e1000,netdev=w,mac={guest.MAC}"]

    def stop(self):
        super().stop()
        self.simulated.send_signal(signal.SIGTERM)
        if (status := self.simulated.wait(60)) != 130:
            raise guest.Failed(f"the simulated host ended with {status}: "
                               + self.file("host.txt").read_text("utf-8"))
        return self.metrics()

    def check(self, numbers):
        answered = numbers["frames"]["ended"]["icmp"]["echo_answered"]
        if answered != COUNT or not numbers["frames"]["conserved"]:
            raise guest.Failed(f"the host answered {answered} pings of "
                               f"{COUNT}, or lost a frame")
        lengths = [len(frame) for frame
                   in evidence.frames(self.file("out/wire.pcapng"))]
        if max(lengths) > guest.LONGEST or numbers["live"]["lost"]:
            raise guest.Failed(f"frames of {max(lengths)} bytes, "
                               f"{numbers['live']['lost']} lost")
        return [f"the host answered {answered}; frames on its wire: "
                f"{len(lengths)}, longest {max(lengths)} bytes",
                f"files: {self.file('out/wire.pcapng')}, "
                f"{self.file('out/metrics.json')}"]


def test(g, rom):
    g.host()
    g.start(["-bios", rom])
    g.expect(r"Hit any key|=> ", 60)
    g.say("")
    g.expect(r"=> ?$", 30)
    g.say("setenv ipaddr 10.9.0.1; setenv netmask 255.255.255.0")
    for _ in range(COUNT):
        g.say("ping 10.9.0.2")
        g.expect(r"host 10.9.0.2 is alive", 60)
    return [f"U-Boot, by QEMU's e1000, pinged the simulated host {COUNT} "
            "times"]


def main():
    a = guest.arguments("qemu ringside folder rom scenario")
    g = Network(a["scenario"], qemu=a["qemu"], ringside=a["ringside"],
                folder=a["folder"])
    return guest.main(g, lambda g: test(g, a["rom"]))


if __name__ == "__main__":
    sys.exit(main())
