#!/usr/bin/env python3
"""The lab gives what the virtual world gives: attempts, stages, outcomes, verdicts, exit codes. Not
times: `edgesim run --world lab` itself holds those, on a machine that has nothing else to do."""
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from programs import CLEAN

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ["EDGE_BIN"])
SCENARIOS = ["healthy-direct", "healthy-bridge", "amqp-port-reset", "amqp-port-rejected",
             "dns-unknown-name", "certificate-expired", "vpn-full-tunnel-drops",
             "vpn-full-tunnel-passes", "vpn-rejects", "vpn-wg-quick-passes", "vpn-split-passes",
             "kill-switch", "kill-switch-lan-allowed", "subnet-overlap", "proxy-with-credentials",
             "wrong-key", "device-clock-far-behind", "healthy-nat", "nat-proxy-on-host-lan",
             "healthy-nested", "nested-certificate-untrusted", "dual-uplink-first-withdrawn"]
# One of each agent; `edgesim run --world lab scenarios/timelines` runs all, for some minutes.
TIMELINES = ["agent-2017-5671-silent-443-refused", "agent-1-5-refused-heals-at-5-s",
             "agent-1-6-refused-heals-at-5-s"]


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


def tries(record):
    """How many the agent waited for in each attempt; where `lab:` shortens it they are fewer."""
    return [sum(each["begin_ms"] < attempt["end_ms"] for each in attempt["tries"])
            for attempt in record["report"]["attempts"]]


def syns_to(port, capture):
    """How many SYNs to `port` tshark reads in a capture."""
    wanted = f"tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.dstport == {port}"
    read = subprocess.run(["tshark", "-r", capture, "-Y", wanted, "-T", "fields", "-e", "ip.dst"],
                          capture_output=True, text=True, check=True, env=CLEAN)
    return len(read.stdout.split())


def children(process):
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True,
                            text=True).stdout
    return [int(number) for number in listed.split()]


def machine_network():
    """What must never change: links, addresses, routes, rules, filters of the machine itself."""
    commands = (["ip", "-o", "link"], ["ip", "-o", "address"], ["ip", "route", "show", "table",
                "all"], ["ip", "rule"], ["nft", "list", "ruleset"])
    return [subprocess.run(command, capture_output=True, text=True).stdout for command in commands]


