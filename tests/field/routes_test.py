#!/usr/bin/env python3
"""Failures of the field on the way: what the host's routes and tunnels and the site's filters do to
the module's packets."""
import contextlib
import socket
import time

from field_network import HUB, HUB_ADDRESS, SideBySide, harness
from name_server import NameServer
from tls_servers import Authority, serve_tls

TUNNEL_MTU = 1280
# Both end when the host's ARP has given up after 3 s. A second covers the ticks of its timers and
# the load of the machine, and is less than the next round of ARP would add.
TOLERANCE = 1.0


def stand_up(net):
    """The hub and its name server in the internet; returns the options that trust that hub."""
    NameServer(net)
    root = Authority(net.folder, "Field Root")
    serve_tls(net, root.server(more_names=60))  # more than one packet carries
    return "--hub", HUB, "--until", "tls", "--ca-file", root.file


def exit_node(net):
    """What Tailscale sets up for an exit node: a table that takes all, before the main one."""
    net.host.ip(
        f"link add tailscale0 type veth peer name exit0 netns {net.internet.keeper.pid}",
        "link set tailscale0 up", "address add 100.64.0.2/30 dev tailscale0",
        "route add default via 100.64.0.1 dev tailscale0 table 52",
        "rule add priority 5270 table 52")
    net.internet.ip("link set exit0 up", "address add 100.64.0.1/30 dev exit0")
    net.host.run("nft", 'add rule ip field leaving oifname "tailscale0" masquerade')


def exit_node_with_lan_access(net):
    exit_node(net)
    net.host.ip("route add throw 172.20.0.0/16 table 52")


def only_the_opening_passes(net):
    net.drop("tcp dport 5671 meta length > 100")


def small_tunnel(net):
    """Between host and router, which do not say so when a packet is too large for it."""
    net.host.ip(f"link set eth0 mtu {TUNNEL_MTU}")
    net.router.ip(f"link set lan mtu {TUNNEL_MTU}")
    for node in (net.host, net.router):
        node.run("nft", "add chain ip field said { type filter hook output priority filter; }; "
                 "add rule ip field said icmp type destination-unreachable drop")


def quick_run(broken_by, *more):
    def run(net):
        options = stand_up(net)
        broken_by(net)
        return net.probe(*options, "--quick", *more)

    return run


class OnTheWay(SideBySide):
    ONE_WAY = ("--transport", "amqp")
    RUNS = {
        "exit node": quick_run(exit_node, *ONE_WAY),
        "exit node, address": quick_run(exit_node, *ONE_WAY, "--address", HUB_ADDRESS),
        "exit node, LAN": quick_run(exit_node_with_lan_access),
        "firewall": quick_run(only_the_opening_passes),
        "tunnel": quick_run(small_tunnel, *ONE_WAY)}

    def test_exit_node_takes_the_answers(self):
        """tailscale#13367, #4118: the exit node passes all, and table 52 has no route back to the
        module network; names are asked on the same way."""
        for name in ("exit node", "exit node, address"):
            with self.subTest(name):
                self.expect(self.runs[name].result(), 1, "host-does-not-forward",
                            "routed elsewhere.*VPN that takes its subnet",
                            "VPN.*exclude the module network's subnet.*local network access")

    def test_exit_node_with_lan_access(self):
        """The same with the way back that Tailscale adds then."""
        self.expect(self.runs["exit node, LAN"].result(), 0, "stage-reached")

    def test_firewall_that_lets_only_the_opening_through(self):
        """azure-sdk-for-net#31575: TCP port 5671 opens, TLS on it is dropped, and 443 passes."""
        self.expect(self.runs["firewall"].result(), 0, "tls-blocked-on-port",
                    r"same ClientHello passes on port 443.*neither the packet size \(MTU\) nor the "
                    "name", "allow TLS on TCP port 5671")

    def test_tunnel_smaller_than_the_engines_network(self):
        """moby#13475: the engine's network has 1500 bytes, the tunnel of the host 1280."""
        self.expect(self.runs["tunnel"].result(), 1, "mtu-black-hole",
                    "handshake passes: the path's MTU is smaller",
                    r"docker network create --opt com\.docker\.network\.driver\.mtu=")


def over_the_bridge(*more):
    def run(net):
        options = stand_up(net)
        net.host.ip("route add default dev br0 metric 50")
        return net.probe(*options, *more)

    return run


def plain_connect(net):
    """The seconds until the kernel gives a connect() up. In what words it does is not asked: a
    closed socket whose error was taken already is "connection aborted" to whoever waits."""
    net.host.ip("route add default dev br0 metric 50")
    with net.module.made(socket.socket) as plain:
        begin = time.monotonic()
        with contextlib.suppress(OSError):
            plain.connect((HUB_ADDRESS, 5671))
            raise RuntimeError("there is a way to the hub")
        return time.monotonic() - begin


class WrongInterface(SideBySide):
    """systemd#28626: the host has a better default route over the bridge itself, where nobody is
    the hub: the kernel there asks ARP for 3 s and then says host unreachable. Not with --quick
    (docs/limits.md): that kernel's redirects and a repeated SYN at 3 s race with that error."""

    RUNS = {
        "plain": plain_connect,
        "address": over_the_bridge("--profile", "sdk-c", "--address", HUB_ADDRESS),
        "names": over_the_bridge("--profile", "sdk-c", "--attempt-timeout", "8s")}

    def expect_wrong_interface(self, name, first):
        self.expect(self.runs[name].result(), 1, "host-unreachable",
                    f"{first}.*host unreachable.*wrong interface", "correct the route")

    def test_address_known(self):
        self.expect_wrong_interface("address", HUB_ADDRESS)

    def test_names_are_asked_on_that_way(self):
        self.expect_wrong_interface("names", "name server")

    def test_tracing_does_not_disturb(self):
        """The probe's own packets do not change when its attempt ends: as a plain connect() of the
        same module does, within TOLERANCE."""
        _, report = self.runs["address"].result()
        connect = next(each for each in report["evidence"] if each["stage"] == "connect")
        [first] = connect["detail"]["tries"]
        self.assertEqual(first["error_symbol"], "EHOSTUNREACH")
        self.assertAlmostEqual((first["end_ms"] - first["begin_ms"]) / 1000,
                               self.runs["plain"].result(), delta=TOLERANCE)


if __name__ == "__main__":
    harness.main()
