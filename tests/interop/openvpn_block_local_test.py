#!/usr/bin/env python3
"""A real openvpn whose server pushes `block-local`: with everything into the tunnel, and with one
network."""
import harness
from openvpn_test import OpenVpnCase


class BlockLocal(OpenVpnCase):
    style = "openvpn-block-local"
    redirect = ["redirect-gateway def1 block-local"]
    one_network = ["redirect-private def1 block-local", *OpenVpnCase.one_network]

    def test_everything(self):
        self.check(drop=True)

    def test_one_network(self):
        self.check(split=True)


if __name__ == "__main__":
    harness.main(own_processes=True)