class Lab(unittest.TestCase):
    def test_finds_what_the_virtual_world_finds(self):
        files = [*(ROOT / f"scenarios/{name}.yaml" for name in SCENARIOS),
                 *(ROOT / f"scenarios/timelines/{name}.yaml" for name in TIMELINES)]
        before = machine_network()
        real = run("--world", "lab", "--no-wait", "--jobs", "4", *files)
        self.assertEqual(machine_network(), before)
        computed = run(*files)
        for name in [*SCENARIOS, *TIMELINES]:
            with self.subTest(name):
                self.assertEqual(real[name].get("error", ""), "")
                self.assertEqual(facts(real[name]), facts(computed[name]))
                if name in TIMELINES:
                    self.assertEqual(tries(real[name]), tries(computed[name]))

    def test_what_a_scenario_expects_counts_in_the_lab_too(self):
        with tempfile.TemporaryDirectory() as folder:
            scenario = Path(folder) / "odd.yaml"
            scenario.write_text("why: w\ntopology: direct\nexpect: { verdict: tls-reset }\n")
            found = run("--world", "lab", "--no-wait", scenario)["odd"]
        self.assertEqual(found["status"], "failed")
        self.assertIn("in the virtual world the verdict is connected, expected tls-reset (by the "
                      "scenario)",
                      found["mismatches"])

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed (scripts/setup --tests)")
    def test_captures_every_wire_for_wireshark(self):
        with tempfile.TemporaryDirectory() as folder:
            found = run("--world", "lab", "--no-wait", "--pcap", folder,
                        ROOT / "scenarios/amqp-port-reset.yaml")
            self.assertEqual(found["amqp-port-reset"]["notes"], [])
            captures = Path(folder) / "amqp-port-reset"
            # The reset comes from the site's router: the hub sees 443 only.
            near = captures / "module-eth0--host-br-azure-iot.pcap"
            far = captures / "internet-hub--hub-eth0.pcap"
            self.assertGreater(syns_to(5671, near), 0)
            self.assertGreater(syns_to(443, far), 0)
            self.assertEqual(syns_to(5671, far), 0)

    @unittest.skipUnless(os.geteuid() == 0, "only root mounts a small disk here")
    def test_a_full_disk_ends_the_captures_and_not_the_run(self):
        # In mount namespaces of its own; a page for each of two files, no more.
        script = 'mount -t tmpfs -o size=8k none "$1" && exec "$2" run -o json --world lab ' \
                 '--no-wait --pcap "$1/captures" "$3"'
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                ["unshare", "-m", "sh", "-c", script, "sh", folder, BIN / "edgesim",
                 ROOT / "scenarios/healthy-bridge.yaml"],
                capture_output=True, text=True, env=CLEAN)
        record = json.loads(done.stdout)["scenarios"][0]
        self.assertEqual((record["error"], record["verdict"]), ("", "connected"))
        self.assertEqual(len(record["notes"]), 1)
        self.assertRegex(record["notes"][0], "cannot write the capture .*: No space left")

    def test_captures_are_of_the_lab_and_need_a_folder(self):
        scenario = ROOT / "scenarios/healthy-direct.yaml"
        for arguments, words in (((), "--pcap: needs --world lab"),
                                 (("--world", "lab", "--no-wait"), "--pcap: cannot make /proc/no")):
            done = subprocess.run([BIN / "edgesim", "run", scenario, "--pcap", "/proc/no",
                                   *arguments], capture_output=True, text=True, env=CLEAN)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)

    def test_captures_of_two_scenarios_and_of_two_seeds_are_kept_apart(self):
        with tempfile.TemporaryDirectory() as folder:
            twins = [Path(folder) / name / "twin.yaml" for name in ("a", "b")]
            for twin in twins:
                twin.parent.mkdir()
                shutil.copy(ROOT / "scenarios/healthy-direct.yaml", twin)
            done = subprocess.run([BIN / "edgesim", "run", *twins, "--world", "lab", "--no-wait",
                                   "--pcap", Path(folder) / "captures"],
                                  capture_output=True, text=True, env=CLEAN)
            self.assertEqual(done.returncode, 2)
            self.assertIn("b/twin.yaml: is called 'twin', as ", done.stderr)
            captures = Path(folder) / "captures"
            run("--world", "lab", "--no-wait", "--pcap", captures, folder)
            self.assertEqual({str(each.parent.relative_to(captures))
                              for each in captures.glob("**/*.pcap")}, {"a/twin", "b/twin"})
            run("--world", "lab", "--no-wait", "--pcap", folder, ROOT / "scenarios/light-loss.yaml")
            seeds = sorted(each.name for each in (Path(folder) / "light-loss").iterdir())
        self.assertEqual(seeds, [f"seed-{n}" for n in range(1, 6)])

    def test_runs_of_a_machine_take_turns(self):
        command = [BIN / "edgesim", "run", "--world", "lab"]
        first = subprocess.Popen([*command, ROOT / "scenarios/everything-dropped.yaml"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)
        while not children(first.pid) and first.poll() is None:
            time.sleep(0.02)
        second = subprocess.Popen([*command, ROOT / "scenarios/healthy-direct.yaml"], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=CLEAN)
        self.assertIn("waiting for another run in the lab", second.stderr.readline())
        self.assertEqual(children(second.pid), [])
        beside = subprocess.run([*command, "--no-wait", ROOT / "scenarios/healthy-direct.yaml"],
                                capture_output=True, text=True, env=CLEAN)
        self.assertEqual(beside.stderr, "")
        first.kill()
        first.wait()
        self.assertIn("1 scenario: 1 ok", second.communicate()[0])
        self.assertEqual(second.returncode, 0)

    def test_a_killed_one_leaves_no_process(self):
        scenario = ROOT / "scenarios/everything-dropped.yaml"
        lab = subprocess.Popen([BIN / "edgesim", "run", "--world", "lab", "--no-wait", scenario],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)

        def begun():
            """The first process of the node's program, and the program."""
            firsts = children(lab.pid)
            return firsts + [child for first in firsts for child in children(first)]
        while len(begun()) < 2 and lab.poll() is None:
            time.sleep(0.02)
        handles = [os.pidfd_open(process) for process in begun()]
        lab.send_signal(signal.SIGKILL)
        lab.wait()
        self.assertTrue(handles)
        for handle in handles:
            select.select([handle], [], [])  # readable once the process has ended
            os.close(handle)


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    unittest.main(verbosity=2)
