#!/usr/bin/env python3
"""Qpid Proton's Python binding against edgesim hub: SASL ANONYMOUS, a token, both directions."""
import subprocess
import unittest
from pathlib import Path

import harness

PYTHON = "/usr/bin/python3"  # Debian's modules belong to Debian's interpreter
DEVICE = Path(__file__).with_name("qpid_device.py")


def installed():
    return subprocess.run([PYTHON, "-c", "import proton"], capture_output=True).returncode == 0


@unittest.skipUnless(installed(), "python3-qpid-proton is not installed (scripts/setup --tests)")
class Qpid(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.map_names({"hub.test": "127.0.0.1"})

    def test_sends_and_receives(self):
        with harness.running_hub() as hub:
            hub.cloud.ask("PUT", "/devices/pump")
            answer = hub.cloud.ask("GET", "/devices/pump/connection-string")
            file = Path(hub.directory) / "pump.txt"
            file.write_text(answer["connectionString"])
            hub.cloud.ask("POST", "/devices/pump/messages", {"body": "stop"})
            result = harness.json_of([PYTHON, DEVICE, file, hub.ca_file, 5671, "receive"])
            self.assertEqual(result, {"opened": True, "sent": True, "received": "stop"})
            self.assertEqual(hub.cloud.messages()[0]["body"], '{"temperature": 21.5}')
            self.assertEqual(hub.cloud.messages()[0]["messageId"], "m-1")

    def test_wrong_key_is_unauthorised(self):
        with harness.running_hub() as hub:
            result = harness.json_of([PYTHON, DEVICE, hub.file_with_wrong_key(),
                                      hub.ca_file, 5671])
            self.assertEqual(result["status"], 401)
            self.assertIn("invalid signature", result["message"])


if __name__ == "__main__":
    harness.main()
