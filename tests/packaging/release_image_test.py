#!/usr/bin/env python3
"""The image that scripts/release makes: the same files give the same bytes, which an engine loads.
Of a small program in edgeprobe's place, as image_test.py has the real one run in containers."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging/release"))
import image  # noqa: E402
import parts  # noqa: E402
import trials  # noqa: E402


class ReleasedImage(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "bin").mkdir()
        shutil.copy("/bin/cat", self.folder / "bin/edgeprobe")

    def made(self, name):
        out = self.folder / name
        out.mkdir()
        return image.make(self.folder, out)

    def test_the_same_files_are_the_same_bytes(self):
        one = self.made("one")
        os.utime(self.folder / "bin/edgeprobe", (1, 1))
        two = self.made("two")
        self.assertEqual(one.name,
                         f"edgeprobe-{parts.version()}-image-linux-{parts.architecture()}.tar")
        self.assertEqual(one.read_bytes(), two.read_bytes())

    def test_it_has_the_program_and_the_terms_of_all_that_is_in_it(self):
        root = self.folder / "root"
        settings = image.unpack(self.made("out"), root)
        self.assertEqual((settings["config"]["User"], settings["config"]["Entrypoint"]),
                         ("65534:65534", ["/usr/bin/edgeprobe"]))
        terms = {each.parent.name for each in (root / "usr/share/doc").glob("*/copyright")}
        self.assertEqual(terms, {"ca-certificates", "edgeprobe", "libc6"})
        (root / "proc").mkdir(exist_ok=True)
        trials.must(root, "/usr/bin/edgeprobe", "/usr/share/doc/edgeprobe/copyright", says="MIT")

    def test_podman_loads_it(self):
        storage = self.folder / "storage.conf"
        storage.write_text(image.STORAGE.format(folder=self.folder))
        loaded = subprocess.run(
            ["unshare", "--mount", "--net", "sh", "-c", image.INSIDE, "sh", "podman", "load",
             "--input", self.made("out")], text=True, capture_output=True,
            env=os.environ | {"CONTAINERS_STORAGE_CONF": str(storage)})
        self.assertEqual(loaded.returncode, 0, loaded.stderr)
        self.assertIn(f"edgeprobe:{parts.version()}", loaded.stdout)


if __name__ == "__main__":
    if reason := image.why_not() or ("needs root" if os.geteuid() != 0 else ""):
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main(verbosity=2)
