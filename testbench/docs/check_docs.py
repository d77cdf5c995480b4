#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Are the documents true? Their links lead somewhere, their commands run.

usage: check_docs.py RINGSIDE OUT_DIR [FILE...]

A command is an indented line that begins with build/ringside or make. Those
for RINGSIDE are run and must succeed; a target of make must exist. Arguments
that begin with "my" or hold "my/" stand for the reader's own files and are not
run.
"""
import glob
import os
import re
import shlex
import subprocess
import sys

LINK = re.compile(r"\]\(([^)#]+)(#[^)]*)?\)")
COMMAND = re.compile(r"^ {4}(build/ringside|make)\b(.*)$")
OWN = re.compile(r"(^|[ /={:])my[./]|: my")


def check_link(path, target):
    if "://" in target:
        return None
    full = os.path.join(os.path.dirname(path), target)
    return None if os.path.exists(full) else f"link to {target}: no such file"


def check_make(words):
    targets = [w for w in words[1:] if "=" not in w]
    run = subprocess.run(["make", "-n", *targets], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, check=False)
    return None if run.returncode == 0 else run.stderr.strip()


def check_ringside(ringside, out, words):
    extra = []
    if words[1] == "run":
        extra = ["--quiet"]
        if "--out" not in words:
            extra += ["--out", out]
    run = subprocess.run([ringside, *words[1:], *extra],
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         text=True, check=False, timeout=120)
    if run.returncode == 0:
        return None
    return f"exit code {run.returncode}: {run.stderr.strip()[-300:]}"


def main():
    ringside, out, *files = sys.argv[1:]
    files = files or ["README.md", "waves/README.md",
                      *sorted(glob.glob("docs/*.md"))]
    passed = failed = 0
    seen = set()
    for path in files:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        for number, line in enumerate(lines, 1):
            wrong = [check_link(path, m.group(1)) for m in LINK.finditer(line)]
            match = COMMAND.match(line)
            if match and not OWN.search(match.group(2)):
                words = shlex.split(line, comments=True)
                if tuple(words) not in seen and len(words) > 1:
                    seen.add(tuple(words))
                    wrong.append(check_make(words) if words[0] == "make"
                                 else check_ringside(ringside, out, words))
            passed += wrong.count(None)
            for text in filter(None, wrong):
                failed += 1
                print(f"{path}:{number}: {line.strip()}: {text}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
