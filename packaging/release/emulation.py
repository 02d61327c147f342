#!/usr/bin/env python3
"""Runs a command so that arm64 programs, and what they start, run in qemu's user emulation.

Usage: packaging/release/emulation.py COMMAND...
As root, with the package qemu-user-static. Where the machine itself knows what to do with arm64
programs (Debian 12's kernel knows it only for the whole machine), the command is run as it is;
otherwise in a user namespace that knows it (Linux 6.7), so that the machine's settings stay.
"""
import ctypes
import os
import subprocess
import sys
from pathlib import Path

QEMU = "/usr/bin/qemu-aarch64-static"
KNOWN = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
# F: qemu is opened now, so that it is found in root folders without it. The rest is in binfmt.d(5).
RULE = (r":qemu-aarch64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:"
        r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:"
        f"{QEMU}:F")
NEW_USER, NEW_MOUNT = 0x10000000, 0x00020000  # unshare(2)


def map_all(process, may_begin):
    """A process of the namespace outside writes which users there are inside: all, as they are."""
    os.read(may_begin, 1)
    for name in ("uid_map", "gid_map"):
        Path(f"/proc/{process}/{name}").write_text("0 0 65536\n")
    os._exit(0)


def enter():
    process = os.getpid()
    may_begin, begin = os.pipe()
    writer = os.fork()
    if writer == 0:
        map_all(process, may_begin)
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_USER | NEW_MOUNT) != 0:
        sys.exit(f"emulation: a user namespace: {os.strerror(ctypes.get_errno())}")
    os.write(begin, b"!")
    if os.waitpid(writer, 0)[1] != 0:
        sys.exit("emulation: the users of a namespace cannot be set")
    if subprocess.run(["mount", "-t", "binfmt_misc", "binfmt_misc", KNOWN.parent]).returncode != 0:
        sys.exit("emulation: this kernel has one list of such programs for the whole machine: "
                 "install binfmt-support, which enters them there")
    (KNOWN.parent / "register").write_text(RULE)


if __name__ == "__main__":
    if not Path(QEMU).exists():
        sys.exit("emulation: there is no qemu-aarch64-static: install qemu-user-static")
    if not KNOWN.exists():
        enter()
    os.execvp(sys.argv[1], sys.argv[1:])
