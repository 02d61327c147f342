#!/usr/bin/env python3
"""Failures of the field where TCP connects and then something on the way takes no more: what it is
shows in what is acknowledged. And where the first hop, or the first address, is not what it seems.
"""
from field_network import HUB, HUB_ADDRESS, ROUTER, SideBySide, harness
from name_server import NameServer, hub_only
from tls_servers import Authority, serve_tls

DEAD, OTHER = "198.51.100.21", "198.51.100.22"
BOTH = "tcp dport { 443, 5671 }"


def run_of(broken_by, *more, answer=hub_only, until="amqp-open"):
    def run(net):
        NameServer(net, answer)
        root = Authority(net.folder, "Field Root")
        serve_tls(net, root.server())
        broken_by(net)
        return net.probe("--hub", HUB, "--until", until, "--ca-file", root.file, "--quick", *more)

    return run


def answers_unseen(net):
    """A stateful firewall that sees one direction: whatever follows a SYN belongs to nothing."""
    net.drop(f"{BOTH} tcp flags & syn == 0")


def tls_unknown(net):
    """A firewall that knows a ClientHello by its size and drops it."""
    net.drop(f"{BOTH} meta length > 100")


def application_control(net, ports=BOTH):
    """The first packets of a connection pass, until it is known what it carries."""
    net.router.run("sh", "-c", "echo 1 > /proc/sys/net/netfilter/nf_conntrack_acct")
    net.drop(f"iifname lan {ports} ct original packets > 4")


def first_address_dead(net):
    net.internet.ip(f"address add {DEAD}/32 dev lo", f"address add {OTHER}/32 dev lo")
    net.internet.run("nft", "add chain ip field in { type filter hook input priority 0; }; "
                     f"add rule ip field in ip daddr {DEAD} drop; "
                     "add chain ip field led { type nat hook prerouting priority dstnat; }; "
                     f"add rule ip field led ip daddr {OTHER} dnat to {HUB_ADDRESS}")


def two_addresses(name, over_tcp):
    return [DEAD, OTHER] if name == HUB else "NXDOMAIN"


def beside_the_host(net, dropped):
    """The container has a macvlan on the host's uplink: its gateway is the site's router."""
    net.module.ip("link delete eth0")
    net.host.ip("link add beside link eth0 type macvlan mode bridge",
                f"link set beside netns {net.module.keeper.pid}")
    net.module.ip("link set beside name eth0", "link set eth0 up",
                  "address add 192.168.7.50/24 dev eth0", f"route add default via {ROUTER}")
    net.drop(dropped)


class Cut(SideBySide):
    RUNS = {
        "unseen": run_of(answers_unseen),
        "unknown": run_of(tls_unknown),
        "control": run_of(application_control),
        "control of one": run_of(lambda net: application_control(net, "tcp dport 5671"),
                                 "--transport", "amqp"),
        "first address": run_of(first_address_dead, answer=two_addresses),
        "macvlan, one": run_of(lambda net: beside_the_host(net, "tcp dport 5671"), until="tls"),
        "macvlan, both": run_of(lambda net: beside_the_host(net, BOTH), until="tls")}

    def expect_of(self, name, *expected):
        return self.expect(self.runs[name].result(), *expected)

    def test_a_firewall_that_does_not_see_the_answers(self):
        self.expect_of("unseen", 1, "data-dropped", "not a single byte",
                       "both directions.*same firewall")

    def test_a_firewall_that_swallows_every_client_hello(self):
        self.expect_of("unknown", 1, "tls-filtered", "acknowledges a single byte", "let TLS pass")

    def test_application_control_is_no_loss(self):
        found = self.expect_of("control", 1, "connection-swallowed", "stage (amqp-open|websocket)",
                               "application control")
        self.assertNotIn("at random", found["cause"])

    def test_application_control_of_one_port_is_not_the_hubs_state(self):
        self.expect_of("control of one", 1, "connection-swallowed", f"{HUB_ADDRESS}:5671",
                       "application control")

    def test_a_dead_first_address_is_no_matter_of_firewall_rules(self):
        found = self.expect_of("first address", 1, "address-silent", f"{DEAD}.*{OTHER}:5671",
                               "taken out of the name's records")
        codes = [each["code"] for each in self.runs["first address"].result()[1]["verdicts"]]
        self.assertEqual(codes, ["address-silent"], found)

    def test_the_gateway_of_a_macvlan_is_not_the_host(self):
        found = self.expect_of("macvlan, one", 0, "amqp-port-dropped-on-path", ROUTER)
        self.assertNotIn("the host", found["cause"])

    def test_the_network_beyond_a_macvlan_is_not_the_host(self):
        self.expect_of("macvlan, both", 1, "network-drops-everything", ROUTER)


if __name__ == "__main__":
    harness.main()
