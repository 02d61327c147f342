#!/usr/bin/env python3
"""The Azure Node SDK as the module's own agent: `edgesim run --exec`."""
import json
import os
import shlex
import shutil
import subprocess
import sys
import unittest

import harness

DEVICE = harness.ROOT / "tests/interop/node/device.js"

# scenario, transport -> what the SDK says; None: it connects and sends
EXPECTED = [
    ("healthy-bridge", "amqp", None),
    ("healthy-bridge", "amqp-ws", None),
    ("amqp-port-reset", "amqp", "NotConnectedError"),
    ("amqp-port-reset", "amqp-ws", None),
    ("certificate-wrong-name", "amqp", "NotConnectedError"),
    ("wrong-key", "amqp", "UnauthorizedError"),
]


def run_sdk(file, transport, **environment):
    """The record of one scenario."""
    command = (f'exec node {shlex.quote(str(DEVICE))} {transport} '
               '"$EDGESIM_CONNECTION_STRING_FILE" "$EDGESIM_CA_FILE"')
    done = subprocess.run([harness.BIN / "edgesim", "run", "-o", "json", "--exec", command,
                           harness.ROOT / file],
                          capture_output=True, text=True, env={**os.environ, **environment})
    return json.loads(done.stdout)["scenarios"][0]


class NodeSdkInLab(unittest.TestCase):
    def test_connects_where_it_can_and_says_why_not(self):
        for scenario, transport, error in EXPECTED:
            with self.subTest(scenario=scenario, transport=transport):
                record = run_sdk(f"scenarios/{scenario}.yaml", transport)
                self.assertEqual(record["error"], "")
                said = json.loads(record["exec"]["output"].splitlines()[-1])
                self.assertEqual(said.get("error"), error, said)
                self.assertEqual(record["exec"]["exit_code"], 0 if error is None else 1)
                self.assertEqual(record["exec"]["hub"]["messages"], 1 if error is None else 0)

    def test_numbered_messages_tell_what_was_lost(self):
        scenario = "docs/examples/telemetry/agent-loses-nothing.yaml"
        record = run_sdk(scenario, "amqp", NUMBERS="1 2 3")
        self.assertEqual((record["error"], record["mismatches"]), ("", []))
        self.assertEqual(record["exec"]["hub"]["lost"], 0)
        record = run_sdk(scenario, "amqp", NUMBERS="1 2 4")  # as if it had dropped one
        self.assertEqual(record["mismatches"], ["the number of lost messages is 1, expected 0"])


if __name__ == "__main__":
    sys.path.insert(0, str(harness.ROOT / "tests/cli"))
    from lab_test import lab_is_possible
    installed = shutil.which("node") and (DEVICE.parent / "node_modules/azure-iot-device").exists()
    if not installed or not lab_is_possible():
        print("skipped: no Azure Node SDK (scripts/setup --tests), or no lab here")
        sys.exit(harness.SKIPPED)
    unittest.main(verbosity=2)
