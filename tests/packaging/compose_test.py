#!/usr/bin/env python3
"""packaging/compose: the hub's command and its health check, as the compose file has them, in a
namespace in which the hub's name leads to loopback."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interop"))
import harness  # noqa: E402

FOLDER = ROOT / "packaging/compose"
UNSHARE = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--"]
SCRIPT = """ip link set lo up
mount --bind "$1/hosts" /etc/hosts
shift
{ "$@" & } | { read -r ready; echo "$ready"; exec $CHECK; }
"""


class Compose(unittest.TestCase):
    def test_the_health_check_finds_the_hub_with_the_devices_of_the_file(self):
        hub = yaml.safe_load((FOLDER / "compose.yml").read_text())["services"]["hub"]
        kind, program, *check = hub["healthcheck"]["test"]
        self.assertEqual((kind, program), ("CMD", "/usr/bin/edgeprobe"))
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "hosts").write_text("127.0.0.1 localhost hub\n")
            state = Path(folder, "state")
            places = {"/state": str(state), "/state/ca.pem": f"{state}/ca.pem",
                      "/devices.json": str(FOLDER / "devices.json")}
            command = [places.get(word, word) for word in hub["command"]]
            words = [places.get(word, word) for word in check]
            done = subprocess.run(
                [*UNSHARE, "sh", "-c", SCRIPT, "sh", folder, harness.BIN / "edgesim", *command],
                text=True, capture_output=True,
                env={"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0",
                     "CHECK": " ".join([str(harness.BIN / "edgeprobe"), *words])})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(json.loads(done.stdout.splitlines()[0])["ws_port"], 443)
            self.assertIn("DeviceId=press-4", Path(state, "connection-string.txt").read_text())

    def test_the_app_waits_for_it(self):
        app = yaml.safe_load((FOLDER / "compose.yml").read_text())["services"]["app"]
        self.assertEqual(app["depends_on"], {"hub": {"condition": "service_healthy"}})


if __name__ == "__main__":
    possible = os.geteuid() == 0 and shutil.which("ip") and subprocess.run(
        [*UNSHARE, "true"], capture_output=True).returncode == 0
    if not possible:
        print("skipped: needs root, iproute2 and namespaces")
        sys.exit(77)
    unittest.main()
