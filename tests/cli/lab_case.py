"""A lab that is up, for tests to work in, in a runtime folder of their own."""
import contextlib
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from programs import CLEAN

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ["EDGE_BIN"]).resolve()


class LabCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {**CLEAN, "XDG_RUNTIME_DIR": folder.name,
                            "PATH": f"{BIN}:{CLEAN['PATH']}"}

    @contextlib.contextmanager
    def up(self, scenario=ROOT / "scenarios/healthy-bridge.yaml", *arguments):
        holder = subprocess.Popen([BIN / "edgesim", "lab", "up", scenario, *arguments], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env=self.environment)
        try:
            line = "-"
            while line and not line.startswith("try: "):
                line = holder.stdout.readline()
            yield holder
        finally:
            if holder.poll() is None:
                holder.terminate()
            holder.communicate()

    def lab(self, *arguments, **options):
        return subprocess.run([BIN / "edgesim", "lab", *arguments], capture_output=True, text=True,
                              env=self.environment, **options)
