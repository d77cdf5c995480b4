#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the timeline's page and of the trace for Perfetto.

usage: test_page.py PAGE_DEMO OUT_DIR [no-browser]
"""
import collections
import os
import re
import subprocess
import sys
import unittest
from decimal import Decimal

from chromium import dump_dom, screenshot, summary_of
from page_data import frames_of, page_data
from trace_data import arrows_of, row_name, slices_of, trace_events

DEMO, OUT = (os.path.abspath(p) for p in sys.argv[1:3])
BROWSER = "no-browser" not in sys.argv
del sys.argv[1:]
HTML, TRACE = (os.path.join(OUT, f"demo.{e}") for e in ("html", "json"))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def make(html, trace, packets):
    subprocess.run([DEMO, html, trace, str(packets)], check=True, timeout=60)


class Trace(unittest.TestCase):
    """What Perfetto is given."""

    def setUp(self):
        self.events = trace_events(TRACE)
        self.slices = slices_of(self.events)

    def row(self, name):
        return [s for k, s in self.slices.items()
                if row_name(self.events, *k) == name][0]

    def test_slices_nest_and_end(self):
        self.assertGreater(len(self.slices), 10)
        for key, found in self.slices.items():
            for a in found:
                for b in found:
                    apart = a[1] <= b[0] or b[1] <= a[0]
                    within = (a[0] <= b[0] and b[1] <= a[1]
                              or b[0] <= a[0] and a[1] <= b[1])
                    self.assertTrue(apart or within, f"{key}: {a} {b}")

    def test_a_function_lies_within_its_caller(self):
        calls = self.row("calls")
        inner = [s for s in calls if s[2] == "e1000_intr"]
        self.assertEqual(len(inner), 8)
        for a in inner:
            self.assertTrue(any(b[0] < a[0] and a[1] < b[1] for b in calls
                                if b[2] == "do_IRQ"))

    def test_every_row_has_its_name(self):
        for pid, name in enumerate(("card", "host cpu", "sockets",
                                    "packets"), 1):
            self.assertEqual(row_name(self.events, pid), name)
        for key in self.slices:
            self.assertIsNotNone(row_name(self.events, *key), key)

    def test_times_are_those_of_the_events_to_the_picosecond(self):
        self.assertEqual(self.row("wire rx")[0][:2],
                         (Decimal("1.000"), Decimal("1.568")))
        self.assertEqual(self.row("interrupts")[0][0], Decimal("2.240123"))
        for e in self.events:
            if "ts" in e:
                self.assertRegex(str(e["ts"]), r"^\d+\.\d{3}(\d{3})?$")

    def test_it_has_the_packets_of_the_page_at_the_same_times(self):
        frames = frames_of(page_data(HTML))
        for row, key in (("wire rx", "rx_end"), ("wire tx", "tx_end")):
            self.assertEqual(
                [(s[1] * 1000000, s[2]) for s in self.row(row)],
                [(f[key], f["text"]) for f in frames.values() if f[key]])

    def test_an_interrupt_leads_to_its_handler_and_its_poll(self):
        arrows = arrows_of(self.events, self.slices)
        for (kind, _), steps in arrows.items():
            if kind == "interrupt":
                self.assertEqual(
                    [row_name(self.events, e["pid"], e["tid"])
                     for e in steps],
                    ["interrupt line", "interrupts", "napi"])

    def test_arrows_begin_and_end_at_slices(self):
        arrows = arrows_of(self.events, self.slices)
        kinds = collections.Counter(cat for cat, _ in arrows)
        # Eight packets: two of three are delivered, all are answered.
        self.assertEqual(kinds, {"interrupt": 8, "packet": 6, "answer": 8})

    def test_each_packet_has_a_track_from_its_birth_to_its_end(self):
        tracks = collections.defaultdict(list)
        for e in self.events:
            if e["ph"] in "be":
                tracks[e["id"]].append(e)
        self.assertEqual(len(tracks), 16)
        for id_, events in tracks.items():
            self.assertTrue(events[0]["name"].startswith(f"#{id_} "))
            depth = 0
            for e in events:
                depth += 1 if e["ph"] == "b" else -1
                self.assertIn(depth, (0, 1, 2))
            self.assertEqual(depth, 0)
            self.assertEqual(events[0]["name"], events[-1]["name"])
        ends = collections.Counter(
            t[0]["args"]["end"] for t in tracks.values())
        self.assertEqual(ends, {"socket.delivered": 6, "wire.sent": 8,
                                "icmp.echo_request": 2})
        self.assertEqual(tracks[2][0]["args"]["caused by frame"], 1)
        stages = [e["name"] for e in tracks[1] if e["ph"] == "b"][1:]
        self.assertEqual(stages, [
            "on the wire", "in the card", "in the receive ring",
            "in the stack", "in the socket"])

    def test_registers_have_names(self):
        names = {e["name"] for e in self.events if e["ph"] == "i"}
        self.assertIn("read ICR = RXT0", names)
        self.assertIn("write IMC = all", names)

    def test_a_read_that_is_waited_for_says_what_was_read(self):
        waits = self.row("waiting for the card")
        self.assertEqual(waits[0][2], "read ICR = RXT0")
        self.assertEqual(waits[0][1] - waits[0][0], Decimal("0.412"))


class Page(unittest.TestCase):
    """What is in the file."""

    def test_it_needs_nothing_else(self):
        text = read(HTML)
        self.assertNotRegex(text, r"https?://")
        self.assertNotRegex(text, r"(src|href)\s*=|@import|url\(")
        self.assertNotIn("@@", text)

    def test_no_text_of_the_run_becomes_a_part_of_the_page(self):
        text = read(HTML)
        self.assertEqual(len(re.findall("</script>", text, re.I)), 2)
        self.assertEqual(page_data(HTML)["title"], 'demo </script><b>"&amp;')
        texts = [v for v in page_data(HTML)["events"] if isinstance(v, str)]
        self.assertIn('eth0: </script>\ufffd link "up"', texts)

    def test_packets_have_the_times_of_their_events(self):
        frames = frames_of(page_data(HTML))
        self.assertEqual(len(frames), 16)
        self.assertEqual(frames[1]["rx_end"], 1568000)
        self.assertEqual(frames[1]["place"], "socket.delivered")
        self.assertEqual(frames[2]["parent"], 1)
        self.assertIsNone(frames[2]["rx_end"])

    def test_what_does_not_fit_is_left_out_and_said(self):
        big = os.path.join(OUT, "big.html")
        make(big, os.path.join(OUT, "big.json"), 4000)
        data = page_data(big)
        self.assertGreater(data["left_out"], 1000)
        self.assertLess(os.path.getsize(big), 20 << 20)
        if BROWSER:
            dom = dump_dom(big, OUT)
            self.assertEqual(summary_of(dom)["errors"], [])
            note = re.search(r'<p id="note"[^>]*>([^<]*)', dom)
            self.assertIn("events only, up to", note.group(1))
            self.assertNotIn("hidden", note.group(0))
        os.remove(big)
        os.remove(os.path.join(OUT, "big.json"))


@unittest.skipUnless(BROWSER, "without a browser")
class Drawn(unittest.TestCase):
    """What a browser makes of it."""

    def summary(self, where="", script=""):
        path = HTML
        if script:
            path = os.path.join(OUT, "played.html")
            with open(path, "w", encoding="utf-8") as file:
                file.write(read(HTML) + f"<script>{script}</script>")
        summary = summary_of(dump_dom(path + where, OUT))
        self.assertEqual(summary["errors"], [])
        return summary

    def test_all_rows_and_packets_are_drawn(self):
        s = self.summary()
        self.assertEqual(s["packets"], 16)
        for row in ("wire_rx", "wire_tx", "irq", "registers", "rx_desc",
                    "rings.rx_card", "software.cpu.context", "irqs",
                    "software.kernel.task", "software.cpu.packet", "stall",
                    "software.kernel.napi", "software.calls.call00",
                    "software.calls.call09", "way0",
                    "software.kernel.skb_live", "software.sockets.socket0",
                    "log"):
            self.assertIn(row, s["rows"])
        self.assertGreater(s["drawn"]["slices"], 200)
        self.assertGreater(s["drawn"]["arrows"], 20)
        self.assertEqual((s["from_ps"], s["left_out"]), (1000000, 0))

    def test_its_packets_are_those_of_the_file(self):
        frames = frames_of(page_data(HTML))
        summary = self.summary()
        self.assertEqual(len(summary["frames"]), len(frames))
        for id_, *found in summary["frames"]:
            f = frames[id_]
            self.assertEqual(found, [f["text"], f["rx_end"], f["tx_end"],
                                     f["place"], f["parent"]])

    def test_it_says_what_the_processor_waits_for(self):
        waits = self.summary()["waits"]
        self.assertEqual(waits, ["read ICR = RXT0 (0x00000080)"] * 8)

    def test_a_link_leads_to_its_moment_and_its_packet(self):
        s = self.summary("#t=2000,3000.5&packet=3")
        self.assertEqual(s["view_ps"], [2000000, 3000500])
        self.assertEqual(s["selected"], 3)
        self.assertTrue(s["panel"].startswith("#3 UDP 40001>5201"))

    def test_a_link_that_leads_nowhere_shows_something(self):
        for where in ("#t=9,1", "#t=x&packet=77", "#packet=0", "#%",
                      "#find=%E0%A4", "#t=1e9,2e9"):
            self.assertGreater(self.summary(where)["drawn"]["rows"], 0)

    def test_search_finds_functions_packets_and_registers(self):
        self.assertEqual(self.summary("#find=e1000_intr")["matches"], 8)
        self.assertGreaterEqual(self.summary("#find=IMC")["matches"], 8)
        s = self.summary("#find=40004%3E5201")
        self.assertGreaterEqual(s["matches"], 3)
        self.assertEqual(s["match"], 0)

    def test_keys_and_wheel_move_and_zoom(self):
        play = """
            const press = key => document.dispatchEvent(
                new KeyboardEvent("keydown", { key }));
            const wide = () => {
                const s = document.getElementById("chart");
                return s;
            };
            press("0"); press("+"); press("+"); press("ArrowRight");
            wide().dispatchEvent(new WheelEvent("wheel",
                { deltaY: -100, clientX: 500, clientY: 300 }));
            press("n");
        """
        s = self.summary(script=play)
        self.assertEqual(s["selected"], 1)
        zoomed = self.summary(script="""
            document.dispatchEvent(new KeyboardEvent("keydown", {key: "0"}));
            document.dispatchEvent(new KeyboardEvent("keydown", {key: "+"}));
        """)
        whole = zoomed["to_ps"] - zoomed["from_ps"]
        a, b = zoomed["view_ps"]
        self.assertAlmostEqual((b - a) / whole, .6 * 1.03, places=2)

    def test_a_click_on_a_packet_tells_its_story(self):
        s = self.summary("#t=6000,11000", """
            const c = document.getElementById("chart");
            const box = c.getBoundingClientRect();
            /* The second row from above: frames that come in. */
            const at = { bubbles: true, pointerId: 1, button: 0, buttons: 1,
                clientX: box.left + 186 + (box.width - 186) * .18,
                clientY: box.top + 27 + 25 + 10 };
            c.dispatchEvent(new PointerEvent("pointerdown", at));
            c.dispatchEvent(new PointerEvent("pointerup", at));
        """)
        self.assertEqual(s["selected"], 3)
        self.assertTrue(s["panel"].startswith("#3 UDP"))

    def test_the_picture_shows_rows_in_their_colours(self):
        for dark in (False, True):
            picture = screenshot(HTML + "#packet=3", OUT, dark)
            colours = collections.Counter(picture)
            ground = colours.most_common(1)[0]
            self.assertEqual(ground[0], (19, 21, 26) if dark else
                             (252, 252, 251))
            self.assertLess(ground[1], .9 * len(picture))
            self.assertGreater(len(colours), 100)
            # Interrupt, softirq, driver: each fills a part.
            for part in ([(141, 33, 27), (153, 91, 15), (45, 123, 79)]
                         if dark else
                         [(239, 171, 169), (246, 207, 162), (180, 228, 201)]):
                near = sum(n for c, n in colours.items() if all(
                    abs(x - y) < 10 for x, y in zip(c, part)))
                self.assertGreater(near, 150, (dark, part))


if __name__ == "__main__":
    os.makedirs(OUT, exist_ok=True)
    make(HTML, TRACE, 8)
    unittest.main()
