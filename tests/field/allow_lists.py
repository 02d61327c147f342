"""What each form of an allow-list lets through. Those that a router of Linux takes are loaded into
it, line by line; of the others it is read what a firewall team would set up by them."""
import csv
import io
import json
import re

BLOCK = re.compile(r"^\d+\. (TCP|UDP) (\d+) to .*?^ +Checks +(.*?)\n +Seen as +(.*?)$",
                   re.MULTILINE | re.DOTALL)


class ByNft:
    """A chain that forward jumps to, and that drops the rest."""

    LINES = re.compile(r'^ +(.* accept comment "(.*)")$', re.MULTILINE)

    def __init__(self, net):
        self.net = net
        net.router.run("nft", "table inet filter { chain edgeprobe { }; chain forward { "
                              "type filter hook forward priority 10; policy drop; "
                              "jump edgeprobe; }; }")

    def load(self, printed, without=None):
        """The list as it was printed, but for one line."""
        self.net.router.run("nft", "flush chain inet filter edgeprobe")
        self.net.router.run("nft", "-f", self.net.file(self.shorter(printed, without)))
        self.forget_connections()

    def forget_connections(self):
        """Where the program for it is installed; a new check has a connection of its own anyway."""
        self.net.router.run("sh", "-c", "command -v conntrack >/dev/null && conntrack -F || true")

    def shorter(self, printed, without):
        return "".join(line for line in printed.splitlines(keepends=True)
                       if without is None or line.strip() != without)


class ByIptables(ByNft):
    LINES = re.compile(r'^(-A EDGEPROBE .*--comment "(.*)" -j ACCEPT)$', re.MULTILINE)

    def __init__(self, net):
        self.net = net
        for rule in ("-N EDGEPROBE", "-I FORWARD -j EDGEPROBE", "-P FORWARD DROP"):
            net.router.run("iptables", "--wait", *rule.split())

    def load(self, printed, without=None):
        self.net.router.run("iptables-restore", "--wait", "--noflush",
                            self.net.file(self.shorter(printed, without)))
        self.forget_connections()


ROUTERS = {"nft": ByNft, "iptables": ByIptables}


def asked_by_nft(printed):
    found = re.findall(r'ip daddr \{ (.*) \} (tcp|udp) dport (\d+) accept comment "(.*)"', printed)
    return {(addresses, protocol.upper(), port, checks)
            for addresses, protocol, port, checks in found}


def asked_by_csv(printed):
    return {(row["addresses"], row["protocol"], row["port"], row["checks"])
            for row in csv.DictReader(io.StringIO(printed, newline=""))}


def asked_by_nsg(printed):
    rules = [rule["properties"] for rule in json.loads(printed)["securityRules"]]
    return {(", ".join(rule["destinationAddressPrefixes"]), rule["protocol"].upper(),
             rule["destinationPortRange"], rule["description"])
            for rule in rules if (rule["access"], rule["direction"]) == ("Allow", "Outbound")}


def asked_by_text(printed):
    return {(addresses, protocol, port, checks)
            for protocol, port, checks, addresses in BLOCK.findall(printed)}


OTHERS = {"csv": asked_by_csv, "nsg": asked_by_nsg, "text": asked_by_text}
