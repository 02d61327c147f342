#!/usr/bin/env python3
"""edgeprobe host and real packet filters: nft, iptables-nft, iptables-legacy. What stops a module
network's packets is named with its rule, and the commands that are written let them through."""
import json
import unittest

from host_network import BRIDGE, HUB, MODULE, SUBNET, OnHost
from programs import CLEAN, harness

# What Docker 28 makes for a network of its own, with a container that publishes port 443.
DOCKER = f"""
-N DOCKER; -N DOCKER-USER; -N DOCKER-FORWARD; -N DOCKER-CT; -N DOCKER-BRIDGE
-N DOCKER-ISOLATION-STAGE-1; -N DOCKER-ISOLATION-STAGE-2
-P FORWARD DROP
-A FORWARD -j DOCKER-USER; -A FORWARD -j DOCKER-FORWARD
-A DOCKER-FORWARD -j DOCKER-CT; -A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1
-A DOCKER-FORWARD -j DOCKER-BRIDGE; -A DOCKER-FORWARD -i {BRIDGE} -j ACCEPT
-A DOCKER-CT -o {BRIDGE} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A DOCKER-BRIDGE -o {BRIDGE} -j DOCKER
-A DOCKER ! -i {BRIDGE} -o {BRIDGE} -j DROP
-A DOCKER-ISOLATION-STAGE-1 -i {BRIDGE} ! -o {BRIDGE} -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
-t nat -N DOCKER; -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-t nat -A POSTROUTING -s {SUBNET} ! -o {BRIDGE} -j MASQUERADE
-t nat -A DOCKER -p tcp -m tcp --dport 443 -j DNAT --to-destination 172.18.0.3:443
-t raw -A PREROUTING -d 172.18.0.3/32 ! -i {BRIDGE} -j DROP
"""


class OnFilteredHost(OnHost):
    def setUp(self):
        super().setUp()
        self.host.run("nft", "delete table ip edge")

    def nft(self, rules):
        self.host.run("nft", rules)

    def masquerade(self):
        self.nft(f"table ip edge {{ chain leaving {{ type nat hook postrouting priority srcnat; "
                 f"oifname \"eth0\" masquerade; }}; }}")

    def iptables(self, program, lines):
        for line in lines.replace("\n", ";").split(";"):
            if line.strip():
                self.host.run(program, *line.split())

    def expect_let_through(self, finding):
        """By the commands that it has, which its undo takes back."""
        before = self.host.state()
        for command in finding["commands"]:
            self.host.run("sh", "-c", command)
        self.assertEqual([each["code"] for each in self.host.report()["findings"]], [])
        for command in finding["undo"]:
            self.host.run("sh", "-c", command)
        self.assertEqual(self.host.state(), before)

    def expect(self, code, rule, confidence="certain"):
        finding = self.cause()
        self.assertEqual((finding["code"], finding["rule"], finding["confidence"]),
                         (code, rule, confidence))
        return finding


