#!/usr/bin/env python3
"""cmake --install and cpack: what lands where, and the installed programs run."""
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from programs import CLEAN, harness

BUILD = harness.BIN.resolve().parent


class Install(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.prefix = Path(folder.name)
        done = subprocess.run(["cmake", "--install", BUILD, "--prefix", self.prefix],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def run_installed(self, name, *arguments):
        done = subprocess.run([self.prefix / "bin" / name, *arguments], capture_output=True,
                              text=True, env=CLEAN)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_programs_pages_schema_and_scenarios(self):
        for name in ("edgeprobe", "edgesim"):
            self.assertRegex(self.run_installed(name, "--version"), rf"^{name} \d")
        shared = self.prefix / "share/edgeprobe"
        pages = self.prefix / "share/doc/edgeprobe"
        for page in ("README.md", "LICENSE", "SECURITY.md", "docs/licences.md", "docs/hub.md"):
            self.assertEqual((pages / page).read_bytes(), (harness.ROOT / page).read_bytes())
        for schema in ("common/report/report.schema.json", "probe/host/host.schema.json",
                       "probe/logs/logs.schema.json"):
            self.assertEqual((shared / Path(schema).name).read_bytes(),
                             (harness.ROOT / schema).read_bytes())
        self.assertEqual({path.name for path in (shared / "scenarios").iterdir()},
                         {path.name for path in (harness.ROOT / "scenarios").iterdir()})
        self.assertIn("healthy-bridge",
                      self.run_installed("edgesim", "list", "scenarios", shared / "scenarios"))


class Package(unittest.TestCase):
    def test_a_tarball_and_a_debian_package_hold_the_programs(self):
        with tempfile.TemporaryDirectory() as folder:
            made = subprocess.run(["cpack", "-B", folder], cwd=BUILD, capture_output=True,
                                  text=True)
            self.assertEqual(made.returncode, 0, made.stderr)
            tarball, = Path(folder).glob("edgeprobe-*.tar.gz")
            subprocess.run(["tar", "-xf", tarball, "-C", folder], check=True)
            for name in ("edgeprobe", "edgesim"):
                program, = Path(folder).glob(f"edgeprobe-*/bin/{name}")
                done = subprocess.run([program, "--version"], capture_output=True, text=True,
                                      env=CLEAN)
                self.assertRegex(done.stdout, rf"^{name} \d")
            if shutil.which("dpkg-shlibdeps"):
                package, = Path(folder).glob("edgeprobe_*.deb")
                depends = subprocess.run(["dpkg-deb", "-f", package, "Depends"], check=True,
                                         capture_output=True, text=True).stdout
                for library in ("libssl3", "libqpid-proton", "libyaml-cpp", "libnftables1"):
                    self.assertIn(library, depends)


if __name__ == "__main__":
    unittest.main(verbosity=2)
