# SPDX-License-Identifier: MIT
"""What the tests of waves/ share: save files, and GTKWave on a display of its
own."""
import os
import re
import subprocess
import tempfile
import time


GROUP_BEGIN = 0x800000


def save_file(path):
    """({key: [value]} of the lines before the rows; of each group its title,
    its signals and its filters)."""
    head, groups = {}, []
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    flags = 0
    for line in lines:
        if line.startswith("@"):
            flags = int(line[1:], 16)
        elif line.startswith("-") and flags & GROUP_BEGIN:
            groups.append((line[1:], [], []))
        elif line.startswith("^"):
            groups[-1][2].append(line.split(" ", 1)[1])
        elif line.startswith("+{"):
            groups[-1][1].append(line.split("} ", 1)[1])
        elif line.startswith("#{"):
            groups[-1][1].append(re.search(r"\(\d+\)(\S+)", line).group(1))
        elif line.startswith("[") and "] " in line and not groups:
            key, value = line[1:].split("] ", 1)
            head.setdefault(key, []).append(value.strip('"'))
        elif line.startswith("*"):
            head["zoom"] = line[1:].split()
    return head, groups


class Display:
    """An Xvfb that chooses its number itself."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "number")
        with open(path, "w", encoding="ascii") as number:
            self.server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(number.fileno()), "-screen", "0",
                 "1920x1600x24", "-nolisten", "tcp"],
                pass_fds=[number.fileno()], stderr=subprocess.DEVNULL)
        for _ in range(100):
            with open(path, encoding="ascii") as number:
                self.name = ":" + number.read().strip()
            if self.name != ":":
                return self
            time.sleep(0.1)
        self.__exit__()
        raise AssertionError("Xvfb does not start")

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()

    def gtkwave(self, script, *args, cwd="/"):
        """What a Tcl script prints in GTKWave."""
        path = os.path.join(self.folder.name, "script.tcl")
        with open(path, "w", encoding="utf-8") as file:
            file.write(script + "\nflush stdout\ngtkwave::/File/Quit\n")
        rc = os.path.join(os.getcwd(), "waves/shots.rc")
        done = subprocess.run(
            ["gtkwave", "-r", rc, "-S", path, *args], cwd=cwd, timeout=60,
            env={**os.environ, "DISPLAY": self.name, "NO_AT_BRIDGE": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False)
        return done.stdout


ROWS = """set n [gtkwave::getTotalNumTraces]
for {set i 0} {$i < $n} {incr i} {
  set name [gtkwave::getTraceNameFromIndex $i]
  puts "row|$name|[gtkwave::getTraceValueAtMarkerFromIndex $i]"
}
puts "markers|[gtkwave::getMarker]|[gtkwave::getNamedMarker A]"
"""


def rows_of(output):
    """{name: value at the marker} of what ROWS printed."""
    rows = {}
    for line in output.splitlines():
        if line.startswith("row|"):
            _, name, value = line.split("|", 2)
            rows.setdefault(name, value)
    return rows
