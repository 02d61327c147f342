#!/usr/bin/env python3
"""Failures of the field by what stands on the way: hosts that reject, ports that are led to another
machine, a site whose uplink is dead, IPv6 that leads nowhere, a TTL that is set too low."""
import socket

from field_network import BRIDGE, HUB, HUB_ADDRESS, NAME_SERVER, ROUTER, SideBySide, harness
from name_server import NameServer
from tls_servers import Authority, serve_tls

HUB_V6, MODULE_V6, BRIDGE_V6 = "2001:db8:1::10", "2001:db8:18::2", "2001:db8:18::1"
LEAD = "add chain ip field arriving { type nat hook prerouting priority dstnat; }; " \
    "add rule ip field arriving iifname br0 tcp dport 5671 "


def quick_run(broken_by, answer=None, address=(NAME_SERVER, 53), node=None):
    """Of a healthy hub and its name server, and what `broken_by` does to the network."""
    def run(net):
        NameServer(net, **({"answer": answer} if answer else {}), address=address,
                   node=node and getattr(net, node))
        root = Authority(net.folder, "Field Root")
        serve_tls(net, root.server())
        broken_by(net)
        return net.probe("--hub", HUB, "--until", "tls", "--ca-file", root.file, "--quick")

    return run


def rejected_by_host(net):
    net.host.run("nft", "add rule ip field through iifname br0 reject with icmp host-prohibited")


def taken_by_host(net):
    """A port forwarding rule that is too wide, to a service that speaks no TLS."""
    listener = net.host.made(lambda: socket.create_server((BRIDGE, 15671)))
    net.serve(listener, lambda client: client.recv(20))
    net.host.run("nft", f"{LEAD} dnat to {BRIDGE}:15671")


def led_to_nobody(net):
    net.host.run("nft", f"{LEAD} dnat to {ROUTER}:9")


def dead_uplink(net):
    """The site's router still answers, as its name server's port does; the provider is gone."""
    net.resolver = f"nameserver {ROUTER}\n"
    net.internet.run("nft", "add rule ip field through drop; add chain ip field arriving "
                     "{ type filter hook input priority filter; policy drop; }")


def broken_ipv6(net):
    net.module.ip(f"-6 address add {MODULE_V6}/64 dev eth0 nodad",
                  f"-6 route add default via {BRIDGE_V6}")
    net.host.ip(f"-6 address add {BRIDGE_V6}/64 dev br0 nodad",
                "-6 address add fd00::2/64 dev eth0 nodad", "-6 route add default via fd00::1")
    net.host.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding")
    net.host.run("nft", "table ip6 field { chain through { type filter hook forward priority "
                 "filter; policy drop; }; }")


def low_ttl(net):
    net.host.run("nft", "add rule ip field through iifname br0 tcp dport {443, 5671} ip ttl set 1")


class OnTheWay(SideBySide):
    RUNS = {
        "rejects": quick_run(rejected_by_host),
        "takes": quick_run(taken_by_host),
        "leads": quick_run(led_to_nobody),
        "uplink": quick_run(dead_uplink, lambda name, over_tcp: None, (ROUTER, 53), "router"),
        "ipv6": quick_run(broken_ipv6, lambda name, over_tcp: [HUB_V6, HUB_ADDRESS]),
        "ttl": quick_run(low_ttl)}

    def result(self, name):
        return self.runs[name].result()

    def test_a_host_that_rejects_everything_is_named_and_what_to_change_there(self):
        code, report = self.result("rejects")
        # Whether it rejects all shows in a trace, whose ICMP errors the host may have rationed.
        first = report["verdicts"][0]
        self.assertIn(first["code"], ("connection-rejected", "dns-no-answer"))
        self.expect((code, report), 1, first["code"], r"host \(172\.20\.0\.1\)",
                    "its FORWARD chain must accept the module network")

    def test_what_answers_in_the_hubs_stead_is_found_by_the_distance_of_its_syn_ack(self):
        self.expect(self.result("takes"), 0, "tls-blocked-on-port",
                    r"hop 1 \(172\.20\.0\.1\), or a rule of this network namespace itself, "
                    r"redirects TCP port 5671", "take out the rule")

    def test_a_port_that_is_led_to_nobody(self):
        self.expect(self.result("leads"), 0, "port-redirected",
                    r"redirected by hop 1 \(172\.20\.0\.1\)", "take out the rule")

    def test_a_name_server_without_a_way_out_is_not_to_be_replaced(self):
        self.expect(self.result("uplink"), 1, "dns-no-answer",
                    "cannot reach those that it asks itself", "the site's uplink is down")

    def test_ipv6_that_leads_nowhere_beside_ipv4_that_works(self):
        self.expect(self.result("ipv6"), 1, "address-silent",
                    rf"another address of the name does: {HUB_ADDRESS}", "IPv6 leads nowhere")

    def test_a_low_ttl_is_no_circle(self):
        self.expect(self.result("ttl"), 1, "host-unreachable", "sets a low TTL", "ip ttl set")


if __name__ == "__main__":
    harness.main()
