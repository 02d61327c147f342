#!/usr/bin/env python3
"""README's samples are what the programs print, word for word; of the times that a run took on the
machine itself only that they are there."""
import re
import subprocess
import unittest

from programs import CLEAN, harness

README = harness.ROOT / "README.md"
SAMPLE = re.compile(r"^```\n\$ (.*?[^\\])\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOOK = re.compile(r" +\d+(\.\d+)? ms$", re.MULTILINE)


class Samples(unittest.TestCase):
    def test_are_what_the_programs_print(self):
        samples = SAMPLE.findall(README.read_text())
        self.assertEqual(len(samples), 2)
        for command, shown in samples:
            with self.subTest(command):
                done = subprocess.run(["bash", "-c", command.replace("\\\n", " ")],
                                      cwd=harness.ROOT, capture_output=True, text=True,
                                      env={**CLEAN, "PATH": f"{harness.BIN}:/usr/bin:/bin"})
                self.assertEqual(done.stderr, "")
                self.assertEqual(TOOK.sub(" MS", done.stdout), TOOK.sub(" MS", shown))

    def test_has_about_a_hundred_lines(self):
        self.assertLessEqual(len(README.read_text().splitlines()), 125)


if __name__ == "__main__":
    unittest.main()
