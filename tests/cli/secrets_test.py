#!/usr/bin/env python3
"""No key, signature or password in anything the programs print, write or show in the process list.

Everything that can print runs once with known secrets, in a network namespace of its own; then all
of it is searched.
"""
import base64
import json
import re
import subprocess
import tempfile
import unittest
import urllib.parse
from pathlib import Path

from programs import CLEAN, harness

SCENARIOS = harness.ROOT / "scenarios"
PROXY_PASSWORD = "proxy-pass-4711"


def forms_of(secret):
    """The secret as it may be written: plain, url-encoded, base64 within Basic credentials."""
    basic = base64.b64encode(f"user:{secret}".encode()).decode()
    return {secret, urllib.parse.quote(secret, safe=""), basic}


class Harvest:
    """All that was printed, by the command that printed it."""

    def __init__(self):
        self.outputs = {}

    def run(self, *command, **environment):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True,
                              env={**CLEAN, **environment})
        self.outputs[" ".join(map(str, command[:8]))] = done.stdout + done.stderr
        return done

    def add_files(self, folder, leave_out):
        for path in Path(folder).rglob("*"):
            if path.is_file() and path.name not in leave_out:
                self.outputs[str(path)] = path.read_text(errors="replace")


class Secrets(unittest.TestCase):
    def assert_none(self, harvest, secrets):
        self.assertTrue(harvest.outputs)
        for place, text in harvest.outputs.items():
            for secret in set().union(*map(forms_of, secrets)):
                self.assertNotIn(secret, text, place)
            self.assertIsNone(re.search(r"sig=(?!\*\*\*)[A-Za-z0-9%+/]{6}", text), place)

    def test_probe_and_hub(self):
        harvest = Harvest()
        loud = harness.running_hub(printing=["--print-messages", "--trace-frames"])
        with tempfile.TemporaryDirectory() as folder, loud as hub:
            harness.map_names({"hub.test": "127.0.0.1", "proxy.test": "127.0.0.1"})
            identity = Path(hub.connection_string_file).read_text().strip()
            key = re.search(r"SharedAccessKey=([^;\s]+)", identity).group(1)
            credentials = Path(folder) / "proxy-credentials"
            credentials.write_text(f"user:{PROXY_PASSWORD}")
            probe = [harness.BIN / "edgeprobe", "run", "--ca-file", hub.ca_file]
            asked = [*probe, "--connection-string", f"@{hub.connection_string_file}"]
            for form in ("text", "json"):
                report = Path(folder) / f"report.{form}"
                good = harvest.run(*asked, "--trace-frames", "-o", form, "--report",
                                   f"{form}={report}")
                self.assertEqual(good.returncode, 0, good.stderr)
                bad = harvest.run(*probe, "--connection-string", f"@{hub.file_with_wrong_key()}",
                                  "--trace-frames", "-o", form)
                self.assertEqual(bad.returncode, 1, bad.stderr)
                harvest.run(*probe, "-o", form, "--trace-frames", EdgeHubConnectionString=identity)
                harvest.run(*asked, "--amqp-port", "9", "--ws-port", "9", "-o", form, "--proxy",
                            "http://127.0.0.1:5671", "--proxy-credentials", f"@{credentials}",
                            "--attempt-timeout", "1s")
            harvest.run(*probe, "--connection-string", identity)
            harvest.run(*asked, "--plan")
            harvest.outputs["hub's messages"] = hub.stop()
            harvest.add_files(folder, {credentials.name})
            harvest.outputs["hub.err"] = hub.said
        self.assert_none(harvest, [key, PROXY_PASSWORD, "A" * 43 + "="])

    def test_scenarios(self):
        harvest = Harvest()
        keys, with_keys = [], []
        for path in sorted(SCENARIOS.glob("*.yaml")):
            lines = path.read_text().splitlines()
            found = [line.split()[-1] for line in lines
                     if re.match(r"\s+(key|proxy-password):", line)]
            keys += found
            # Some of those without: tokens are made of the hub's own keys there.
            if found or len(with_keys) < 20:
                with_keys.append(path)
        self.assertTrue(keys)
        with tempfile.TemporaryDirectory() as folder:
            edgesim = [harness.BIN / "edgesim", "run", *with_keys]
            harvest.run(*edgesim, "--verbose", "--junit", Path(folder) / "junit.xml")
            document = json.loads(harvest.run(*edgesim, "-o", "json").stdout)
            harvest.add_files(folder, set())
        self.assertEqual(len(document["scenarios"]), len(with_keys))
        self.assert_none(harvest, keys)

    def test_process_list_of_a_running_probe(self):
        identity = f"HostName=hub.test;DeviceId=d;SharedAccessKey={'B' * 43}="
        import socket
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            port = str(silent.getsockname()[1])
            process = subprocess.Popen(
                [harness.BIN / "edgeprobe", "run", "--connection-string", identity, "--address",
                 "127.0.0.1", "--amqp-port", port, "--ws-port", port, "--attempt-timeout", "1s"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=CLEAN)
            silent.accept()[0].close()
            harvest = Harvest()
            arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            harvest.outputs["cmdline"] = arguments.decode()
            harvest.outputs["output"], _ = process.communicate()
        self.assertIn("edgeprobe", harvest.outputs["cmdline"])
        self.assertIn("process list", harvest.outputs["output"])  # it warns, too
        self.assert_none(harvest, ["B" * 43 + "="])


if __name__ == "__main__":
    harness.main()
