#!/usr/bin/env python3
"""A real openconnect (the open client of AnyConnect) and ocserv in the lab: everything into the
tunnel, and one network."""
import subprocess

import harness
from vpn_case import SERVER, SPLIT, VpnCase, routes

PASSWORD = "for this test only"
GATEWAY = """auth = "plain[passwd={folder}/passwords]"
listen-host = {server}
tcp-port = 443
udp-port = 443
run-as-user = root
run-as-group = root
isolate-workers = false
socket-file = {folder}/ocserv.socket
server-cert = {folder}/server.crt
server-key = {folder}/server.key
device = vpns
ipv4-network = 10.8.0.0
ipv4-netmask = 255.255.255.0
config-per-user = {folder}/users
predictable-ips = true
cisco-client-compat = false
dtls-legacy = false
"""


class OpenConnect(VpnCase):
    programs = ("openconnect", "ocserv", "ocpasswd", "openssl")
    needs_uid_ranges = True  # ocserv sets its groups, even if they stay what they are
    style = "vpnc-default"
    product = "openconnect or AnyConnect"
    device = "tun0"
    server_device = "vpns0"

    def certificate(self, folder):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=vpn.test", "-addext", f"subjectAltName=IP:{SERVER}", "-keyout",
                        folder / "server.key", "-out", folder / "server.crt"],
                       check=True, capture_output=True)

    def connect(self, lab, split):
        self.certificate(lab.folder)
        (lab.folder / "users").mkdir()
        route = SPLIT if split else "default"
        lab.file("users/edge", f"explicit-ipv4 = 10.8.0.6\nroute = {route}\n")
        subprocess.run(["ocpasswd", "-c", lab.folder / "passwords", "edge"], check=True,
                       input=f"{PASSWORD}\n" * 2, text=True, capture_output=True)
        configuration = lab.file("ocserv.conf", GATEWAY.format(
            folder=lab.folder, server=SERVER))
        lab.start("vpn-gateway", "ocserv", "--foreground", "--config", configuration)
        lab.wait_until_printed("vpn-gateway", "ocserv", "listening (UDP)")
        lab.start("host", "openconnect", "--interface", self.device, "--user", "edge",
                  "--passwd-on-stdin", "--cafile", lab.folder / "server.crt", "--non-inter",
                  f"https://{SERVER}", given=f"{PASSWORD}\n")
        lab.wait_until_printed("host", "openconnect", "Established DTLS")
        # It does not tell when its script is done; this is the last thing that the script does.
        last = {"dst": route, "dev": self.device}.items()
        lab.wait_until(lambda: any(last <= present.items() for present in routes(lab)),
                       "vpnc-script adds its routes")

    def test_everything(self):
        self.check(drop=True)

    def test_one_network(self):
        self.check(split=True)


if __name__ == "__main__":
    harness.main(own_processes=True)
