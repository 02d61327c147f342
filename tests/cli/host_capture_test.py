#!/usr/bin/env python3
"""edgeprobe host --capture: hosts with real kernels, written as scenarios. `edgesim run` must find
in each what `edgeprobe host` has found on it, and each command that `edgesim heal` writes must
mend the very host."""
import json
import re
import tempfile
from contextlib import closing
from pathlib import Path

from host_network import BRIDGE, HUB, MODULE, ROUTER, Host, OnHost
from programs import CLEAN, harness

# What is wrong with a host: how it is made, what is found.
CASES = {
    "openvpn": (lambda host: host.openvpn_def1(), "vpn-route-override"),
    "wg-quick": (lambda host: host.wg_quick(), "vpn-route-override"),
    "strongswan": (lambda host: host.strongswan(), "vpn-route-override"),
    "tailscale": (lambda host: host.tailscale(), "vpn-route-override"),
    "vpnc": (lambda host: host.vpnc(), "vpn-route-override"),
    "networkmanager": (lambda host: host.networkmanager(), "vpn-route-override"),
    "forwarding": (lambda host: host.set("ip_forward", 0), "host-does-not-forward"),
    "no-route": (lambda host: host.ip("route del default"), "no-route"),
    "blackhole": (lambda host: host.ip("route add blackhole 198.51.100.0/24"), "no-route"),
    "policy-rule": (lambda host: host.ip(f"route add default via {ROUTER} table 100",
                                         "rule add priority 1000 table 100"),
                    "answers-go-astray"),
    "docker-user": (lambda host: host.run("sh", "-c", "iptables -N DOCKER-USER && iptables -I "
                                          "FORWARD -j DOCKER-USER && iptables -A DOCKER-USER -p "
                                          f"tcp -i {BRIDGE} -j DROP"), "filter-drops-module"),
    "forward-policy": (lambda host: host.run("iptables", "-P", "FORWARD", "DROP"),
                       "forward-policy-drop"),
    "masquerade": (lambda host: host.run("nft", "flush ruleset"), "masquerade-missing"),
    "healthy": (lambda host: None, "connected"),
}


class Captured(OnHost):
    def capture(self, *options):
        """The scenario's text, and what `edgeprobe host` says beside it."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "site.yaml"
            report = self.host.report("--capture", path, *options)
            return path.read_text(), report

    def edgesim(self, *arguments):
        return harness.subprocess.run([harness.BIN / "edgesim", *arguments], capture_output=True,
                                      text=True, env=CLEAN)

    def run_scenario(self, text, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "site.yaml"
            path.write_text(text)
            done = self.edgesim("run", path, "-o", "json", *options)
            self.assertIn(done.returncode, (0, 1), done.stderr)
            return json.loads(done.stdout)["scenarios"][0]

    def heal(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "site.yaml"
            path.write_text(text)
            return self.edgesim("heal", path)


class RoundTrip(Captured):
    def test_the_replay_finds_what_was_found_on_the_host(self):
        for name, (break_it, code) in CASES.items():
            with self.subTest(name), closing(Host()) as self.host:
                break_it(self.host)
                text, report = self.capture()
                errors = [each["code"] for each in report["findings"]
                          if each["severity"] == "error"]
                self.assertEqual(errors[:1], [code] if code != "connected" else [])
                replay = self.run_scenario(text)
                self.assertEqual((replay["mismatches"], replay["error"]), ([], ""), text)
                self.assertEqual(replay["report"]["host_verdict"], code)

    def test_in_kernels_too(self):
        self.host.openvpn_def1()
        replay = self.run_scenario(self.capture()[0], "--world", "lab")
        if "lab" in replay["error"]:
            self.skipTest(replay["error"])
        self.assertEqual((replay["mismatches"], replay["error"]), ([], ""))
        self.assertEqual(replay["report"]["host_verdict"], "vpn-route-override")


class Anonymised(Captured):
    def test_no_address_of_the_site_is_in_it(self):
        self.host.openvpn_def1()
        self.host.run("iptables", "-A", "FORWARD", "-s", "192.168.7.77", "-m", "comment",
                      "--comment", "our secret plant", "-j", "DROP")
        text, _ = self.capture("--anonymise")
        for address in (HUB, MODULE, "172.18.0.1", ROUTER, "192.168.7.2", "203.0.113.10",
                        "secret"):
            self.assertNotIn(address, text)
        replay = self.run_scenario(text)
        self.assertEqual(replay["mismatches"], [])
        self.assertEqual(replay["report"]["host_verdict"], "vpn-route-override")

    def test_it_is_for_captures_alone(self):
        done = self.host.probe("--anonymise")
        self.assertEqual(done.returncode, 2)


class Healed(Captured):
    def test_each_command_mends_the_host_itself(self):
        for name in ("openvpn", "wg-quick", "vpnc", "networkmanager", "forwarding", "blackhole",
                     "docker-user", "forward-policy", "masquerade"):
            break_it, code = CASES[name]
            with self.subTest(name):
                with closing(Host()) as self.host:
                    break_it(self.host)
                    done = self.heal(self.capture()[0])
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn(f"the agent does not connect: {code}\n", done.stdout)
                healings = [re.findall(r"^     \$ (.*)$", each, re.M)
                            for each in re.split(r"\n\n", done.stdout)[1:]]
                healings = [each for each in healings if each]
                self.assertTrue(healings, done.stdout)
                for commands in healings:
                    self.check(break_it, commands)

    def check(self, break_it, commands):
        with closing(Host()) as self.host:
            break_it(self.host)
            for command in commands:
                self.host.run("sh", "-c", command)
            self.assertEqual([each["code"] for each in self.host.report()["findings"]
                              if each["severity"] == "error"], [], commands)


if __name__ == "__main__":
    harness.main()
