# SPDX-License-Identifier: MIT
"""A block of the card with its properties, for yosys-smtbmc and z3."""
import itertools
import os
import re
import subprocess

HERE = os.path.relpath(os.path.dirname(os.path.abspath(__file__)))
RTL = os.path.join(os.path.dirname(HERE), "rtl")


class Broken(Exception):
    """Something that is neither proved nor refuted."""


def run(command, log, limit):
    """A command's output, which also goes to a file; and whether it succeeded.
    limit: seconds of the processor, for each process; on the clock ten times
    that.
    """
    done = subprocess.run(
        ["prlimit", f"--cpu={limit}", "timeout", str(10 * limit), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    with open(log, "w", encoding="utf-8") as file:
        file.write(" ".join(command) + "\n" + done.stdout)
    return done.stdout, done.returncode == 0


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def prop_of(label):
    """Which property an assertion belongs to."""
    return label.rpartition(".")[2].partition("__")[0]


def failed(text):
    """The labels of assertions that failed."""
    return sorted(set(re.findall(r"Assert failed in \S+: (\S+)", text)))


def replace_once(text, change, place):
    """The text with its one place changed; an error if the RTL differs."""
    count = text.count(change["text"])
    if count != 1:
        raise Broken(
            f"{place}: the text to change is there {count} times, not once "
            "(the RTL has changed: proofs.yaml must follow): "
            f"{change['text']!r}"
        )
    return text.replace(change["text"], change["with"])


class Block:
    """The block's RTL with the properties inside, in a place of its own."""

    def __init__(self, name, table, gen, where, change=None):
        self.name = name
        self.table = table
        self.gen = gen
        self.where = where
        self.limit = table.get("limit", 60)
        os.makedirs(where, exist_ok=True)
        self.copy(change)

    def copy(self, change):
        """Put the properties before each endmodule; change one place."""
        rtl = self.table["rtl"]
        if change and change.get("file", rtl[0]) not in rtl:
            raise Broken(f"{self.name}: {change['file']} is no file of it")
        self.files = []
        for file in rtl:
            text = read(os.path.join(RTL, file + ".sv"))
            for short in self.table.get("shorten", []):
                if short["file"] == file:
                    text = replace_once(text, short, file)
            if change and change.get("file", rtl[0]) == file:
                text = replace_once(text, change, file)
            props = os.path.join(HERE, file + ".sv")
            also = file in self.table.get("also", [])
            if also:
                props = self.assert_all(props)
            if also or file == rtl[0]:
                head, end, tail = text.rpartition("endmodule")
                text = f'{head}  `include "{props}"\n{end}{tail}'
            path = os.path.join(self.where, file + ".sv")
            write(path, text)
            self.files.append(path)

    def assert_all(self, props):
        """A copy of a part's properties; what it assumes is to be proved."""
        number = itertools.count()
        path = os.path.join(self.where, "also_" + os.path.basename(props))
        write(
            path,
            re.sub(
                r"\bassume \((.*?)\);",
                lambda m: f"also__{next(number)}: "
                f"assert (!rst_ni || ({m[1]}));",
                read(props),
                flags=re.DOTALL,
            ),
        )
        return path

    def yosys(self, script, log):
        path = f"{self.where}/{log}.yosys.txt"
        if not run(["yosys", "-q", "-p", script], path, 120)[1]:
            raise Broken(f"{self.name}: yosys does not read it: {path}")

    def read_script(self):
        """Read and flatten. hierconn: a name with a dot is that part's."""
        top = self.table["rtl"][0]
        params = "".join(
            f" -chparam {k} {v}"
            for k, v in self.table.get("params", {}).items()
        )
        return (
            f"read_verilog -sv -formal -I{HERE} -I{self.gen} -I. "
            f"{' '.join(self.files)}; hierarchy -check -top {top}{params}; "
            "setattr -set hierconn 1 w:u_*.*; "
            "proc; flatten; opt_expr; opt_clean; check; opt; wreduce; "
            "memory_share -nowiden; memory_collect; opt_clean; "
            "async2sync; dffunmap; clean; "
        )

    def build(self):
        """All of it, from which variants are made."""
        self.yosys(
            self.read_script() + f"write_rtlil {self.where}/design.il", "read"
        )

    @staticmethod
    def only(props):
        """Yosys commands that leave the assertions of these properties and
        what they see."""
        keep = " ".join(
            f"c:{p} c:{p}__* c:*.{p} c:*.{p}__*" for p in sorted(props)
        )
        return (
            f"select -set keep {keep}; delete t:$assert @keep %d; "
            "delete t:$cover; "
            "delete -output o:*; opt_clean; "
        )

    def variant(self, kind, props, given=()):
        """SMT of the design with the assertions of some properties; given
        are assumed instead."""
        given = "".join(
            f"chformal -assert2assume c:{p} c:{p}__* %u; " for p in given
        )
        self.yosys(
            f"read_rtlil {self.where}/design.il; {given}"
            f"{self.only(props)}"
            f"write_smt2 -wires {self.where}/{kind}.smt2",
            kind,
        )

    def mutant(self, prop):
        """The same in one go, for one property."""
        self.yosys(
            self.read_script()
            + self.only([prop])
            + f"write_smt2 -wires {self.where}/mutant.smt2",
            "mutant",
        )

    def covers(self):
        """SMT of the design with its own cover statements; its parts have
        theirs elsewhere."""
        self.yosys(
            f"read_rtlil {self.where}/design.il; delete t:$assert; "
            "delete t:$cover c:u_* %i; delete -output o:*; "
            f"opt_clean; write_smt2 -wires {self.where}/cover.smt2",
            "cover",
        )

    def labels(self, kind):
        """The assertions of an SMT file, by number."""
        return dict(
            re.findall(
                r"^; yosys-smt2-assert (\d+) (\S+)",
                read(f"{self.where}/{kind}.smt2"),
                re.M,
            )
        )

    def goal(self, kind, number):
        """An SMT file whose only assertion is one of those of kind. All of
        them are given in every clock that has a next one: what induction
        may take for granted.
        """
        text = read(f"{self.where}/{kind}.smt2")
        top = re.search(r"^; yosys-smt2-topmod (\S+)", text, re.M)[1]
        text = text.replace(
            f"(define-fun |{top}_a| ", f"(define-fun |{top}_all| "
        )
        head, step, tail = text.partition(f"(define-fun |{top}_t| ")
        first, rest = tail.split("\n", 1)
        if not step or not first.rstrip().endswith("(and"):
            raise Broken(
                f"{self.where}/{kind}.smt2: not as expected: {first!r}"
            )
        goal = (
            f"(define-fun |{top}_a| ((state |{top}_s|)) Bool "
            f"(|{top}_a {number}| state))\n"
        )
        write(
            f"{self.where}/goal.smt2",
            f"{head}{goal}{step}{first}\n  (|{top}_all| state)\n{rest}",
        )

    def solve(self, kind, *options, out=None):
        """What the solver says, and whether all is well."""
        out = f"{self.where}/{out or kind}"
        if os.path.exists(out + ".vcd"):
            os.remove(out + ".vcd")
        # Induction is quicker with a new solver for each question, the
        # rest with one.
        fresh = ["--noincr"] if "-i" in options else []
        text, good = run(
            [
                "yosys-smtbmc",
                "-s",
                "z3",
                "--unroll",
                *fresh,
                "--noprogress",
                "--dump-vcd",
                out + ".vcd",
                *options,
                f"{self.where}/{kind}.smt2",
            ],
            out + ".txt",
            self.limit,
        )
        if not re.search(r"Status: (PASSED|passed|FAILED|failed)", text):
            raise Broken(
                f"{self.name}: no answer in {self.limit} s: {out}.txt"
            )
        return text, good
