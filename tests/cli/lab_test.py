#!/usr/bin/env python3
"""The lab gives what the virtual world gives: attempts, stages, outcomes, verdicts, exit codes. Not
times: `edgesim run --world lab` itself holds those, on a machine that has nothing else to do."""
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from programs import CLEAN

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ["EDGE_BIN"])
SCENARIOS = ["healthy-direct", "healthy-bridge", "amqp-port-reset", "amqp-port-rejected",
             "dns-unknown-name", "certificate-expired", "vpn-full-tunnel-drops",
             "vpn-full-tunnel-passes", "vpn-rejects", "vpn-wg-quick-passes", "vpn-split-passes",
             "kill-switch", "kill-switch-lan-allowed", "subnet-overlap", "proxy-with-credentials",
             "wrong-key", "device-clock-far-behind", "healthy-nat", "nat-proxy-on-host-lan", "healthy-nested",
             "nested-certificate-untrusted", "dual-uplink-first-withdrawn"]


def lab_is_possible():
    possible = subprocess.run(["unshare", "-Urn", "true"], capture_output=True).returncode == 0
    return possible and Path("/dev/net/tun").exists()


def run(*arguments):
    """The records of `edgesim run`, by scenario."""
    done = subprocess.run([BIN / "edgesim", "run", "-o", "json", *arguments],
                          capture_output=True, text=True, env=CLEAN, check=False)
    return {each["name"]: each for each in json.loads(done.stdout)["scenarios"]}


def facts(record):
    report = record["report"]
    return {"exit": report["exit_code"],
            "verdicts": [verdict["code"] for verdict in report["verdicts"]],
            "attempts": [(attempt["transport"], attempt["stage"], attempt["outcome"])
                         for attempt in report["attempts"]]}


def machine_network():
    """What must never change: links, addresses, routes, rules, filters of the machine itself."""
    commands = (["ip", "-o", "link"], ["ip", "-o", "address"], ["ip", "route", "show", "table",
                "all"], ["ip", "rule"], ["nft", "list", "ruleset"])
    return [subprocess.run(command, capture_output=True, text=True).stdout for command in commands]


class Lab(unittest.TestCase):
    def test_finds_what_the_virtual_world_finds(self):
        files = [ROOT / f"scenarios/{name}.yaml" for name in SCENARIOS]
        before = machine_network()
        real = run("--world", "lab", "--jobs", "4", *files)
        self.assertEqual(machine_network(), before)
        computed = run(*files)
        for name in SCENARIOS:
            with self.subTest(name):
                self.assertEqual(real[name].get("error", ""), "")
                self.assertEqual(facts(real[name]), facts(computed[name]))


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    unittest.main(verbosity=2)
