#!/usr/bin/env python3
"""A real openvpn client and server in the lab: `redirect-gateway def1`, and a pushed route."""
import subprocess

import harness
from vpn_case import SERVER, VpnCase

CLIENT = """client
dev tun0
dev-type tun
remote {server} 1194 udp4
nobind
cert {folder}/client.crt
key {folder}/client.key
peer-fingerprint {fingerprint}
"""
GATEWAY = """mode server
tls-server
dev tun0
dev-type tun
local {server}
port 1194
proto udp4
topology subnet
push "topology subnet"
push "route-gateway 10.8.0.1"
ifconfig 10.8.0.1 255.255.255.0
client-config-dir {folder}/clients
ccd-exclusive
dh none
cert {folder}/server.crt
key {folder}/server.key
peer-fingerprint {fingerprint}
"""


def certificate(folder, name):
    """Signed by itself: each side is told the other's fingerprint. Returns it."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"],
                   check=True, capture_output=True)
    printed = subprocess.run(["openssl", "x509", "-in", folder / f"{name}.crt", "-noout",
                              "-fingerprint", "-sha256"], check=True, capture_output=True,
                             text=True)
    return printed.stdout.strip().partition("=")[2]


class OpenVpnCase(VpnCase):
    programs = ("openvpn", "openssl")
    product = "OpenVPN"
    device = server_device = "tun0"
    redirect = []  # what makes the client send everything into the tunnel
    one_network = ["route 198.51.100.0 255.255.255.0"]

    def connect(self, lab, split):
        server, client = (certificate(lab.folder, name) for name in ("server", "client"))
        (lab.folder / "clients").mkdir()
        pushed = self.one_network if split else self.redirect
        lab.file("clients/client", "ifconfig-push 10.8.0.6 255.255.255.0\n" +
                 "".join(f'push "{option}"\n' for option in pushed))
        names = {"server": SERVER, "folder": lab.folder}
        gateway = lab.file("server.conf", GATEWAY.format(fingerprint=client, **names))
        host = lab.file("client.conf", CLIENT.format(fingerprint=server, **names))
        lab.start("vpn-gateway", "openvpn", "--config", gateway)
        lab.start("host", "openvpn", "--config", host)
        lab.wait_until_printed("host", "openvpn", "Initialization Sequence Completed")


class Def1(OpenVpnCase):
    style = "openvpn-def1"
    redirect = ["redirect-gateway def1"]

    def test_everything(self):
        self.check(drop=True)

    def test_one_network(self):
        self.check(split=True)


if __name__ == "__main__":
    harness.main(own_processes=True)
