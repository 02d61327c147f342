#!/usr/bin/env python3
"""A real strongSwan (charon-systemd, IKEv2) at both ends in the lab, with ESP in user space
(kernel-libipsec): traffic selectors of everything, and of one network."""
import harness
from vpn_case import SERVER, SPLIT, VpnCase

# No more plugins than this takes; among those left out is bypass-lan.
DAEMON = """charon-systemd {{
  load = random nonce openssl pem gcm aes sha2 hmac kdf kernel-libipsec kernel-netlink \
socket-default vici
  filelog {{ file {{
    path = {log}
    default = 1
    flush_line = yes }} }}
  plugins {{ vici {{ socket = {socket} }} }}
}}
"""
CONNECTION = """connections {{
  edge {{
    {addresses}
    local {{ auth = psk
      id = {own} }}
    remote {{ auth = psk
      id = {other} }}
    children {{ net {{ {networks} }} }}
  }}
}}
pools {{ clients {{ addrs = 10.8.0.6 }} }}
secrets {{ ike {{ secret = "for this test only" }} }}
"""


class StrongSwan(VpnCase):
    programs = ("charon-systemd", "swanctl")
    style = "strongswan-220"
    product = "strongSwan"
    device = server_device = "ipsec0"

    def start(self, lab, node, connection):
        """A daemon that knows `connection`; returns the address of its control socket."""
        socket = f"unix://{lab.folder}/{node}.vici"
        settings = lab.file(f"{node}.conf", DAEMON.format(
            socket=socket, log=lab.log_of(node, "charon")))
        lab.start(node, "env", f"STRONGSWAN_CONF={settings}", "charon-systemd")
        lab.wait_until((lab.folder / f"{node}.vici").exists, "charon's control socket")
        lab.run(node, "swanctl", "--load-all", "--noprompt", "--uri", socket, "--file",
                lab.file(f"{node}-connection.conf", connection))
        return socket

    def connect(self, lab, split):
        network = SPLIT if split else "0.0.0.0/0"
        # kernel-libipsec wants an address of its own in the network that it speaks for.
        lab.run("vpn-gateway", "ip", "address", "add", "198.51.100.254/32", "dev", "lo")
        self.start(lab, "vpn-gateway", CONNECTION.format(
            addresses=f"local_addrs = {SERVER}\n    pools = clients", own="gateway",
            other="device", networks=f"local_ts = {network}"))
        socket = self.start(lab, "host", CONNECTION.format(
            addresses=f"remote_addrs = {SERVER}\n    vips = 0.0.0.0", own="device",
            other="gateway", networks=f"remote_ts = {network}"))
        lab.run("host", "swanctl", "--initiate", "--child", "net", "--uri", socket)

    def test_everything(self):
        self.check(drop=True)

    def test_one_network(self):
        self.check(split=True)


if __name__ == "__main__":
    harness.main(own_processes=True)
