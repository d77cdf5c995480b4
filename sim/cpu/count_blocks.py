#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make compiled code count the instructions it runs.

    count_blocks.py IN.s OUT.s

IN.s is what gcc -S writes for x86-64 (AT&T syntax), compiled with
-mno-red-zone. In front of each machine block (straight code up to the next
jump, call or jump target) OUT.s has

        subq $N, cpu_budget(%rip)
        js   stub

with N the number of the block's instructions. The stub, at the end of the
function, calls cpu_expired, which lets the machine look at its clock, and
jumps back. Nothing else of the code changes, so what is counted is what would
have run without the counting.

Where the processor's flags are still needed at the start of a block, the
charge moves down to the first place of the block where they are not; if there
is none, it is done by lea, which leaves flags alone, and the check is left to
the next block. A repeated string instruction is charged one instruction for
each repetition. Calls of memcpy, memmove, memset and memcmp go to the
machine's own, which charge by length.

Functions say when they begin and return, for the flame chart: marks.py.
"""

import os
import re
import sys

from marks import Marks, Refused

LIBRARY = ("memcpy", "memmove", "memset", "memcmp")

LABEL = re.compile(r"^([A-Za-z_.$][\w.$]*|\d+):\s*(.*)$")
LOCAL = re.compile(r"\.L[\w.$]+")
VECTOR = re.compile(r"%[xyz]mm")
WIDE_VECTOR = re.compile(r"%[yz]mm|%k[0-7]\b")
RED_ZONE = re.compile(r"(?<![\w.])-\d+\(%rsp\)")
RENAME = re.compile(r"(?<![\w.$@])(%s)(?![\w.$])" % "|".join(LIBRARY))

PREFIXES = {"rep", "repe", "repz", "repne", "repnz", "lock", "notrack", "bnd",
            "data16", "addr32", "cs", "ds", "es", "ss", "fs", "gs"}
STRING = re.compile(r"^(movs|stos|cmps|scas|lods)[bwlq]?$")

# Mnemonics that need the flags. Conditional jumps are recognised apart.
READS = re.compile(
    r"^(set[a-z]+|cmov[a-z]+|adc[bwlq]?|sbb[bwlq]?|rc[lr][bwlq]?|pushf[q]?"
    r"|lahf|cmc|into|adcx[lq]?|adox[lq]?|fcmov[a-z]+|loop[a-z]+)$")
# Mnemonics after which nothing is left of the old flags. (inc and dec keep
# the carry, bt and rotations keep most, so they are not in the list.)
KILLS = re.compile(
    r"^(add|sub|cmp|test|and|or|xor|neg|imul|mul|idiv|div|cmpxchg|xadd"
    r"|popcnt|lzcnt|tzcnt|bsf|bsr|andn|bextr|blsi|blsr|blsmsk|bzhi)[bwlq]?$"
    r"|^v?u?comis[sd]$|^v?ptest$|^f?u?comip?$|^popf[q]?$")
SHIFTS = re.compile(r"^(shl|shr|sal|sar|shld|shrd)[bwlq]?$")
SHIFT_FIXED = re.compile(r"^\$(0[xX])?0*[1-9a-fA-F]")


class Insn:
    """One instruction."""

    __slots__ = ("line", "mnemonic", "operands", "prefixes", "in_asm",
                 "asm_start", "number")

    def __init__(self, line, number, text, in_asm):
        self.line = line          # index of its line
        self.number = number      # line number for messages
        self.in_asm = in_asm      # inside an inline assembly statement
        self.asm_start = None     # first of one: index of its #APP line
        self.prefixes = []
        words = text.split(None, 1)
        while words and words[0].lower() in PREFIXES:
            self.prefixes.append(words[0].lower())
            words = words[1].split(None, 1) if len(words) > 1 else []
        self.mnemonic = words[0].lower() if words else ""
        self.operands = words[1].strip() if len(words) > 1 else ""

    @property
    def is_jump(self):
        return self.mnemonic.startswith("j") or \
            self.mnemonic.startswith("loop")

    @property
    def is_goto(self):
        return self.mnemonic in ("jmp", "jmpq")

    @property
    def is_call(self):
        return self.mnemonic in ("call", "callq")

    @property
    def is_end(self):
        """Control never comes to the next instruction."""
        return self.is_goto or self.is_return or self.mnemonic in (
            "ud2", "hlt", "iretq")

    @property
    def is_return(self):
        return self.mnemonic in ("ret", "retq")

    @property
    def is_repeated(self):
        return bool(STRING.match(self.mnemonic)) and any(
            p.startswith("rep") for p in self.prefixes)

    @property
    def reads_flags(self):
        m = self.mnemonic
        if self.is_jump:
            return not (self.is_goto or m in ("jrcxz", "jecxz", "loop"))
        if READS.match(m):
            return True
        # With a count of zero these leave the old flags standing.
        return self.is_repeated and m.startswith(("cmps", "scas"))

    @property
    def kills_flags(self):
        m = self.mnemonic
        if self.is_call or m in ("ret", "retq", "ud2", "syscall", "cpuid"):
            return True
        if SHIFTS.match(m):
            # By a register the count may be zero: flags stay. One operand
            # means a shift by one.
            return "," not in self.operands or \
                bool(SHIFT_FIXED.match(self.operands))
        return bool(KILLS.match(m))


class Block:
    __slots__ = ("insns", "labels", "succ", "falls", "indirect", "need",
                 "kill", "live")

    def __init__(self):
        self.insns = []
        self.labels = []
        self.succ = []         # labels that its jumps name
        self.falls = True      # goes on to the next block
        self.indirect = False  # ends in a computed jump
        self.need = False      # reads flags before it sets all of them
        self.kill = False
        self.live = False      # flags are needed at its start


class Cfi:
    """The unwinder's view at a point of the code, to be given to stubs."""

    def __init__(self):
        self.active = False
        self.stack = []
        self.cfa = ("7", 8)
        self.saved = {}

    def directive(self, name, args):
        if name == ".cfi_startproc":
            self.__init__()
            self.active = True
        elif name == ".cfi_endproc":
            self.active = False
        elif name == ".cfi_def_cfa":
            self.cfa = (args[0], int(args[1], 0))
        elif name == ".cfi_def_cfa_offset":
            self.cfa = (self.cfa[0], int(args[0], 0))
        elif name == ".cfi_adjust_cfa_offset":
            self.cfa = (self.cfa[0], self.cfa[1] + int(args[0], 0))
        elif name == ".cfi_def_cfa_register":
            self.cfa = (args[0], self.cfa[1])
        elif name == ".cfi_offset":
            self.saved[args[0]] = args[1]
        elif name == ".cfi_restore":
            self.saved.pop(args[0], None)
        elif name == ".cfi_remember_state":
            self.stack.append((self.cfa, dict(self.saved)))
        elif name == ".cfi_restore_state" and self.stack:
            self.cfa, self.saved = self.stack.pop()

    def snapshot(self):
        if not self.active:
            return None
        saved = dict(self.saved)
        if self.cfa[0] in ("7", "%rsp"):
            # What lies below the stack pointer has been taken back by pop,
            # which the compiler does not mention.
            saved = {reg: at for reg, at in saved.items()
                     if -int(at, 0) <= self.cfa[1]}
        return self.cfa, saved


