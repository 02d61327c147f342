#!/usr/bin/env python3
"""A signal ends `edgesim run` with the results so far, in every form that was asked for."""
import json
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from lab_test import children, lab_is_possible
from programs import CLEAN, harness

COUNT = 40
LASTS_A_MINUTE = harness.ROOT / "scenarios/everything-dropped.yaml"


def handles(process, number):
    """Whether it has set up what it does at that signal."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return int(line.split()[1], 16) >> (number - 1) & 1
    return False


class Interrupted(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.junit = self.folder / "results.xml"
        for number in range(COUNT):
            (self.folder / f"{number:02}.yaml").write_text("why: w\ntopology: bridge\nexpect: {}\n")

    def start(self, *arguments, ready):
        run = self.enterContext(subprocess.Popen(
            [harness.BIN / "edgesim", "run", "--junit", self.junit, *arguments], text=True,
            env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        self.addCleanup(run.kill)
        while not ready(run):
            self.assertIsNone(run.poll())
        return run

    def assert_skipped(self, count):
        suite = xml.parse(self.junit).getroot()
        self.assertEqual(suite.get("skipped"), str(count))
        self.assertEqual(len(suite.findall("testcase/skipped")), count)
        return len(suite)

    def test_in_json_and_junit_alone_and_side_by_side(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for jobs in ("1", "2"):
                with self.subTest(signal=number, jobs=jobs):
                    run = self.start(self.folder, "-o", "json", "--jobs", jobs,
                                     ready=lambda run: handles(run, number))
                    run.send_signal(number)
                    stdout, stderr = run.communicate()
                    self.assertEqual((run.returncode, stderr), (1, ""))
                    document = json.loads(stdout)
                    self.assertTrue(document["interrupted"])
                    states = [each["status"] for each in document["scenarios"]]
                    self.assertEqual(len(states), COUNT)
                    self.assertEqual(states.count("not-run"), document["not_run"])
                    self.assertEqual(states.count("passed"), document["passed"])
                    self.assertGreater(document["not_run"], COUNT // 2)
                    self.assertEqual(self.assert_skipped(document["not_run"]), COUNT)

    def test_in_text_with_what_has_run(self):
        run = self.start(self.folder, "-v", ready=lambda run: "VERDICT" in run.stdout.readline())
        run.send_signal(signal.SIGINT)
        text = run.communicate()[0]
        self.assertEqual(run.returncode, 1)
        self.assertRegex(text, r"(?m)^ok     00 ")
        self.assertRegex(text, rf"(?m)^{COUNT} scenarios: \d+ ok, 0 failed, \d+ not run as a")

    @unittest.skipUnless(lab_is_possible(), "this machine lets no lab be made")
    def test_in_the_lab_without_waiting_for_the_minute(self):
        for more in ((), ("--exec", "sleep 60")):
            with self.subTest(more):
                begun = time.monotonic()
                run = self.start(LASTS_A_MINUTE, "-o", "json", "--world", "lab", "--no-wait", *more,
                                 ready=lambda run: children(run.pid))
                run.send_signal(signal.SIGTERM)
                document = json.loads(run.communicate()[0])
                self.assertEqual(run.returncode, 1)
                self.assertEqual((document["interrupted"], document["not_run"]), (True, 1))
                self.assertLess(time.monotonic() - begun, 30)


if __name__ == "__main__":
    unittest.main()
