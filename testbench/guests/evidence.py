# SPDX-License-Identifier: MIT
"""What a guest's run leaves behind, read again: the frames of its capture, and
the rules of the manual that its driver broke (strict mode)."""
import pathlib
import re
import struct

GUESTS_MD = pathlib.Path(__file__).resolve().parents[2] / "docs/guests.md"
LINE = re.compile(r" +(error|warning|note) +(\S+) +(\S.*?) {2,}(\d+)  (.+)$")
# Rules of who owns memory: none may be broken, whatever the table says.
OWNERSHIP = {"descriptor-touched", "descriptor-done", "tail-head", "tail-end",
             "ring-changed", "rx-room"}


def frames(path):
    """Of a pcapng file: each frame without its FCS."""
    data = pathlib.Path(path).read_bytes()
    fcs, at = [], 0
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if size < 12 or at + size > len(data):
            raise ValueError(f"{path}: a block of {size} bytes at {at}")
        if kind == 1:       # an interface; option 13 is the FCS's length
            fcs.append(0)
            o = at + 16
            while o + 4 <= at + size - 4:
                option, n = struct.unpack_from("<HH", data, o)
                if option == 13:
                    fcs[-1] = data[o + 4]
                o += 4 + (n + 3 & ~3)
        elif kind == 6:     # a frame
            interface, = struct.unpack_from("<I", data, at + 8)
            kept, length = struct.unpack_from("<II", data, at + 20)
            if kept != length:
                raise ValueError(f"{path}: a frame that is not whole")
            yield data[at + 28:at + 28 + length - fcs[interface]]
        at += size


def pcap_lengths(path):
    """Of a pcap file, as QEMU writes it: each frame's bytes."""
    data = pathlib.Path(path).read_bytes()
    at = 24
    while at + 16 <= len(data):
        kept, length = struct.unpack_from("<II", data, at + 8)
        yield length
        at += 16 + kept


def place(words):
    """Where a rule was broken: a register, or descriptors of one way."""
    return re.sub(r" descriptor \d+$", " descriptors", words)


def broken_rules(path):
    """[(severity, rule, section, times, place)] of strict.txt's table."""
    rules = []
    for line in pathlib.Path(path).read_text("utf-8").splitlines():
        if match := LINE.fullmatch(line):
            severity, rule, section, times, where = match.groups()
            rules.append((severity, rule, section, int(times), place(where)))
    return rules


def known_rules(driver):
    """{(severity, rule, section, place)} of the table in docs/guests.md."""
    rows = set()
    for line in GUESTS_MD.read_text("utf-8").splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if len(cells) == 6 and cells[0] == driver:
            rows.add((cells[1], cells[2].strip("`"), cells[3], cells[4]))
    return rows


def check_rules(path, driver, whole=True):
    """Lines that say what was found, and what differs from the table. Of a
    run that is only a part of the guest's life not all rules are due."""
    found = broken_rules(path)
    seen = {(s, r, c, p) for s, r, c, _, p in found}
    known = known_rules(driver)
    wrong = [f"{r} at {p} ({c}) is not in docs/guests.md for {driver}"
             for _, r, c, p in sorted(seen - known)]
    if whole:
        wrong += [f"{r} at {p} is in docs/guests.md for {driver}, and was "
                  "not found" for _, r, _, p in sorted(known - seen)]
    wrong += [f"{r} at {p}: the card's memory was touched"
              for _, r, _, p in sorted(seen) if r in OWNERSHIP]
    lines = [f"against the manual: {s} {r} ({c}), {n} "
             f"time{'s' if n != 1 else ''}, first at {p}"
             for s, r, c, n, p in found]
    return lines or ["against the manual: nothing"], wrong
