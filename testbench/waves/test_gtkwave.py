#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""GTKWave itself: does it find everything, wherever the files are, and do its
pictures show something?

usage: test_gtkwave.py RINGSIDE OUT_DIR (from the top of the repository)
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from views_lib import ROWS, Display, rows_of, save_file

RINGSIDE, OUT = sys.argv.pop(1), sys.argv.pop(1)
VIEWS = sorted(glob.glob("waves/*.gtkw"))


def setUpModule():
    subprocess.run([RINGSIDE, "run", "first-light", "--wave", "--quiet",
                    "--out", OUT], check=True)
    shutil.rmtree("build/test/waves/shots", ignore_errors=True)
    subprocess.run(["waves/shots", "build/test/waves/shots", "receive",
                    "overload"], check=True, stdout=subprocess.DEVNULL)


def look(picture, *what, to="info:"):
    """What ImageMagick says of a picture."""
    done = subprocess.run(["convert", picture, *what, to], check=True,
                          stdout=subprocess.PIPE, text=True)
    return done.stdout


class Gtkwave(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.display = Display().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.display.__exit__()

    def rows(self, *args, cwd="/"):
        return rows_of(self.display.gtkwave(ROWS, *args, cwd=cwd))

    def test_every_row_of_every_view_is_shown(self):
        trace = os.path.abspath(f"{OUT}/trace.fst")
        for path in VIEWS:
            shown = self.rows(trace, os.path.abspath(path))
            _, groups = save_file(path)
            with open(path, encoding="utf-8") as file:
                wanted = {line[2:].partition("}")[0] for line in file
                          if line.startswith(("+{", "#{"))}
            wanted |= {title for title, _, _ in groups}
            self.assertLessEqual(wanted, set(shown), path)

    def test_a_moved_folder_works_from_anywhere_with_the_save_file_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, "some", "place")
            run = os.path.join(place, "build", "run", "first-light")
            shutil.copytree("waves", os.path.join(place, "waves"))
            os.makedirs(run)
            shutil.copy(f"{OUT}/trace.fst", run)
            for cwd in ("/", folder, place):
                rows = self.rows(os.path.join(place, "waves/receive.gtkw"),
                                 cwd=cwd)
                # A filter, a state's name, a text, a number.
                self.assertEqual(rows["enabled (IMS)"],
                                 "TXDW+LSC+RXSEQ+RXDMT0+RXT0")
                self.assertEqual(rows["MAC"], "StData")
                self.assertEqual(rows["CPU context"], "IDLE")
                self.assertEqual(rows["process"], "idle")
                self.assertRegex(rows["free descriptors"], r"^\d+$")

    def test_a_run_s_own_view_has_its_markers(self):
        with open(f"{OUT}/moments.json", encoding="utf-8") as file:
            moments = json.load(file)["receive"]["moments"]
        subprocess.run(["waves/make_views.py", "--moments",
                        f"{OUT}/moments.json", "--trace", f"{OUT}/trace.fst",
                        OUT, "receive"], check=True)
        shown = self.display.gtkwave(
            ROWS, os.path.abspath(f"{OUT}/receive.gtkw"))
        at = moments["rx_end"]["ps"]
        self.assertIn(f"markers|{at}|{at}", shown)
        self.assertEqual(rows_of(shown)["DMA engine"], "StDesc")

    def test_the_way_of_a_packet_can_be_read_at_its_moments(self):
        with open(f"{OUT}/moments.json", encoding="utf-8") as file:
            moments = json.load(file)["receive"]["moments"]
        shown = {}
        for name in ("irq_raised", "first_poll", "queued", "ended"):
            # A step later: what begins at that moment is there.
            script = "gtkwave::setMarker %d\n%s" % (
                moments[name]["ps"] + 1000, ROWS)
            shown[name] = rows_of(self.display.gtkwave(
                script, os.path.abspath(f"{OUT}/trace.fst"),
                os.path.abspath("waves/receive.gtkw")))
        self.assertEqual(shown["irq_raised"]["interrupt line"], "1")
        self.assertEqual(shown["irq_raised"]["causes (ICR)"], "RXT0")
        self.assertEqual(shown["first_poll"]["NAPI"], "POLLING")
        self.assertEqual(shown["first_poll"]["CPU context"], "SOFTIRQ")
        self.assertEqual(shown["first_poll"]["stored, not taken"], "1")
        self.assertEqual(shown["queued"]["stored, not taken"], "0")
        self.assertRegex(shown["queued"]["CPU works on"], r"^#\d+ UDP .*5201")
        self.assertEqual(shown["ended"]["process"], "udp_sink")

    def test_a_picture_shows_something(self):
        empty = os.path.abspath(f"{OUT}/empty.png")
        self.display.gtkwave(f"gtkwave::/File/Grab_To_File {empty}",
                             os.path.abspath(f"{OUT}/trace.fst"))
        prints = {look(empty, "-format", "%#")}
        for name in ("receive", "overload"):
            path = f"build/test/waves/shots/{name}.png"
            width, height, colours, mean = look(
                path, "-format", "%w %h %k %[fx:mean]").split()
            self.assertGreater(int(width), 1300)
            self.assertGreater(int(height), 500)
            self.assertGreater(int(colours), 20)
            self.assertGreater(float(mean), 0.1)
            self.assertLess(os.path.getsize(path), 300_000)
            prints.add(look(path, "-format", "%#"))
        # Neither is the window without signals, nor the other one.
        self.assertEqual(len(prints), 3)

    def test_the_picture_of_a_packet_has_the_colours_of_its_layers(self):
        # "  6481: (0,99,0) #006300 ...": of a palette, so nearly the colour.
        seen = re.findall(r"(\d+): \((\d+),(\d+),(\d+)\)", look(
            "build/test/waves/shots/receive.png", "-format", "%c",
            to="histogram:info:-"))
        for layer, colour, pixels in (("driver", (0, 100, 0), 1000),
                                      ("network", (0, 0, 205), 1000),
                                      ("sk_buffs", (139, 69, 19), 200),
                                      ("core", (82, 82, 82), 1000)):
            near = sum(int(n) for n, *rgb in seen
                       if all(abs(int(a) - b) < 4
                              for a, b in zip(rgb, colour)))
            self.assertGreater(near, pixels, layer)

    def test_the_pictures_of_the_documents_are_there(self):
        names = {os.path.basename(p) for p in glob.glob("docs/shots/*.png")}
        for page in ("README.md", "docs/waveforms.md"):
            with open(page, encoding="utf-8") as file:
                text = file.read()
            for name in names:
                if f"shots/{name}" in text:
                    names = names - {name}
        self.assertEqual(names, set(), "pictures that no document shows")


class Show(unittest.TestCase):
    def test_without_a_display_it_is_said_what_can_be_done(self):
        env = {k: v for k, v in os.environ.items()
               if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        done = subprocess.run(["waves/show", "first-light", "transmit", "1"],
                              env=env, stdout=subprocess.PIPE, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0)
        self.assertIn("gtkwave build/run/first-light/painted.fst "
                      "build/run/first-light/transmit.gtkw", done.stdout)
        for name in ("painted.fst", "transmit.gtkw", "timeline.html"):
            self.assertTrue(os.path.exists(f"build/run/first-light/{name}"))

    def test_a_scenario_that_is_none_is_refused(self):
        done = subprocess.run(["waves/show", "no-such", "receive", "1"],
                              stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no-such", done.stderr)


if __name__ == "__main__":
    unittest.main()
