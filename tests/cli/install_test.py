#!/usr/bin/env python3
"""cmake --install and cpack: what lands where, and the installed programs run."""
import gzip
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
        shared, of_edgesim = (self.prefix / "share" / name for name in ("edgeprobe", "edgesim"))
        pages = self.prefix / "share/doc/edgeprobe"
        for page in ("README.md", "SECURITY.md", "docs/licences.md", "docs/hub.md"):
            self.assertEqual((pages / page).read_bytes(), (harness.ROOT / page).read_bytes())
        for schema in ("common/report/report.schema.json", "probe/host/host.schema.json",
                       "probe/logs/logs.schema.json", "probe/survey/survey.schema.json",
                       "probe/registry/registry.schema.json",
                       "probe/survey/catalogue.schema.json",
                       "probe/survey_compare/diff.schema.json",
                       "probe/survey_compare/rollup.schema.json"):
            self.assertEqual((shared / Path(schema).name).read_bytes(),
                             (harness.ROOT / schema).read_bytes())
        self.assertEqual((of_edgesim / "scenario.schema.json").read_bytes(),
                         (harness.ROOT / "scenarios/scenario.schema.json").read_bytes())
        self.assertEqual({path.name for path in (of_edgesim / "scenarios").iterdir()},
                         {path.name for path in (harness.ROOT / "scenarios").iterdir()})
        self.assertIn("healthy-bridge",
                      self.run_installed("edgesim", "list", "scenarios", of_edgesim / "scenarios"))

    def test_what_shells_and_man_look_for(self):
        for name in ("edgeprobe", "edgesim"):
            for file in (f"man/man1/{name}.1.gz", f"bash-completion/completions/{name}",
                         f"zsh/vendor-completions/_{name}", f"doc/{name}/copyright",
                         f"fish/vendor_completions.d/{name}.fish", f"doc/{name}/changelog.gz"):
                self.assertTrue((self.prefix / "share" / file).stat().st_size > 0, file)
            page = gzip.decompress((self.prefix / f"share/man/man1/{name}.1.gz").read_bytes())
            self.assertEqual(page.decode(), self.run_installed(name, "man"))


class Package(unittest.TestCase):
    def test_a_tarball_and_two_debian_packages_hold_the_programs(self):
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
                self.assert_depends(folder, "edgeprobe", "libssl3", "libqpid-proton")
                self.assert_depends(folder, "edgesim", "edgeprobe (= ", "libyaml-cpp",
                                    "libnftables1")

    def assert_depends(self, folder, name, *needed):
        package, = Path(folder).glob(f"{name}_*.deb")
        depends = subprocess.run(["dpkg-deb", "-f", package, "Depends"], check=True,
                                 capture_output=True, text=True).stdout
        for each in needed:
            self.assertIn(each, depends)


if __name__ == "__main__":
    unittest.main(verbosity=2)
