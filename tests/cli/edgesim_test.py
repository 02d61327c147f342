#!/usr/bin/env python3
"""edgesim from outside: command lines, exit codes, what it prints. Every malformed input gives one
line on stderr that says what and where, and exit 2."""
import json
import os
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from programs import CLEAN

BIN = Path(os.environ["EDGE_BIN"])
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

HEALTHY = "why: w\ntopology: direct\nexpect: {}\n"

# arguments -> words the one line must contain
MALFORMED_ARGUMENTS = [
    (["run", "/proc/self/mem"], ["/proc/self/mem: cannot be read: Input/output error"]),
    (["dance"], ["dance"]),
    (["run"], ["SCENARIO"]),
    (["run", "/nonexistent.yaml"], ["/nonexistent.yaml: cannot be read: No such file"]),
    (["run", "/dev/pts"], ["/dev", "no .yaml or .yml file"]),
    (["run", "x.yaml", "--world", "moon"], ["--world", "moon"]),
    (["run", "x.yaml", "--full-length"], ["--full-length", "--world lab"]),
    (["run", "x.yaml", "--strict-times"], ["--strict-times", "--world lab"]),
    (["run", "x.yaml", "--no-wait"], ["--no-wait", "--world lab"]),
    (["run", "x.yaml", "--exec", "true", "--world", "virtual"], ["--exec", "--world lab"]),
    (["run", "x.yaml", "--exec", ""], ["--exec"]),
    (["run", "x.yaml", "--exec", "true", "--exec-limit", "0s"], ["--exec-limit", "30s"]),
    (["run", "x.yaml", "--exec-limit", "5s"], ["--exec-limit", "--exec"]),
    (["run", "x.yaml", "--pcap", "folder"], ["--pcap", "--world lab"]),
    (["run", "x.yaml", "--seed", "-1"], ["--seed", "whole number from 0 to"]),
    (["run", "x.yaml", "--seed", str(2 ** 64)], ["--seed", "whole number from 0 to"]),
    (["run", "x.yaml", "--junit", "-o"], ["--junit"]),
    (["run", "x.yaml", "--jobs", "0"], ["--jobs"]),
    (["run", "x.yaml", "-o", "pdf"], ["pdf"]),
    (["list"], ["there are: faults, "]),
    (["list", "wishes"], ["wishes"]),
    (["list", "fault"], ["did you mean 'faults'?"]),
    (["rum", "x.yaml"], ["did you mean 'run'?"]),
    (["run", "x.yaml", "--jbos", "2"], ["did you mean '--jobs'?"]),
    (["run", "--jbos"], ["not expected: --jbos (did you mean '--jobs'?)"]),
    (["run", "-x.yaml"], ["not expected: -x"]),
    (["--bogus"], ["there is no option '--bogus'"]),
    (["lab", "upp"], ["did you mean 'up'?"]),
    (["lab", "fault", "ad", "x"], ["did you mean 'add'?"]),
    (["lab", "fault"], ["there are: add, heal"]),
    (["hub", "--port", "1"], ["did you mean '--amqp-port'?"]),
    (["hub", "--hostname", "x"], ["did you mean '--host-name'?"]),
    (["list", "scenarios", "/nonexistent"], ["/nonexistent"]),
    (["list", "faults", "nope"], ["list faults", "takes no folder"]),
    (["list", "schema", "--markdown"], ["list schema", "--markdown"]),
    (["list", "faults", "scenarios", "one", "two"], ["not expected: one two"]),
]

# a scenario's text -> words of the line, which begins with its place
BRIDGE = HEALTHY.replace("direct", "bridge")
WRONG_ROUTE = ("timeline:\n  - {{at: 0s, fault: wrong-route, with: {{at: {}, to: {}, via: {}}}}}\n")

