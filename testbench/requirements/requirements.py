#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The table of requirements: each with a test that exists or a reason.

requirements.py ROWS         prints the table; fails if a row is wrong
requirements.py ROWS --doc   the same as docs/requirements.md
requirements.py ROWS --check DOC   fails if DOC is not that
"""
import csv
import pathlib
import re
import sys

HEAD = """# Requirements

Each MUST of RFC 768, 791, 792, 826, 1122 and 1812 that applies, in our own
words, with the test that is named for it or the reason why there is none.
Made from testbench/requirements/rows.csv by `make requirements`, which also
looks whether the tests exist; change it there.
"""


def known_tests():
    tests = {}
    for path in sorted(pathlib.Path("testbench").rglob("*.c")):
        for name in re.findall(r"START_TEST\((\w+)\)",
                               path.read_text(encoding="utf-8")):
            tests[name] = path
    return tests


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def faults(rows, tests):
    for n, row in enumerate(rows, 2):
        where = f"line {n} (RFC {row['rfc']} {row['section']})"
        if None in row or None in row.values():
            yield f"{where}: not five fields"
        elif bool(row["test"]) == bool(row["reason"]):
            yield f"{where}: either a test or a reason"
        elif row["test"] and row["test"] not in tests:
            yield f"{where}: there is no test {row['test']}"


def document(rows, tests):
    out = [HEAD]
    rfc = None
    for row in rows:
        if row["rfc"] != rfc:
            rfc = row["rfc"]
            out.append(f"\n## RFC {rfc}\n\n| section | requirement | test |\n"
                       "|---|---|---|\n")
        if row["test"]:
            room = tests[row["test"]].parent.name
            say = f"{room}: {row['test'].replace('_', ' ')}"
        else:
            say = f"*none: {row['reason']}*"
        out.append(f"| {row['section']} | {row['requirement']} | {say} |\n")
    return "".join(out)


def main(argv):
    rows, tests = read(argv[1]), known_tests()
    wrong = list(faults(rows, tests))
    if wrong:
        sys.exit("\n".join(f"{argv[1]}: {w}" for w in wrong))
    doc = document(rows, tests)
    if "--doc" in argv:
        sys.stdout.write(doc)
        return
    if "--check" in argv:
        if pathlib.Path(argv[3]).read_text(encoding="utf-8") != doc:
            sys.exit(f"{argv[3]} is not what {argv[1]} says: "
                     "make docs/requirements.md")
        print("ok: docs/requirements.md is up to date")
    for row in rows:
        print(f"RFC {row['rfc']:5}{row['section']:24}"
              f"{'tested' if row['test'] else 'waived':8}"
              f"{row['test'] or row['reason']}")
    done = sum(bool(row["test"]) for row in rows)
    print(f"{len(rows)} requirements: {done} with a test, "
          f"{len(rows) - done} with a reason")


main(sys.argv)
