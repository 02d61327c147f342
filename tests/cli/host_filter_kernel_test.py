#!/usr/bin/env python3
"""edgeprobe host against real packets: rules of packet filters drawn at random, and what the probe
says of a module's packet and its answer must be what happens to them. What differs prints the
seed's rules."""
import contextlib
import json
import random
import re
import socket
import unittest

from host_network import BRIDGE, HUB, MODULE, ROUTER, SUBNET, Host, Namespace
from programs import harness

SEEDS = range(36)
MARKER = 9  # a UDP port that every chain lets through first: what was sent before has arrived
PROGRAMS = ("nft", "iptables-nft", "iptables-legacy")
TCP_ESTABLISHED = 1
NFT_CHAINS = {"early": ("prerouting", -300), "mangle": ("prerouting", -150),
              "through": ("forward", 0), "late": ("forward", 10), "out": ("postrouting", -150)}
IPTABLES_CHAINS = {"raw PREROUTING": "raw", "mangle PREROUTING": "mangle",
                   "filter FORWARD": "filter", "mangle FORWARD": "mangle",
                   "mangle POSTROUTING": "mangle"}


class Nft:
    """Rules in the words of nft(8)."""

    def match(self, dice):
        return dice.choice([
            f'iifname "{BRIDGE}"', 'iifname "eth0"', f'oifname "{BRIDGE}"', 'oifname != "eth0"',
            'iifname "br-*"', f"ip saddr {SUBNET}", "ip saddr 172.16.0.0/12", f"ip saddr {HUB}",
            "ip saddr & 255.255.0.255 == 172.18.0.2", f"ip daddr != {MODULE}",
            f"ip daddr {{ {HUB}, 10.0.0.0/8 }}", f"ip saddr @hubs", "ip daddr != @hubs",
            "tcp dport 5671", "tcp sport 5671", "tcp dport { 443, 5000-6000 }", "tcp dport != 443",
            "tcp dport >= 5672", "tcp sport < 6000", "udp dport 5671", "ip protocol tcp",
            "tcp flags & (syn|ack) == syn", "tcp flags syn", "ct state new",
            "ct state established,related", "ct state invalid", "ct state != new",
            "ct direction reply", "ct status snat", "meta mark 0x7", "meta mark & 0x3 == 0x1",
            "ct mark 0x7", "fib daddr type local", "fib saddr type != local",
            f"ip saddr . tcp dport {{ {MODULE} . 5671, {HUB} . 443 }}",
            f"ip daddr . tcp dport {{ {SUBNET} . 0-65535, {HUB} . 5000-6000 }}",
            "ip version 4", "ip frag-off & 0x1fff != 0", 'meta iifkind "bridge"', "counter"])

    def action(self, dice):
        return dice.choice(["accept"] * 3 + ["drop"] * 2 + ["reject with tcp reset", "jump one",
                           "jump two", "goto one", "return", "meta mark set 0x7",
                           "meta mark set 0x1", "meta mark set ct mark",
                           "ct mark set 0x7", "continue",
                           "tcp dport vmap { 443 : drop, 5671 : jump one, 6000-6100 : accept }",
                           "ip saddr vmap { 172.18.0.0/16 : accept, * : drop }"])

    def rules(self, dice):
        lines = ["add table inet drawn",
                 "add set inet drawn hubs { type ipv4_addr; flags interval; "
                 "elements = { 198.51.100.16-198.51.100.40, 203.0.113.0/24 }; }",
                 "add chain inet drawn one", "add chain inet drawn two"]
        for name, (hook, priority) in NFT_CHAINS.items():
            policy = dice.choice(["accept", "accept", "drop"] if name == "through" else ["accept"])
            lines += [f"add chain inet drawn {name} {{ type filter hook {hook} priority "
                      f"{priority}; policy {policy}; }}",
                      f"add rule inet drawn {name} udp dport {MARKER} accept",
                      f"add rule inet drawn {name} udp sport {MARKER} accept"]
        for name in ("two", "one", *NFT_CHAINS):
            for _ in range(dice.randrange(4)):
                words = [self.match(dice) for _ in range(dice.choice((1, 1, 2)))]
                action = self.action(dice)
                if name not in ("through", "late") or "udp" in " ".join(words):
                    action = action.replace("reject with tcp reset", "drop")
                inner = {"one": ("jump", "goto"), "two": ("jump two",)}.get(name, ())
                if any(action.startswith(word) or f": {word}" in action for word in inner):
                    action = "drop"
                lines.append(f"add rule inet drawn {name} {' '.join(words)} {action}")
        if dice.random() < 0.15:
            lines.append(f"insert rule inet drawn early meta l4proto tcp iifname {BRIDGE} notrack")
        lines += ["add chain inet drawn leave { type nat hook postrouting priority 100; }",
                  f"add rule inet drawn leave udp dport {MARKER} accept"]
        lines += [f"add rule inet drawn leave {self.match(dice)} " +
                  dice.choice(["masquerade", "snat ip to 192.168.7.9", "accept"])
                  for _ in range(dice.randrange(1, 4))]
        return [("nft", line) for line in lines]


