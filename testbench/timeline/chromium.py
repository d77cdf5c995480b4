# SPDX-License-Identifier: MIT
"""Chromium without a screen, for tests: what a page becomes, and its picture.
"""
import html
import json
import os
import re
import subprocess
import tempfile
import zlib

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync",
         "--hide-scrollbars", "--virtual-time-budget=2000"]


def run(url, out, *args):
    with tempfile.TemporaryDirectory(dir=out) as home:
        # What it writes on its error output is no news.
        done = subprocess.run(
            ["chromium", *QUIET, f"--user-data-dir={home}", *args,
             "file://" + url], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"chromium: {done.stderr.decode()[-2000:]}")
    return done.stdout.decode()


def dump_dom(url, out):
    return run(url, out, "--window-size=1400,900", "--dump-dom")


def summary_of(dom):
    """What the page says about itself."""
    found = re.search(r'<output id="summary"[^>]*>(.*?)</output>', dom, re.S)
    return json.loads(html.unescape(found.group(1)))


def screenshot(url, out, dark):
    """The pixels, (red, green, blue) each."""
    path = os.path.join(out, "dark.png" if dark else "light.png")
    run(url, out, "--window-size=1000,900", f"--screenshot={path}",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}")
    with open(path, "rb") as file:
        return list(pixels(file.read()))


def pixels(png):
    """Of a PNG with 8 bits per channel (RFC 2083)."""
    width = int.from_bytes(png[16:20], "big")
    depth, colour = png[24], png[25]
    if depth != 8 or colour not in (2, 6) or png[28]:
        raise ValueError("another kind of PNG")
    size, at, packed = 3 if colour == 2 else 4, 8, b""
    while at < len(png):
        length = int.from_bytes(png[at:at + 4], "big")
        if png[at + 4:at + 8] == b"IDAT":
            packed += png[at + 8:at + 8 + length]
        at += length + 12
    data, bytes_ = zlib.decompress(packed), width * size
    above = bytearray(bytes_)
    for at in range(0, len(data), bytes_ + 1):
        line = unfilter(data[at], bytearray(data[at + 1:at + 1 + bytes_]),
                        above, size)
        yield from zip(line[0::size], line[1::size], line[2::size])
        above = line


def unfilter(kind, line, above, size):
    if kind == 2:
        return bytearray((a + b) & 255 for a, b in zip(line, above))
    for i, value in enumerate(line if kind else b""):
        left = line[i - size] if i >= size else 0
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + above[i]) // 2
        else:
            corner = above[i - size] if i >= size else 0
            p = left + above[i] - corner
            guess = min((left, above[i], corner), key=lambda c: abs(p - c))
        line[i] = (value + guess) & 255
    return line
