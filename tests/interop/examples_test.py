#!/usr/bin/env python3
"""The devices of docs/examples/device, as docs/hub.md shows them, against edgesim hub. The C# one
cannot be run here: that the page has its very lines is all that is tested."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from node_sdk_test import installed as node_installed
from uamqp_test import PYTHON, installed as uamqp_installed

EXAMPLES = harness.ROOT / "docs/examples/device"
MODULES = Path(__file__).parent / "node/node_modules"


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.map_names({"hub.test": "127.0.0.1"})

    def assert_arrives(self, command, **environment):
        with harness.running_hub() as hub, tempfile.TemporaryDirectory() as place:
            (Path(place) / "hub-state").symlink_to(hub.directory)
            subprocess.run(command, cwd=place, check=True, env={**os.environ, **environment})
            self.assertEqual(hub.cloud.messages()[0]["body"], '{"temperature": 21.5}')

    def test_docs_show_them(self):
        page = (harness.ROOT / "docs/hub.md").read_text()
        for name in ("device.js", "device.py", "Device.cs"):
            with self.subTest(name):
                self.assertIn((EXAMPLES / name).read_text(), page)

    @unittest.skipUnless(node_installed(), "the Azure Node SDK is not installed")
    def test_node(self):
        self.assert_arrives(["node", EXAMPLES / "device.js"], NODE_PATH=str(MODULES))

    @unittest.skipUnless(uamqp_installed(), "python3-uamqp is not installed")
    def test_python(self):
        self.assert_arrives([PYTHON, EXAMPLES / "device.py"])


if __name__ == "__main__":
    harness.main()
