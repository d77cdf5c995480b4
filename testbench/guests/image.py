#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a Linux guest boots: the kernel, unpacked, and a small root of files.

usage: image.py VMLINUZ BUSYBOX MODULE INIT OUT-KERNEL OUT-INITRD

An uncompressed kernel starts by PVH in a fraction of the time. The root is a
cpio archive (newc) with busybox, the driver's module and the init script.
"""
import gzip
import lzma
import os
import pathlib
import stat
import subprocess
import sys
import zlib

ELF = b"\x7fELF"
PACKED = ((b"\xfd7zXZ\x00", "xz"), (b"\x1f\x8b\x08", "gzip"),
          (b"\x28\xb5\x2f\xfd", "zstd"), (b"\x02!L\x18", "lz4"))


def unpack(kind, data):
    """As much as there is of a stream that has other bytes behind it."""
    try:
        if kind == "xz":
            return lzma.LZMADecompressor().decompress(data)
        if kind == "gzip":
            return zlib.decompressobj(31).decompress(data)
        return subprocess.run([kind, "-dc"], input=data, check=False,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout
    except (lzma.LZMAError, zlib.error, FileNotFoundError):
        return b""


def kernel(vmlinuz):
    data = vmlinuz.read_bytes()
    if data.startswith(ELF):
        return data
    for magic, kind in PACKED:
        at = data.find(magic)
        while at >= 0:
            if (elf := unpack(kind, data[at:])).startswith(ELF):
                return elf
            at = data.find(magic, at + 1)
    sys.exit(f"image.py: {vmlinuz}: no kernel found in it")


def entry(number, name, mode, data=b"", device=(0, 0)):
    head = "070701" + "".join(
        f"{v:08x}" for v in (number, mode, 0, 0, 1, 0, len(data), 0, 0,
                             *device, len(name) + 1, 0))
    text = head.encode() + name.encode() + b"\0"
    text += b"\0" * (-len(text) % 4)
    return text + data + b"\0" * (-len(data) % 4)


def initrd(busybox, module, init):
    files = [(d, stat.S_IFDIR | 0o755, b"", (0, 0))
             for d in ("bin", "dev", "proc", "sys", "tmp")]
    files += [("dev/console", stat.S_IFCHR | 0o600, b"", (5, 1)),
              ("bin/busybox", stat.S_IFREG | 0o755, busybox, (0, 0)),
              ("bin/sh", stat.S_IFLNK | 0o777, b"busybox", (0, 0)),
              ("nic.ko", stat.S_IFREG | 0o644, module, (0, 0)),
              ("init", stat.S_IFREG | 0o755, init, (0, 0)),
              ("TRAILER!!!", 0, b"", (0, 0))]
    return b"".join(entry(i, *f) for i, f in enumerate(files, 1))


def main():
    vmlinuz, busybox, module, init = map(pathlib.Path, sys.argv[1:5])
    out_kernel, out_initrd = map(pathlib.Path, sys.argv[5:7])
    ko = module.read_bytes()
    if module.suffix == ".xz":
        ko = lzma.decompress(ko)
    for path, data in ((out_kernel, kernel(vmlinuz)),
                       (out_initrd, gzip.compress(
                           initrd(busybox.read_bytes(), ko,
                                  init.read_bytes()), 1, mtime=0))):
        part = path.with_suffix(".part")
        part.write_bytes(data)
        os.replace(part, path)


if __name__ == "__main__":
    main()
