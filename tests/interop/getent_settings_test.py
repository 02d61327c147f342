#!/usr/bin/env python3
"""nsswitch.conf, RES_OPTIONS, LOCALDOMAIN and resolv.conf: what the probe's model of glibc makes of
them, what getaddrinfo() in its child process gives, and what getent prints, are the same."""
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import harness
from dns_response import response

IN_HOSTS, IN_DNS, IN_BOTH, NOWHERE = "file.test", "zone.test", "both.test", "none.test"
HOSTS = f"127.0.0.1 localhost\n192.0.2.1 {IN_HOSTS}\n192.0.2.2 {IN_BOTH}\n"
ZONE = {IN_DNS: "192.0.2.11", IN_BOTH: "192.0.2.12", "short.corp.test": "192.0.2.13",
        "zone.test.corp.test": "192.0.2.14", "short.site.test": "192.0.2.15"}
BROKEN = "broken.test"
SOURCES = ["files dns", "dns files", "dns", "files", "", "files [NOTFOUND=return] dns",
           "dns [NOTFOUND=return] files", "dns [!UNAVAIL=return] files", "nonsense files dns",
           "files nonsense [NOTFOUND=return] dns", "files dns [", "files [SUCCESS=return] dns",
           "files [what=return] dns", "FILES dns", "files [notfound=RETURN] dns # [",
           "dns [TRYAGAIN=return] files", "[NOTFOUND=return] files"]
# The library could not do what it was told, or ended its process (of an empty line, it does).
LIBRARY_FAILED = ("EAI_SYSTEM", "EIO")
FILES = {"/etc/resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
         "/etc/hosts": HOSTS, "/etc/nsswitch.conf": "hosts: files dns\n"}


def answer(name, over_tcp):
    if name == BROKEN:
        return "SERVFAIL"
    return [ZONE[name]] if name in ZONE else "NXDOMAIN"


def serve(server):
    while True:
        try:
            query, peer = server.recvfrom(512)
        except OSError:
            return
        server.sendto(response(query, answer, over_tcp=False), peer)


@unittest.skipUnless(shutil.which("getent"), "getent is not installed")
class Settings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.files = {}
        for path in FILES:
            cls.files[path] = Path(folder.name) / Path(path).name
            cls.files[path].touch(0o644)
            Path(path).touch()
            subprocess.run(["mount", "--bind", cls.files[path], path], check=True)
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 53))
        cls.addClassCleanup(server.close)
        threading.Thread(target=serve, args=(server,), daemon=True).start()

    def compare(self, name, environment=None, **files):
        for path, text in FILES.items():
            key = Path(path).name.replace(".", "_")
            self.files[path].write_text(files.pop(key, text))
        self.assertFalse(files)
        variables = {**os.environ, **(environment or {})}
        told = subprocess.run(["getent", "--no-addrconfig", "ahosts", name], text=True,
                              capture_output=True, env=variables).stdout
        getent = [line.split()[0] for line in told.splitlines() if "STREAM" in line]
        _, report = harness.probe("--hub", name, "--until", "resolve", "--profile", "agent-2017",
                                  "--attempt-timeout", "300ms", **(environment or {}))
        seen = next(each["detail"] for each in report["evidence"]
                    if each["stage"] == "getaddrinfo")
        self.assertEqual(seen["addresses"], getent)
        self.assertEqual(seen["query_addresses"], getent)
        if not getent:
            symbols = [seen[key] for key in ("error", "query_error")]
            self.assertTrue(symbols[0] in (symbols[1], *LIBRARY_FAILED), symbols)
        return report

    def test_nsswitch(self):
        names = (IN_HOSTS, IN_DNS, IN_BOTH, NOWHERE, BROKEN)
        for sources, name in itertools.product(SOURCES, names):
            with self.subTest(sources, name=name):
                self.compare(name, nsswitch_conf=f"passwd: files\nhosts: {sources}\n")

    def test_without_a_hosts_line(self):
        for text in ("", "passwd: files\n", "#hosts: files\n", "  hosts:\tdns\n",
                     "hosts: files\nhosts: dns\n"):
            for name in (IN_HOSTS, IN_DNS):
                with self.subTest(text, name=name):
                    self.compare(name, nsswitch_conf=text)

    def test_local_domain(self):
        for domain in ("corp.test", "site.test corp.test", "", " ", "none.test"):
            for name in ("short", IN_DNS):
                with self.subTest(domain, name=name):
                    self.compare(name, {"LOCALDOMAIN": domain},
                                 resolv_conf="nameserver 127.0.0.1\nsearch site.test\n")

    def test_res_options(self):
        for options in ("ndots:2", "ndots:0", "use-vc timeout:1", "rotate\tndots:3", "ndots:x", ""):
            for name in ("short", IN_DNS):
                with self.subTest(options, name=name):
                    self.compare(name, {"RES_OPTIONS": options},
                                 resolv_conf="nameserver 127.0.0.1\nsearch corp.test\n")

    def test_what_is_not_asked_is_named(self):
        report = self.compare(IN_DNS, nsswitch_conf="hosts: files\n")
        self.assertEqual(report["verdicts"][0]["code"], "dns-lookup-settings")
        self.assertIn("`hosts: files`", report["verdicts"][0]["cause"])


if __name__ == "__main__":
    harness.main()
