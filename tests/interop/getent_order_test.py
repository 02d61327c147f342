#!/usr/bin/env python3
"""A name with several addresses: edgeprobe tries them in getent's order, as the agents with glibc,
or in musl's, as those with musl, whatever the machine has of IPv6. The lab's tests of both have the
scenarios, whose networks are all IPv4."""
import itertools
import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness

NAME = "several.test"
# Own subnet and elsewhere, near and far in it, IPv6 on the link, elsewhere, unique local, mapped.
ADDRESSES = ["198.51.100.10", "192.168.1.200", "192.168.1.11", "2001:db8:1::5", "2001:db8:2::5",
             "fd00::5", "169.254.7.7"]


ASK_MUSL = Path(__file__).resolve().parents[1] / "simulator" / "lab_run" / "ask_musl.c"


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def set_ipv6(on):
    for scope in ("all", "default", "near", "far"):
        Path(f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6").write_text("0" if on else "1")


@unittest.skipUnless(shutil.which("getent"), "getent is not installed")
@unittest.skipUnless(Path("/proc/sys/net/ipv6").exists(), "this kernel has no IPv6")
class SeveralAddresses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.ask_musl = None
        if shutil.which("musl-gcc"):
            cls.ask_musl = str(Path(cls.folder.name) / "ask_musl")
            subprocess.run(["musl-gcc", "-static", "-std=gnu11", "-o", cls.ask_musl, ASK_MUSL],
                           check=True)
        cls.hosts = tempfile.NamedTemporaryFile("w+", suffix=".hosts")
        cls.sources = tempfile.NamedTemporaryFile("w", suffix=".nsswitch")
        cls.sources.write("hosts: files dns\n")
        cls.sources.flush()
        subprocess.run(["mount", "--bind", cls.hosts.name, "/etc/hosts"], check=True)
        if Path("/etc/nsswitch.conf").exists():
            subprocess.run(["mount", "--bind", cls.sources.name, "/etc/nsswitch.conf"], check=True)
        ip("link", "add", "near", "type", "veth", "peer", "name", "far")
        ip("link", "set", "near", "up")
        ip("link", "set", "far", "up")
        ip("address", "add", "192.168.1.10/24", "dev", "near")
        ip("route", "add", "default", "via", "192.168.1.1")

    def compare(self, addresses):
        self.hosts.seek(0)
        self.hosts.truncate()
        self.hosts.writelines(f"{address} {NAME}\n" for address in addresses)
        self.hosts.flush()
        # Without the option getent, unlike the agent, asks for IPv6 only where there is any.
        getent = ["getent", "--no-addrconfig", "ahosts", NAME]
        told = subprocess.run(getent, capture_output=True, text=True, check=True).stdout
        glibc = [line.split()[0] for line in told.splitlines() if "STREAM" in line]
        with self.subTest(addresses, library="glibc"):
            self.assertEqual(self.order_of("agent-2017"), glibc)
        if self.ask_musl:
            told = subprocess.run([self.ask_musl, NAME], capture_output=True, check=True).stdout
            with self.subTest(addresses, library="musl"):
                self.assertEqual(self.order_of("agent-1.6"), json.loads(told)["addresses"])
        return glibc

    @staticmethod
    def order_of(profile):
        _, report = harness.probe("--hub", NAME, "--until", "resolve", "--profile", profile)
        resolve = next(each for each in report["evidence"] if each["stage"] == "resolve")
        return resolve["detail"]["addresses"]

    def compare_many(self):
        """Every pair both ways round, and all together."""
        for pair in itertools.permutations(ADDRESSES, 2):
            self.compare(pair)
        self.compare(ADDRESSES)
        return self.compare(ADDRESSES[::-1])

    def test_without_ipv6(self):
        set_ipv6(False)
        order = self.compare_many()
        self.assertLess(order.index("198.51.100.10"), order.index("2001:db8:1::5"))

    def test_with_a_link_local_address(self):
        set_ipv6(True)
        order = self.compare_many()
        self.assertLess(order.index("192.168.1.11"), order.index("198.51.100.10"))

    def test_with_global_and_unique_local_addresses(self):
        set_ipv6(True)
        for address in ("2001:db8:1::1/64", "fd00::1/64"):
            ip("address", "add", address, "dev", "near", "nodad")
        self.addCleanup(ip, "-6", "address", "flush", "dev", "near", "scope", "global")
        ip("-6", "route", "add", "default", "via", "2001:db8:1::99")
        order = self.compare_many()
        self.assertLess(order.index("2001:db8:1::5"), order.index("192.168.1.11"))


if __name__ == "__main__":
    harness.main()
