# SPDX-License-Identifier: MIT
"""The key signals of a counterexample, as a table of its last clocks."""
import re

CLOCKS = 9
WIDE = 18


class Trace:
    """A VCD file that yosys-smtbmc wrote: ten time units are a clock."""

    def __init__(self, path):
        self.names = {}  # name, with the part's in front -> code
        self.rows = []  # for each clock: code -> value
        scope, now, at = [], {}, None
        with open(path, encoding="utf-8") as file:
            for line in file:
                word = line.split()
                if not word:
                    continue
                if word[0] == "$scope":
                    scope.append(word[2])
                elif word[0] == "$upscope":
                    scope.pop()
                elif word[0] == "$var":
                    self.names.setdefault(
                        ".".join([*scope[1:], word[4]]), word[3]
                    )
                elif word[0][0] == "#":
                    if at is not None and at % 10 == 0:
                        self.rows.append(dict(now))
                    at = int(word[0][1:])
                elif word[0][0] == "b":
                    now[word[1]] = word[0][1:]
                elif word[0][0] in "01xz":
                    now[word[0][1:]] = word[0][0]
        if at is not None and at % 10 == 0 and now:
            self.rows.append(now)

    def last(self, name):
        """Its values in the last clocks."""
        return [row.get(self.names[name], "x") for row in self.rows[-CLOCKS:]]


def states(rtl):
    """Names of the states: what a register state_q of this RTL means."""
    match = re.search(
        r"typedef enum logic[^{]*\{(.*?)\}\s*state_e;", rtl, re.S
    )
    if not match:
        return []
    body = re.sub(r"//[^\n]*", "", match[1])
    return [name.strip() for name in body.split(",") if name.strip()]


def shown(value, names):
    """A value as one reads it: the state's name, one bit, or hexadecimal."""
    if re.search(r"[xz]", value):
        return "x"
    number = int(value, 2)
    if names and number < len(names):
        return names[number]
    if len(value) == 1:
        return value
    return f"{number:x}"


def assertion(props, label):
    """The text of an assertion, without its assert."""
    match = re.search(
        rf"\b{re.escape(label)}:\s*assert\s*\((.*?)\);", props, re.S
    )
    return " ".join(match[1].split()) if match else ""


def table(vcd, label, expression, more, rtl):
    """Lines: the signals that the assertion names, those of the list more,
    the states. label: the assertion's, with its part in front; rtl: texts of
    the RTL, by part.
    """
    trace = Trace(vcd)
    part = label.rpartition(".")[0]
    prefix = part + "." if part else ""
    wanted = [prefix + w for w in re.findall(r"[A-Za-z_][\w.]*", expression)]
    wanted += [prefix + w for w in more]
    wanted += [
        name for name in trace.names if re.search(r"(^|\.)state_q$", name)
    ]
    wanted = [name for name in dict.fromkeys(wanted) if name in trace.names]
    rows = []
    for name in wanted:
        enum = (
            states(rtl.get(name.rpartition(".")[0], ""))
            if name.endswith("state_q")
            else []
        )
        rows.append(
            [name, *(shown(v, enum)[-WIDE:] for v in trace.last(name))]
        )
    first = max(len(trace.rows) - CLOCKS, 0)
    rows.insert(
        0, ["clock", *(str(first + i) for i in range(len(trace.rows) - first))]
    )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0])]
            + [v.rjust(w) for v, w in zip(row[1:], widths[1:])]
        )
        for row in rows
    ]
