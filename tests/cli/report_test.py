#!/usr/bin/env python3
"""edgeprobe report: recorded reports of runs and surveys, of every release, in each form. Nothing
is sent."""
import csv
import io
import json
import re
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

from programs import edgeprobe, harness

REPORTS = harness.ROOT / "tests/reports"
RELEASED = sorted(REPORTS.glob("release-*.json"))
RUN = REPORTS / "tls-reset.json"


class Report(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def report(self, *arguments, stdin=""):
        done = edgeprobe("report", *arguments, stdin=stdin)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def survey(self):
        """A report in which nothing was looked at."""
        path = self.folder / "survey.json"
        path.write_text(edgeprobe("survey", "--plan", "--hub", "contoso", "-o", "json").stdout)
        return path

    def refused(self, *arguments, words):
        done = edgeprobe("report", *arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_every_form_of_a_run_and_of_a_survey(self):
        survey = self.survey()
        for path, name in ((RUN, json.loads(RUN.read_text())["host"]),
                           (survey, "contoso.azure-devices.net")):
            self.assertTrue(self.report(path, "--html").startswith("<!DOCTYPE html>"))
            self.assertRegex(self.report(path, "--markdown"), f"\\| {name}[ :]")
            rows = list(csv.DictReader(io.StringIO(self.report(path, "-o", "csv"), newline="")))
            self.assertIn(name, [row["host"] for row in rows])
            xml.etree.ElementTree.fromstring(self.report(path, "--junit"))
            self.assertTrue(self.report(path, "--tap").startswith("TAP version 14\n"))
            self.assertEqual(json.loads(self.report(path, "--sarif"))["version"], "2.1.0")
            self.assertIn("# TYPE edgeprobe_check_success gauge",
                          self.report(path, "--prometheus"))
            self.assertIn("resourceMetrics", json.loads(self.report(path, "--otlp")))

    def test_the_usual_forms_are_the_reports_own(self):
        self.assertEqual(self.report(RUN), edgeprobe("judge", RUN).stdout)
        self.assertEqual(json.loads(self.report("-", "--json", stdin=RUN.read_text())),
                         json.loads(RUN.read_text()))
        survey = self.survey()
        self.assertEqual(self.report(survey, "--json"), survey.read_text())

    def test_reports_of_every_release_are_read(self):
        self.assertGreaterEqual(len(RELEASED), 4)
        for path in RELEASED:
            with self.subTest(path.name):
                today = json.loads(self.report(path, "--json"))
                self.assertEqual(today["schema_version"], 2)
                self.assertIn(today["verdicts"][0]["code"], self.report(path, "--html"))
        newer = self.folder / "new.json"
        newer.write_text(self.report(RELEASED[-1], "--json"))
        same = edgeprobe("diff", RELEASED[-1], newer)
        self.assertEqual(same.returncode, 0, same.stderr)
        self.assertIn("Nothing has changed", same.stdout)
        rolled = edgeprobe("rollup", *RELEASED, RUN)
        self.assertEqual(rolled.returncode, 1, rolled.stderr)
        self.assertRegex(rolled.stdout, f"^{len(RELEASED) + 1} reports, 0 without findings")

    def test_several_become_a_file_each(self):
        self.report(*RELEASED, self.survey(), "--html", "--into", self.folder)
        pages = {path.stem for path in self.folder.glob("*.html")}
        self.assertEqual(pages, {path.stem for path in RELEASED} | {"survey"})

    def test_wrong_usage(self):
        self.refused(RUN, "--html", "--csv", words=["one form"])
        self.refused(RUN, RUN, "--html", words=["--into"])
        self.refused(RUN, RUN, "--into", self.folder, words=["two of the reports would be"])
        self.refused("-", "--into", self.folder, words=["standard input"])
        survey = self.survey()
        self.refused(survey, "--json", "--into", self.folder, words=["--into"])
        self.assertTrue(survey.read_text().startswith("{"))
        self.refused(RUN, "-o", "pdf", words=["--output", "html"])
        self.refused(self.folder / "missing.json", words=["missing.json"])
        (self.folder / "odd.json").write_text("{")
        self.refused(self.folder / "odd.json", words=["odd.json: is no JSON, or is cut short"])

    def test_each_form_is_a_flag(self):
        listed = edgeprobe("list", "survey-outputs").stdout
        for form in re.findall("^[a-z]+", listed, re.MULTILINE):
            if form != "output":
                self.assertIn(f"--{form}", edgeprobe("report", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
