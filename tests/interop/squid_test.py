#!/usr/bin/env python3
"""edgeprobe --proxy and the real clients through a real squid, with and without credentials."""
import crypt
import os
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
import node_sdk_test
import qpid_test
import uamqp_test
from connect_tunnel import tunnel

PORT = 3128
AUTH_HELPER = "/usr/lib/squid/basic_ncsa_auth"


class Squid:
    """squid on loopback; with `password`, it wants Basic credentials of user "edge"."""

    def __init__(self, directory, password=None, denied=None):
        self.directory = Path(directory)
        shutil.chown(self.directory, "proxy")  # squid refuses to stay root
        rules = [f"http_port 127.0.0.1:{PORT}", "pinger_enable off", "shutdown_lifetime 0 seconds",
                 f"pid_filename {self.directory}/squid.pid", "cache deny all", "access_log none",
                 f"cache_log {self.directory}/cache.log",
                 "cache_effective_user proxy",
                 "hosts_file /etc/hosts",
                 "visible_hostname edge-proxy", f"coredump_dir {self.directory}",
                 "netdb_filename none"]
        if denied:
            rules += [f"acl denied dstdomain {denied}", "http_access deny denied"]
        if password:
            passwords = self.directory / "passwords"
            passwords.write_text(f"edge:{crypt.crypt(password, crypt.METHOD_SHA512)}\n")
            rules += [f"auth_param basic program {AUTH_HELPER} {passwords}",
                      "acl known proxy_auth REQUIRED", "http_access deny !known"]
        rules.append("http_access allow all")
        configuration = self.directory / "squid.conf"
        configuration.write_text("\n".join(rules) + "\n")
        self.process = subprocess.Popen(["squid", "-N", "-f", configuration],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        harness.wait_for_port(self.process, PORT)
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait()


@unittest.skipUnless(shutil.which("squid"), "squid is not installed")
@unittest.skipUnless(os.geteuid() == 0, "squid needs root inside its namespace")
class ThroughSquid(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.map_names({"hub.test": "127.0.0.1", socket.gethostname(): "127.0.0.1"})
        # Its shared memory has fixed names, which another squid of this machine may hold.
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/dev/shm"], check=True)

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def probe(self, hub, *more):
        # 5671 is taken away, as where only the proxy leads out: an unused loopback port refuses.
        return harness.probe("--connection-string", f"@{hub.connection_string_file}", "--ca-file",
                             hub.ca_file, "--amqp-port", 5672, "--ws-port", 443, "--proxy",
                             f"http://127.0.0.1:{PORT}", *more)

    def test_without_credentials_where_none_are_wanted(self):
        with harness.running_hub() as hub, Squid(self.directory.name):
            code, report = self.probe(hub)
        self.assertEqual(code, 0, report["verdicts"])
        self.assertEqual(report["attempts"][1]["transport"], "amqp-ws")
        self.assertEqual(report["attempts"][1]["outcome"], "ok")

    def test_credentials_missing_wrong_and_right(self):
        credentials = Path(self.directory.name) / "credentials"
        credentials.write_text("edge:a right one\n")
        wrong = Path(self.directory.name) / "wrong"
        wrong.write_text("edge:a wrong one\n")
        with harness.running_hub() as hub, Squid(self.directory.name, password="a right one"):
            missing = self.probe(hub)
            refused = self.probe(hub, "--proxy-credentials", f"@{wrong}")
            accepted = self.probe(hub, "--proxy-credentials", f"@{credentials}")
        self.assertEqual(missing[0], 1)
        self.assertIn("proxy-credentials-missing", [v["code"] for v in missing[1]["verdicts"]])
        self.assertEqual(refused[0], 1)
        self.assertEqual(accepted[0], 0, accepted[1]["verdicts"])

    def assert_sends(self, *command):
        self.assertEqual(harness.json_of(command), {"opened": True, "sent": True})

    @unittest.skipUnless(node_sdk_test.installed(), "the Azure Node SDK is not installed")
    def test_node_sdk_over_websocket(self):
        with harness.running_hub() as hub, Squid(self.directory.name):
            self.assert_sends("node", node_sdk_test.DEVICE, "amqp-ws", hub.connection_string_file,
                              hub.ca_file, f"http://127.0.0.1:{PORT}")

    @unittest.skipUnless(uamqp_test.installed(), "python3-uamqp is not installed")
    def test_uamqp_over_websocket(self):
        with harness.running_hub() as hub, Squid(self.directory.name):
            self.assert_sends(uamqp_test.PYTHON, uamqp_test.DEVICE, "amqp-ws",
                              hub.connection_string_file, hub.ca_file, PORT)

    @unittest.skipUnless(qpid_test.installed(), "python3-qpid-proton is not installed")
    def test_qpid_over_amqp(self):
        with harness.running_hub() as hub, Squid(self.directory.name), \
                tunnel(PORT, "hub.test:5671") as port:
            self.assert_sends(qpid_test.PYTHON, qpid_test.DEVICE, hub.connection_string_file,
                              hub.ca_file, port)

    def test_denied_host(self):
        with harness.running_hub() as hub, Squid(self.directory.name, denied="hub.test"):
            code, report = self.probe(hub)
        self.assertEqual(code, 1)
        self.assertIn("proxy-denies", [v["code"] for v in report["verdicts"]])


if __name__ == "__main__":
    harness.main()