class Iptables:
    """In the words of iptables(8), whose matches stand beside nft's own expressions."""

    def __init__(self, program):
        self.program = program

    def match(self, dice):
        return dice.choice([
            f"-i {BRIDGE}", "! -i eth0", "-i br+", f"-s {SUBNET}", f"! -s {MODULE}", f"-d {HUB}",
            "-s 172.16.0.0/12", f"! -d {HUB}", "-p tcp", "-p tcp -m tcp --dport 5671",
            "-p tcp -m tcp ! --dport 443", "-p tcp -m tcp --sport 5000:6000", "-p udp",
            "-p tcp -m multiport --dports 443,5671", "-p tcp -m multiport ! --sports 1:1000,5671",
            "-p tcp -m tcp --syn", "-p tcp -m tcp ! --syn", "-m conntrack --ctstate NEW",
            "-m conntrack --ctstate RELATED,ESTABLISHED", "-m conntrack ! --ctstate INVALID",
            "-m conntrack --ctstate SNAT", "-m state --state ESTABLISHED", "-m mark --mark 0x7",
            "-m mark ! --mark 0x1/0x3", "-m connmark --mark 0x7", "-m addrtype --dst-type LOCAL",
            "-m addrtype ! --src-type LOCAL", "-m comment --comment drawn"])

    def action(self, dice, table):
        of_mangle = ["MARK --set-mark 0x7", "MARK --set-xmark 0x1/0x3", "CONNMARK --save-mark",
                     "CONNMARK --restore-mark"]
        of_filter = ["REJECT"]
        return dice.choice(["ACCEPT"] * 3 + ["DROP"] * 2 + ["ONE", "RETURN"] +
                           {"mangle": of_mangle, "filter": of_filter}.get(table, []))

    def rules(self, dice):
        lines = [f"-t {table} -N ONE" for table in ("raw", "mangle", "filter")]
        for chain in IPTABLES_CHAINS:
            for side in ("dport", "sport"):
                lines.append(f"-t {chain.split()[0]} -A {chain.split()[1]} -p udp --{side} "
                             f"{MARKER} -j ACCEPT")
        for table in ("raw", "mangle", "filter"):
            lines += [f"-t {table} -A ONE {self.match(dice)} -j " +
                      dice.choice(["ACCEPT", "DROP", "RETURN"]) for _ in range(dice.randrange(3))]
        for chain, table in IPTABLES_CHAINS.items():
            for _ in range(dice.randrange(4)):
                words = self.match(dice)
                target = self.action(dice, table)
                how = dice.choice(["-g", "-j"]) if target == "ONE" else "-j"
                if table == "raw" and "state" in words:
                    continue
                if "POSTROUTING" in chain and "-i " in words:
                    continue
                if dice.random() < 0.3 and "PREROUTING" not in chain:
                    words += f" -o {dice.choice((BRIDGE, 'eth0'))}"
                lines.append(f"-t {table} -A {chain.split()[1]} {words} {how} {target}")
        lines.append(f"-P FORWARD {dice.choice(('ACCEPT', 'DROP'))}")
        lines += [f"-t nat -A POSTROUTING {self.match(dice).replace('-i ', '-o ')} -j " +
                  dice.choice(["MASQUERADE", "ACCEPT"]) for _ in range(dice.randrange(1, 3))]
        return [(self.program, *line.split()) for line in lines]