class Docker(OnFilteredHost):
    PROGRAMS = ("iptables-nft", "iptables-legacy")

    def on_each(self):
        for program in self.PROGRAMS:
            self.setUp()
            self.iptables(program, DOCKER)
            kind = "legacy" if program.endswith("legacy") else "ip"
            with self.subTest(program):
                yield program, kind

    def places(self, path):
        return [(step["hook"], step["place"].partition(",")[0], step["effect"])
                for step in path["filters"]]

    def test_its_chains_let_the_module_through(self):
        for _, kind in self.on_each():
            report = self.host.report()
            self.assertEqual(report["findings"], [])
            [network] = report["networks"]
            self.assertEqual(self.places(network["out"]), [
                ("forward", f"{kind} filter FORWARD > DOCKER-FORWARD", "accepts"),
                ("postrouting", f"{kind} nat POSTROUTING", "masquerades")])
            self.assertEqual(self.places(network["back"]), [
                ("forward", f"{kind} filter FORWARD > DOCKER-FORWARD > DOCKER-CT", "accepts")])
            [table] = [each for each in report["filter_tables"]
                       if each["name"] == f"{kind} filter"]
            self.assertEqual(table["products"], ["Docker"])

    def test_a_rule_in_docker_user(self):
        for program, kind in self.on_each():
            self.iptables(program, f"-A DOCKER-USER -i {BRIDGE} -p tcp -m multiport "
                                   "--dports 443,5671 -j REJECT")
            finding = self.cause()
            self.assertEqual(finding["code"], "filter-drops-module")
            self.assertIn(f"{kind} filter FORWARD > DOCKER-USER, rule 1", finding["rule"])
            self.assertIn("-m multiport --dports 443,5671 -j REJECT", finding["rule"])
            self.assertIn("rejects the module network's packets for the hub", finding["cause"])
            self.assertIn("TCP 443 does not get through, either, UDP 53 gets through",
                          finding["cause"])
            self.assertIn("-I DOCKER-USER", finding["commands"][0])
            self.expect_let_through(finding)

    def test_its_rules_were_flushed_and_the_policy_stayed(self):
        for program, kind in self.on_each():
            self.iptables(program, "-F FORWARD")
            finding = self.expect("forward-policy-drop", f"{kind} filter FORWARD: policy drop")
            self.expect_let_through(finding)

    def test_its_masquerade_was_flushed(self):
        for program, _ in self.on_each():
            self.iptables(program, "-t nat -F POSTROUTING")
            finding = self.cause()
            self.assertEqual((finding["code"], finding["confidence"]),
                             ("masquerade-missing", "likely"))
            self.assertIn(program, finding["commands"][0])
            self.expect_let_through(finding)

    def test_both_at_once(self):
        self.iptables("iptables-nft", DOCKER)
        self.iptables("iptables-legacy", "-P FORWARD DROP")
        finding = self.expect("forward-policy-drop", "legacy filter FORWARD: policy drop")
        self.assertIn("iptables-legacy -I FORWARD", finding["commands"][0])
        self.expect_let_through(finding)


class Nft(OnFilteredHost):
    def test_a_kill_switch(self):
        self.masquerade()
        self.nft("table inet mullvad { chain forward { type filter hook forward priority filter; "
                 "policy drop; oifname \"wg0-mullvad\" accept; reject; }; }")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["product"]), ("vpn-kill-switch", "Mullvad"))
        self.assertIn("inet mullvad forward, rule 2", finding["rule"])
        self.expect_let_through(finding)

    def test_only_the_answers_are_dropped(self):
        self.masquerade()
        self.nft("table inet corp { chain in { type filter hook prerouting priority raw; "
                 "iifname \"eth0\" tcp sport 5671 drop comment \"no AMQP\"; }; }")
        finding = self.cause()
        self.assertIn("the hub's answers to the module network", finding["cause"])
        self.assertRegex(finding["rule"], r'inet corp in, rule 1 \(handle \d+\): iifname "eth0" '
                                          r'tcp sport 5671 drop comment "no AMQP"')
        self.assertEqual(finding["code"], "filter-drops-module")
        self.expect_let_through(finding)

    def test_a_port_that_is_led_to_the_host(self):
        self.masquerade()
        self.nft("table ip corp { chain arriving { type nat hook prerouting priority dstnat; "
                 f"iifname \"{BRIDGE}\" tcp dport 5671 redirect to :1883; }}; }}")
        report = self.host.report()
        [finding] = report["findings"]
        self.assertEqual((finding["code"], report["exit_code"]), ("port-redirected", 1))
        self.assertRegex(finding["rule"], r"ip corp arriving, rule 1 .*tcp dport 5671 redirect")

    def test_only_another_port_is_dropped(self):
        self.masquerade()
        self.nft("table ip corp { chain through { type filter hook forward priority filter; "
                 "udp dport 53 drop; }; }")
        report = self.host.report()
        [finding] = report["findings"]
        self.assertEqual((finding["severity"], report["exit_code"]), ("warning", 0))
        self.assertIn("packets to UDP 53", finding["cause"])

    def test_sets_maps_and_ranges(self):
        self.masquerade()
        self.nft("table ip corp { set hubs { type ipv4_addr; flags interval; elements = { "
                 "198.51.100.0/24, 203.0.113.7 }; }; chain no { drop; }; "
                 "chain through { type filter hook forward priority filter; "
                 "ip daddr @hubs tcp dport vmap { 443 : accept, 5000-6000 : jump no }; }; }")
        finding = self.cause()
        self.assertIn("ip corp through > no, rule 1", finding["rule"])
        self.assertEqual(self.host.report(hub="198.51.101.1")["findings"], [])

    def test_a_mark_leads_to_another_table(self):
        self.masquerade()
        self.host.tunnel("tun0")
        self.host.ip("rule add fwmark 0x7 table 100", "route add default dev tun0 table 100")
        self.nft("table ip corp { chain in { type filter hook prerouting priority mangle; "
                 f"iifname \"{BRIDGE}\" meta mark set 0x7; }}; }}")
        [network] = self.host.report()["networks"]
        self.assertEqual(network["out"]["out"], "tun0")
        self.assertIn("fwmark 0x7", network["out"]["steps"][-1]["rule"])

    def test_untracked_packets_are_not_masqueraded(self):
        self.masquerade()
        self.nft("table ip corp { chain in { type filter hook prerouting priority raw; "
                 f"iifname \"{BRIDGE}\" notrack; }}; }}")
        finding = self.cause()
        self.assertEqual(finding["code"], "masquerade-missing")
        self.assertIn("out of the connection table", finding["cause"])

    def test_masquerade_is_missing_without_any_table(self):
        finding = self.cause()
        self.assertEqual(finding["code"], "masquerade-missing")
        self.expect_let_through(finding)


