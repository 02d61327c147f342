#!/usr/bin/env python3
"""edgeprobe host: what it names on hosts with real routes and rules. `ip route get` says where a
packet goes; the commands that it writes must mend it, and the undo must take them back."""
import json
import unittest

from host_network import BRIDGE, HUB, MODULE, ROUTER, SUBNET, OnHost
from programs import CLEAN, edgeprobe, harness


class Healthy(OnHost):
    def test_nothing_is_in_the_way(self):
        report = self.host.report()
        self.assertEqual((report["findings"], report["exit_code"]), ([], 0))
        [network] = report["networks"]
        self.assertEqual((network["network"], network["bridge"]), (SUBNET, BRIDGE))
        self.assertEqual(network["out"]["packet"], f"{MODULE} > {HUB}:5671, in by {BRIDGE}")
        self.assertEqual(network["back"]["packet"], f"{HUB}:5671 > {MODULE}, in by eth0")
        self.assertEqual(network["out"]["steps"][-1],
                         {"rule": "32766: from all lookup main", "end": "decides",
                          "route": f"default via {ROUTER} dev eth0"})
        self.assertEqual((network["out"]["out"], network["back"]["out"]), ("eth0", BRIDGE))
        links = {link["name"]: link for link in report["links"]}
        self.assertEqual((links[BRIDGE]["kind"], links[BRIDGE]["forwards"]), ("bridge", True))

    def test_the_text_fits_on_a_screen(self):
        done = self.host.probe()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("Nothing known keeps the module networks from it", done.stdout)
        self.assertIn("packet filters", done.stdout)
        self.assertLess(len(done.stdout.splitlines()), 25)

    def test_without_a_hub_an_address_stands_for_the_internet(self):
        report = self.host.report(hub=None)
        self.assertEqual(report["target"], "192.0.2.1:5671")
        self.assertIn("stands for the internet", report["target_note"])

    def test_every_network_or_the_one_asked_for(self):
        self.host.bridge("docker0", "172.17.0.1/16")
        self.assertEqual([each["bridge"] for each in self.host.report()["networks"]],
                         [BRIDGE, "docker0"])
        for wanted in ("docker0", "172.17.0.0/16"):
            [network] = self.host.report("--network", wanted)["networks"]
            self.assertEqual(network["bridge"], "docker0")
        done = self.host.probe("--network", "br-none")
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"there are {BRIDGE} ({SUBNET}), docker0 (172.17.0.0/16)", done.stderr)

    def test_a_name_that_only_a_name_server_knows_is_not_looked_up(self):
        done = self.host.probe(hub="plant7.azure-devices.net")
        self.assertEqual(done.returncode, 2)
        self.assertIn("getent ahostsv4", done.stderr)

    def test_a_tunnel_that_takes_nothing_of_it_is_none_of_its_business(self):
        self.host.tunnel("tun0")
        self.host.ip("route add 10.20.0.0/16 via 10.8.0.1")
        self.assertEqual(self.host.report()["findings"], [])


