#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""U-Boot, as Debian has it: DHCP, ping and TFTP with its own e1000 driver."""
import sys
import zlib

import guest


def test(g, rom):
    data = bytes(i * i % 251 for i in range(300000))
    g.file("tftp/data.bin").write_bytes(data)
    g.start(["-bios", rom])
    g.expect(r"Hit any key|=> ", 60)
    g.say("")
    g.expect(r"=> ?$", 30)
    g.say("setenv autoload no; dhcp")
    address = g.expect(r"bound to address (\S+)\s", 60)[1]
    g.expect(r"=> ?$", 10)
    g.say("ping 10.0.2.2")
    g.expect(r"host 10.0.2.2 is alive", 60)
    g.say("tftpboot 0x1000000 10.0.2.2:data.bin")
    size = int(g.expect(r"Bytes transferred = (\d+)\s", 120)[1])
    g.say("crc32 0x1000000 $filesize")
    crc = int(g.expect(r"==> ([0-9a-f]{8})", 20)[1], 16)
    if size != len(data) or crc != zlib.crc32(data):
        raise guest.Failed(f"TFTP brought {size} bytes with CRC {crc:08x}, "
                           f"not {len(data)} with {zlib.crc32(data):08x}")
    return [f"DHCP gave {address}; ping answered; TFTP {size} bytes, CRC "
            f"{crc:08x} right"]


def main():
    a = guest.arguments("qemu ringside folder rom")
    g = guest.Guest("guest-uboot", "U-Boot", a["qemu"], a["ringside"],
                    a["folder"], a.get("card", "verilog"))
    return guest.main(g, lambda g: test(g, a["rom"]))


if __name__ == "__main__":
    sys.exit(main())
