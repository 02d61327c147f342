#!/usr/bin/env python3
"""What the fake hub writes byte by byte, decoded by rhea. That rhea (in the Node SDK) and
Microsoft's C stack take them from a hub: node_sdk_test.py and uamqp_test.py."""
import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path

import harness

NODE = Path(__file__).parent / "node"
WRITER = Path(os.environ.get("EDGE_TESTS", harness.ROOT / "build/dev/tests")) / "raw_frames"


@unittest.skipUnless(shutil.which("node") and (NODE / "node_modules/rhea").exists(),
                     "the Azure Node SDK is not installed (scripts/setup --tests)")
class RawFrames(unittest.TestCase):
    def test_rhea_finds_every_field_in_its_place(self):
        written = subprocess.run([WRITER], capture_output=True, text=True, check=True).stdout
        done = subprocess.run(["node", NODE / "decode_frames.js"], input=written, text=True,
                              capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        frames = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertTrue(all(frame["whole"] for frame in frames))
        self.assertEqual([frame["channel"] for frame in frames], [0, 7, 7, 7, 7, 7, 0])
        opened, begin, attach, flow, transfer, detach, close = frames
        self.assertEqual(opened["fields"],
                         {"container_id": "hub", "max_frame_size": 65535, "channel_max": 1024,
                          "idle_time_out": 240000})
        self.assertEqual(begin["fields"],
                         {"remote_channel": 3, "next_outgoing_id": 1, "incoming_window": 5000,
                          "outgoing_window": 5000, "handle_max": 262143})
        self.assertEqual({key: attach["fields"][key] for key in ("name", "handle", "role")},
                         {"name": "link", "handle": 2, "role": True})
        self.assertIsNone(attach["fields"].get("source"))
        self.assertIsNone(flow["fields"].get("next_incoming_id"))
        self.assertEqual(flow["fields"]["link_credit"], 100)
        self.assertEqual(transfer["payload"], "005375a0026869")
        self.assertEqual(detach["error"], ["amqp:not-found", "gone"])
        self.assertEqual(close["error"], ["amqp:not-found", "gone"])


if __name__ == "__main__":
    harness.main()
