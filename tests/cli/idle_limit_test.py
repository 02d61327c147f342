#!/usr/bin/env python3
"""--hold idle with the kernel's own TCP: against a hub on loopback; and in the lab, where the
conntrack of a router forgets silent connections, the same bounds as in the computed world."""
import json
import unittest
from pathlib import Path

from lab_test import lab_is_possible, run
from programs import edgeprobe, harness, hub_on_loopback

ROOT = Path(__file__).resolve().parents[2]


def idle_of(report):
    return next(seen for seen in report["evidence"] if seen["stage"] == "idle")["detail"]


class Loopback(unittest.TestCase):
    def test_without_a_limit_every_silence_is_survived_and_no_identity_is_used(self):
        hub, ready = hub_on_loopback(self)
        done = edgeprobe("run", "--address", "127.0.0.1", "--hold", "idle:10s", "-o", "json",
                         "--amqp-port", str(ready["amqp_port"]), "--ca-file", ready["ca_file"],
                         "--connection-string", "@" + ready["connection_string_file"])
        hub.terminate()
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["identity"]), (0, "not-checked"), done.stderr)
        self.assertEqual(report["verdicts"][0]["code"], "idle-limit-measured")
        idle = idle_of(report)
        self.assertEqual((idle["alive_ms"], idle["connections"], idle["passes"]), (10000, 20, 1))
        self.assertNotIn("ended_ms", idle)
        self.assertEqual({each["end"] for each in idle["silences"]}, {"answered"})


class Lab(unittest.TestCase):
    def test_conntrack_forgets_at_the_time_that_the_computed_world_has(self):
        scenario = ROOT / "scenarios/idle-forgotten-reset.yaml"
        real = run("--world", "lab", "--no-wait", scenario)["idle-forgotten-reset"]
        computed = run(scenario)["idle-forgotten-reset"]
        self.assertEqual(real.get("error", ""), "")
        self.assertEqual(real["report"]["verdicts"][0]["code"], "idle-limit-too-short")
        of_kernel, of_computed = idle_of(real["report"]), idle_of(computed["report"])
        for key in ("alive_ms", "ended_ms", "how", "ended_by", "heartbeat_ms", "passes"):
            self.assertEqual(of_kernel[key], of_computed[key], key)


if __name__ == "__main__":
    if not lab_is_possible():
        del Lab
    harness.main()
