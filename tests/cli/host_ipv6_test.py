#!/usr/bin/env python3
"""edgeprobe host: IPv6 of a module network, by the same rules as IPv4. Beside IPv4 its faults are
warnings, as the agent has both; with a hub by IPv6 they are errors."""
from dataclasses import dataclass

from host_network import BRIDGE, Host, OnHost
from programs import harness

NET, OWN, ROUTER, HUB6 = "fd18::/64", "fd07::2/64", "fd07::1", "2001:db8:20::10"
MASQUERADES = f"add rule ip6 edge leaving ip6 saddr {NET} oifname != {BRIDGE} masquerade"


class Host6(Host):
    def __init__(self):
        super().__init__()
        self.set6("all/disable_ipv6", 0)
        self.set6("all/forwarding", 1)
        self.ip(f"-6 address add {OWN} dev eth0 nodad", f"-6 route add default via {ROUTER}",
                f"-6 address add fd18::1/64 dev {BRIDGE} nodad")
        self.run("nft", "add table ip6 edge; add chain ip6 edge leaving { type nat hook "
                 f"postrouting priority srcnat; }}; {MASQUERADES}")

    def set6(self, name, value):
        self.run("sh", "-c", f"echo {value} > '/proc/sys/net/ipv6/conf/{name}'")


@dataclass
class Fault:
    code: str
    words: str
    made_by: tuple = ()     # of ip(8)
    nft: str = ""
    settings: tuple = ()    # below /proc/sys/net/ipv6/conf
    mended: bool = True     # by the commands that are printed


FAULTS = {
    "forwarding is off": Fault(
        "host-does-not-forward", "net.ipv6.conf.all.forwarding is 0",
        settings=(("all/forwarding", 0),)),
    "no masquerading of unique local addresses": Fault(
        "masquerade-missing", "no rule masquerades them", nft="flush table ip6 edge"),
    "a source of nobody's": Fault(
        "translation-address-foreign", "the source fd07::77: no address of this host",
        nft=f"flush table ip6 edge; add rule ip6 edge leaving ip6 saddr {NET} snat to fd07::77",
        mended=False),
    "a policy that drops what is no IPv4": Fault(
        "forward-policy-drop", "The policy of inet wall forward drops",
        nft="add table inet wall; add chain inet wall forward { type filter hook forward priority "
        "0; policy drop; }; add rule inet wall forward meta nfproto ipv4 accept"),
    "a rule on its address": Fault(
        "filter-drops-module", "A rule in ip6 wall forward drops",
        nft="add table ip6 wall; add chain ip6 wall forward { type filter hook forward priority 0; "
        f"}}; add rule ip6 wall forward ip6 saddr {NET} tcp dport 5671 drop"),
    "a default route that advertisements brought": Fault(
        "no-route", "eth0 forwards, so that it ignores the advertisements of routers",
        made_by=("-6 route del default",), settings=(("eth0/accept_ra", 1),), mended=False),
    "a VPN's rule": Fault(
        "vpn-route-override", "into tun0, the VPN's tunnel",
        made_by=(f"-6 rule add pref 100 from {NET} lookup 7",
                 "-6 route add default dev tun0 table 7")),
    "a blackhole": Fault(
        "no-route", "A route forbids the module network's packets to the hub",
        made_by=("-6 route add blackhole 2001:db8::/32",), mended=False),
    "another gateway": Fault(
        "other-gateway", f"go via fd07::99 by eth0, the host's own via {ROUTER} by eth0",
        made_by=(f"-6 rule add from {NET} table 100",
                 "-6 route add default via fd07::99 dev eth0 table 100")),
    "the module's address is looked for elsewhere": Fault(
        "answers-go-astray", "fd18::2, an address of the module network, is looked for by eth0",
        made_by=(f"-6 route add fd18::2/128 via {ROUTER}",)),
}


class OnHost6(OnHost):
    def setUp(self):
        self.host = Host6()
        self.addCleanup(self.host.close)

    def state6(self):
        return [sorted(self.host.run("ip", "-6", *what).splitlines())
                for what in (("rule",), ("route", "show", "table", "all"))]


class Healthy(OnHost6):
    def test_the_way_is_told_rule_by_rule(self):
        report = self.host.report(hub=None)
        self.assertEqual((report["findings"], report["exit_code"]), ([], 0))
        network = report["networks"][1]
        self.assertEqual((network["network"], network["bridge"]), (NET, BRIDGE))
        self.assertEqual(network["out"]["packet"], f"fd18::2 > 2001:db8::1:5671, in by {BRIDGE}")
        self.assertEqual(network["out"]["steps"][-1]["route"],
                         f"default via {ROUTER} dev eth0 metric 1024")
        self.assertEqual(network["out"]["filters"][-1]["effect"], "masquerades")
        self.assertEqual((network["out"]["out"], network["back"]["out"]), ("eth0", BRIDGE))

    def test_a_hub_by_ipv6_is_followed_alone(self):
        report = self.host.report(hub=HUB6)
        self.assertEqual([each["network"] for each in report["networks"]], [NET])
        self.assertIn("IPv4", [each["what"] for each in report["not_checked"]])

    def test_a_hub_by_ipv4_too(self):
        report = self.host.report()
        self.assertEqual([each["network"] for each in report["networks"]], ["172.18.0.0/16"])
        self.assertIn({"what": "IPv6", "why": "the hub's address is one of IPv4"},
                      report["not_checked"])

    def test_addresses_that_the_world_knows_need_no_masquerading(self):
        self.host.run("nft", "flush table ip6 edge")
        self.host.ip(f"-6 address del fd18::1/64 dev {BRIDGE}",
                     f"-6 address add 2001:db8:18::1/64 dev {BRIDGE} nodad")
        self.assertEqual(self.host.report(hub=HUB6)["findings"], [])


class WithoutIt(OnHost):
    def test_it_is_said_that_no_network_has_it(self):
        self.assertIn({"what": "IPv6", "why": "there is no bridge with an IPv6 subnet"},
                      self.host.report(hub=None)["not_checked"])


class Faults(OnHost6):
    def make(self, fault):
        self.host.tunnel("tun0")
        self.host.ip(*fault.made_by)
        if fault.nft:
            self.host.run("nft", fault.nft)
        for setting in fault.settings:
            self.host.set6(*setting)

    def expect(self, fault):
        [warning] = self.host.report(hub=None)["findings"]
        [error] = self.host.report(hub=HUB6)["findings"]
        self.assertEqual((warning["code"], warning["severity"]), (fault.code, "warning"))
        self.assertEqual(error["code"], fault.code)
        self.assertIn(fault.words, error["cause"])
        return error

    def expect_mended(self, finding):
        before = self.state6()
        for command in finding["commands"]:
            self.host.run("sh", "-c", command)
        self.assertEqual(self.host.report(hub=HUB6)["findings"], [])
        for command in finding["undo"]:
            self.host.run("sh", "-c", command)
        self.assertEqual(self.state6(), before)


def test_of(fault):
    def test(self):
        self.make(fault)
        finding = self.expect(fault)
        self.assertEqual(bool(finding.get("commands")) or not fault.mended, True)
        if fault.mended:
            self.expect_mended(finding)
    return test


for name, each in FAULTS.items():
    setattr(Faults, "test_" + name.replace(" ", "_").replace("'", ""), test_of(each))


if __name__ == "__main__":
    harness.main()