class Settings(OnHost):
    def test_forwarding_is_off(self):
        self.host.set("ip_forward", 0)
        finding = self.cause()
        self.assertEqual((finding["code"], finding["commands"], finding["undo"]),
                         ("host-does-not-forward", ["sysctl -w net.ipv4.ip_forward=1"],
                          ["sysctl -w net.ipv4.ip_forward=0"]))
        [network] = self.host.report()["networks"]
        self.assertEqual(network["out"]["kernel"], "refused: No route to host")
        self.assertIn("forwarding", network["out"]["note"])

    def test_forwarding_is_off_on_the_bridge_alone(self):
        self.host.set(f"conf/{BRIDGE}/forwarding", 0)
        self.assertEqual(self.cause()["commands"],
                         [f"sysctl -w net/ipv4/conf/{BRIDGE}/forwarding=1"])

    def test_the_bridge_is_down(self):
        self.host.ip(f"link set {BRIDGE} down")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["commands"]),
                         ("module-bridge-down", [f"ip link set {BRIDGE} up"]))

    def test_answers_that_a_rule_leads_elsewhere_and_rp_filter(self):
        self.host.ip("link add eth1 type veth peer name lan1", "link set lan1 up",
                     "link set eth1 up", "address add 192.168.8.2/24 dev eth1",
                     "rule add iif eth0 table 100",
                     "route add default via 192.168.8.1 dev eth1 table 100")
        self.assertEqual(self.host.way(), "eth0")
        self.assertEqual(self.host.way(source=HUB, bridge="eth0", to=MODULE), "eth1")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["rule"]),
                         ("answers-go-astray", "32765: from all iif eth0 lookup 100"))
        self.host.set(f"conf/{BRIDGE}/rp_filter", 1)
        with self.assertRaisesRegex(RuntimeError, "Invalid argument|cross-device"):
            self.host.way()
        self.expect_filtered()
        self.host.set(f"conf/{BRIDGE}/rp_filter", 0)
        self.host.set("conf/all/rp_filter", 1)
        self.expect_filtered()
        self.expect_mended(finding)

    def expect_filtered(self):
        [astray, filtered] = self.host.report()["findings"]
        self.assertEqual((astray["code"], filtered["code"], filtered["confidence"]),
                         ("answers-go-astray", "return-path-filtered", "certain"))
        self.assertIn(f"rp_filter of {BRIDGE} drops the module network's packets",
                      filtered["cause"])


class Routes(OnHost):
    def test_no_default_route(self):
        self.host.ip("route del default")
        finding = self.cause()
        self.assertEqual(finding["code"], "no-route")
        self.assertIn("no table that they are looked up in has a default route", finding["cause"])

    def test_routes_and_rules_that_forbid(self):
        for kind in ("blackhole", "unreachable", "prohibit"):
            with self.subTest(kind):
                self.host.ip(f"route add {kind} 198.51.100.0/24")
                finding = self.cause()
                self.assertEqual((finding["code"], finding["route"]),
                                 ("no-route", f"{kind} 198.51.100.0/24"))
                self.host.ip(f"route del {kind} 198.51.100.0/24")
        self.host.ip("rule add pref 99 from 172.18.0.0/16 prohibit")
        self.assertEqual(self.cause()["rule"], "99: from 172.18.0.0/16 prohibit")

    def test_the_module_network_has_the_lans_addresses(self):
        self.host.ip("address add 172.18.4.2/24 dev eth0")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["severity"], finding["route"]),
                         ("module-subnet-overlap", "warning", "172.18.4.0/24 dev eth0"))
        self.host.ip("address add 172.18.0.9/24 dev eth0")
        findings = self.host.report()["findings"]
        self.assertIn(("module-subnet-overlap", "error"),
                      [(each["code"], each["severity"]) for each in findings])

    def test_the_default_route_leads_into_the_bridge(self):
        self.host.ip("route del default", f"route add default via {MODULE} dev {BRIDGE}")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["route"]),
                         ("bridge-default-route", f"default via {MODULE} dev {BRIDGE}"))

    def test_a_second_uplink(self):
        self.host.ip("link add eth1 type veth peer name lan1", "link set lan1 up",
                     "link set eth1 up", "address add 192.168.8.2/24 dev eth1",
                     "route add default via 192.168.8.1 dev eth1 metric 700")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["severity"]), ("second-uplink", "info"))
        self.assertIn("leave by eth0; eth1 has a default route, too (default via 192.168.8.1 dev "
                      "eth1 metric 700)", finding["cause"])

    def test_a_gateway_that_does_not_answer(self):
        self.host.ip(f"neigh add {ROUTER} dev eth0 nud failed")
        finding = self.cause()
        self.assertEqual(finding["code"], "gateway-unreachable")
        self.assertIn(f"{ROUTER} on eth0", finding["cause"])


