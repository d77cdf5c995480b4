# SPDX-License-Identifier: MIT
"""What callgrind counted, by source file."""

import glob
import os
import re
import subprocess


def run(command, directory, options=()):
    """Run @command under callgrind; its profiles are files in @directory."""
    for old in glob.glob(os.path.join(directory, "profile*")):
        os.remove(old)
    os.makedirs(directory, exist_ok=True)
    subprocess.run(
        ["valgrind", "-q", "--tool=callgrind",
         "--callgrind-out-file=" + os.path.join(directory, "profile"),
         *options, *command],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return sorted(glob.glob(os.path.join(directory, "profile*")))


class Profile:
    """Self cost (Ir) of the functions of each source file, with what was
    inlined into them, from one callgrind profile."""

    def __init__(self, path):
        self.trigger = ""
        self.files = {}
        names = {}
        current, called = "", False
        with open(path, encoding="utf-8") as f:
            for line in f:
                line = line.rstrip("\n")
                if line.startswith("desc: Trigger:"):
                    self.trigger = line.split(":", 2)[2].strip()
                m = re.match(r"^(fl|fi|fe|cfi|cfl)=(?:\((\d+)\))?\s*(.*)$",
                             line)
                if m:
                    kind, number, name = m.groups()
                    if name:
                        names[number] = name
                    if kind == "fl":
                        current = names.get(number, name)
                    continue
                if line.startswith("calls="):
                    called = True  # the next line is the callee's cost
                    continue
                m = re.match(r"^[+\-*\d]\S*\s+(\d+)$", line)
                if not m:
                    continue
                if called:
                    called = False
                    continue
                self.files[current] = self.files.get(current, 0) + \
                    int(m.group(1))

    def under(self, *folders):
        """Cost of the files below one of @folders of the repository; a file
        named as -FILE is left out."""
        out = {os.path.abspath(f[1:]) for f in folders if f[0] == "-"}
        folders = tuple(os.path.abspath(f) + "/" for f in folders
                        if f[0] != "-")
        return sum(n for name, n in self.files.items()
                   if os.path.abspath(name).startswith(folders) and
                   os.path.abspath(name) not in out)
