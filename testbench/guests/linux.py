#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Linux, as Debian has it: probe, link, DHCP, ping, TFTP, TCP both ways, down
and up, and away with the driver. The driver is the kernel's own, or ours."""
import hashlib
import re
import sys

import guest

BOOT = 300              # seconds; a loaded machine takes long


def results(g):
    """What init says, as a dictionary."""
    said = {}
    while "finished" not in said:
        key, value = g.expect(r"^RESULT (\S+) ?(.*)\n", BOOT).groups()
        said[key] = value.strip()
    return said


def start(g, kernel, initrd, words="", **options):
    g.start(["-kernel", kernel, "-initrd", initrd, "-append",
             f"console=ttyS0 panic=-1 nokaslr no_timer_check "
             f"quiet {words}"], **options)


def probe(g, kernel, initrd):
    """The driver's probe and the link, as a waveform."""
    start(g, kernel, initrd, "ringside=probe", attach_options=["--wave"])
    said = results(g)
    if said.get("mac") != guest.MAC or "full" not in said.get("link", ""):
        raise guest.Failed(f"no probe: {said}; {g.tail()}")
    return [f"driver {said['driver']}: link {said['link']}",
            f"waveform: {g.file('out/trace.fst')}, for example: gtkwave "
            f"{g.file('out/trace.fst')} waves/card.gtkw"]


def test(g, kernel, initrd, speed="1000 full"):
    data = hashlib.shake_128(b"ringside").digest(1 << 20)
    g.file("tftp/data.bin").write_bytes(data)
    echo = "guestfwd=tcp:10.0.2.100:7-cmd:cat"
    fetch = f"guestfwd=tcp:10.0.2.100:80-cmd:cat {g.file('tftp/data.bin')}"
    start(g, kernel, initrd, user_options=[echo, fetch])
    said = results(g)
    digest = hashlib.sha256(data).hexdigest()
    want = {"mac": guest.MAC, "link": speed, "dhcp": "10.0.2.15", "ping": "5",
            "bigping": "3", "tftp": digest, "fetch": digest, "echo": digest,
            "retransmits": "0", "errors": "0 0", "again": "2", "kernel": "0"}
    wrong = [f"{k}: {said.get(k, 'nothing')!r}, not {v!r}"
             for k, v in want.items() if said.get(k) != v]
    if wrong:
        raise guest.Failed("; ".join(wrong) + "; " + g.tail())
    count = re.sub(r"\D", "", said.get("interrupts", ""))
    return [f"driver {said['driver']}: link {said['link']}, DHCP "
            f"{said['dhcp']}, 8 of 8 pings answered (3 in fragments)",
            f"TFTP and TCP, {len(data)} bytes down and up, right; "
            f"retransmissions 0; {count} interrupts"]


def main():
    a = guest.arguments("qemu ringside folder kernel initrd")
    g = guest.Guest(a.get("name", "guest-linux"), a.get("driver", "Linux"),
                    a["qemu"], a["ringside"], a["folder"],
                    a.get("card", "verilog"))
    body = test
    if a.get("only") == "probe":
        body, g.whole = probe, False
    return guest.main(g, lambda g: body(g, a["kernel"], a["initrd"]))


if __name__ == "__main__":
    sys.exit(main())
