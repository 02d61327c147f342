#!/usr/bin/env python3
"""edgeprobe host and who has the edge hub's ports: real processes that listen there."""
import json
import unittest

from host_network import HUB, OnHost
from programs import CLEAN, harness

LISTEN = """
import socket, sys
four = socket.create_server(("0.0.0.0", 443))
six = socket.create_server(("::1", 8883), family=socket.AF_INET6)
other = socket.create_server(("127.0.0.1", 4443))
print("ready", flush=True)
sys.stdin.read()
"""


class Ports(OnHost):
    def listen(self):
        program = harness.subprocess.Popen(
            self.host.inside("python3", "-c", LISTEN), text=True, stdin=harness.subprocess.PIPE,
            stdout=harness.subprocess.PIPE)
        self.addCleanup(program.communicate)
        self.assertEqual(program.stdout.readline(), "ready\n")
        return program

    def test_a_process_has_them(self):
        program = self.listen()
        report = self.host.report()
        self.assertEqual(
            [(each["address"], each["port"], each["process"], each["user"])
             for each in report["listeners"]],
            [("0.0.0.0", 443, program.pid, "root"), ("::1", 8883, program.pid, "root")])
        [finding] = report["findings"]
        self.assertEqual((finding["code"], finding["severity"], report["exit_code"]),
                         ("port-taken-by-process", "warning", 0))
        self.assertRegex(finding["cause"], rf"^python3\S* \(process {program.pid}, user root")
        self.assertIn("listens on 0.0.0.0:443, [::1]:8883", finding["cause"])

    def test_another_users_process_is_said_to_be_hidden(self):
        self.listen()
        command = self.host.inside("setpriv", "--reuid=65534", "--clear-groups",
                                   "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs",
                                   "sh", "-c", 'exec "$0" host --hub "$1" -o json',
                                   harness.BIN / "edgeprobe", HUB)
        done = harness.subprocess.run(command, capture_output=True, text=True, env=CLEAN)
        report = json.loads(done.stdout)
        [said] = [each for each in report["not_checked"] if "edge hub's ports" in each["what"]]
        self.assertIn("sudo", said["why"])
        self.assertNotIn("process", report["listeners"][0])

    def test_nobody_has_them(self):
        self.assertNotIn("listeners", self.host.report())


if __name__ == "__main__":
    harness.main()
