#!/usr/bin/env python3
"""The Azure Node SDK against edgesim hub: open, authorise, send, over both transports."""
import shutil
import unittest
from pathlib import Path

import harness

NODE = Path(__file__).parent / "node"
DEVICE = NODE / "device.js"


def installed():
    return bool(shutil.which("node")) and (NODE / "node_modules/azure-iot-device").exists()


@unittest.skipUnless(installed(), "the Azure Node SDK is not installed (scripts/setup --tests)")
class NodeSdk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.map_names({"hub.test": "127.0.0.1"})

    def device(self, hub, transport, connection_string_file=None):
        return harness.json_of(["node", DEVICE, transport,
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
                self.assertEqual(result.get("error"), "UnauthorizedError", result)
                self.assertIn("invalid signature", result["message"])


if __name__ == "__main__":
    harness.main()
