#!/usr/bin/env python3
"""A real wg-quick with wireguard-go (or the kernel's WireGuard, where there is one) in the lab,
with AllowedIPs of everything and of one network."""
import re
import subprocess

import harness
from vpn_case import SERVER, SPLIT, VpnCase

CLIENT = """[Interface]
Address = 10.8.0.6/24
PrivateKey = {private}
[Peer]
PublicKey = {public}
Endpoint = {server}:51820
AllowedIPs = {allowed}
"""
GATEWAY = """[Interface]
Address = 10.8.0.1/24
ListenPort = 51820
PrivateKey = {private}
Table = off
[Peer]
PublicKey = {public}
AllowedIPs = 10.8.0.6/32
"""


def wg(command, given=""):
    return subprocess.run(["wg", command], input=given, text=True, check=True,
                          capture_output=True).stdout.strip()


def filters(lab):
    """wg-quick's filter rules, real and simulated, as (hook, priority, rule)."""
    found, chain, ours = [], None, False
    for line in map(str.strip, lab.run("host", "nft", "-y", "list", "ruleset").splitlines()):
        rule, _, comment = line.partition(" comment ")
        if line.startswith("table"):
            ours = "wg-quick-wg0" in line
        elif line.startswith("type"):
            chain = re.search(r"hook (\w+) priority (-?\d+)", line).groups()
        elif comment.startswith('"wg-quick:') or (ours and chain and line not in ("", "}")):
            if not line.startswith("chain"):
                found.append((*chain, rule))
    return folded(sorted(found))


def folded(rules):
    """The simulated style says "drop those that are not local" in two rules."""
    accept = [rule for rule in rules if rule[2].endswith(" fib saddr type local accept")]
    for hook, priority, text in accept:
        match = text.removesuffix(" fib saddr type local accept")
        rules[rules.index((hook, priority, f"{match} drop"))] = (
            hook, priority, f"{match} fib saddr type != local drop")
        rules.remove((hook, priority, text))
    return rules


class WgQuick(VpnCase):
    programs = ("wg-quick", "wg", "wireguard-go")
    style = "wg-quick"
    product = "WireGuard (wg-quick)"
    split_product = "WireGuard"
    device = "wg0"
    server_device = "wg-server"  # control sockets are found by the interface's name

    def connect(self, lab, split):
        server, client = wg("genkey"), wg("genkey")
        gateway = lab.file("wg-server.conf", GATEWAY.format(
            private=server, public=wg("pubkey", client)))
        host = lab.file("wg0.conf", CLIENT.format(
            private=client, public=wg("pubkey", server), server=SERVER,
            allowed=SPLIT if split else "0.0.0.0/0"))
        for node, configuration in (("vpn-gateway", gateway), ("host", host)):
            lab.run(node, "wg-quick", "up", configuration)
            lab.ending.callback(lab.run, node, "wg-quick", "down", configuration)

    def state(self, lab):
        valid = lab.run("host", "cat", "/proc/sys/net/ipv4/conf/all/src_valid_mark")
        return {**super().state(lab), "filters": filters(lab), "src_valid_mark": valid}

    def test_everything(self):
        self.check(drop=True)

    def test_one_network(self):
        self.check(split=True)


if __name__ == "__main__":
    harness.main(own_processes=True)
