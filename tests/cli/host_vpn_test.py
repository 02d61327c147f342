#!/usr/bin/env python3
"""edgeprobe host behind VPN clients: what each installs on a real kernel is named with the route,
the rule and the product, and the commands that are written take the module network out of it."""
from host_network import HUB, MODULE, ROUTER, SUBNET, OnHost
from programs import harness


class Vpn(OnHost):
    def test_openvpn(self):
        self.host.openvpn_def1()
        finding = self.expect_override("OpenVPN", "tun0", "128.0.0.0/1 via 10.8.0.1 dev tun0",
                                       "32766: from all lookup main")
        self.assertIn("redirect-gateway def1", finding["sign"])

    def test_the_text_names_route_product_and_commands(self):
        self.host.openvpn_def1()
        done = self.host.probe()
        self.assertEqual(done.returncode, 1)
        for line in ("CAUSE         vpn-route-override  (error, likely, 172.18.0.0/16)",
                     "  Route       128.0.0.0/1 via 10.8.0.1 dev tun0", "  Product     OpenVPN:",
                     "  Commands    ip route add default via 192.168.7.1 dev eth0 table 5671",
                     "  Undo        ip rule del from 172.18.0.0/16"):
            self.assertIn(f"\n{line}", done.stdout)
        self.assertLess(len(done.stdout.splitlines()), 50)

    def test_wg_quick(self):
        self.host.wg_quick()
        self.expect_override("WireGuard (wg-quick)", "wg0", "default dev wg0 table 51820",
                             "32765: not from all fwmark 0xca6c lookup 51820")

    def test_wireguard_by_the_kind_of_its_interface(self):
        try:
            self.host.ip("link add corp type wireguard")
        except RuntimeError as error:
            self.skipTest(f"this kernel has no WireGuard: {error}")
        self.host.ip("link set corp up", "route add 128.0.0.0/1 dev corp")
        self.expect_override("WireGuard", "corp", "128.0.0.0/1 dev corp",
                             "32766: from all lookup main")

    def test_strongswan_takes_the_answers_too(self):
        self.host.strongswan()
        finding = self.expect_override("strongSwan", "ipsec0", "default dev ipsec0 table 220",
                                       "220: from all lookup 220")
        self.assertEqual(finding["confidence"], "certain")
        self.assertIn("the answers for the module network into ipsec0", finding["cause"])

    def test_an_ipsec_policy_without_any_route(self):
        self.host.ip("xfrm policy add src 192.168.7.0/24 dst 0.0.0.0/0 dir out priority 5 tmpl src "
                     "192.168.7.2 dst 203.0.113.9 proto esp mode tunnel")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["product"]), ("vpn-route-override", "IPsec"))
        self.assertIn("into the tunnel to 203.0.113.9", finding["cause"])
        self.assertEqual(finding["rule"],
                         "src 192.168.7.0/24 dst 0.0.0.0/0 dir out priority 5")

    def test_an_ipsec_policy_that_blocks(self):
        self.host.ip(f"xfrm policy add src {SUBNET} dst 0.0.0.0/0 dir out action block")
        self.assertIn("An IPsec policy blocks", self.cause()["cause"])

    def test_tailscale(self):
        self.host.tailscale()
        finding = self.expect_override("Tailscale", "tailscale0",
                                       "default dev tailscale0 table 52",
                                       "5270: from all lookup 52")
        self.assertIn("--exit-node-allow-lan-access", finding["setting"])

    def test_tailscale_that_leaves_local_networks_alone(self):
        self.host.tailscale(lan=True)
        finding = self.expect_override("Tailscale", "tailscale0",
                                       "default dev tailscale0 table 52",
                                       "5270: from all lookup 52")
        self.assertEqual(finding["confidence"], "likely")
        [network] = self.host.report()["networks"]
        self.assertEqual(network["back"]["steps"][1]["end"], "passed on")

    def test_openconnect_whose_script_replaced_the_default_route(self):
        self.host.vpnc()
        self.expect_override("openconnect or AnyConnect", "tun0", "default dev tun0",
                             "32766: from all lookup main")

    def test_networkmanager(self):
        self.host.networkmanager()
        self.expect_override("NetworkManager's VPN plugin", "tun0",
                             "default via 10.8.0.1 dev tun0 metric 50",
                             "32766: from all lookup main")

    def test_only_the_hubs_network_goes_into_the_tunnel(self):
        self.host.tunnel("tun0")
        self.host.ip("route add 198.51.100.0/24 via 10.8.0.1")
        finding = self.expect_override("OpenVPN", "tun0", "198.51.100.0/24 via 10.8.0.1 dev tun0",
                                       "32766: from all lookup main")
        self.assertEqual(finding["commands"], [f"ip route add {HUB}/32 via {ROUTER} dev eth0"])

    def test_a_private_hub_may_be_what_the_vpn_is_for(self):
        self.host.tunnel("tun0")
        self.host.ip("route add 10.20.0.0/16 via 10.8.0.1")
        finding = self.cause(hub="10.20.0.4")
        self.assertEqual((finding["code"], finding["confidence"], "commands" in finding),
                         ("vpn-route-override", "possible", False))

    def test_a_vpn_took_the_place_of_the_bridges_own_route(self):
        self.host.tunnel("tun0")
        self.host.ip(f"route replace {SUBNET} dev tun0")
        self.assertEqual(self.host.run("ip", "route", "get", MODULE).split()[2], "tun0")
        finding = self.cause()
        self.assertEqual((finding["code"], finding["confidence"], finding["route"]),
                         ("vpn-route-override", "certain", f"{SUBNET} dev tun0"))
        self.expect_mended(finding)

    def test_a_modem_is_no_vpn(self):
        self.host.tunnel("ppp0")
        self.host.ip("route del default", "route add default dev ppp0")
        self.assertEqual(self.host.report()["findings"], [])


if __name__ == "__main__":
    harness.main()