class Stub:
    """What is done out of line."""

    __slots__ = ("kind", "number", "state")

    def __init__(self, kind, number):
        self.kind = kind      # stub: the budget; enter, leave: the marks
        self.number = number
        self.state = None     # of Cfi, where it is called from

    def code(self, vectors):
        n = self.number
        if self.kind == "stub":
            return [".Lcpu_stub%d:" % n, "\tcall\tcpu_expired%s" % vectors,
                    "\tjmp\t.Lcpu_back%d" % n]
        if self.kind == "leave":
            return [".Lcpu_leave%d:" % n,
                    "\tcall\tcpu_mark_leave%s" % vectors,
                    "\tjmp\t.Lcpu_left%d" % n]
        code = [".Lcpu_enter%d:" % n, "\tpushq\t%rdi",
                "\tleaq\t.Lcpu_function%d(%%rip), %%rdi" % n,
                "\tcall\tcpu_mark_enter%s" % vectors, "\tpopq\t%rdi",
                "\tjmp\t.Lcpu_entered%d" % n]
        if self.state:
            # Nothing is on the stack of a function that begins.
            code.insert(2, "\t.cfi_def_cfa_offset 16")
            code.insert(-1, "\t.cfi_def_cfa_offset 8")
        return code


def is_code(section):
    """Of ".text" or the arguments of a .section directive."""
    if section.startswith(".text"):
        return True
    flags = section.split(",")[1] if "," in section else ""
    return "x" in flags


