# SPDX-License-Identifier: MIT
"""Functions say when they begin and return: for the flame chart.

At a function's entry and in front of each ret count_blocks.py writes

        cmpb    $0, cpu_marks(%rip)
        jne     stub

which is not part of what is counted; flags are free at both places. The stubs
call cpu_mark_enter and cpu_mark_leave (expired.S). The section cpu_functions
has a record for each function and for its part in the cold section: struct
cpu_function of sim/cpu.h. A tail call would leave a function without a ret, so
the code is compiled with -fno-optimize-sibling-calls, and what looks like one
is refused.
"""

import bisect
import re

# What the compiler appends to the name of a function that it made of another.
CLONE = re.compile(r"(\.(constprop|isra|part|cold|localalias|lto_priv)"
                   r"(\.\d+)*)+$")
COLD = re.compile(r"\.cold(\.\d+)?$")


class Refused(Exception):
    """The input is not something this pass may touch."""


class Function:
    """One of the compiler's own, or its part in the cold section."""

    __slots__ = ("symbol", "number", "line", "start", "size", "tables")

    def __init__(self, symbol, number, line):
        self.symbol = symbol
        self.number = number
        self.line = line        # index of its label's line
        self.start = None       # of its .cfi_startproc
        self.size = None        # of its .size, where it ends
        self.tables = False     # the address of a label in it is used

    @property
    def is_cold(self):
        return bool(COLD.search(self.symbol))


class Marks:
    def __init__(self, name):
        self.name = name
        self.typed = set()     # symbols that are functions
        self.functions = {}    # symbol -> Function
        self.entered = None    # the one whose .cfi_startproc is to come

    def label(self, i, name):
        """A label of the compiler's."""
        if name not in self.typed:
            return
        function = Function(name, len(self.functions), i)
        self.functions[name] = function
        # The label of a cold part comes behind its .cfi_startproc; and it is
        # not called.
        self.entered = None if function.is_cold else function

    def directive(self, i, name, args, in_asm):
        symbol = args.split(",")[0].strip()
        if name == ".type" and not in_asm and args.endswith("@function"):
            self.typed.add(symbol)
        elif name == ".size" and symbol in self.functions:
            self.functions[symbol].size = i
        elif name == ".cfi_startproc" and self.entered:
            self.entered.start = i
            self.entered = None

    def refuse_tail_calls(self, file):
        """There are none, or a function would begin and never return."""
        found = sorted((file.at_label[name], f.number, f)
                       for name, f in self.functions.items())
        firsts = [first for first, _, _ in found]

        def around(n):
            at = bisect.bisect_right(firsts, n)
            return found[at - 1][2] if at else None

        for label in file.taken:
            function = around(file.at_label.get(label, -1))
            if function:
                function.tables = True
        for n, insn in enumerate(file.insns):
            if insn.in_asm or not insn.is_jump:
                continue
            target = insn.operands.split("@")[0]
            if target.startswith("*"):
                # A switch's, unless the function has no table.
                function = around(n)
                tail = function and not function.tables
            elif target in self.functions:
                tail = not self.functions[target].is_cold
            else:
                tail = not target.startswith(".L")
            if tail:
                raise Refused("line %d is a tail call: compile with "
                              "-fno-optimize-sibling-calls" % insn.number)

    def place(self, file, before, after):
        """The marks, and (line, kind, number) of the stubs they need."""
        stubs = []
        for function in self.functions.values():
            n = function.number
            if function.size is None:
                raise Refused("%s has no .size" % function.symbol)
            after.setdefault(function.line, []).append(".Lcpu_begin%d:" % n)
            before.setdefault(function.size, []).append(".Lcpu_end%d:" % n)
            if function.is_cold:
                continue
            # In front of all labels that a loop may jump to.
            line = function.line if function.start is None else function.start
            after.setdefault(line, []).extend([
                "\tcmpb\t$0, cpu_marks(%rip)", "\tjne\t.Lcpu_enter%d" % n,
                ".Lcpu_entered%d:" % n])
            stubs.append((line, "enter", n))
        for n, insn in enumerate(file.insns):
            if insn.is_return and not insn.in_asm:
                before.setdefault(insn.line, []).extend([
                    "\tcmpb\t$0, cpu_marks(%rip)",
                    "\tjne\t.Lcpu_leave%d" % n, ".Lcpu_left%d:" % n])
                stubs.append((insn.line, "leave", n))
        return stubs

    def source(self):
        """The file that was compiled: build/cpu/a/b.raw.s is a/b.c."""
        name = self.name.rsplit("/cpu/", 1)[-1] if "/cpu/" in self.name \
            else self.name
        return re.sub(r"(\.raw)?\.s$", ".c", name)

    def table(self, out):
        if not self.functions:
            return
        out += ["\t.section\tcpu_functions,\"a\",@progbits", "\t.balign\t4"]
        for function in self.functions.values():
            n = function.number
            out.append(".Lcpu_function%d:" % n)
            out += ["\t.long\t%s-." % label for label in (
                ".Lcpu_begin%d" % n, ".Lcpu_end%d" % n, ".Lcpu_name%d" % n,
                ".Lcpu_source")]
        out.append("\t.section\t.rodata.cpu_names,\"a\",@progbits")
        for function in self.functions.values():
            out += [".Lcpu_name%d:" % function.number, "\t.string\t\"%s\""
                    % CLONE.sub("", function.symbol)]
        out += [".Lcpu_source:", "\t.string\t\"%s\"" % self.source(),
                "\t.text"]
