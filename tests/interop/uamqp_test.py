#!/usr/bin/env python3
"""Microsoft's C stack (python3-uamqp) against edgesim hub: SASL MSSBCBS, its own WebSocket path."""
import subprocess
import unittest
from pathlib import Path

import harness

PYTHON = "/usr/bin/python3"  # Debian's modules belong to Debian's interpreter
DEVICE = Path(__file__).with_name("uamqp_device.py")


def installed():
    return subprocess.run([PYTHON, "-c", "import uamqp"], capture_output=True).returncode == 0


@unittest.skipUnless(installed(), "python3-uamqp is not installed (scripts/setup --tests)")
class Uamqp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.map_names({"hub.test": "127.0.0.1"})

    def device(self, hub, transport, connection_string_file=None):
        return harness.json_of([PYTHON, DEVICE, transport,
                                connection_string_file or hub.connection_string_file, hub.ca_file])

    def test_opens_and_sends(self):
        for transport in ("amqp", "amqp-ws"):
            with self.subTest(transport), harness.running_hub() as hub:
                self.assertEqual(self.device(hub, transport), {"opened": True, "sent": True})
                self.assertIn("21.5", hub.stop())

    def test_every_kind_of_hub_is_understood(self):
        for personality in ("hub-v2", "edgehub"):
            for transport in ("amqp", "amqp-ws"):
                with (self.subTest(f"{personality} {transport}"),
                      harness.running_hub(personality=personality) as hub):
                    self.assertEqual(self.device(hub, transport), {"opened": True, "sent": True})
                    self.assertIn("21.5", hub.stop())

    def test_wrong_key_is_unauthorised(self):
        for transport in ("amqp", "amqp-ws"):
            with self.subTest(transport), harness.running_hub() as hub:
                result = self.device(hub, transport, hub.file_with_wrong_key())
                self.assertFalse(result["opened"])
                self.assertIn("invalid signature", result["message"], result)

    def test_reasons_of_refusals_are_decoded_as_the_hub_wrote_them(self):
        """From an ATTACH with null ends and its DETACH, a CLOSE, a rejection, a token's answer."""
        rows = [
            ({"name": "link-refused", "code": 404006}, "LinkDetach",
             'NotFound: {"errorCode":404006'),
            ({"name": "link-refused", "code": 400027}, "LinkDetach",
             'LinkStolen: {"errorCode":400027'),
            ({"name": "link-refused", "condition": "amqp:not-allowed", "description": "no"},
             "LinkDetach", "NotAllowed: no"),
            ({"name": "hub-state", "state": "suspended"}, "VendorLinkDetach",
             'com.microsoft:iot-hub-suspended: {"errorCode":403001'),
            ({"name": "amqp-closed", "condition": "amqp:unauthorized-access",
              "description": "gone"}, "ConnectionClose", "UnauthorizedAccess: gone"),
            ({"name": "cbs-refused", "status": 403}, "TokenAuthFailure", "Status code: 403"),
            ({"name": "messages-refused"}, "SendFailed", "")]
        for fault, error, words in rows:
            for personality in ("hub-v1", "hub-v2"):
                with (self.subTest(f"{personality} {fault}"),
                      harness.running_hub(personality=personality) as hub):
                    hub.cloud.ask("POST", "/faults", fault)
                    result = self.device(hub, "amqp")
                    self.assertEqual(result["error"], error, result)
                    self.assertIn(words, result.get("message", ""))


if __name__ == "__main__":
    harness.main()
