#!/usr/bin/env python3
"""edgeprobe run --vantage bridge: on the host, a place of its own beside the modules, of which
nothing is left however the run ends. In FieldNetwork, whose host forwards and masquerades."""
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from programs import CLEAN, harness

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "field"))

from field_network import FieldCase, HUB_ADDRESS, MODULE_ADDRESS  # noqa: E402


class OnBridge(FieldCase):
    def command(self, *arguments, bridge="br0"):
        return list(map(str, self.net.host.inside(
            harness.BIN / "edgeprobe", "run", "--vantage", f"bridge:{bridge}", "--hub",
            "hub.test", "--address", HUB_ADDRESS, *arguments)))

    def probe(self, *arguments, bridge="br0", wrapped=()):
        return subprocess.run([*wrapped, *self.command(*arguments, bridge=bridge)], text=True,
                              capture_output=True, env=CLEAN)

    def report(self, *arguments):
        done = self.probe("-o", "json", *arguments)
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    def links(self):
        return {link["ifname"]: link["address"]
                for link in json.loads(self.net.host.run("ip", "-json", "link"))}

    def wait_until_left(self, before):
        """The kernel takes a namespace apart when nobody is in it, in its own time."""
        while self.links() != before:
            pass

    def test_reaches_the_hub_as_a_module_would_and_leaves_nothing(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        hub = harness.Hub(folder, listen=HUB_ADDRESS, inside=self.net.internet.inside())
        self.addCleanup(hub.stop)
        before = self.links()
        report = self.report("--ca-file", hub.ca_file)
        self.assertEqual((report["vantage"], report["verdicts"][0]["code"]),
                         ("bridge br0 (as 172.20.255.254)", "connected"))
        [host] = [each["detail"] for each in report["evidence"]
                  if each.get("detail", {}).get("kind") == "host"]
        self.assertEqual({each["name"]: each["addresses"][0]
                          for each in host["facts"]["interfaces"]},
                         {"lo": "127.0.0.1/8", "eth0": "172.20.255.254/16"})
        self.wait_until_left(before)

    def test_an_address_that_somebody_has_is_not_taken(self):
        self.net.module.ip(f"address del {MODULE_ADDRESS}/16 dev eth0",
                           "address add 172.20.255.254/16 dev eth0")
        self.assertEqual(self.report("--quick")["vantage"],
                         "bridge br0 (as 172.20.255.253)")

    def test_of_the_last_sixteen_addresses_one_must_be_free(self):
        self.net.module.ip(*(f"address add 172.20.255.{last}/16 dev eth0"
                             for last in range(239, 255)))
        self.assertIn("the last 16 addresses of 172.20.0.0/16 are taken",
                      self.probe().stderr)

    def test_killed_it_leaves_nothing_either(self):
        before = self.links()
        process = subprocess.Popen(self.command("-o", "json"), env=CLEAN, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while len(self.links()) == len(before):
            self.assertIsNone(process.poll())
        joined = self.links()
        self.assertEqual({name: joined[name] for name in before}, before)  # the bridge's own, too
        [port] = set(joined) - set(before)
        self.assertTrue(joined[port].startswith("fe:ed:"))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        self.wait_until_left(before)

    def test_a_plan_neither_joins_nor_sends(self):
        done = self.probe("--plan", wrapped=["setpriv", "--no-new-privs"])
        self.assertIn("from          bridge br0, with an address that ARP probes there find free",
                      done.stdout)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_what_cannot_be_joined(self):
        for bridge, why in (("eth0", "it is no bridge; bridges here: br0"),
                            ("br-none", "there is no such interface; bridges here: br0")):
            done = self.probe(bridge=bridge)
            self.assertEqual((done.returncode, done.stderr),
                             (2, f"edgeprobe: --vantage: bridge {bridge}: {why}\n"))
        self.net.host.ip("link add br9 type bridge", "link set br9 up")
        self.assertIn("it has no IPv4 address", self.probe(bridge="br9").stderr)
        self.net.host.ip("address add 10.9.9.1/24 dev br9", "link set br9 arp off")
        self.assertIn("it does not answer to ARP", self.probe(bridge="br9").stderr)
        self.assertIn("--attempt-timeout x: write a duration",  # before anything is sent
                      self.probe("--attempt-timeout", "x", bridge="br9").stderr)

    def test_which_privileges_are_missing(self):
        command = self.command()
        inside = command.index("--")
        command[inside + 1:inside + 1] = ["setpriv", "--bounding-set=-all", "--inh-caps=-all",
                                          "--no-new-privs"]
        done = subprocess.run(command, capture_output=True, text=True, env=CLEAN)
        self.assertEqual(done.returncode, 2)
        self.assertIn("that takes CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW: run it with "
                      "`sudo`", done.stderr)


if __name__ == "__main__":
    harness.main()
