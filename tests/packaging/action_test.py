#!/usr/bin/env python3
"""packaging/action: its shell steps, with an archive as scripts/release makes them in a folder."""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interop"))
import harness  # noqa: E402

ACTION = ROOT / "packaging/action"
MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine)
NAME = f"edgesim-9.9.9-linux-{MACHINE}"
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]  # what `shell: bash` means there


@unittest.skipUnless(MACHINE and shutil.which("curl"), "needs curl")
class Action(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.path_file = self.folder / "path"
        self.path_file.touch()
        self.action = yaml.safe_load((ACTION / "action.yml").read_text())
        program = self.folder / NAME / "bin/edgesim"
        program.parent.mkdir(parents=True)
        program.symlink_to(harness.BIN.resolve() / "edgesim")
        archive = self.folder / f"{NAME}.tar.xz"
        subprocess.run(["tar", "-C", self.folder, "-cJf", archive, NAME], check=True)
        self.sums = self.folder / "SHA256SUMS"
        checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
        self.sums.write_text(f"{checksum}  {archive.name}\n")

    def step(self, name, **given):
        """Runs a step with the action's inputs, `given` or as usual."""
        step, = (each for each in self.action["runs"]["steps"] if each["id"] == name)
        inputs = {key: str(row.get("default", "")) for key, row in self.action["inputs"].items()}
        inputs |= {"from": str(self.folder), "scenarios": f"{ROOT}/scenarios/healthy-*.yaml"}
        inputs |= given
        variables = {key: value.replace("${{ inputs.", "").replace(" }}", "")
                     for key, value in step["env"].items()}
        environment = {key: inputs[value] for key, value in variables.items()}
        path = ":".join([*self.path_file.read_text().split(), os.environ["PATH"]])
        return subprocess.run([*BASH, step["run"]], text=True, capture_output=True,
                              cwd=self.folder, env=environment | {
                                  "PATH": path, "GITHUB_ACTION_PATH": str(ACTION),
                                  "GITHUB_PATH": str(self.path_file),
                                  "RUNNER_TEMP": str(self.folder),
                                  "ASAN_OPTIONS": "detect_leaks=0"})

    def test_installs_and_runs_a_part_of_a_suite(self):
        installed = self.step("install")
        self.assertEqual(installed.returncode, 0, installed.stderr)
        done = self.step("run", filter="healthy-[bdn]*", shard="1/2")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(" ok, 0 failed", done.stdout)
        self.assertTrue(list(xml.parse(self.folder / "results.xml").getroot()))

    def test_a_filter_that_matches_nothing_fails_the_job(self):
        self.step("install")
        done = self.step("run", filter="healthy-moon")
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_another_archive_than_the_checksum_says_is_not_used(self):
        self.sums.write_text("0" * 64 + f"  {NAME}.tar.xz\n")
        done = self.step("install")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.path_file.read_text(), "")

    def test_no_archive_for_the_machine(self):
        self.sums.write_text("")
        done = self.step("install")
        self.assertEqual(done.returncode, 2)
        self.assertIn("names no archive of edgesim", done.stderr)


if __name__ == "__main__":
    unittest.main()
