#!/usr/bin/env python3
"""The devices of docs/examples/device, as docs/hub.md shows them, against edgesim hub. The C# one
cannot be run here: that the page has its very lines is all that is tested."""
import os
import shutil
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
        harness.map_names({})

    def assert_arrives(self, interpreter, example, **environment):
        """`example`, copied from the page to where nothing else is, with the hub that the page
        starts."""
        with (harness.running_hub(host_name="localhost") as hub,
              tempfile.TemporaryDirectory() as place):
            (Path(place) / "hub-state").symlink_to(hub.directory)
            shutil.copy(EXAMPLES / example, place)
            done = subprocess.run([interpreter, example], cwd=place, text=True, check=True,
                                  stdout=subprocess.PIPE, env={**os.environ, **environment})
            self.assertEqual(hub.cloud.messages()[0]["body"], '{"temperature": 21.5}')
        self.assertEqual(len(done.stdout.splitlines()), 1, done.stdout)

    def test_docs_show_them(self):
        page = (harness.ROOT / "docs/hub.md").read_text()
        self.assertIn("edgesim hub --state-dir hub-state --host-name localhost", page)
        for name in ("device.js", "device.py", "Device.cs"):
            with self.subTest(name):
                self.assertIn((EXAMPLES / name).read_text(), page)

    @unittest.skipUnless(node_installed(), "the Azure Node SDK is not installed")
    def test_node(self):
        self.assert_arrives("node", "device.js", NODE_PATH=str(MODULES))

    @unittest.skipUnless(uamqp_installed(), "python3-uamqp is not installed")
    def test_python(self):
        self.assert_arrives(PYTHON, "device.py")


if __name__ == "__main__":
    harness.main()
