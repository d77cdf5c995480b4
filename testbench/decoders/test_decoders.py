#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What sigrok's decoders read on the pins of EEPROM and PHY.

usage: test_decoders.py RECORD FOLDER
RECORD (record.c) makes the traffic and says what software saw of it.
"""
import os
import re
import subprocess
import sys
import unittest

RECORD, FOLDER = sys.argv[1:3]
VCD = os.path.join(FOLDER, "board.vcd")
# Idle times of more samples than this are cut short.
INPUT = "vcd:compress=20000"
MICROWIRE = "microwire:cs=CS:sk=SK:si=DI:so=DO"


def run(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def decode(protocol, annotations):
    text = run("sigrok-cli", "-i", VCD, "-I", INPUT, "-P", protocol,
               "-A", annotations)
    return [line.partition(": ")[2] for line in text.splitlines()]


class Decoders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.makedirs(FOLDER, exist_ok=True)
        said = run(RECORD, VCD).splitlines()
        cls.eeprom = [s.split()[1:] for s in said if s.startswith("eeprom")]
        cls.mdio = [s.split()[1:] for s in said if s.startswith("mdio")]

    def test_mdio_decoder_reads_every_frame_as_the_registers_tell_it(self):
        frame = re.compile(r"(READ|WRITE): +([0-9A-F]{4}) PHYAD: ([0-9]+) "
                           r"REGAD: ([0-9]+)( ERROR)?$")
        read = []
        for text in decode("mdio:mdc=MDC:mdio=MDIO", "mdio=decode"):
            found = frame.match(text)
            self.assertTrue(found, text)
            verb, data, phy, reg, error = found.groups()
            read.append([verb.lower(), f"{int(phy):02x}", f"{int(reg):02x}",
                         data.lower()])
            # Nobody turned the line round where there is no PHY.
            self.assertEqual(bool(error), verb == "READ" and phy != "01",
                             text)
        self.assertEqual(read, self.mdio)
        self.assertGreater(len(read), 30)

    def test_eeprom_decoder_reads_every_command_as_the_registers_tell_it(self):
        verbs = {"Read word": "read", "Write word": "write",
                 "Erase word": "erase", "Write enable": "enable",
                 "Write disable": "disable"}
        read = []
        for text in decode(f"{MICROWIRE},eeprom93xx:addresssize=6",
                           "eeprom93xx"):
            address = re.match(r"Address: 0x00([0-9a-f]{2})$", text)
            data = re.match(r"Data: 0x([0-9a-f]{4})$", text)
            if address or data:
                read[-1].append((address or data).group(1))
            else:
                self.assertIn(text, verbs)
                read.append([verbs[text]])
        self.assertEqual(read, self.eeprom)
        self.assertGreater(len(read), 15)

    def test_microwire_decoder_sees_busy_and_ready_and_no_fault(self):
        self.assertEqual(decode(MICROWIRE, "microwire=warning"), [])
        status = decode(MICROWIRE,
                        "microwire=status-check-busy:status-check-ready")
        self.assertEqual(status, ["Busy", "Ready"] * 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