class File:
    def __init__(self, name, lines):
        self.name = name
        self.lines = lines
        self.insns = []
        self.at_label = {}     # label -> index of the next instruction
        self.jumped = set()    # labels that are jump targets
        self.taken = set()     # labels whose address is computed or stored
        self.symbols = set()
        self.renamed = {}      # line index -> new text
        self.cfi_lines = {}
        self.own = set()       # library functions this file defines
        self.marks = Marks(name)
        self.parse()
        self.split()
        self.marks.refuse_tail_calls(self)
        self.flow()

    # -- reading ----------------------------------------------------------

    def parse(self):
        section, previous, stack = ".text", ".text", []
        code = True
        in_asm, asm_line = False, None
        labels_in_code = {}
        for i, raw in enumerate(self.lines):
            text = raw.strip()
            if text.startswith("#"):
                if text.startswith("#APP"):
                    in_asm, asm_line = True, i
                elif text.startswith("#NO_APP"):
                    in_asm = False
                continue
            m = LABEL.match(text)
            while m:
                name, text = m.groups()
                if code and not name.isdigit():
                    labels_in_code[name] = len(self.insns)
                    if not name.startswith(".L"):
                        self.symbols.add(name)
                        if not in_asm:
                            self.marks.label(i, name)
                m = LABEL.match(text)
            if not text:
                continue
            if text.startswith("."):
                words = text.split(None, 1)
                args = words[1] if len(words) > 1 else ""
                name = words[0]
                if name == ".popsection":
                    section = stack.pop() if stack else section
                    code = is_code(section)
                elif name == ".previous":
                    section, previous = previous, section
                    code = is_code(section)
                elif name in (".section", ".pushsection", ".text", ".data",
                              ".bss"):
                    if name == ".pushsection":
                        stack.append(section)
                    previous = section
                    section = args if args else name
                    code = is_code(section)
                elif name in (".type", ".size"):
                    self.marks.directive(i, name, args, in_asm)
                elif name.startswith(".cfi_"):
                    self.marks.directive(i, name, args, in_asm)
                    self.cfi_lines[i] = (name, [
                        a.strip() for a in args.split(",")])
                elif name in (".long", ".quad", ".value", ".byte", ".4byte",
                              ".8byte", ".int") and \
                        not section.startswith(".debug"):
                    self.taken.update(LOCAL.findall(args))
                    self.rename(i)
                continue
            if not in_asm:
                # gcc's own lines hold one instruction and no comment.
                self.add(i, text, False, None)
                self.rename(i)
                continue
            for part in text.split("#")[0].split(";"):
                part = part.strip()
                while LABEL.match(part):
                    part = LABEL.match(part).group(2)
                if part and not part.startswith("."):
                    self.add(i, part, True, asm_line)
                    asm_line = None
            self.rename(i)
        self.at_label = labels_in_code
        self.own = self.symbols.intersection(LIBRARY)
        if self.own:
            raise Refused("defines %s itself" % ", ".join(sorted(self.own)))

    def add(self, i, text, in_asm, asm_line):
        insn = Insn(i, i + 1, text, in_asm)
        if self.insns and self.insns[-1].line == i and \
                not self.insns[-1].mnemonic:
            # "lock; incl x": the prefix stood alone.
            insn.prefixes += self.insns.pop().prefixes
        if asm_line is not None:
            insn.asm_start = asm_line
        self.insns.append(insn)
        for label in LOCAL.findall(insn.operands):
            (self.jumped if insn.is_jump else self.taken).add(label)
        if insn.is_jump and not insn.operands.startswith("*"):
            self.jumped.add(insn.operands.split("@")[0])
        if not in_asm and not insn.mnemonic.startswith("lea") and \
                RED_ZONE.search(insn.operands):
            raise Refused("line %d uses the red zone: compile with "
                          "-mno-red-zone" % insn.number)

    def rename(self, i):
        text = self.lines[i]
        new = RENAME.sub(r"cpu_\1", text)
        if new != text:
            self.renamed[i] = new

    # -- blocks and flags --------------------------------------------------

    def split(self):
        starts = {0}
        for name, index in self.at_label.items():
            if name in self.jumped or name in self.taken or \
                    name in self.symbols:
                starts.add(index)
        for n, insn in enumerate(self.insns):
            if insn.in_asm:
                continue
            if insn.is_jump or insn.is_end or insn.is_call:
                starts.add(n + 1)
        # An inline assembly statement is never cut.
        starts = {s for s in starts if s < len(self.insns) and not
                  (self.insns[s].in_asm and self.insns[s].asm_start is None)}
        self.blocks = []
        self.block_of = {}
        for n, insn in enumerate(self.insns):
            if n in starts:
                self.blocks.append(Block())
            self.block_of[n] = len(self.blocks) - 1
            self.blocks[-1].insns.append(insn)

    def flow(self):
        target = {}
        for name, index in self.at_label.items():
            if index in self.block_of:
                target[name] = self.block_of[index]
        for block in self.blocks:
            for insn in block.insns:
                if insn.reads_flags and not block.kill:
                    block.need = True
                if insn.kills_flags:
                    block.kill = True
                if insn.is_jump:
                    if insn.operands.startswith("*"):
                        block.indirect = True
                    else:
                        block.succ.append(insn.operands.split("@")[0])
            last = block.insns[-1]
            block.falls = not last.is_end or last.in_asm
        anywhere = [target[t] for t in self.taken if t in target]
        changed = True
        while changed:
            changed = False
            for n in range(len(self.blocks) - 1, -1, -1):
                block = self.blocks[n]
                if block.live:
                    continue
                out = [target[s] for s in block.succ if s in target]
                if block.falls and n + 1 < len(self.blocks):
                    out.append(n + 1)
                if block.indirect:
                    out += anywhere
                if block.need or (not block.kill and
                                  any(self.blocks[s].live for s in out)):
                    block.live = changed = True

    # -- writing -----------------------------------------------------------

    def charge_point(self, n, block):
        """Where the flags are free: an instruction, or None."""
        if not block.live:
            first = block.insns[0]
            if first.mnemonic == "endbr64" and len(block.insns) > 1:
                return block.insns[1]
            return first
        # Backwards: the flags are free in front of an instruction that sets
        # all of them and reads none, and in front of what only precedes it.
        live, best = self.live_after(n, block), None
        for insn in reversed(block.insns):
            if insn.reads_flags:
                live = True
            elif insn.kills_flags:
                live = False
            if not live and not (insn.in_asm and insn.asm_start is None):
                best = insn
        return best

    def live_after(self, n, block):
        if any(self.blocks[self.block_of[self.at_label[s]]].live
               for s in block.succ
               if self.at_label.get(s) in self.block_of):
            return True
        if block.indirect and any(
                self.blocks[self.block_of[self.at_label[t]]].live
                for t in self.taken if self.at_label.get(t) in self.block_of):
            return True
        return block.falls and n + 1 < len(self.blocks) and \
            self.blocks[n + 1].live

    def vector_state(self):
        suffix = ""
        for insn in self.insns:
            if WIDE_VECTOR.search(insn.operands):
                raise Refused("line %d uses AVX registers: compile without "
                              "-mavx" % insn.number)
            if insn.mnemonic.startswith("f") or "%mm" in insn.operands:
                return "_fx"
            if VECTOR.search(insn.operands):
                suffix = "_sse"
        return suffix

    def repeat_charge(self, insn):
        """%rcx repetitions; what was not repeated is given back."""
        if insn.mnemonic.startswith(("cmps", "scas")):
            return (["\tpushfq", "\tsubq\t%rcx, cpu_budget(%rip)", "\tpopfq"],
                    ["\tpushfq", "\taddq\t%rcx, cpu_budget(%rip)", "\tpopfq"])
        # Flags may be kept over movs and stos.
        return (["\tpushfq", "\tsubq\t%rcx, cpu_budget(%rip)", "\tpopfq"], [])

    def write(self, out):
        vectors = self.vector_state()
        before, after = {}, {}
        checks = {}  # line index -> its stubs
        lea = 0
        for n, block in enumerate(self.blocks):
            count = len(block.insns)
            point = self.charge_point(n, block)
            if point is None:
                lea += 1
                first = block.insns[0]
                line = first.line if first.asm_start is None \
                    else first.asm_start
                before.setdefault(line, []).extend([
                    "\tpushq\t%rax", "\tmovq\tcpu_budget(%rip), %rax",
                    "\tleaq\t-%d(%%rax), %%rax" % count,
                    "\tmovq\t%rax, cpu_budget(%rip)", "\tpopq\t%rax"])
            else:
                line = point.line if point.asm_start is None \
                    else point.asm_start
                before.setdefault(line, []).extend([
                    "\tsubq\t$%d, cpu_budget(%%rip)" % count,
                    "\tjs\t.Lcpu_stub%d" % n, ".Lcpu_back%d:" % n])
                checks.setdefault(line, []).append(Stub("stub", n))
            for insn in block.insns:
                # In inline assembly the count is known only in front of it.
                if insn.is_repeated and (not insn.in_asm or
                                         insn.asm_start is not None):
                    pre, post = self.repeat_charge(insn)
                    at = insn.line if insn.asm_start is None \
                        else insn.asm_start
                    before.setdefault(at, []).extend(pre)
                    if not insn.in_asm:
                        after.setdefault(insn.line, []).extend(post)
        for line, *mark in self.marks.place(self, before, after):
            checks.setdefault(line, []).append(Stub(*mark))
        cfi = Cfi()
        pending = []
        for i, raw in enumerate(self.lines):
            if i in self.cfi_lines:
                name, args = self.cfi_lines[i]
                if name == ".cfi_endproc":
                    self.stubs(out, pending, vectors)
                    pending = []
                cfi.directive(name, args)
            elif raw.lstrip().startswith(".size") and pending:
                self.stubs(out, pending, vectors)
                pending = []
            for text in before.get(i, ()):
                out.append(text)
            for stub in checks.get(i, ()):
                stub.state = cfi.snapshot()
                pending.append(stub)
            out.append(self.renamed.get(i, raw))
            out.extend(after.get(i, ()))
        self.stubs(out, pending, vectors)
        self.marks.table(out)
        out.append("# counted: %d instructions in %d blocks, %d by lea"
                   % (len(self.insns), len(self.blocks), lea))

    @staticmethod
    def stubs(out, pending, vectors):
        shown, saved_now = None, {}
        known = set()
        for stub in pending:
            if stub.state:
                known.update(stub.state[1])
        for stub in pending:
            if stub.state:
                cfa, saved = stub.state
                if cfa != shown:
                    out.append("\t.cfi_def_cfa %s, %d" % cfa)
                    shown = cfa
                for reg in sorted(known):
                    old = saved_now.get(reg, "?")
                    new = saved.get(reg)
                    if new == old:
                        continue
                    out.append("\t.cfi_offset %s, %s" % (reg, new) if new
                               else "\t.cfi_restore %s" % reg)
                    saved_now[reg] = new
            out.extend(stub.code(vectors))


def main(argv):
    if len(argv) != 3:
        sys.exit("usage: count_blocks.py IN.s OUT.s")
    try:
        with open(argv[1], encoding="utf-8", errors="surrogateescape") as f:
            lines = f.read().split("\n")
    except OSError as e:
        sys.exit("%s: %s" % (argv[1], e.strerror))
    out = []
    try:
        File(argv[1], lines).write(out)
    except Refused as e:
        sys.exit("%s: %s" % (argv[1], e))
    tmp = argv[2] + ".tmp"
    with open(tmp, "w", encoding="utf-8", errors="surrogateescape") as f:
        f.write("\n".join(out) + "\n")
    os.replace(tmp, argv[2])


if __name__ == "__main__":
    main(sys.argv)
