"""A host of an IoT Edge device in a network namespace of its own, with the kernel's routes and
rules: an uplink, a module network, and what VPN clients install (simulator/faults/vpn has where
that is written)."""
import json
import os
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "field"))
from field_network import Namespace  # noqa: E402
from programs import CLEAN, harness  # noqa: E402

HUB, PORT = "198.51.100.20", 5671
ROUTER, UPLINK = "192.168.7.1", "eth0"
SUBNET, BRIDGE, MODULE = "172.18.0.0/16", "br-edge", "172.18.0.2"
SERVER = "203.0.113.10"


class Host(Namespace):
    def __init__(self):
        super().__init__()
        self.ip("link add eth0 type veth peer name lan", "link set lan up", "link set eth0 up",
                "address add 192.168.7.2/24 dev eth0", f"route add default via {ROUTER}")
        self.bridge(BRIDGE, "172.18.0.1/16")
        self.set("ip_forward", 1)
        self.run("nft", "table ip edge { chain leaving { type nat hook postrouting priority "
                 f"srcnat; ip saddr 172.16.0.0/12 oifname != \"{BRIDGE}\" masquerade; }}; }}")

    def set(self, name, value):
        self.run("sh", "-c", f"echo {value} > '/proc/sys/net/ipv4/{name}'")

    def bridge(self, name, address):
        """With one container at it."""
        number = len(json.loads(self.run("ip", "-json", "link")))
        self.ip(f"link add {name} type bridge",
                f"link add port{number} type veth peer name c{number}",
                f"link set port{number} master {name}", f"link set port{number} up",
                f"link set c{number} up", f"link set {name} up",
                f"address add {address} dev {name}")

    def tunnel(self, name, address="10.8.0.6/24", mtu=1500):
        """A TUN device where the machine has such, else a veth of that name."""
        if os.path.exists("/dev/net/tun"):
            self.ip(f"tuntap add dev {name} mode tun")
        else:
            self.ip(f"link add {name} type veth peer name far-end", "link set far-end up")
        self.ip(f"link set {name} up mtu {mtu}", f"address add {address} dev {name}")

    # What VPN clients install for a full tunnel.

    def openvpn_def1(self):
        self.tunnel("tun0")
        self.ip(f"route add {SERVER} via {ROUTER}", "route add 0.0.0.0/1 via 10.8.0.1",
                "route add 128.0.0.0/1 via 10.8.0.1")

    def wg_quick(self):
        self.tunnel("wg0", mtu=1420)
        self.ip("route add default dev wg0 table 51820", "rule add not fwmark 51820 table 51820",
                "rule add table main suppress_prefixlength 0")

    def strongswan(self):
        self.tunnel("ipsec0", "10.8.0.6/32", mtu=1400)
        self.ip("rule add pref 220 table 220",
                "route add default dev ipsec0 proto static src 10.8.0.6 table 220",
                f"route add throw {SERVER} table 220")

    def tailscale(self, lan=False):
        self.tunnel("tailscale0", "100.64.0.6/32", mtu=1280)
        self.ip("rule add pref 5210 fwmark 0x80000/0xff0000 table main",
                "rule add pref 5230 fwmark 0x80000/0xff0000 table default",
                "rule add pref 5250 fwmark 0x80000/0xff0000 type unreachable",
                "rule add pref 5270 table 52", "route add default dev tailscale0 table 52")
        for local in (SUBNET, "192.168.7.0/24"):
            self.ip(f"route add throw {local} table 52" if lan
                    else f"route add {local} dev tailscale0 table 52")

    def vpnc(self):
        self.tunnel("tun0", "10.8.0.6/32", mtu=1434)
        self.ip(f"route add {SERVER} via {ROUTER} dev eth0", "route replace 10.8.0.0/24 dev tun0",
                "route replace default dev tun0")

    def networkmanager(self):
        self.tunnel("tun0")
        self.ip("route del default", f"route add default via {ROUTER} metric 100",
                "route add default via 10.8.0.1 dev tun0 metric 50",
                f"route add {SERVER} via {ROUTER} metric 50")

    def state(self):
        """Routes, rules and packet filters, to be compared."""
        lists = [self.run("ip", "-4", *what)
                 for what in (("route", "show", "table", "all"), ("rule",))]
        # Whether a link is up shows itself a moment later.
        return [sorted(line.replace(" linkdown", "") for line in each.splitlines())
                for each in (*lists, self.filters())]

    def filters(self):
        """Without their counters. The legacy iptables is asked only where it is in use: asking
        makes its tables."""
        script = ("nft list ruleset; cd /proc/net; test -e ip_tables_names || exit 0; "
                  "for table in $(cat ip_tables_names); do iptables-legacy-save -t $table; done")
        lines = self.run("sh", "-c", script).splitlines()
        return "\n".join(re.sub(r"\[[0-9:]+\]|counter packets \d+ bytes \d+", "", line)
                         for line in lines if not line.startswith("#"))

    def way(self, source=MODULE, bridge=BRIDGE, to=HUB):
        """Where `ip route get` says that a module's packet leaves: its interface."""
        told = self.run("ip", "-json", "route", "get", to, "from", source, "iif", bridge)
        return json.loads(told)[0]["dev"]

    def probe(self, *arguments, hub=HUB):
        """Exit code and what is printed, as JSON where that is asked for."""
        command = [harness.BIN / "edgeprobe", "host", *(["--hub", hub] if hub else []), *arguments]
        done = harness.subprocess.run(self.inside(*command), capture_output=True, text=True,
                                      errors="surrogateescape", env=CLEAN)
        return done

    def report(self, *arguments, hub=HUB):
        done = self.probe("-o", "json", *arguments, hub=hub)
        if done.stderr:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)


class OnHost(unittest.TestCase):
    def setUp(self):
        self.host = Host()
        self.addCleanup(self.host.close)

    def cause(self, *arguments, hub=HUB):
        """The first finding; whatever the probe says, the host is left as it was."""
        before = self.host.state()
        report = self.host.report(*arguments, hub=hub)
        self.assertEqual(self.host.state(), before)
        self.assertTrue(report["findings"], report["networks"])
        return report["findings"][0]

    def expect_override(self, product, out, route, rule):
        self.assertEqual(self.host.way(), out)
        finding = self.cause()
        self.assertEqual((finding["code"], finding["product"], finding["networks"]),
                         ("vpn-route-override", product, [SUBNET]))
        self.assertEqual((finding["route"], finding["rule"]), (route, rule))
        self.expect_mended(finding)
        return finding

    def expect_mended(self, finding):
        before = self.host.state()
        for command in finding["commands"]:
            self.host.run("sh", "-c", command)
        self.assertEqual(self.host.way(), "eth0")
        report = self.host.report()
        self.assertEqual([each["code"] for each in report["findings"]], [])
        [network] = report["networks"]
        self.assertEqual((network["out"]["out"], network["back"]["out"]), ("eth0", BRIDGE))
        for command in finding["undo"]:
            self.host.run("sh", "-c", command)
        self.assertEqual(self.host.state(), before)