class Hostile(OnHost):
    def test_names_of_interfaces_are_escaped_and_quoted(self):
        self.host.run("ip", "link", "set", "eth0", "down")
        self.host.run("ip", "link", "set", "eth0", "name", "e;$(x)'\x1b[31m")
        done = self.host.probe("-o", "json")
        self.assertNotIn("\x1b", done.stdout)
        self.assertIn("e;$(x)'\\x1b[31m",
                      [link["name"] for link in json.loads(done.stdout)["links"]])
        self.assertNotIn("\x1b", self.host.probe().stdout)

    def test_a_command_holds_a_name_as_one_word(self):
        self.host.run("ip", "link", "set", "eth0", "down")
        self.host.run("ip", "link", "set", "eth0", "name", "e;'$(x)")
        self.host.run("ip", "link", "set", "e;'$(x)", "up")
        self.host.ip(f"route add default via {ROUTER}")
        self.host.openvpn_def1()
        [first, *_] = self.cause()["commands"]
        self.host.run("sh", "-c", first)
        self.assertIn("e;'$(x)", self.host.run("ip", "route", "show", "table", "5671"))

    def test_many_routes_and_rules(self):
        lines = [f"route add 10.{i // 250}.{i % 250}.0/24 via {ROUTER}" for i in range(1000)]
        lines += [f"rule add pref {1000 + i} from 10.9.{i % 250}.0/24 table {100 + i % 50}"
                  for i in range(500)]
        batch = "".join(line + "\n" for line in lines)
        self.host.run("sh", "-c", f"ip -batch - <<'END'\n{batch}END\n")
        report = self.host.report()
        self.assertEqual((len(report["rules"]), report["findings"]), (503, []))
        self.assertEqual(report["networks"][0]["out"]["other_rules"], 500)


    def test_links_and_routes_that_come_and_go_meanwhile(self):
        script = ("for i in $(seq 150); do ip link add x type veth peer name y; ip link set x up; "
                  "ip address add 10.77.0.1/24 dev x; ip link del x; done")
        changing = harness.subprocess.Popen(self.host.inside("sh", "-c", script))
        runs = 0
        while changing.poll() is None or runs == 0:
            done = self.host.probe("-o", "json")
            runs += 1
            if done.returncode == 3:
                self.assertIn("they change faster than they can be read", done.stderr)
                continue
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(json.loads(done.stdout)["findings"], [])

    def test_without_privilege_only_packet_filters_and_ipsec_are_missing(self):
        self.host.openvpn_def1()
        whole = self.host.report()
        command = self.host.inside("setpriv", "--bounding-set=-all", "--inh-caps=-all",
                                   "--no-new-privs", harness.BIN / "edgeprobe", "host", "--hub",
                                   HUB, "-o", "json")
        done = harness.subprocess.run(command, capture_output=True, text=True, env=CLEAN)
        report = json.loads(done.stdout)
        self.assertFalse(report.pop("filters_read"))
        for _ in ("packet filters", "IPsec's policies"):
            self.assertIn("CAP_NET_ADMIN", report["not_checked"].pop(0)["why"])
        self.assertTrue(whole.pop("filters_read"))
        [table] = whole.pop("filter_tables")
        self.assertEqual(table["name"], "ip edge")
        for path in [each[way] for each in whole["networks"] for way in ("out", "back")]:
            path.pop("filters", None)
        # The kernel's own neighbour and multicast messages are tracked as they come.
        for one in (report, whole):
            one.pop("connections", None)
        self.assertEqual(report, whole)


class Schema(OnHost):
    def expect_by(self, schema, parts, value, place):
        if "$ref" in schema:
            schema = parts[schema["$ref"].rpartition("/")[2]]
        if isinstance(value, list):
            for each in value:
                self.expect_by(schema["items"], parts, each, f"{place}[]")
        if isinstance(value, dict):
            self.assertLessEqual(set(value), set(schema["properties"]), place)
            self.assertLessEqual(set(schema["required"]), set(value), place)
            for key, each in value.items():
                self.expect_by(schema["properties"][key], parts, each, f"{place}.{key}")

    def test_reports_are_by_the_schema(self):
        schema = json.loads(edgeprobe("list", "host-schema").stdout)
        self.host.tailscale()
        self.expect_by(schema, schema["$defs"], self.host.report(), "report")

    def test_its_own_codes_are_explained(self):
        done = edgeprobe("explain", "vpn-route-override")
        self.assertEqual(done.returncode, 0)
        self.assertIn("A VPN on the host takes the module network's packets", done.stdout)


if __name__ == "__main__":
    harness.main()
