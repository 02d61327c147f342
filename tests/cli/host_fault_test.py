#!/usr/bin/env python3
"""edgeprobe host: faults of a real host, one a row, and what is said of each. The commands that it
writes must mend it, and the undo must bring it back."""
from dataclasses import dataclass

from host_network import BRIDGE, HUB, MODULE, ROUTER, SUBNET, OnHost
from programs import harness

GATEWAY = "172.18.0.1/16"


@dataclass
class Fault:
    code: str
    severity: str
    words: str
    made_by: tuple = ()        # of ip(8)
    nft: str = ""              # instead of the host's own masquerading
    setting: tuple = ()        # in /proc/sys/net/ipv4
    mended: bool = False       # by the commands that are printed


ETH1 = ("link add eth1 type veth peer name lan1", "link set lan1 up", "link set eth1 up",
        "address add 192.168.8.2/24 dev eth1")

FAULTS = {
    "translated to an address of nobody's": Fault(
        "translation-address-foreign", "error", "the source 192.168.7.77: no address of this host",
        nft=f"add rule ip edge leaving ip saddr {SUBNET} snat to 192.168.7.77"),
    "translated to another interface's address": Fault(
        "translation-address-foreign", "warning", "the address of eth1, another interface",
        made_by=ETH1, nft=f"add rule ip edge leaving ip saddr {SUBNET} snat to 192.168.8.2"),
    "masquerading by an interface that is not there": Fault(
        "masquerade-missing", "error", "no rule masquerades them",
        nft="add rule ip edge leaving oifname wlan0 masquerade", mended=True),
    "the bridge has lost its address": Fault(
        "module-bridge-silent", "error", f"{BRIDGE} has containers, and no IPv4 address",
        made_by=(f"address del {GATEWAY} dev {BRIDGE}",)),
    "the bridge's address has no network": Fault(
        "module-bridge-silent", "error", "its address 172.18.0.1/32 has no network behind it",
        made_by=(f"address del {GATEWAY} dev {BRIDGE}",
                 f"address add 172.18.0.1/32 dev {BRIDGE}")),
    "ARP is off on the bridge": Fault(
        "module-bridge-silent", "error", "ARP is off on it",
        made_by=(f"link set {BRIDGE} arp off",), mended=True),
    "the bridge is told not to answer to ARP": Fault(
        "module-bridge-silent", "error", "its arp_ignore, or that of `all`, is 8",
        setting=(f"conf/{BRIDGE}/arp_ignore", 8)),
    "the bridge's ports are down": Fault(
        "module-bridge-down", "error", f"None of the ports of {BRIDGE} is up (port3 is down)",
        made_by=("link set port3 down",), mended=True),
    "another gateway on the same link": Fault(
        "other-gateway", "warning", "go via 192.168.7.254 by eth0, the host's own via "
        f"{ROUTER} by eth0",
        made_by=(f"rule add from {SUBNET} table 100",
                 "route add default via 192.168.7.254 dev eth0 table 100"), mended=True),
    "a rule on another port": Fault(
        "no-route", "warning", "forbids the module network's packets to TCP 443",
        made_by=("rule add ipproto tcp dport 443 prohibit",)),
    "a rule on a port, by another gateway": Fault(
        "other-gateway", "warning", "leads by eth1 the module network's packets to UDP 53",
        made_by=(*ETH1, "rule add ipproto udp dport 53 table 100",
                 "route add default via 192.168.8.1 table 100")),
    "the module's address is looked for elsewhere": Fault(
        "answers-go-astray", "error", f"{MODULE}, an address of the module network, is looked for",
        made_by=(f"route add {MODULE}/32 via {ROUTER}",), mended=True),
    "another module's address is looked for elsewhere": Fault(
        "answers-go-astray", "warning", "172.18.0.9, an address of the module network",
        made_by=(f"route add 172.18.0.9/32 via {ROUTER}",), mended=True),
    "the module's address is forbidden": Fault(
        "answers-go-astray", "error", f"{MODULE}, an address of the module network, is forbidden",
        made_by=(f"route add blackhole {MODULE}/32",), mended=True),
    "a part of the module network is forbidden": Fault(
        "answers-go-astray", "error", "172.18.0.0/24, a part of the module network, is forbidden",
        made_by=("route add unreachable 172.18.0.0/24",), mended=True),
    "answers are forbidden by a table of their own": Fault(
        "answers-go-astray", "error", "A route forbids the hub's answers to the module network",
        made_by=(f"rule add to {SUBNET} table 100", "route add blackhole default table 100"),
        mended=True),
    "a module's address is the host's": Fault(
        "answers-go-astray", "warning", f"{MODULE}, an address of the module network, is the "
        "host's own, on eth0", made_by=(f"address add {MODULE}/32 dev eth0",)),
    "the hub's address is the host's": Fault(
        "host-has-hub-address", "error", f"{HUB} is an address of the host itself, on lo",
        made_by=(f"address add {HUB}/32 dev lo",), mended=True),
    "the uplink has no carrier": Fault(
        "uplink-dead", "error", "eth0, by which the module network's packets leave, has no "
        "carrier", made_by=("link set lan down",)),
    "the uplink has no address": Fault(
        "uplink-dead", "error", "has no IPv4 address, so that packets get that of another "
        "interface (172.18.0.1)",
        made_by=("address del 192.168.7.2/24 dev eth0", "route add default dev eth0")),
    "the rule that leads to main is gone": Fault(
        "no-route", "error", "The policy rule that leads to the table main is gone",
        made_by=("rule del pref 32766",), mended=True),
    "connections are shared out among two ways": Fault(
        "second-uplink", "info", "shares the module network's connections out among 2 ways",
        made_by=(*ETH1, "route del default",
                 f"route add default nexthop via {ROUTER} nexthop via 192.168.8.1")),
    "443 is led to a program of the host": Fault(
        "port-redirected", "warning", "leads the module network's packets for TCP port 443",
        nft=f"add rule ip edge leaving ip saddr {SUBNET} masquerade; "
        "add chain ip edge pre { type nat hook prerouting priority dstnat; }; "
        f"add rule ip edge pre iifname {BRIDGE} tcp dport 443 redirect to :3129"),
    "names are asked of another server": Fault(
        "port-redirected", "warning", "leads the module network's packets for UDP port 53",
        nft=f"add rule ip edge leaving ip saddr {SUBNET} masquerade; "
        "add chain ip edge pre { type nat hook prerouting priority dstnat; }; "
        "add rule ip edge pre udp dport 53 dnat to 10.1.1.1"),
}


