#!/usr/bin/env python3
"""edgeprobe host against `ip route get`: rules and routes drawn at random, and both must say the
same of every packet. What differs prints the seed's rules and routes."""
import json
import random
import unittest

from host_network import BRIDGE, MODULE, Host
from programs import harness

SEEDS = range(20)
HUBS = ("198.51.100.20", "203.0.113.9", "10.1.2.3", "172.18.9.9")
DEVICES = ("eth0", "eth1", "tun0")


def any_route(dice):
    address = dice.choice((*HUBS, MODULE))
    length = dice.choice((0, 1, 8, 12, 16, 24, 28, 32))
    mask = (0xffffffff << (32 - length)) & 0xffffffff
    number = int.from_bytes(map(int, address.split(".")), "big") & mask
    network = ".".join(map(str, number.to_bytes(4, "big")))
    kind = dice.choice(["unicast"] * 8 + ["throw", "blackhole", "unreachable", "prohibit"])
    device = f" dev {dice.choice(DEVICES)}" if kind == "unicast" else ""
    return (f"route replace {kind} {network}/{length}{device} metric {dice.choice((5, 50))} "
            f"table {dice.choice((254, 52, 100, 220))}")


def any_rule(dice):
    selector = dice.choice(["", f"from {MODULE}", "from 172.16.0.0/12", "from 10.0.0.0/8",
                            f"iif {BRIDGE}", "iif eth0", "iif lo", "to 198.51.100.0/24",
                            f"to {MODULE}", "fwmark 0x1", "fwmark 0x0/0xff",
                            "ipproto tcp dport 5671", "ipproto tcp dport 443", "ipproto udp"])
    action = dice.choice([f"table {table}" for table in (52, 100, 220, 254)] * 3 +
                         ["table 254 suppress_prefixlength 0", "table 254 suppress_prefixlength 8",
                          "prohibit", "unreachable", "goto 32766"])
    inverted = "not " if selector and dice.random() < 0.2 else ""
    return f"rule add pref {dice.randrange(1, 32000)} {inverted}{selector} {action}"


class SameAsTheKernel(unittest.TestCase):
    def kernel(self, host, hub):
        """Where the module's packet goes: an interface, or nowhere."""
        try:
            told = host.run("ip", "-json", "route", "get", hub, "from", MODULE, "iif", BRIDGE,
                            "ipproto", "tcp", "dport", "5671")
        except RuntimeError:
            return ""
        return json.loads(told)[0]["dev"]

    def test_any_rules_and_routes(self):
        decided = set()
        for seed in SEEDS:
            dice = random.Random(seed)
            lines = [any_route(dice) for _ in range(12)] + [any_rule(dice) for _ in range(8)]
            host = Host()
            host.ip("link add eth1 type veth peer name lan1", "link set lan1 up",
                    "link set eth1 up")
            host.tunnel("tun0")
            for line in lines:
                host.run("sh", "-c", f"ip {line} 2>/dev/null || true")  # two alike are refused
            for hub in HUBS:
                with self.subTest(seed=seed, hub=hub, lines=lines):
                    wanted = self.kernel(host, hub)
                    [network] = host.report(hub=hub)["networks"]
                    out = network["out"]
                    self.assertEqual(out.get("out", ""), wanted)
                    self.assertNotIn("note", out)  # that the two differ, or a setting keeps it
                    # What the walk decides is what the kernel does.
                    last = out["steps"][-1] if out["steps"] else {"end": ""}
                    if wanted and last["end"] == "decides":
                        self.assertIn(f"dev {wanted}", last["route"])
                    decided.add(wanted)
            host.close()
        self.assertLessEqual({"", *DEVICES, BRIDGE}, decided)


if __name__ == "__main__":
    harness.main()