class Many(OnFilteredHost):
    def test_rules_and_sets_of_thousands(self):
        self.masquerade()
        rules = "".join(f"ip saddr 10.1.{i % 250}.{i // 250} tcp dport {i + 1} drop; "
                        for i in range(1000))
        elements = ", ".join(f"10.{i // 250}.{i % 250}.0/25" for i in range(2500))
        self.nft("table ip corp { set known { type ipv4_addr; flags interval; elements = { "
                 f"{elements} }}; }}; chain through {{ type filter hook forward priority filter; "
                 f"{rules} ip daddr @known drop; }}; }}")
        report = self.host.report()
        self.assertEqual(report["findings"], [])
        [table] = [each for each in report["filter_tables"] if each["name"] == "ip corp"]
        self.assertEqual(table["rules"], 1001)
        finding = self.host.report(hub="10.9.249.127")["findings"][0]
        self.assertIn("ip corp through, rule 1001", finding["rule"])
        self.assertEqual(self.host.report(hub="10.9.249.128")["findings"], [])


class NotReadable(OnFilteredHost):
    def through(self, rules):
        self.masquerade()
        self.nft("table ip corp { chain through { type filter hook forward priority filter; "
                 f"{rules} }}; }}")

    def test_a_rule_that_may_drop_is_said_and_decides_nothing(self):
        self.through("limit rate over 5/second drop;")
        report = self.host.report()
        self.assertEqual(report["findings"], [])
        [said] = [each for each in report["not_checked"] if "ip corp through" in each["what"]]
        self.assertEqual(said["why"], "it has what this program cannot read: limit")

    def test_a_rule_that_may_accept_makes_a_drop_uncertain(self):
        self.through("limit rate 5/second accept; drop;")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["confidence"]),
                         ("filter-drops-module", "possible"))
        self.assertIn("A rule before it, which this program cannot read", finding["cause"])

    def test_filters_of_bridges_are_said_not_to_be_walked_through(self):
        self.masquerade()
        self.nft("table bridge frames { chain in { type filter hook input priority 0; "
                 "ether type ip drop; }; }")
        self.assertIn("rules of bridge frames",
                      [each["what"] for each in self.host.report()["not_checked"]])

    def test_names_are_escaped(self):
        self.through("iifname \"\x1b[31m\" drop; log prefix \"\x1b[31m\"; "
                     "meta l4proto tcp drop comment \"\x1b[31m\";")
        self.assertNotIn("\x1b", self.host.probe().stdout)
        self.assertNotIn("\x1b", self.host.probe("-o", "json").stdout)

    def test_without_privilege(self):
        self.through("drop;")
        command = self.host.inside("setpriv", "--bounding-set=-all", "--inh-caps=-all",
                                   "--no-new-privs", harness.BIN / "edgeprobe", "host", "--hub",
                                   HUB, "-o", "json")
        done = harness.subprocess.run(command, capture_output=True, text=True, env=CLEAN)
        report = json.loads(done.stdout)
        self.assertEqual(report["findings"], [])
        [said] = [each for each in report["not_checked"] if "nftables" in each["what"]]
        self.assertIn("CAP_NET_ADMIN", said["why"])


if __name__ == "__main__":
    harness.main()
