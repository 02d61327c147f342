"""What the tests of real VPN clients share. A client connects from the host of a lab in which there
is no VPN yet to a server in its vpn-gateway; what it leaves on the host and what the probe in the
module then finds must be the same as under the simulated style of that client."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from held_lab import HeldLab, private_run

SPLIT = "198.51.100.0/24"  # where the hub is
HUB = "198.51.100.10"
NAME_SERVER = "192.168.1.1"  # of the host
SERVER = "203.0.113.10"
HEALTHY = harness.ROOT / "scenarios/healthy-bridge.yaml"
ATTEMPT_TIMEOUT = "1s"


def scenario(folder, style, egress="drop", split=False):
    """A scenario file in which a VPN client of `style` is connected from the start."""
    fault = "vpn-split-tunnel" if split else "vpn-full-tunnel"
    path = Path(folder) / f"{style}-{egress}-{fault}.yaml"
    path.write_text("why: The simulated style, to be held against the real client.\n"
                    "topology: bridge\n"
                    "timeline:\n"
                    f"  - {{ at: 0s, fault: {fault}, "
                    f"with: {{ style: {style}, egress: {egress} }} }}\n"
                    f"lab: {{ attempt-timeout: {ATTEMPT_TIMEOUT} }}\n"
                    "expect: {}\n")
    return path


def found(report):
    """What the probe must find alike; times are the machine's."""
    return {"exit": report["exit_code"],
            "verdicts": [verdict["code"] for verdict in report["verdicts"]],
            "attempts": [(attempt["transport"], attempt["stage"], attempt["outcome"])
                         for attempt in report["attempts"]]}


class Simulated:
    """What the probe finds in the lab, with the same time for an attempt; found out meanwhile."""

    def __init__(self, path):
        self.process = subprocess.Popen(
            [harness.BIN / "edgesim", "run", "--world", "lab", "--no-wait", "-o", "json", path],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.kill()
        self.process.communicate()

    def found(self):
        output, errors = self.process.communicate()
        if not output.strip():
            raise RuntimeError(f"edgesim run: {errors}")
        [record] = json.loads(output)["scenarios"]
        if record.get("error"):
            raise RuntimeError(f"edgesim run: {record['error']}")
        return found(record["report"])


def routes(lab):
    """Of every table but `local`, which the kernel keeps. Not who added a route (protocol), nor the
    scope, which only tells how its gateway was checked."""
    listed = json.loads(lab.run("host", "ip", "-4", "-j", "route", "show", "table", "all"))
    return ordered({"table": "main", **route, "protocol": "", "scope": ""} for route in listed
                   if route.get("table") != "local")


def rules(lab):
    listed = json.loads(lab.run("host", "ip", "-4", "-j", "rule"))
    return ordered({**rule, "protocol": ""} for rule in listed)


def tunnel(lab, name):
    """Its MTU and addresses: a peer's address that is its own says nothing."""
    [link] = json.loads(lab.run("host", "ip", "-4", "-j", "address", "show", "dev", name))
    addresses = [(each["local"], each["prefixlen"], each.get("scope"))
                 for each in link["addr_info"]]
    return {"mtu": link["mtu"], "addresses": addresses}


def ordered(values):
    return sorted(({key: value for key, value in each.items() if value not in ("", [])}
                   for each in values), key=lambda each: json.dumps(each, sort_keys=True))


class VpnCase(unittest.TestCase):
    """A subclass names the style, its client's device and its server's, and connects them."""

    maxDiff = None
    programs = ()  # without which it skips
    product = ""   # as `edgeprobe host` calls it
    split_product = ""  # where less of it shows
    needs_uid_ranges = False

    @classmethod
    def setUpClass(cls):
        private_run()

    def setUp(self):
        for program in ("nsenter", "setpriv", "nft", *self.programs):
            if not shutil.which(program):
                self.skipTest(f"{program} is not installed")
        if self.needs_uid_ranges and not harness.has_uid_ranges():
            self.skipTest("this needs root, or newuidmap and a range in /etc/subuid and subgid")
        if not os.path.exists("/dev/net/tun"):
            self.skipTest("there is no /dev/net/tun")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def connect(self, lab, split):
        """Starts server and client; returns when the client is connected."""
        raise NotImplementedError

    def state(self, lab):
        return {"routes": routes(lab), "rules": rules(lab), "tunnel": tunnel(lab, self.device)}

    def expect_same_state(self, real, split=False):
        with HeldLab(scenario(self.folder, self.style, split=split)) as lab:
            wanted = self.state(lab)
        left = self.state(real)
        for part, value in wanted.items():
            with self.subTest(part):
                self.assertEqual(left[part], value)

    def expect_same_findings(self, real, egress, split=False):
        path = scenario(self.folder, self.style, egress, split)
        with self.subTest(egress=egress), Simulated(path) as wanted:
            report = real.probe(ATTEMPT_TIMEOUT)
            self.assertEqual(found(report), wanted.found())

    def expect_named(self, real, split):
        """What `edgeprobe host` makes of what the real client has installed: its first finding."""
        resolver = real.file("host-resolv.conf", f"nameserver {NAME_SERVER}\n")
        script = f"mount --bind {resolver} /etc/resolv.conf && exec \"$@\""
        done = subprocess.run(
            real.inside("host", "unshare", "--mount", "sh", "-c", script, "sh",
                        harness.BIN / "edgeprobe", "host", "--hub", HUB, "-o", "json"),
            capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"})
        finding = json.loads(done.stdout)["findings"][0]
        with self.subTest("edgeprobe host"):
            product = self.split_product if split and self.split_product else self.product
            self.assertEqual((finding["code"], finding["product"]), ("vpn-route-override", product))
            self.assertIn(f"dev {self.device}", finding["route"])
        return finding

    def expect_mended(self, real, finding):
        """By the commands that are written, though the VPN's server still lets nothing out."""
        for command in finding["commands"]:
            real.run("host", "sh", "-c", command)
        report = real.probe(ATTEMPT_TIMEOUT)
        self.assertEqual((report["exit_code"], report["verdicts"][0]["code"]), (0, "connected"))

    def drop_at_server(self, real):
        """As egress `drop`: what comes out of the tunnel goes no further."""
        real.run("vpn-gateway", "nft", "add table ip egress; add chain ip egress inside "
                 "{ type filter hook prerouting priority -300; }; "
                 f"add rule ip egress inside iifname \"{self.server_device}\" counter drop")

    def check(self, split=False, drop=False):
        """With `drop` also behind a server that lets nothing out: that takes the probe 14 s."""
        with HeldLab(HEALTHY, tunnels=False) as real:
            self.connect(real, split)
            self.expect_same_state(real, split)
            self.expect_same_findings(real, "pass", split)
            finding = self.expect_named(real, split)
            if not drop:
                return
            self.drop_at_server(real)
            self.expect_same_findings(real, "drop", split)
            dropped = real.run("vpn-gateway", "nft", "list", "table", "ip", "egress")
            self.assertNotIn("packets 0 ", dropped)  # they did come through the tunnel
            self.expect_mended(real, finding)