MALFORMED_SCENARIOS = [
    ("", "s.yaml: nothing in it"),
    (HEALTHY + "colour: red\n", "s.yaml:4:1: unknown key 'colour'"),
    (",\n", "s.yaml:1:1: not YAML"),  # yaml-cpp finds empty documents in it for ever
    (HEALTHY + "---\nwhy: another\n", "s.yaml:4:1: more than one document"),
    (HEALTHY.replace("direct", "{name: bridge, with: {module-network: 224.0.0.0/16}}"),
     "s.yaml:2:33: topology 'bridge': 'module-network' (PREFIX) cannot be '224.0.0.0/16'"),
    (HEALTHY.replace("direct", "brige"),
     "s.yaml:2:11: topology cannot be 'brige' (did you mean 'bridge'?); allowed: direct"),
    (HEALTHY + "timelin: []\n", "unknown key 'timelin' in a scenario (did you mean 'timeline'?)"),
    (HEALTHY + "timeline:\n  - {at: 0s, fault: port-droped}\n", "did you mean 'port-dropped'?"),
    (HEALTHY.replace("direct", "mesh"), "s.yaml:2:11: topology cannot be 'mesh'"),
    (HEALTHY.replace("direct", "{name: direct, with: {dns: copied}}"),
     "s.yaml:2:33: topology 'direct': unknown parameter 'dns'"),
    (HEALTHY + "timeline:\n  - {at: 0s, fault: port-dropped}\n",
     "s.yaml:5:5: fault 'port-dropped': 'at' is required"),
    (HEALTHY + "timeline:\n  - {at: 0s, fault: port-dropped, with: {at: moon}}\n",
     "s.yaml:5:42: fault 'port-dropped': 'at' (NODE) cannot be 'moon'"),
    # networks that cannot be, each blamed on what brought it in
    (HEALTHY.replace("direct", "\n  name: nat\n  with:\n    module-network: 10.0.0.1/24"),
     "s.yaml:5:5: topology 'nat': 'module-network' (PREFIX) cannot be '10.0.0.1/24'"),
    (BRIDGE + WRONG_ROUTE.format("site-router", "198.51.100.0/24", "192.168.1.10"),
     "s.yaml:5:5: fault 'wrong-route': no such network: packets for 198.51.100.10 go in a circle: "
     "host > site-router > host"),
    (BRIDGE + WRONG_ROUTE.format("host", "198.51.100.0/24", "192.168.1.10"),
     "s.yaml:5:5: fault 'wrong-route': no such network: host: the gateway 192.168.1.10 of "
     "198.51.100.0/24 is the node's own address"),
    *((BRIDGE + WRONG_ROUTE.format("host", "198.51.100.0/24", nobodys),
       f"s.yaml:5:5: fault 'wrong-route': no such network: host: the gateway {nobodys} of "
       "198.51.100.0/24 is that network's own or broadcast address")
      for nobodys in ("192.168.1.255", "192.168.1.0", "172.18.255.255")),
    (BRIDGE + WRONG_ROUTE.format("host", "198.51.100.0/24", "10.0.0.1"),
     "s.yaml:5:72: fault 'wrong-route': 'via' (ADDRESS) cannot be '10.0.0.1': it is on no network "
     "of host; allowed: an address of 172.18.0.0/16, 192.168.1.0/24"),
    (BRIDGE + WRONG_ROUTE.format("moon", "198.51.100.0/24", "10.0.0.1"),
     "s.yaml:5:41: fault 'wrong-route': 'at' (NODE) cannot be 'moon'; allowed: module, host"),
    (BRIDGE + "timeline:\n  - at: 0s\n    fault: tls-silence\n  - at: 5s\n    fault: wire-down\n"
     "    with: {from: module, to: hub}\n",
     "s.yaml:9:26: fault 'wire-down': 'to' (NODE) cannot be 'hub': no wire joins it and module; "
     "allowed: host"),
    (HEALTHY + "probe: {until: tls, hold: 1s}\n", "s.yaml:4:8: probe: --hold: keeps the agent's"),
    (HEALTHY + "probe: {credentials: false, until: link}\n", "s.yaml:4:8: probe: --until link: "
     "needs credentials"),
    *((BRIDGE + f"timeline: [{{ at: 0s, fault: port-dropped, with: {{ at: {odd} }} }}]",
       f"s.yaml:4:51: fault 'port-dropped': 'at' (NODE) cannot be {said}; allowed: module, host, ")
      for odd, said in (("''", "''"), ("~", "''"), ("{ b: c }", "a mapping"),
                        ("[[host]]", "a list of anything but values"))),
    ("why: \x1b[31m\n", "s.yaml"),
    ("\xff\xfe", "s.yaml"),
    ("[" * 60000, "s.yaml"),
]


def edgesim(*arguments, **environment):
    return subprocess.run([BIN / "edgesim", *map(str, arguments)], text=True, capture_output=True,
                          env=CLEAN | environment, check=False)


def without_real_time(text):
    return re.sub(r" +[0-9.]+ ms$", "", text, flags=re.MULTILINE)