class Wire:
    """Module, host and hub, and a packet from one end to the other."""

    def __init__(self):
        self.host, self.module, self.hub = Host(), Namespace(), Namespace()
        self.host.run("nft", "delete table ip edge")
        links = json.loads(self.host.run("ip", "-json", "link"))
        [end] = [link["ifname"] for link in links if re.fullmatch(r"c\d+", link["ifname"])]
        self.host.ip(f"link set {end} netns {self.module.keeper.pid}",
                     f"link set lan netns {self.hub.keeper.pid}")
        self.module.ip(f"link set {end} name eth0", "link set eth0 up",
                       f"address add {MODULE}/16 dev eth0", "route add default via 172.18.0.1")
        self.hub.ip("link set lan up", f"address add {ROUTER}/24 dev lan",
                    f"address add {HUB}/32 dev lo", f"route add {SUBNET} via 192.168.7.2",
                    "route add 192.168.7.9/32 via 192.168.7.2")
        self.hub.run("nft", "table ip seen { counter own { }; counter translated { }; chain in { "
                     "type filter hook prerouting priority raw; tcp dport 5671 ip saddr "
                     f"{MODULE} counter name own; tcp dport 5671 ip saddr != {MODULE} counter "
                     "name translated; }; }")
        self.listener = self.hub.made(lambda: socket.create_server((HUB, 5671)))
        self.listener.setblocking(False)
        self.hub_marker = self.hub.made(lambda: self.udp((HUB, MARKER)))
        self.module_marker = self.module.made(lambda: self.udp((MODULE, MARKER)))

    def udp(self, address):
        end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        end.bind(address)
        return end

    def marker(self):
        self.module_marker.sendto(b"marker", (HUB, MARKER))
        _, sender = self.hub_marker.recvfrom(100)
        self.hub_marker.sendto(b"marker", sender)
        self.module_marker.recvfrom(100)

    def connect(self):
        """As whose the first packet arrives, and whether the connection is opened."""
        self.marker()
        client = self.module.made(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        client.setblocking(False)
        client.connect_ex((HUB, 5671))
        self.marker()
        self.marker()  # behind the acknowledgement
        [state] = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
        opened = state == TCP_ESTABLISHED and self.accepts()
        seen = [name for name in ("own", "translated")
                if "packets 0 " not in self.hub.run("nft", "list counter ip seen " + name)]
        client.close()
        return seen[0] if seen else "", opened

    def accepts(self):
        """The hub has the acknowledgement of its answer."""
        with contextlib.suppress(BlockingIOError):
            self.listener.accept()[0].close()
            return True
        return False

    def close(self):
        for each in (self.listener, self.hub_marker, self.module_marker):
            each.close()
        for each in (self.module, self.hub, self.host):
            each.close()


class SameAsPackets(unittest.TestCase):
    def said(self, host):
        """The same, by the probe."""
        report = host.report()
        [network] = report["networks"]
        unread = [each for each in report["not_checked"] if "rule" in each["what"]]
        self.assertEqual(unread, [])
        out, back = network["out"], network["back"]
        if "stopped_by_filter" in out:
            return "", False
        translates = any(step["effect"] in ("masquerades", "translates the source")
                         for step in out.get("filters", []))
        stopped = "stopped_by_filter" in back or "later_filters" in network
        return "translated" if translates else "own", not stopped

    def test_any_rules(self):
        met = set()
        for seed in SEEDS:
            dice = random.Random(seed)
            program = PROGRAMS[seed % len(PROGRAMS)]
            writer = Nft() if program == "nft" else Iptables(program)
            rules = writer.rules(dice)
            wire = Wire()
            self.addCleanup(wire.close)
            for rule in rules:
                with contextlib.suppress(RuntimeError):  # what nft finds to make no sense
                    wire.host.run(*rule)
            with self.subTest(seed=seed, rules="\n".join(" ".join(rule) for rule in rules)):
                said = self.said(wire.host)
                happened = wire.connect()
                self.assertEqual(said, happened)
                met.add((program, happened))
        for program in PROGRAMS:
            for happened in (("", False), ("translated", True)):
                self.assertIn((program, happened), met)
        self.assertIn(False, [arrived for _, (seen, arrived) in met if seen])


if __name__ == "__main__":
    harness.main()