class Faults(OnHost):
    def make(self, fault):
        self.host.ip(*fault.made_by)
        if fault.nft:
            self.host.run("nft", f"flush table ip edge; {fault.nft}")
        if fault.setting:
            self.host.set(*fault.setting)

    def expect(self, fault):
        finding = self.cause()
        self.assertEqual((finding["code"], finding["severity"]), (fault.code, fault.severity))
        self.assertIn(fault.words, finding["cause"])
        self.assertEqual(self.host.report()["exit_code"], int(fault.severity == "error"))
        return finding

    def expect_mended(self, finding):
        before = self.host.state()
        for command in finding["commands"]:
            self.host.run("sh", "-c", command)
        self.assertEqual(self.host.report()["findings"], [])
        for command in finding["undo"]:
            self.host.run("sh", "-c", command)
        self.assertEqual(self.host.state(), before)


def test_of(fault):
    def test(self):
        self.make(fault)
        finding = self.expect(fault)
        if fault.mended:
            self.expect_mended(finding)
    return test


for name, each in FAULTS.items():
    setattr(Faults, "test_" + name.replace(" ", "_").replace("'", ""), test_of(each))


class Differences(OnHost):
    def test_the_gateway_is_named_where_it_is_the_difference(self):
        self.host.ip(f"rule add from {SUBNET} table 100",
                     "route add default via 192.168.7.254 dev eth0 table 100")
        [network] = self.host.report()["networks"]
        self.assertEqual(network["difference"], f"the host's own packets go by eth0 via {ROUTER}, "
                         "the module's via 192.168.7.254")

    def test_a_bridge_beside_it_that_has_lost_its_address(self):
        self.host.bridge("docker0", "172.17.0.1/16")
        self.host.ip(f"address del {GATEWAY} dev {BRIDGE}")
        report = self.host.report()
        self.assertEqual([each["code"] for each in report["findings"]], ["module-bridge-silent"])
        self.assertEqual([each["bridge"] for each in report["networks"]], ["docker0"])

    def test_a_bridge_without_containers_needs_no_address(self):
        self.host.ip("link add br-0123456789ab type bridge", "link set br-0123456789ab up")
        self.assertEqual(self.host.report()["findings"], [])


if __name__ == "__main__":
    harness.main()
