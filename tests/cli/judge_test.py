#!/usr/bin/env python3
"""edgeprobe judge: prints what a run prints, exits as it did, and refuses in one line what is no
report."""
import json
import tempfile
import unittest
from pathlib import Path

from programs import edgeprobe, harness

REPORTS = harness.ROOT / "tests" / "reports"


class Judge(unittest.TestCase):
    def refused(self, *arguments, words, **given):
        done = edgeprobe("judge", *arguments, **given)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(len(done.stderr.splitlines()), 1)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_text_and_json(self):
        report = REPORTS / "tls-reset.json"
        text = edgeprobe("judge", str(report))
        self.assertEqual(text.returncode, 1)
        self.assertIn("VERDICT       tls-reset", text.stdout)
        again = edgeprobe("judge", "-", "-o", "json", stdin=report.read_text())
        self.assertEqual(json.loads(again.stdout), json.loads(report.read_text()))

    def test_exits_as_the_run_did(self):
        self.assertEqual(edgeprobe("judge", str(REPORTS / "healthy-direct-lab.json")).returncode, 0)

    def test_bad_input(self):
        whole = (REPORTS / "tls-reset.json").read_text()
        later = json.dumps({**json.loads(whole), "schema_version": 3})
        self.refused("-", stdin=whole[:500], words=["-:", "cut short"])
        self.refused("-", stdin="", words=["cut short"])
        self.refused("-", stdin="\x00\xff{", words=["no JSON"])
        self.refused("-", stdin="[1]", words=["no report"])
        self.refused("-", stdin=later, words=["schema_version", "is 3", "reads 2"])
        self.refused("-", stdin="[" * 100000, words=["no JSON"])
        self.refused("/nonexistent.json", words=["/nonexistent.json"])
        with tempfile.TemporaryDirectory() as folder:
            self.refused(folder, words=[folder])
            odd = Path(folder) / "re\x1bport.json"
            odd.write_text("{")
            self.refused(str(odd), words=["re\\x1bport.json"])

    def test_help_has_examples(self):
        self.assertIn("edgeprobe judge seen.json", edgeprobe("judge", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
