#!/usr/bin/env python3
"""Connection strings of the field: those that are wrong are told for what they are, before anything
is sent; those that the service knows are taken by probe and hub alike."""
import base64
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import field_network
from field_network import harness

KEY = base64.b64encode(b"an example of thirty-two bytes!!").decode()
DEVICE = f"HostName=plant7.azure-devices.net;DeviceId=press-4;SharedAccessKey={KEY}"
CLEAN = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"}
# A string, and what the refusal must say: the mistake, then the right form.
MISTAKES = {
    "cut by a shell (sdk-node#261)":
        ("HostName=plant7.azure-devices.net", ("shell", "single quotes")),
    "a service policy's (iothub-diagnostics#2)":
        (f"HostName=plant7.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={KEY}",
         ("shared access policy", "services", "DeviceId=")),
    "an Event Hub's":
        (f"Endpoint=sb://plant7.servicebus.windows.net/;SharedAccessKeyName=owner;"
         f"SharedAccessKey={KEY};EntityPath=messages", ("Event Hub", "HostName=", "DeviceId=")),
    "spaces after ';' (csharp#353)":
        (DEVICE.replace(";", "; "), ("spaces", "';'", "take them out")),
    "wrapped":
        (DEVICE.replace(";Dev", ";\nDev"), ("line break", "one line")),
    "a key without padding":
        (DEVICE[:-1], ("'='", "44 characters")),
}


class ConnectionStrings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        field_network.refuse_outside()

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def probe(self, text, *more):
        file = self.folder / "device.txt"
        file.write_text(text)
        return subprocess.run(
            [harness.BIN / "edgeprobe", "run", "--connection-string", f"@{file}", *more],
            capture_output=True, text=True, env=CLEAN)

    def test_mistakes(self):
        for name, (text, words) in MISTAKES.items():
            with self.subTest(name):
                done = self.probe(text, "--plan")
                self.assertEqual(done.returncode, 2, done.stdout)
                for word in words:
                    self.assertIn(word, done.stderr)
                self.assertNotIn(KEY[:-1], done.stdout + done.stderr)

    def test_right_one(self):
        for text in (DEVICE, DEVICE + "\n", DEVICE + "\r\n"):
            with self.subTest(repr(text[-4:])):
                done = self.probe(text, "--plan")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_device_with_a_semicolon(self):
        """csharp#1100: the service has such devices from earlier, and its SDK takes their strings:
        so does the probe, and so does the hub."""
        devices = self.folder / "devices.json"
        devices.write_text(json.dumps([{"deviceId": "press;4", "key": KEY}]))
        hub = subprocess.Popen(
            [harness.BIN / "edgesim", "hub", "--devices", devices, "--state-dir",
             self.folder / "hub", "--json", "--no-control"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=CLEAN)
        self.addCleanup(hub.communicate)
        self.addCleanup(hub.terminate)
        line = hub.stdout.readline()
        self.assertTrue(line, "" if line else hub.stderr.read())
        text = f"HostName=hub.test;DeviceId=press;4;SharedAccessKey={KEY}"
        done = self.probe(text, "--address", "127.0.0.1", "--ca-file", json.loads(line)["ca_file"],
                          "--quick", "-o", "json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    harness.main()
