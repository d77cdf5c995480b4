#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What count_blocks.py makes of an assembly file: the functions' marks.

usage: test_pass.py SCRATCH; run at the top of the repository.
"""
import os
import re
import subprocess
import sys
import unittest

SCRATCH = ""
FLAGS = ["-std=gnu11", "-O2", "-g", "-mno-red-zone", "-fno-stack-protector",
         "-fcf-protection=none"]
NO_TAIL_CALLS = "-fno-optimize-sibling-calls"

FUNCTION = """
\t.text
\t.globl\tf
\t.type\tf, @function
f:
.LFB0:
\t.cfi_startproc
%s
\t.cfi_endproc
\t.size\tf, .-f
"""


def count(text):
    """(what the pass writes, its complaint)."""
    source = os.path.join(SCRATCH, "in.s")
    result = os.path.join(SCRATCH, "out.s")
    with open(source, "w", encoding="utf-8") as f:
        f.write(text)
    run = subprocess.run(
        [sys.executable, "-B", "sim/cpu/count_blocks.py", source, result],
        stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        return None, run.stderr
    subprocess.run(["gcc", "-c", result, "-o", result + ".o"], check=True)
    with open(result, encoding="utf-8") as f:
        return f.read(), ""


def body(*lines):
    return FUNCTION % "\n".join(lines)


def compiled(c, *flags):
    source = os.path.join(SCRATCH, "in.c")
    result = os.path.join(SCRATCH, "compiled.s")
    with open(source, "w", encoding="utf-8") as f:
        f.write(c)
    subprocess.run(["gcc", *FLAGS, *flags, "-S", source, "-o", result],
                   check=True)
    with open(result, encoding="utf-8") as f:
        return f.read()


def names(text):
    return re.findall(r'^\.Lcpu_name\d+:\n\t\.string\t"(.*)"$', text, re.M)


class Pass(unittest.TestCase):
    def test_a_tail_call_is_refused_with_the_flag_that_avoids_it(self):
        for line in ("\tjmp\tother", "\tjmp\tother@PLT", "\tjne\tother",
                     "\tjmp\t*%rax", "\tjmp\t*16(%rdi)",
                     "\tjmp\t*other@GOTPCREL(%rip)"):
            out, complaint = count(body(line, "\tret"))
            self.assertIsNone(out, line)
            self.assertIn("line 8 is a tail call", complaint)
            self.assertIn(NO_TAIL_CALLS, complaint)

    def test_with_the_flag_the_compiler_makes_none(self):
        c = """
int other(int); int (*pointer)(int);
int direct(int n) { return other(n + 1); }
int by_pointer(int n) { return pointer(n + 1); }
int maybe(int n) { return n > 3 ? other(n) : n; }
int itself(int n) { return n ? itself(n - 1) * 3 : 0; }
"""
        self.assertIsNone(count(compiled(c))[0])
        out, complaint = count(compiled(c, NO_TAIL_CALLS))
        self.assertEqual(complaint, "")
        self.assertEqual(names(out),
                         ["direct", "by_pointer", "maybe", "itself"])

    def test_jump_tables_and_computed_jumps_are_no_tail_calls(self):
        c = """
int table(int k, int x) {
    switch (k) {
    case 0: return x + 1; case 1: return x * 7; case 2: return x ^ 9;
    case 3: return x - 13; case 4: return ~x; case 5: return x / 3;
    case 6: return x % 11; default: return x; }
}
int labels(int n) {
    static void *const op[] = {&&a, &&b};
    int x = 1;
    goto *op[n & 1];
a:    x += 3;
b:    if (!n--) return x;
    goto *op[(n ^ x) & 1];
}
"""
        text = compiled(c, NO_TAIL_CALLS)
        self.assertGreaterEqual(len(re.findall(r"jmp\t\*", text)), 2)
        self.assertEqual(count(text)[1], "")

    def test_each_function_is_entered_once_and_left_at_each_return(self):
        out, _ = count(body("\tcmpl\t$1, %edi", "\tje\t.L2", "\tret", ".L2:",
                            "\tmovl\t$3, %eax", "\tret"))
        self.assertEqual(len(re.findall(r"call\tcpu_mark_enter$", out, re.M)),
                         1)
        self.assertEqual(len(re.findall(r"call\tcpu_mark_leave$", out, re.M)),
                         2)
        self.assertEqual(len(re.findall(
            r"cmpb\t\$0, cpu_marks\(%rip\)\n\tjne\t\.Lcpu_leave\d+\n"
            r"\.Lcpu_left\d+:\n\tret", out)), 2)

    def test_a_loop_to_a_function_s_first_instruction_enters_it_once(self):
        out, _ = count(body(".L3:", "\tsubl\t$1, %edi", "\tjne\t.L3",
                            "\tret"))
        self.assertLess(out.index("cpu_marks"), out.index(".L3:"))

    def test_a_part_in_the_cold_section_is_left_but_not_entered(self):
        c = """
