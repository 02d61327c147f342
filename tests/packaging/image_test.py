#!/usr/bin/env python3
"""packaging/image: builds the image and runs it in containers on a podman bridge network, where the
host is healthy, drops port 5671, or has its traffic taken over by a VPN."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import container_host

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interop"))
import harness  # noqa: E402

INSIDE = "EDGE_IMAGE_TEST_DIRECTORY"
IMAGE = "edgeprobe:test"
NEEDED = ("podman", "crun", "unshare", "ip", "nft", "iptables", "sysctl", "strip")
UNSHARE = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--")
CGROUPS = Path("/sys/fs/cgroup")


def codes(report):
    return [verdict["code"] for verdict in report["verdicts"]]


def facts(attempt):
    return attempt["transport"], attempt["stage"], attempt["outcome"]


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.printed = container_host.run(ROOT / "packaging/image/build", harness.BIN, IMAGE)

    def setUp(self):
        self.hub = self.enterContext(harness.running_hub(
            listen=container_host.HUB, inside=["ip", "netns", "exec", "hub"]))
        os.chmod(self.hub.ca_file, 0o644)  # the container's user reads it too

    def probe(self, *options, **variables):
        """edgeprobe in a container, with the identity in a variable as a module has it. The agent's
        30 s are cut to 5 s."""
        options = ["--volume", f"{self.hub.ca_file}:/hub-ca.pem:ro", *options]
        variables["SSL_CERT_FILE"] = "/hub-ca.pem"
        variables["ASAN_OPTIONS"] = "detect_leaks=0"
        return container_host.podman_run(IMAGE, "run", "-o", "json", "--attempt-timeout", "5s",
                                         options=options, variables=variables)

    def identity(self):
        return Path(self.hub.connection_string_file).read_text().strip()

    def test_holds_the_program_its_libraries_and_certificates(self):
        mounted = Path(container_host.run("podman", "image", "mount", IMAGE).strip())
        held = {str(path.relative_to(mounted)) for path in mounted.rglob("*") if path.is_file()}
        listed = container_host.run("ldd", harness.BIN / "edgeprobe").split()
        libraries = {word.lstrip("/") for word in listed if word.startswith("/")}
        self.assertEqual(held, libraries | {"usr/bin/edgeprobe",
                                            "etc/ssl/certs/ca-certificates.crt"})
        self.assertRegex(self.printed, rf"^{IMAGE}: \d+ MB, {len(held)} files\n$")

    def test_without_arguments_it_looks_for_credentials(self):
        with self.assertRaisesRegex(RuntimeError, r"exited with 2: (.|\n)*EdgeHubConnectionString"):
            container_host.podman_run(IMAGE)

    def test_healthy(self):
        code, report = self.probe(EdgeHubConnectionString=self.identity())
        self.assertEqual((code, codes(report)), (0, ["connected"]))
        self.assertEqual([facts(each) for each in report["attempts"]], [("amqp", "cbs", "ok")])

    def test_connection_string_in_a_file(self):
        code, report = container_host.podman_run(
            IMAGE, "run", "-o", "json", "--connection-string", "@/device.txt", "--ca-file",
            "/hub-ca.pem", variables={"ASAN_OPTIONS": "detect_leaks=0"},
            options=["--user", f"{os.getuid()}", "--volume", f"{self.hub.ca_file}:/hub-ca.pem:ro",
                     "--volume", f"{self.hub.connection_string_file}:/device.txt:ro"])
        self.assertEqual((code, codes(report)), (0, ["connected"]))
        self.assertEqual([facts(each) for each in report["attempts"]], [("amqp", "link", "ok")])

    def test_port_5671_dropped_on_the_host(self):
        with container_host.port_dropped(5671):
            code, report = self.probe(EdgeHubConnectionString=self.identity())
        self.assertEqual(code, 0)
        self.assertEqual(codes(report),
                         ["amqp-port-dropped-by-host", "edge-hub-offline", "connected"])
        self.assertEqual(report["verdicts"][0]["confidence"], "likely")  # it knows the engine
        self.assertEqual([facts(each) for each in report["attempts"]],
                         [("amqp", "connect", "timed-out"), ("amqp-ws", "cbs", "ok")])

    def test_vpn_takes_the_host_over(self):
        with container_host.SilentVpn() as vpn:
            code, report = self.probe(EdgeHubConnectionString=self.identity())
            swallowed = vpn.swallowed()
        self.assertEqual((code, codes(report)), (1, ["host-does-not-pass-traffic"]))
        self.assertEqual(report["verdicts"][0]["confidence"], "likely")
        self.assertEqual([facts(each) for each in report["attempts"]],
                         [("amqp", "connect", "timed-out"), ("amqp-ws", "connect", "timed-out")])
        for port in (5671, 443):  # as the host masqueraded them
            self.assertIn((container_host.TUNNEL_ADDRESS, container_host.HUB, port), swallowed)


def why_not():
    """What keeps the test from running here; empty if nothing does."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if not Path("/usr/lib/podman/netavark").exists():
        return "not installed: netavark"
    if os.geteuid() != 0:
        return "podman's bridge networks and storage need root inside their namespaces"
    if not container_host.TUN_DEVICE.exists():
        return f"{container_host.TUN_DEVICE} is missing"
    if subprocess.run([*UNSHARE, "true"], capture_output=True).returncode != 0:
        return "this machine does not allow namespaces"
    return ""


def left_behind(directory):
    """Processes, mounts and cgroups of a run that has ended."""
    marker = f"{INSIDE}={directory}".encode()
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if marker in environment.read_bytes().split(b"\0"):
                found.append(f"process {environment.parent.name}")
        except OSError:
            continue  # it ended meanwhile
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    found += [line for line in mounts if directory in line]
    return found + [str(path) for path in CGROUPS.rglob("libpod_parent")]


def outside():
    """Runs this file again in namespaces of its own; nothing of it may be left."""
    if reason := why_not():
        print(f"skipped: {reason}")
        return harness.SKIPPED
    present = left_behind("no directory")  # of somebody else's podman
    with tempfile.TemporaryDirectory() as directory:
        command = [*UNSHARE, sys.executable, *sys.argv]
        code = subprocess.run(command, env={**os.environ, INSIDE: directory}).returncode
        left = [thing for thing in left_behind(directory) if thing not in present]
    for thing in left:
        print(f"left behind: {thing}")
    return code or int(bool(left))


if __name__ == "__main__":
    if INSIDE not in os.environ:
        sys.exit(outside())
    container_host.become_init()
    container_host.prepare(os.environ[INSIDE])
    unittest.main(verbosity=2)
