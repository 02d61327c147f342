"""How the tests run the programs: with a clean environment."""
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import harness  # noqa: E402

CLEAN = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"}


def edgeprobe(*arguments, stdin="", **environment):
    return subprocess.run([harness.BIN / "edgeprobe", *arguments], input=stdin, text=True,
                          capture_output=True, env={**CLEAN, **environment})
