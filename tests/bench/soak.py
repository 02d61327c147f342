#!/usr/bin/env python3
"""The soak: thousands of devices stay connected to `edgesim hub` while some are thrown off and the
hub is restarted, by SIGTERM and by SIGKILL in turn. At the end every message that a device was told
is accepted must be among those the hub kept.

Usage: tests/bench/soak.py [--devices N] [--minutes M]. Wants the release build
(cmake --build --preset release --target edgesim hub_soak). Exit 1 when a message was lost.
"""
import argparse
import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ.setdefault("EDGE_BIN", str(HERE.parents[1] / "build/release/bin"))
sys.path.insert(0, str(HERE.parent / "interop"))
import harness  # noqa: E402
from hub_control import Control, Refused  # noqa: E402
from servers import KEY, PREFIX  # noqa: E402

KICK_EVERY = 10     # seconds
KICKS = 50
RESTART_EVERY = 90  # seconds


class Hub:
    """One process after the other on the same ports and the same state folder."""

    def __init__(self, folder, devices):
        self.folder = Path(folder)
        self.devices = self.folder / "soak-devices.json"
        self.devices.write_text(json.dumps(
            [{"deviceId": f"{PREFIX}{n}", "key": KEY} for n in range(devices)]))
        self.devices.chmod(0o600)
        self.starts = 0
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            list(map(str, [harness.BIN / "edgesim", "hub", "--amqp-port", 5671, "--ws-port", 443,
                           "--state-dir", self.folder / "state", "--max-connections", 20000,
                           "--message-log", 1024,
                           "--devices", self.devices])), stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        self.control = Control(self.ready)
        self.starts += 1

    def restart(self):
        self.process.send_signal(signal.SIGKILL if self.starts % 2 else signal.SIGTERM)
        self.process.wait()
        self.start()

    def kept(self):
        """(device, message id) of all the hub has on disk."""
        found = set()
        for file in sorted((self.folder / "state").glob("messages*.jsonl")):
            for line in file.read_text().splitlines():
                with contextlib.suppress(json.JSONDecodeError):
                    entry = json.loads(line)
                    found.add((entry["deviceId"], entry["messageId"]))
        return found

    def resident_mb(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0


def disturb(hub, devices, seconds):
    """Throws devices off and restarts the hub until the time is up. How often it did either."""
    begun, kicked, restarted = time.monotonic(), 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        time.sleep(KICK_EVERY)
        for n in random.sample(range(devices), min(KICKS, devices)):
            with contextlib.suppress(Refused):  # not connected at the moment
                hub.control.ask("POST", f"/devices/{PREFIX}{n}/disconnect")
                kicked += 1
        connected = len(hub.control.ask("GET", "/connections"))
        print(f"{time.monotonic() - begun:4.0f} s: {connected} connected, "
              f"{hub.resident_mb():.0f} MB", flush=True)
        if time.monotonic() - restarted > RESTART_EVERY:
            hub.restart()
            restarted = time.monotonic()
    return kicked, hub.starts - 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--devices", type=int, default=10000)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(folder, options.devices)
        accepted_file = Path(folder) / "accepted"
        with open(accepted_file, "w") as output:
            devices = subprocess.Popen(
                list(map(str, [harness.BIN / "hub_soak", "--host-name", "hub.test", "--ca-file",
                               hub.ready["ca_file"], "--device-prefix", PREFIX, "--key", KEY,
                               "--devices", options.devices])), stdout=output)
        kicked, restarts = disturb(hub, options.devices, 60 * options.minutes)
        devices.terminate()
        devices.wait()
        accepted = {tuple(line.split()) for line in accepted_file.read_text().splitlines()}
        lost = accepted - hub.kept()
        hub.process.terminate()
        hub.process.wait()
    print(f"{options.devices} devices, {options.minutes:g} minutes, {kicked} thrown off, "
          f"{restarts} restarts: {len(accepted)} messages accepted, {len(lost)} lost")
    sys.exit(1 if lost or not accepted else 0)


if __name__ == "__main__":
    if harness.INSIDE not in os.environ:
        harness.enter_namespace(harness.OWN_PROCESSES)
    main()
