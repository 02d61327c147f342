#!/usr/bin/env python3
"""Networks at random: `edgesim run --matrix` and `edgesim fuzz` from outside."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from programs import CLEAN

BIN = Path(os.environ["EDGE_BIN"])

MALFORMED_ARGUMENTS = [
    (["run", "--matrix", "x.yaml"], ["--matrix", "--seed", "does not"]),
    (["run", "--matrix", "--world", "lab"], ["--matrix", "world does not"]),
    (["run", "x.yaml", "--matrix-runs", "3"], ["--matrix-runs", "needs --matrix"]),
    (["run", "--matrix", "--matrix-runs", "0"], ["--matrix-runs"]),
    (["fuzz", "--count", "0"], ["--count"]),
    (["fuzz", "--seed", "-1"], ["--seed", "whole number"]),
    (["fuzz", "x.yaml"], ["x.yaml"]),
]


def edgesim(*arguments):
    return subprocess.run([BIN / "edgesim", *arguments], text=True, capture_output=True, env=CLEAN,
                          check=False)


class Fuzz(unittest.TestCase):
    def test_malformed_arguments(self):
        for arguments, words in MALFORMED_ARGUMENTS:
            with self.subTest(arguments):
                result = edgesim(*arguments)
                self.assertEqual((result.returncode, result.stderr.count("\n")), (2, 1),
                                 result.stderr)
                for word in words:
                    self.assertIn(word, result.stderr)

    def test_a_matrix_counts_what_faults_were_found_as(self):
        result = edgesim("run", "--matrix", "--matrix-runs", "1", "--jobs", "2", "-o", "json")
        rows = json.loads(result.stdout)
        self.assertEqual(rows[0]["fault"], "")  # a healthy network
        self.assertTrue(all(row["runs"] == 1 for row in rows))
        self.assertEqual(result.returncode, 1 if any(row["wrong"] for row in rows) else 0)

    def test_the_fuzzer_gives_the_same_cases_for_a_seed(self):
        once, again = (edgesim("fuzz", "--count", "6", "--seed", "5", "--jobs", jobs)
                       for jobs in ("1", "2"))
        self.assertEqual(once.stdout, again.stdout)
        self.assertRegex(once.stdout, r"6 cases of seed 5: \d as they must be, \d not\n$")

    def test_what_it_keeps_can_be_run(self):
        with tempfile.TemporaryDirectory() as folder:
            found = edgesim("fuzz", "--count", "40", "--seed", "11", "--first", "60", "--keep",
                            folder)
            kept = sorted(Path(folder).iterdir())
            self.assertEqual(len(kept), found.stdout.count("--count 1\n"))
            for scenario in kept:
                self.assertEqual(edgesim("run", scenario).returncode, 0, scenario.read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
