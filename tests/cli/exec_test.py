#!/usr/bin/env python3
"""`edgesim run --exec`: any program in the module's place, held against the scenario."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from lab_test import lab_is_possible
from programs import CLEAN

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ["EDGE_BIN"]).resolve()
BRIDGE = "why: w\ntopology: bridge\n"


class Exec(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def edgesim(self, text, command, *arguments, **environment):
        scenario = self.folder / "own.yaml"
        scenario.write_text(text)
        return subprocess.run([BIN / "edgesim", "run", scenario, "--exec", command, *arguments],
                              capture_output=True, text=True, env={**CLEAN, **environment},
                              cwd=self.folder)

    def record(self, text, command, *arguments, **environment):
        done = self.edgesim(text, command, "-o", "json", *arguments, **environment)
        record = json.loads(done.stdout)["scenarios"][0]
        self.assertEqual(record["error"], "")
        return record

    def lines(self, *arguments, **environment):
        return self.record(*arguments, **environment)["exec"]["output"].splitlines()

    def test_has_what_the_scenario_gives_the_module(self):
        shown = self.lines(
            BRIDGE + "expect: {}\n",
            'cat /etc/resolv.conf; pwd; cat /etc/hosts; echo $EDGESIM_HUB $EDGESIM_AMQP_PORT '
            '$EDGESIM_WS_PORT; head -1 "$SSL_CERT_FILE"; '
            'stat -c %a "$EDGESIM_CONNECTION_STRING_FILE"; '
            'test "$(cat "$EDGESIM_CONNECTION_STRING_FILE")" = "$EdgeHubConnectionString" && '
            'echo the same; echo "[$HTTPS_PROXY]" $MINE', MINE="kept",
            HTTPS_PROXY="http://10.0.0.1")
        self.assertEqual(shown, ["nameserver 127.0.0.11", "options ndots:0 timeout:5 attempts:2",
                                 str(self.folder.resolve()), "127.0.0.1 localhost",
                                 "hub.test 5671 443", "-----BEGIN CERTIFICATE-----", "600",
                                 "the same", "[] kept"])

    def test_a_proxy_of_the_scenario_is_told(self):
        text = (ROOT / "scenarios/proxy-with-credentials.yaml").read_text()
        shown = self.lines(text, 'echo "$EDGESIM_HTTPS_PROXY"; echo "$https_proxy"')
        self.assertRegex(shown[0], r"^http://[^:]+:[^@]+@[0-9.]+:\d+$")
        self.assertEqual(shown[0], shown[1])

    def test_what_the_hub_saw_is_expected(self):
        expect = BRIDGE + ("expect: { exec: { exit: 0, hub: { connections: 1, opens: 1, "
                           "authorized: 1, links: 0, messages: 0 } } }\n")
        # Credentials found in the environment are used up to the token.
        record = self.record(expect, f'"{BIN}/edgeprobe" run --ca-file "$EDGESIM_CA_FILE"')
        self.assertEqual(record["mismatches"], [])
        self.assertEqual(record["status"], "passed")
        self.assertEqual(record["report"], None)
        self.assertEqual(record["exec"]["hub"]["authorized"], 1)

    def test_what_the_hub_saw_has_limits(self):
        expect = BRIDGE + ("expect: { exec: { exit: 0, hub: { opens: { at-least: 2 }, "
                           "reconnects: { at-most: 1 } } } }\n")
        probe = f'"{BIN}/edgeprobe" run --until link --ca-file "$EDGESIM_CA_FILE"'
        known = '--connection-string "@$EDGESIM_CONNECTION_STRING_FILE"'
        record = self.record(expect, f"{probe} {known} && {probe} {known}")
        self.assertEqual(record["mismatches"], [])
        self.assertEqual(record["exec"]["hub"]["reconnects"], 1)
        record = self.record(expect, f"{probe} {known}")
        self.assertEqual(record["mismatches"],
                         ["the number of AMQP connections is 1, expected at least 2"])

    def test_without_numbered_messages_nothing_is_known_of_lost_ones(self):
        record = self.record(BRIDGE + "expect: { exec: { exit: 0, hub: { lost: 0 } } }\n", "true")
        self.assertEqual(record["mismatches"], [
            "no message had a number (property sequenceNumber), so that none can be missed"])
        self.assertIsNone(record["exec"]["hub"]["lost"])

    def test_an_expectation_of_nothing_is_told(self):
        nothing = "nothing is expected of the program: `expect` needs an `exit` or an `exec`"
        done = self.edgesim(BRIDGE + "expect: {}\n", "exit 9")
        self.assertEqual(done.returncode, 0)
        self.assertIn(f"       note: {nothing}\n", done.stdout)
        done = self.edgesim(BRIDGE + "expect: {}\n", "exit 9", "--strict")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"       {nothing} (--strict)\n", done.stdout)

    def test_another_exit_is_a_failure(self):
        done = self.edgesim(BRIDGE + "expect: { exit: 0 }\n", "echo out; echo err >&2; exit 9")
        self.assertEqual(done.returncode, 1)
        self.assertIn("out\nerr\n", done.stdout)
        self.assertIn("exit 9 after", done.stdout)
        self.assertIn("the program's exit code is 9, expected 0, as the agent's", done.stdout)

    def test_one_that_does_not_end_is_stopped_with_all_it_started(self):
        started = self.folder / "pid"
        command = f"setsid sleep 123456 & echo $! > {started}; trap 'echo told' TERM; wait; sleep 9"
        record = self.record(BRIDGE + "expect: { exec: { exit: never } }\n", command,
                             "--exec-limit", "500ms")
        self.assertEqual(record["status"], "passed")
        self.assertTrue(record["exec"]["stopped_at_limit"])
        self.assertEqual(record["exec"]["output"], "told\n")
        running = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True).stdout
        self.assertNotIn("sleep 123456", running)

    def test_output_is_bounded_and_escaped(self):
        record = self.record(BRIDGE + "expect: {}\n",
                             "head -c 1000000 /dev/zero | tr '\\0' a; printf '\\033[31mred\\nend'")
        output = record["exec"]["output"]
        self.assertTrue(output.endswith("\\x1b[31mred\nend"))
        self.assertEqual(record["exec"]["output_left_out_bytes"], 1000000 + 12 - 65536)

    def test_junit_carries_it(self):
        file = self.folder / "results.xml"
        self.edgesim(BRIDGE + "expect: {}\n", "echo '<&>'; exit 3", "--junit", file)
        case = ElementTree.parse(file).getroot().find("testcase")
        self.assertIn("exit 3 after", case.find("system-out").text)
        self.assertIn("<&>", case.find("system-out").text)


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    unittest.main(verbosity=2)