void rare(int) __attribute__((cold));
int f(int n) {
    if (n > 100) { rare(n); return n * 3; }
    return n + 1;
}
"""
        text = compiled(c, NO_TAIL_CALLS)
        self.assertIn("f.cold:", text)
        out, complaint = count(text)
        self.assertEqual(complaint, "")
        self.assertEqual(names(out), ["f", "f"])
        self.assertEqual(out.count("call\tcpu_mark_enter"), 1)
        self.assertEqual(len(re.findall(r"^\tret$", out, re.M)),
                         out.count("call\tcpu_mark_leave"))

    def test_copies_have_the_name_of_the_source(self):
        for symbol in ("f.constprop.0", "f.isra.0", "f.part.0.isra.1",
                       "f.constprop.0.cold", "f.cold", "f"):
            out, _ = count(re.sub(r"\bf\b", symbol, body("\tret")))
            self.assertEqual(names(out), ["f"], symbol)

    def test_assembly_statements_have_no_marks(self):
        out, _ = count(body("#APP", "\tjmp other", "\tret", "#NO_APP",
                            "\tret"))
        self.assertEqual(out.count("call\tcpu_mark_leave"), 1)
        out, _ = count("#APP\n\t.type g, @function\ng:\n\tret\n\t.size g, .-g"
                       "\n#NO_APP\n")
        self.assertNotIn("cpu_marks", out)

    def test_marks_are_not_counted(self):
        c = """
int other(int);
int f(int n) { int s = 0; while (n--) s += other(n); return s; }
"""
        out, _ = count(compiled(c, NO_TAIL_CALLS))
        total = int(re.search(r"# counted: (\d+) instructions", out)[1])
        charged = sum(map(int, re.findall(
            r"subq\t\$(\d+), cpu_budget\(%rip\)", out)))
        self.assertEqual(charged, total)

    def test_code_with_vector_registers_has_them_kept(self):
        for line, entry in (("\tmovaps\t%xmm1, %xmm0", "_sse"),
                            ("\tfld1", "_fx"), ("\tnop", "")):
            out, _ = count(body(line, "\tret"))
            for mark in ("enter", "leave"):
                self.assertRegex(out, r"call\tcpu_mark_%s%s\n" % (mark, entry))

    def test_a_popped_register_is_not_looked_for_on_the_stack(self):
        out, _ = count(body(
            "\tpushq\t%rbx", "\t.cfi_def_cfa_offset 16",
            "\t.cfi_offset 3, -16", "\tcall\tother", "\tpopq\t%rbx",
            "\t.cfi_def_cfa_offset 8", "\tret"))
        stubs = out[out.index("\tret\n"):]
        state, seen = None, []
        for line in stubs.split("\n"):
            if line.startswith("\t.cfi_offset 3"):
                state = "saved"
            elif line.startswith("\t.cfi_restore 3"):
                state = "own"
            elif line.startswith(".Lcpu_") and "stub" not in line:
                seen.append((re.match(r"\.Lcpu_([a-z]+)", line)[1], state))
        self.assertIn(("leave", "own"), seen)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    SCRATCH = sys.argv[1]
    os.makedirs(SCRATCH, exist_ok=True)
    result = unittest.TextTestRunner(verbosity=1).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(Pass))
    bad = len(result.failures) + len(result.errors)
    print("%d passed, %d failed" % (result.testsRun - bad, bad))
    sys.exit(bad != 0)
