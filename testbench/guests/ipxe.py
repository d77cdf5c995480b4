#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""iPXE, as QEMU's ROM: DHCP, then a script and a file by TFTP, and ping.
The ROM has no command for a digest; it checks the UDP checksum of every block,
and says the length."""
import sys

import guest

SCRIPT = """#!ipxe
imgfetch data.bin && imgstat ||
ping -c 2 10.0.2.2 && echo PING-GOOD ||
echo SCRIPT-DONE
sleep 1
poweroff
"""


def test(g):
    data = bytes(i * i % 241 for i in range(200000))
    g.file("tftp/data.bin").write_bytes(data)
    g.file("tftp/boot.ipxe").write_text(SCRIPT, encoding="utf-8")
    # The BIOS's console, and with it iPXE's, on the serial port.
    g.file("port").write_bytes((0x3f8).to_bytes(2, "little"))
    g.start(["-fw_cfg", "name=etc/sercon-port,file=port"],
            user_options=["bootfile=boot.ipxe"],
            device={"romfile": "pxe-e1000.rom", "bootindex": 0})
    g.expect(r"iPXE", 60)
    address = g.expect(r"net0: (10\.0\.2\.\d+)/", 90)[1]
    size = int(g.expect(r"data.bin : (\d+) bytes", 120)[1])
    if size != len(data):
        raise guest.Failed(f"TFTP brought {size} bytes, not {len(data)}")
    g.expect(r"PING-GOOD", 30)
    g.expect(r"SCRIPT-DONE", 30)
    return [f"DHCP gave {address}; script and {size} bytes by TFTP; ping "
            "answered"]


def main():
    a = guest.arguments("qemu ringside folder")
    g = guest.Guest("guest-ipxe", "iPXE", a["qemu"], a["ringside"],
                    a["folder"], a.get("card", "verilog"))
    return guest.main(g, test)


if __name__ == "__main__":
    sys.exit(main())
