#!/usr/bin/env python3
"""Names with terminal escapes or bytes that are no UTF-8, given to both programs in every place:
no output has a control character, all JSON and XML can be read."""
import json
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from programs import CLEAN, harness

HEALTHY = b"why: w\ntopology: direct\nexpect: {}\n"
UNMET = b"why: w\ntopology: direct\nexpect: {exit: 7}\n"
ESCAPE, NO_TEXT = b"ev\x1b[31mil\x9b", b"in\xff\xfev"
ODD = b"/nonexistent/x\x1b]0;owned\x07\xff"


def run(program, *arguments):
    return subprocess.run([harness.BIN / program, *arguments], capture_output=True, env=CLEAN,
                          check=False)


class OddNames(unittest.TestCase):
    def setUp(self):
        self.folder = os.fsencode(self.enterContext(tempfile.TemporaryDirectory()))
        for name, text in ((ESCAPE, HEALTHY), (NO_TEXT, UNMET)):
            Path(os.fsdecode(os.path.join(self.folder, name + b".yaml"))).write_bytes(text)

    def assert_harmless(self, output):
        text = output.decode()  # is UTF-8
        shown = [c for c in text if c != "\n" and (c < " " or "\x7f" <= c <= "\x9f")]
        self.assertEqual(shown, [], text)
        return text

    def test_of_scenarios_in_text(self):
        for more in ((), (b"--jobs", b"2"), (b"--verbose",)):
            done = run("edgesim", b"run", self.folder, *more)
            text = self.assert_harmless(done.stdout)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(r"ev\x1b[31mil\x9b ", text)
            self.assertIn(r"in\xff\xfev ", text)
        self.assert_harmless(run("edgesim", b"list", b"scenarios", self.folder).stdout)

    def test_of_scenarios_in_json_and_junit(self):
        junit = os.path.join(self.folder, b"r.xml")
        for more in ((), (b"--jobs", b"2")):
            done = run("edgesim", b"run", self.folder, b"-o", b"json", b"--junit", junit, *more)
            self.assertEqual(done.returncode, 1, done.stderr)
            names = [each["name"] for each in json.loads(done.stdout)["scenarios"]]
            self.assertEqual(names, ["ev\x1b[31mil�", "in��v"])
            self.assertEqual(len(xml.parse(os.fsdecode(junit)).getroot()), 2)

    def test_that_xml_has_no_place_for(self):
        name = os.path.join(self.folder, "no-character-\ufffe\uffff.yaml".encode())
        Path(os.fsdecode(name)).write_bytes(HEALTHY)
        junit = os.path.join(self.folder, b"r.xml")
        self.assertEqual(run("edgesim", b"run", name, b"--junit", junit).returncode, 0)
        case = xml.parse(os.fsdecode(junit)).getroot()[0]
        self.assertEqual(case.get("name"), "no-character-\ufffd\ufffd")

    def test_in_what_is_refused(self):
        hub = (b"run", b"--hub", b"hub.test")
        for program, *arguments in (
                ("edgeprobe", b"explain", ODD), ("edgeprobe", b"judge", ODD), ("edgeprobe", ODD),
                ("edgeprobe", b"logs", ODD),
                ("edgeprobe", b"run", b"--hub", ODD), ("edgeprobe", *hub, b"--hold", ODD),
                ("edgeprobe", *hub, b"--report", ODD), ("edgeprobe", *hub, b"--ca-file", ODD),
                ("edgeprobe", *hub, b"--report", b"text=" + ODD), ("edgeprobe", *hub, ODD),
                ("edgeprobe", *hub, b"--port", b"amqp=" + ODD), ("edgeprobe", *hub, b"--dns", ODD),
                ("edgeprobe", b"run", b"--connection-string", b"@" + ODD),
                ("edgeprobe", *hub, b"--until", ODD), ("edgesim", ODD), ("edgesim", b"run", ODD),
                ("edgesim", b"list", ODD), ("edgesim", b"list", b"scenarios", ODD),
                ("edgesim", b"run", self.folder, b"--junit", ODD), ("edgesim", b"lab", ODD),
                ("edgesim", b"lab", b"up", ODD), ("edgesim", b"hub", b"--devices", ODD),
                ("edgesim", b"hub", b"--fault", ODD), ("edgesim", b"hub", ODD)):
            with self.subTest(program, arguments=arguments):
                done = run(program, *arguments)
                self.assertIn(done.returncode, (2, 3))
                self.assertEqual(done.stdout, b"")
                self.assert_harmless(done.stderr)

    def test_in_a_recorded_report(self):
        report = (harness.ROOT / "docs/examples/reports/vpn-takeover.json").read_text()
        for words in ("Starting", "hub.test", "agent-2017 ", "cbs was not reached", "module"):
            report = report.replace(words, words + r"\u001b[31m\u009b")
        path = os.path.join(self.folder, b"r.json")
        Path(os.fsdecode(path)).write_text(report)
        done = run("edgeprobe", b"judge", path)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(r"\x1b[31m\xc2\x9b", self.assert_harmless(done.stdout))


if __name__ == "__main__":
    unittest.main()
