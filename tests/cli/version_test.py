#!/usr/bin/env python3
"""--version names the commit that was built, and what the build asks git for that."""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from programs import CLEAN, harness

SCRIPT = harness.ROOT / "scripts/commit.cmake"
GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@t.test", "-c", "commit.gpgsign=false"]


class Programs(unittest.TestCase):
    def test_the_commit_stands_behind_the_version(self):
        commit = r"( \([0-9A-Za-z._-]+\))?"
        asked = subprocess.run(["git", "-C", harness.ROOT, "describe", "--always"],
                               capture_output=True)
        if (harness.ROOT / ".git").exists() and asked.returncode == 0:
            commit = commit.rstrip("?")
        for name in ("edgeprobe", "edgesim"):
            done = subprocess.run([harness.BIN / name, "--version"], capture_output=True,
                                  text=True, env=CLEAN)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, rf"^{name} \d+\.\d+\.\d+{commit}\n$")


class CommitFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = Path(folder.name) / "source"
        self.source.mkdir()
        self.output = Path(folder.name) / "build/commit.cpp"

    def git(self, *arguments):
        return subprocess.run([*GIT, "-C", self.source, *arguments], check=True, text=True,
                              capture_output=True).stdout.strip()

    def commit(self):
        self.git("init", "-q")
        (self.source / "file").write_text("one")
        self.git("add", "file")
        self.git("commit", "-q", "-m", "one")

    def written(self, source=None):
        subprocess.run(["cmake", f"-DSOURCE={source or self.source}", f"-DOUTPUT={self.output}",
                        "-P", SCRIPT], check=True, capture_output=True)
        return re.search(r'kCommit = "(.*)"', self.output.read_text()).group(1)

    def test_names_the_commit_and_whether_there_is_more(self):
        self.commit()
        commit = self.git("rev-parse", "--short=8", "HEAD")
        self.assertEqual(self.written(), f" ({commit})")
        (self.source / "file").write_text("two")
        self.assertEqual(self.written(), f" ({commit}-dirty)")

    def test_the_same_commit_leaves_the_file_alone_so_that_nothing_is_compiled(self):
        self.commit()
        self.written()
        os.utime(self.output, (1, 1))
        self.written()
        self.assertEqual(self.output.stat().st_mtime, 1)

    def test_a_tarball_names_none_not_even_that_of_a_work_tree_around_it(self):
        self.assertEqual(self.written(), "")
        self.commit()
        inner = self.source / "edgeprobe-0.1.0"
        inner.mkdir()
        self.assertEqual(self.written(inner), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
