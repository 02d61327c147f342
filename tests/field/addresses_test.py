#!/usr/bin/env python3
"""Failures of the field in which the hub's name leads to an address that is not the hub's."""
from field_network import HUB, FieldCase, harness
from name_server import NameServer


class Addresses(FieldCase):
    def probe(self, *more, **files):
        return self.net.probe("--hub", HUB, "--until", "tls", "--quick", *more, **files)

    def expect_at(self, address, *expected):
        NameServer(self.net, lambda name, _: [address])
        self.expect(self.probe(), 1, *expected)

    def test_loopback(self):
        """A name server that blocks names answers with loopback, where nothing listens."""
        self.expect_at("127.0.0.1", "wrong-address", r"127\.0\.0\.1, which is this machine itself",
                       "(?i)name server.*blocks names")

    def test_loopback_of_ipv6(self):
        self.expect_at("::1", "wrong-address", "::1, which is this machine itself", "/etc/hosts")

    def test_own_address(self):
        """The module's own address, as a left-over name of a container gives it."""
        self.expect_at("172.20.0.5", "wrong-address", "172.20.0.5, which is this machine itself",
                       "/etc/hosts")

    def test_no_address(self):
        """A sinkhole answers with the address that stands for none."""
        self.expect_at("0.0.0.0", "wrong-address", r"0\.0\.0\.0, which is no machine's address",
                       "blocks names")

    def test_hosts_file(self):
        """The same from a line of /etc/hosts, which no name server can put right."""
        NameServer(self.net)
        files = {"/etc/hosts": f"127.0.0.1 localhost\n127.0.0.1 {HUB}\n"}
        self.expect(self.probe(files=files), 1, "wrong-address", "hosts file.*this machine itself",
                    "/etc/hosts: take it out")

    def test_private_endpoint_where_packets_vanish(self):
        """The hub has a private endpoint, and this network no way to it: the provider drops it."""
        self.net.drop("ip daddr 10.0.0.0/8")
        self.expect_at("10.99.0.4", "network-drops-everything",
                       r"10\.99\.0\.4 is a private address: that of a private endpoint")

    def test_private_endpoint_where_a_router_refuses(self):
        self.net.router.ip("route add unreachable 10.0.0.0/8")
        self.expect_at("10.99.0.4", "host-unreachable",
                       r"10\.99\.0\.4 is a private address: that of a private endpoint")


if __name__ == "__main__":
    harness.main()
