"""How the tests run the programs: with a clean environment."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import harness  # noqa: E402

CLEAN = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"}


def edgeprobe(*arguments, stdin="", **environment):
    return subprocess.run([harness.BIN / "edgeprobe", *arguments], input=stdin, text=True,
                          capture_output=True, env={**CLEAN, **environment})


def hub_on_loopback(case):
    """`edgesim hub` on ports of the kernel's choice, until the test case ends; and what it says
    when it is ready."""
    folder = case.enterContext(tempfile.TemporaryDirectory())
    hub = case.enterContext(subprocess.Popen(
        [harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0", "--no-control",
         "--state-dir", folder], text=True, env=CLEAN, stdout=subprocess.PIPE))
    case.addCleanup(hub.terminate)
    return hub, json.loads(hub.stdout.readline())
