#!/usr/bin/env python3
"""`kill -9` of `edgesim run --world lab` at 50 random moments leaves nothing behind: no process, no
namespace, no mount, no interface, no file.

The labs run in a user namespace that may hold so many network namespaces and no more, which the
kernel counts: what each of 50 labs left would use them up, and in the end all must be to be had."""
import ctypes
import os
import random
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from lab_test import ROOT, children, lab_is_possible, machine_network
from programs import CLEAN

BIN = Path(os.environ["EDGE_BIN"])
INSIDE = "EDGE_LAB_KILL_INSIDE"
KILLS = 50
NAMESPACES = 100  # ten labs' worth: the kernel takes namespaces apart some time after their end
# Runs for a minute: no process of it ends by itself meanwhile.
SCENARIO = ROOT / "scenarios/everything-dropped.yaml"
# The kernel takes the dead lab's devices away before it ends the probe, which may see that first:
# it gives up, and its report finds nobody to read it. Wait statuses of exit codes.
PROBE_GAVE_UP, NOBODY_READS = 1 << 8, (128 + signal.SIGPIPE) << 8
ENDS = {signal.SIGKILL, PROBE_GAVE_UP, NOBODY_READS}
PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


# A /tmp of the test's own would hide programs that were built in the machine's.
OWN_TMP = not any(Path("/tmp") in path.resolve().parents for path in (BIN, ROOT))


def enter_namespace():
    """Root of a user namespace, with an empty /tmp of its own if that can be."""
    os.environ[INSIDE] = "1"
    script = ("mount -t tmpfs tmpfs /tmp && " if OWN_TMP else "") + (
        f'echo {NAMESPACES} > /proc/sys/user/max_net_namespaces && exec "$@"')
    os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script,
                          "sh", sys.executable, *sys.argv])


def start(jobs):
    """Two jobs are two workers, whose probes are the grandchildren of the killed process."""
    return subprocess.Popen([BIN / "edgesim", "run", "--world", "lab", "--no-wait",
                             "--jobs", str(jobs), *[SCENARIO] * jobs],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)


def wait_for_probe(lab):
    """Seconds until an edgeprobe runs: the child of the first process of its pid namespace."""
    begun = time.monotonic()

    def name(process):
        try:
            return Path(f"/proc/{process}/comm").read_text().strip()
        except OSError:  # it has ended
            return ""
    while lab.poll() is None:
        below = [child for first in children(lab.pid) for child in children(first)]
        if "edgeprobe" in map(name, below):
            break
        time.sleep(0.005)
    return time.monotonic() - begun


def ends_of_orphans():
    """Waits until no descendant is left; the statuses they ended with."""
    statuses = []
    while True:
        try:
            statuses.append(os.waitpid(-1, 0)[1])
        except ChildProcessError:
            return statuses


def namespaces_to_be_had():
    """How many network namespaces the kernel makes before it refuses; a child makes them."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        kept = []
        while len(kept) <= NAMESPACES and LIBC.unshare(CLONE_NEWNET) == 0:
            kept.append(os.open("/proc/self/ns/net", os.O_RDONLY))
        os.write(write_end, bytes([len(kept)]))
        os._exit(0)
    os.waitpid(child, 0)
    count = os.read(read_end, 1)[0]
    os.close(read_end)
    os.close(write_end)
    return count


class KilledLab(unittest.TestCase):
    def test_leaves_nothing(self):
        self.assertEqual(LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0)
        network, mounts = machine_network(), Path("/proc/self/mountinfo").read_text()
        lab = start(1)
        span = wait_for_probe(lab)
        self.assertIsNone(lab.poll(), "the lab ended by itself")
        lab.kill()
        lab.wait()
        self.assertLessEqual(set(ends_of_orphans()), ENDS)
        moments = random.Random(2017)
        orphans = 0
        for number in range(KILLS):
            lab = start(1 + number % 2)
            time.sleep(moments.uniform(0, 1.5 * span))
            lab.kill()
            self.assertEqual(lab.wait(), -signal.SIGKILL)
            ends = ends_of_orphans()
            orphans += len(ends)
            self.assertLessEqual(set(ends), ENDS)
            if OWN_TMP:
                self.assertEqual(os.listdir("/tmp"), [])
        self.assertEqual(machine_network(), network)
        self.assertEqual(Path("/proc/self/mountinfo").read_text(), mounts)
        while namespaces_to_be_had() != NAMESPACES:  # taking them apart is under way
            time.sleep(0.1)
        print(f"{KILLS} kills within {1.5 * span:.2f} s of the start; {orphans} processes went too")


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    if INSIDE not in os.environ:
        enter_namespace()
    unittest.main(verbosity=2)
