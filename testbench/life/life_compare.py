#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Two lives of one driver (life.c), on this card and on QEMU's, compared.

usage: life_compare.py CARD QEMU
       life_compare.py LIFE
       life_compare.py --table

In each phase: what was sent and what went up to the stack, byte for byte and
in its order; and for each register the sequence of what was read from it and
written to it. The order between registers is not compared: when an interrupt
comes is a matter of time. What differs must be one of NAMED.
"""
import sys

NO_STATISTICS = """CRCERRS ALGNERRC RXERRC MPC ECOL LATECOL COLC TNCRS CEXTERR
    BPRC MPRC GORCL GORCH GOTCL GOTCH RNBC RUC RFC ROC RJC
    XONRXC XONTXC XOFFRXC XOFFTXC""".split()
TXD_LOW, TXQE, TXDW = 0x8000, 0x2, 0x1
KEPT_BY_RESET = 0x40000020  # CTRL.VME, CTRL.ASDE: what this driver sets
LINK_UP = 0x2
PBA_TXA, PBA_RXA = 0x00100000, 48
MDIC_PARTNER = 0x18250000   # a read of the PHY's register 5
PARTNER_ACK = 0x4000


def named(name, what, right):
    """A difference with a name: the function takes (how, register, card, qemu)
    and returns what QEMU's value would be without it."""
    def register(function):
        NAMED.append((name, what, right, function))
        return function
    return register


NAMED = []


@named("dma-address", "rings lie where each machine's IOMMU has put them",
       "both")
def dma_address(how, reg, card, qemu):
    return card if how == "W" and reg in ("RDBAL", "TDBAL") else qemu


@named("txd-low", "as in the other table", "the card")
def txd_low(how, reg, card, qemu):
    """The driver has no use for it; it comes with what was sent."""
    if reg == "ICR" and card & TXD_LOW and qemu & TXDW:
        return qemu | TXD_LOW
    return qemu


@named("txqe-idle", "as in the other table", "the card")
def txqe_idle(how, reg, card, qemu):
    if reg == "ICR" and qemu & TXQE and not (card | qemu) & TXDW:
        return qemu & ~TXQE
    return qemu


@named("statistics-missing", "as in the other table", "the card")
def statistics_missing(how, reg, card, qemu):
    return card if reg in NO_STATISTICS and qemu == 0 else qemu


@named("pba-txa", "as in the other table", "the card")
def pba_txa(how, reg, card, qemu):
    if reg == "PBA" and qemu == PBA_RXA and card == PBA_TXA | PBA_RXA:
        return card
    return qemu


@named("phy-negotiated", "as in the other table", "the card")
def phy_negotiated(how, reg, card, qemu):
    if reg == "MDIC" and qemu & 0x1fff0000 == MDIC_PARTNER:
        return qemu | PARTNER_ACK
    return qemu


@named("reset-keeps", "CTRL.RST resets nothing in QEMU: CTRL still has VME "
       "and ASDE when it is read after it (13.4.1)", "the card")
def reset_keeps(how, reg, card, qemu):
    if reg == "CTRL" and card & KEPT_BY_RESET == 0:
        return qemu & ~KEPT_BY_RESET
    return qemu


@named("link-at-once", "QEMU's PHY has a link as the machine is switched on; "
       "at probe the card's still negotiates", "the card")
def link_at_once(how, reg, card, qemu):
    if reg == "STATUS" and PHASE.name == "open" and not card & LINK_UP:
        return qemu & ~LINK_UP
    return qemu


class PHASE:
    """The one that is compared."""
    name = ""


def read(path):
    """[(phase, {"sent": [...], "up": [...], register: [(how, value)...]})]."""
    phases = []
    with open(path, encoding="ascii") as f:
        for line in f:
            word = line.split()
            if word[0] == "phase":
                phases.append((word[1], {}))
            elif word[0] in ("sent", "up"):
                phases[-1][1].setdefault(word[0], []).append(word[1])
            elif word[0] in ("R", "W"):
                what = (word[0], int(word[2], 16))
                phases[-1][1].setdefault(word[1], []).append(what)
    return phases


def access(phase, reg, at, card, qemu, seen):
    """True if they agree, apart from what has a name."""
    how, value = qemu
    if card[0] == how:
        for name, _, _, function in NAMED:
            if value == card[1]:
                break
            without = function(how, reg, card[1], value)
            if without != value:
                value = without
                seen[name] = seen.get(name, 0) + 1
        if value == card[1]:
            return True
    print("phase %s, access %d of %s: card %s %08x, QEMU %s %08x"
          % (phase, at + 1, reg, *card, *qemu))
    return False


def compare_frames(phase, what, left, right):
    wrong = 0
    for at, (x, y) in enumerate(zip(left, right)):
        if x != y:
            print("phase %s, frame %d %s:\n  card %s\n  QEMU %s"
                  % (phase, at + 1, what, x, y))
            wrong += 1
    return wrong


def compare(card, qemu):
    """The number of differences without a name."""
    seen, wrong, accesses, frames = {}, 0, 0, 0
    if [name for name, _ in card] != [name for name, _ in qemu]:
        print("not the same phases")
        return 1
    for (phase, a), (_, b) in zip(card, qemu):
        PHASE.name = phase
        for what in sorted(set(a) | set(b)):
            left, right = a.get(what, []), b.get(what, [])
            if len(left) != len(right):
                print("phase %s: %s: card %d, QEMU %d"
                      % (phase, what, len(left), len(right)))
                wrong += 1
            elif what in ("sent", "up"):
                frames += len(left)
                wrong += compare_frames(phase, what, left, right)
            else:
                accesses += len(left)
                wrong += sum(not access(phase, what, at, x, y, seen)
                             for at, (x, y) in enumerate(zip(left, right)))
    print("The driver's life in %d phases: %d register accesses and %d frames "
          "compared" % (len(card), accesses, frames))
    for name, _, right, _ in NAMED:
        print("  %8d  %-24s right: %s" % (seen.get(name, 0), name, right))
    print("%d differences without a name." % wrong)
    return wrong


def count(phases):
    frames = {"sent": 0, "up": 0}
    accesses = 0
    for _, what in phases:
        for key, events in what.items():
            if key in frames:
                frames[key] += len(events)
            else:
                accesses += len(events)
    print("The driver's life in %d phases: %d register accesses, %d frames "
          "sent, %d handed to the stack; each came through."
          % (len(phases), accesses, frames["sent"], frames["up"]))
    return 0


def main():
    if sys.argv[1:] == ["--table"]:
        for name, what, right, _ in NAMED:
            print("| `%s` | %s | %s |" % (name, what, right))
        return 0
    if len(sys.argv) == 2:
        return count(read(sys.argv[1]))
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    return 1 if compare(read(sys.argv[1]), read(sys.argv[2])) else 0


if __name__ == "__main__":
    sys.exit(main())
