# SPDX-License-Identifier: MIT
"""The reference page and the GTKWave filters."""

import itertools

from regmap import NOTE


def reference(spec):
    out = [
        "# Registers",
        "",
        f"<!-- {NOTE} -->",
        "",
        "The card's registers in BAR0 (128 KiB). Accesses are 32 bits wide; "
        "narrower ones "
        "work by byte lanes. Offsets that are not listed read 0 and ignore "
        "writes, as do "
        "bits that are not listed. Sections are those of the Intel 8254x "
        "Software "
        "Developer's Manual.",
        "",
        "Access: RW read and write; RS read and write, and writing starts "
        "something; RO read only; RV read only, what is read depends on the "
        "board; RC reading clears; WO write only; "
        "SC writing 1 starts something and the bit clears by itself; W1S "
        "writing 1 sets.",
        "",
        "| offset | name | title | reset | access |",
        "|---|---|---|---|---|",
    ]
    for reg in spec.registers:
        span = f" + {reg.stride}n, n < {reg.count}" if reg.count > 1 else ""
        out.append(
            f"| `{reg.offset:05x}`{span} | [{reg.name}](#{reg.net}) | "
            f"{reg.title} | "
            f"`{reg.reset:08x}` | {reg.access} |"
        )
    out.append(
        "| `04000` to `040ff` | [statistics](#statistics) | Statistics "
        "counters "
        "| `00000000` | RC |"
    )
    for reg in spec.registers:
        span = f" + {reg.stride}n, n < {reg.count}" if reg.count > 1 else ""
        out += [
            "",
            f"## {reg.name}",
            f"{reg.title}. Offset `{reg.offset:05x}`{span}, reset "
            f"`{reg.reset:08x}`, "
            f"{reg.access}, section {reg.section}.",
        ]
        if reg.alias:
            out.append(
                "Also at " + ", ".join(f"`{a:05x}`" for a in reg.alias) + "."
            )
        if reg.survives:
            out.append("Not reset by CTRL.RST.")
        if reg.text:
            out += ["", reg.text]
        if reg.fields:
            out += ["", "| bits | field | access | |", "|---|---|---|---|"]
        for f in reg.fields:
            values = ", ".join(f"{n} {v}" for n, v in f.values.items())
            text = f.text + (f": {values}" if values else "")
            out.append(f"| {f.bits} | {f.name} | {f.access} | {text} |")
    out += [
        "",
        "## Statistics",
        "Section 13.7. Counters have 32 bits, are cleared by reading and "
        "stay at their "
        "maximum; writes are ignored. A pair of 64 bits is read low half "
        "first; reading "
        "the high half takes away what the low read returned, so that "
        "nothing that "
        "arrives between the two is lost. CTRL.RST clears all.",
        "",
        "| offset | name | section | counts |",
        "|---|---|---|---|",
    ]
    for reg in spec.statistics:
        out.append(
            f"| `{reg.offset:05x}` | {reg.name} | {reg.section} | "
            f"{reg.title} |"
        )
    out += [
        "",
        "## Events",
        "Pulses of one clock on `ev_o` (not visible to software).",
        "",
        "| bit | event | |",
        "|---|---|---|",
    ]
    out += [f"| {bit} | {name} | {text} |" for name, bit, text in spec.events]
    out += [
        "",
        "How a received frame ended: `ev_rx_result_o` beside RX_END.",
        "",
        "| value | result | |",
        "|---|---|---|",
    ]
    out += [
        f"| {value} | {name} | {text} |" for name, value, text in spec.results
    ]
    out += [
        "",
        "## Descriptor bits",
        "Sections 3.2.3, 3.3.3, 3.3.6 and 3.3.7.",
        "",
        "| name | value | |",
        "|---|---|---|",
    ]
    out += [f"| {n} | `{v:x}` | {t} |" for n, v, t in spec.descriptors]
    return "\n".join(out + [""])


# Whose transfer, by its AXI id: hw/rtl/dma_axi_read.sv, dma_axi_write.sv.
DMA_READS = ("rx descriptors", "tx descriptors", "packet to send")
DMA_WRITES = ("received packet", "rx descriptor", "tx descriptor")


def bits_of(spec, prefix):
    """(name, bit) of a descriptor's bits that begin with the prefix."""
    return [
        (name[len(prefix):], value.bit_length() - 1)
        for name, value, _ in spec.descriptors
        if name.startswith(prefix)
    ]


def combinations(names, digits, most=8):
    """Hex value and joined names of combinations of @most (name, bit)."""
    for size in range(min(most, len(names)) + 1):
        for chosen in itertools.combinations(names, size):
            value = sum(1 << bit for _, bit in chosen)
            yield f"{value:0{digits}X} {'+'.join(n for n, _ in chosen) or '-'}"


def filters(spec):
    """GTKWave translate filters: displayed hexadecimal value, then text."""
    offsets = {}
    for reg in spec.registers + spec.statistics:
        for base in [reg.offset] + reg.alias:
            for i in range(reg.count):
                index = f"[{i}]" if reg.count > 1 else ""
                offsets[base + i * reg.stride] = reg.name + index
    causes = next(r for r in spec.registers if r.name == "ICR").fields
    usual = ("TXDW", "TXQE", "LSC", "RXSEQ", "RXDMT0", "RXO", "RXT0",
             "TXD_LOW")
    return {
        "e1000_offset.flt": [
            f"{o:05X} {n}" for o, n in sorted(offsets.items())
        ],
        "e1000_causes.flt": list(
            combinations(
                [(f.name, f.low) for f in causes if f.name in usual], 8
            )
        ),
        "e1000_events.flt": list(
            combinations([(n, b) for n, b, _ in spec.events], 4, 3)
        ),
        "e1000_rx_result.flt": [f"{v:X} {n}" for n, v, _ in spec.results],
        "e1000_rx_status.flt": list(
            combinations(bits_of(spec, "RXD_STAT_"), 2)
        ),
        "e1000_rx_errors.flt": list(
            combinations(bits_of(spec, "RXD_ERR_"), 2)
        ),
        "e1000_dma_read.flt": [f"{i} {n}" for i, n in enumerate(DMA_READS)],
        "e1000_dma_write.flt": [f"{i} {n}" for i, n in enumerate(DMA_WRITES)],
    }