class Edgesim(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, text, name="s.yaml"):
        path = self.folder / name
        path.write_bytes(text.encode("latin-1"))
        return path

    def test_the_lab_refuses_ipv6_at_its_place_before_it_is_built(self):
        text = (SCENARIOS / "own-network.yaml").read_text()
        addresses = "addresses: [192.168.1.10/24]"
        self.assertEqual(text.count(addresses), 1)
        both = addresses.replace("]", ', "2001:db8::10/64"]')
        line = 1 + text[:text.index(addresses)].count("\n")
        scenario = self.write(text.replace(addresses, both))
        self.assertEqual(edgesim("run", scenario).returncode, 0)
        for arguments in (["run", scenario, "--world", "lab"], ["lab", "up", scenario]):
            self.assert_refused(edgesim(*arguments), f"s.yaml:{line}:", "2001:db8::10: the lab's "
                                "networks are IPv4 only; the computed world (without --world lab)")

    def assert_refused(self, result, *words):
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        self.assertTrue(result.stderr.startswith("edgesim: "), result.stderr)
        self.assertNotIn("\x1b", result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_malformed_arguments(self):
        for arguments, words in MALFORMED_ARGUMENTS:
            with self.subTest(arguments):
                self.assert_refused(edgesim(*arguments), *words)

    def test_without_a_command_it_tells_which_there_are(self):
        result = edgesim()
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertTrue(result.stderr.startswith("edgesim: a command is missing\n"))
        for words in ("Usage: edgesim", "doctor", "edgesim run scenarios --world lab"):
            self.assertIn(words, result.stderr)

    def test_each_command_has_a_help_with_examples(self):
        for command in (["run"], ["list"], ["lab"], ["lab", "up"], ["lab", "exec"],
                        ["lab", "shell"], ["lab", "fault", "add"], ["lab", "fault", "heal"],
                        ["lab", "status"], ["lab", "down"]):
            with self.subTest(command):
                shown = edgesim(*command, "--help")
                self.assertEqual(shown.returncode, 0, shown.stderr)
                self.assertRegex(shown.stdout, f"Examples?:\n  edgesim {' '.join(command)} ?")
        self.assertIn("SIGKILL 2 s later", " ".join(edgesim("run", "--help").stdout.split()))

    def test_malformed_scenarios(self):
        for text, words in MALFORMED_SCENARIOS:
            with self.subTest(text[:60]):
                self.assert_refused(edgesim("run", self.write(text)), words)

    def test_one_bad_scenario_stops_the_folder_before_anything_runs(self):
        self.write(HEALTHY, "a.yaml")
        self.write(HEALTHY + "colour: red\n", "b.yaml")
        self.assert_refused(edgesim("run", self.folder), "b.yaml:4:1")

    def test_results_replace_no_scenario(self):
        scenario = self.write(HEALTHY)
        link = self.folder / "results.xml"
        link.symlink_to(scenario)
        for junit in (scenario, link):
            self.assert_refused(edgesim("run", self.folder, "--junit", junit),
                                "--junit", "would replace", scenario.name)
        self.assertEqual(scenario.read_text(), HEALTHY)

    def test_a_scenario_may_come_through_a_pipe(self):
        done = subprocess.run(["bash", "-c", '"$0" run <(cat "$1")', BIN / "edgesim",
                               self.write(HEALTHY)], capture_output=True, text=True, env=CLEAN)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_an_unwritable_junit_file_is_found_before_anything_runs(self):
        self.assert_refused(edgesim("run", self.write(HEALTHY), "--junit", "/nonexistent/x"),
                            "--junit", "/nonexistent/x")

    def test_results_that_cannot_be_written_are_told(self):
        scenario = self.write(HEALTHY)
        with open("/dev/full", "w") as full:
            for arguments in (["run", scenario], ["run", scenario, "-o", "json"], ["--help"],
                              ["list", "faults"], ["hub", "--help"]):
                done = subprocess.run([BIN / "edgesim", *map(str, arguments)], stdout=full,
                                      stderr=subprocess.PIPE, text=True, env=CLEAN, check=False)
                self.assertEqual(done.returncode, 3, arguments)
                self.assertRegex(done.stderr, r"^edgesim: .*standard output: No space left.*\n$")
        done = edgesim("run", scenario, "--junit", "/dev/full")
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"^edgesim: .*/dev/full: No space left.*\n$")

    def test_a_met_expectation_exits_0_and_tells_the_story(self):
        result = edgesim("run", SCENARIOS / "everything-dropped.yaml")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        begins = "Edge agent attempting to connect to IoT Hub via"
        self.assertIn(f"2017-11-28 18:46:19Z [INF] - {begins} AMQP...", result.stdout)
        self.assertIn(f"2017-11-28 18:46:49Z [INF] - {begins} AMQP over WebSocket...",
                      result.stdout)
        self.assertIn("network-drops-everything", result.stdout)
        self.assertIn("1 scenario: 1 ok, 0 failed", result.stdout)

    def test_an_expectation_not_met_exits_1_and_says_which(self):
        scenario = self.write("why: w\ntopology: direct\nexpect: {exit: 7}\n")
        result = edgesim("run", scenario)
        self.assertEqual(result.returncode, 1)
        self.assertIn("the exit code is 0, expected 7", result.stdout)

    def test_a_timeline_is_drawn_instead_of_the_results(self):
        met = self.write(HEALTHY, "a.yaml")
        result = edgesim("run", "--timeline", met)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("\n5671  A\nend   C\n\n5671  1 try: 0; link ok\n", result.stdout)
        self.assertNotIn("1 scenario", result.stdout)
        other = self.write("why: w\ntopology: direct\nexpect: {exit: 7}\n", "b.yaml")
        result = edgesim("run", "--timeline", met, other, "--jobs", "2")
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stdout.endswith("FAIL  the exit code is 0, expected 7\n"))

    def test_a_timeline_takes_the_place_of_other_outputs(self):
        scenario = self.write(HEALTHY, "a.yaml")
        for arguments, words in ((("-o", "json"), "--timeline: is text, not -o json"),
                                 (("--exec", "true"), "--timeline: is for edgeprobe, not --exec"),
                                 (("-v",), "--timeline: takes the place of what --verbose prints")):
            self.assert_refused(edgesim("run", "--timeline", scenario, *arguments), words)

    def test_json_and_junit_of_a_folder(self):
        self.write(HEALTHY, "a.yaml")
        self.write("why: w\ntopology: direct\nexpect: {exit: 7}\n", "b.yaml")
        junit = self.folder / "results.xml"
        result = edgesim("run", self.folder, "-o", "json", "--junit", junit)
        self.assertEqual(result.returncode, 1)
        document = json.loads(result.stdout)
        self.assertEqual((document["passed"], document["failed"], document["errors"]), (1, 1, 0))
        self.assertEqual([each["name"] for each in document["scenarios"]], ["a", "b"])
        self.assertEqual(document["scenarios"][0]["report"]["profile"], "agent-2017")
        suite = xml.parse(junit).getroot()
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        self.assertEqual([case.get("name") for case in suite], ["a", "b"])

    def test_workers_change_nothing_but_the_time(self):
        for name in "abcde":
            self.write(HEALTHY, name + ".yaml")
        alone = edgesim("run", self.folder)
        self.assertEqual(alone.returncode, 0, alone.stdout + alone.stderr)
        together = edgesim("run", self.folder, "--jobs", "3")
        self.assertEqual(without_real_time(alone.stdout), without_real_time(together.stdout))

        def traces(*arguments):
            result = edgesim("run", self.folder, "-o", "json", *arguments)
            return [each["trace"] for each in json.loads(result.stdout)["scenarios"]]
        self.assertEqual(traces(), traces("--jobs", "2"))
        self.assertNotEqual(traces(), traces("--seed", "99"))

    def test_no_colours_but_on_a_terminal(self):
        self.assertNotIn("\x1b", edgesim("run", self.write(HEALTHY)).stdout)

    def test_lists_print_the_tables(self):
        self.assertIn("vpn-full-tunnel", edgesim("list", "faults").stdout)
        self.assertIn("bridge", edgesim("list", "topologies").stdout)
        self.assertIn("everything-dropped", edgesim("list", "scenarios", SCENARIOS).stdout)
        self.assertIn("| [everything-dropped](everything-dropped.yaml) |",
                      edgesim("list", "scenarios", SCENARIOS, "--markdown").stdout)

    def test_help(self):
        for arguments in (["--help"], ["run", "--help"], ["list", "--help"]):
            result = edgesim(*arguments)
            self.assertEqual(result.returncode, 0)
            self.assertIn("edgesim run scenarios" if arguments[0] != "list" else "WHAT",
                          result.stdout)


if __name__ == "__main__":
    unittest.main()
