#!/usr/bin/env python3
"""docs/examples/network-regression.yml: its shell steps, run in order as the CI service runs them,
in a copy of this tree. Times of the lab are not held: the machine has other things to do."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

from lab_test import lab_is_possible
from programs import CLEAN

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ["EDGE_BIN"]).resolve()
WORKFLOW = ROOT / "docs/examples/network-regression.yml"
RESTRICTION = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
FEW = ["healthy-bridge", "amqp-port-reset", "certificate-expired"]
AGENT_SCENARIOS = ["agent-connects", "agent-falls-back", "agent-gives-up"]
# The service's conditions that the steps may have, all true in a run that goes well.
KNOWN_CONDITIONS = {None, "${{ !cancelled() }}", "steps.programs.outputs.cache-hit != 'true'"}
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]  # what `shell: bash` means there
LATE = re.compile(r"\b(begins|ends) at \S+, expected ")


def skipped(step):
    """Why this step of the example is not run here; empty if it is."""
    present = all((BIN / name).exists() for name in ("edgeprobe", "edgesim"))
    if step.get("id") in ("install", "build") and present:
        return f"the programs are in {BIN} already"
    if step.get("id") == "allow-namespaces" and RESTRICTION.exists():
        return f"it would change {RESTRICTION} of this machine"
    return ""


class Example(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.job = yaml.safe_load(WORKFLOW.read_text())["jobs"]["network-regression"]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.workspace = Path(folder.name) / "workspace"
        self.path_file = Path(folder.name) / "path"
        self.path_file.touch()
        shutil.copytree(ROOT, self.workspace / "edgeprobe",
                        ignore=shutil.ignore_patterns("build", "node_modules", ".git"))
        release = self.workspace / "edgeprobe/build/release"
        release.mkdir(parents=True)
        (release / "bin").symlink_to(BIN)

    def run_step(self, step, **changed):
        added = self.path_file.read_text().split()
        environment = {**CLEAN, **{name: str(value) for name, value in self.job["env"].items()},
                       "SCENARIOS": " ".join(f"edgeprobe/scenarios/{name}.yaml" for name in FEW),
                       "GITHUB_PATH": str(self.path_file), "HOME": str(self.workspace), **changed}
        environment["PATH"] = ":".join([*reversed(added), CLEAN["PATH"]])
        return subprocess.run([*BASH, "-c", step["run"]], cwd=self.workspace, env=environment,
                              capture_output=True, text=True)

    def run_steps(self):
        """All shell steps in order; returns how they ended, by id."""
        ended = {}
        for step in self.job["steps"]:
            self.assertIn(step.get("if"), KNOWN_CONDITIONS, step["name"])
            if "run" not in step:
                self.assertRegex(step["uses"], r"^[\w/-]+@v\d+$")
                continue
            if reason := skipped(step):
                print(f"step '{step['name']}' is skipped: {reason}", file=sys.stderr)
                continue
            done = self.run_step(step)
            if step.get("id") != "scenarios":  # judged by its results
                self.assertEqual(done.returncode, 0, f"{step['name']}: {done.stdout}{done.stderr}")
            ended[step.get("id")] = done
        return ended

    def results(self, file):
        """Scenario -> lines of what was not as expected, without that of its file and reason."""
        cases = ElementTree.parse(self.workspace / file).getroot().iter("testcase")
        return {case.get("name"): [line for each in case if each.tag in ("failure", "error")
                                   for line in each.text.strip().splitlines()[1:]]
                for case in cases}

    def test_its_steps_run(self):
        self.assertEqual(self.job["defaults"]["run"]["shell"], "bash")
        ended = self.run_steps()
        found = self.results("results.xml")
        self.assertEqual(list(found), FEW)
        wrong = [line for lines in found.values() for line in lines if not LATE.search(line)]
        self.assertEqual(wrong, [])
        self.assertEqual(ended["scenarios"].returncode, int(any(found.values())))
        self.assertEqual(self.results("agent-results.xml"), {name: [] for name in AGENT_SCENARIOS})
        kept = self.job["steps"][-1]["with"]["path"].split()
        self.assertEqual([name for name in kept if not (self.workspace / name).exists()], [])

    def test_an_agent_that_does_not_connect_fails_the_job(self):
        steps = {step["id"]: step for step in self.job["steps"] if "id" in step}
        self.path_file.write_text(f"{BIN}\n")
        done = self.run_step(steps["agent"], AGENT="exit 1")
        self.assertEqual(done.returncode, 1, done.stderr)
        failed = {name for name, lines in self.results("agent-results.xml").items() if lines}
        self.assertEqual(failed, {"agent-connects", "agent-falls-back"})


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    unittest.main(verbosity=2)
