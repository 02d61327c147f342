#!/usr/bin/env python3
"""Failures of the field while the hub's name is looked up: the probe finds what the C library of
this machine makes of the same resolv.conf, and says why."""
from field_network import (HOST, HUB, HUB_ADDRESS, NAME_SERVER, UPLINK, FieldCase, SideBySide,
                           harness)
from name_server import NameServer, hub_only
from tls_servers import Authority, serve_tls

OTHER_MACHINE = "198.51.100.40"
GLIBC = ("--profile", "agent-2017")  # the agent whose image resolves names as this machine does

NDOTS_5 = f"search corp.example\nnameserver {NAME_SERVER}\noptions ndots:5\n"
WINDOWS = f"nameserver {NAME_SERVER}\r\n"
STUB = "nameserver 127.0.0.53\noptions edns0 trust-ad\n"


def stand_up(net):
    """The hub; returns the options that trust it and reach no further than TLS with it."""
    root = Authority(net.folder, "Field Root")
    serve_tls(net, root.server())
    return "--hub", HUB, "--ca-file", root.file, "--until", "tls", "--quick"


def fails_in_search_domain(name, over_tcp):
    return "SERVFAIL" if name.endswith(".corp.example") else hub_only(name, over_tcp)


def cut_short(name, over_tcp):
    return "truncated" if name == HUB else "NXDOMAIN"


class Names(FieldCase):
    def setUp(self):
        super().setUp()
        self.options = stand_up(self.net)

    def probe(self, *more):
        return self.net.probe(*self.options, *more)

    def expect_as_getent(self):
        """The agent with glibc is led where getent is, and gets through."""
        self.assertEqual(self.net.getent(), [HUB_ADDRESS])
        found = self.probe(*GLIBC)
        self.expect(found, 0, "stage-reached")
        resolve = next(each for each in found[1]["evidence"] if each["stage"] == "resolve")
        self.assertEqual(resolve["detail"]["addresses"], [HUB_ADDRESS])

    def test_wildcard_in_the_search_domain(self):
        """openshift/origin#17316: ndots:5, as Kubernetes sets it, and a domain with a wildcard."""
        def answer(name, over_tcp):
            wild = name.endswith(".corp.example")
            return [OTHER_MACHINE] if wild else hub_only(name, over_tcp)

        NameServer(self.net, answer)
        self.net.internet.ip(f"address add {OTHER_MACHINE}/32 dev lo")
        other = Authority(self.net.folder, "Other Root")
        serve_tls(self.net, other.server("portal.corp.example"), address=OTHER_MACHINE)
        self.net.resolver = NDOTS_5
        self.assertEqual(self.net.getent(), [OTHER_MACHINE])
        for profile in ((), GLIBC):
            with self.subTest(profile=profile):
                found = self.expect(self.probe(*profile), 1, "dns-search-domain",
                                    rf"{OTHER_MACHINE}.*{HUB}\.corp\.example.*search domain "
                                    r"corp\.example", "ndots:1")
                self.assertIn(f"`--hub {HUB}.`", found["separate_by"])

    def test_search_domain_that_fails(self):
        """k3s#9286: SERVFAIL for every name of the search domain; glibc goes on to the name itself.
        """
        NameServer(self.net, fails_in_search_domain)
        self.net.resolver = NDOTS_5
        self.expect_as_getent()

    def test_answers_cut_short_and_no_tcp(self):
        """moby#24344: the answer does not fit into UDP, and TCP port 53 is closed."""
        NameServer(self.net, cut_short, tcp=False)
        self.assertEqual(self.net.getent(), [])
        for profile in ((), GLIBC):
            with self.subTest(profile=profile):
                self.expect(self.probe(*profile), 1, "dns-truncated",
                            rf"{NAME_SERVER}.*cuts the answer short.*TCP port 53.*refuses",
                            "Open TCP port 53")

    def test_queries_over_tcp_alone(self):
        """golang/go#29358: UDP to the name server is lost, and resolv.conf says use-vc."""
        NameServer(self.net)
        self.net.drop("udp dport 53")
        self.net.resolver += "options use-vc\n"
        self.expect_as_getent()

    def test_name_server_on_the_link(self):
        """zdns#512: the name server is a link-local address with an interface behind it."""
        # The bridge needs no duplicate detection, so that its address serves at once.
        self.net.host.ip("address add fe80::5353/64 dev br0 nodad")
        self.net.module.ip("address add fe80::5/64 dev eth0 nodad")
        scope = self.net.host.link_number("br0")
        NameServer(self.net, address=("fe80::5353", 53, 0, scope), node=self.net.host)
        self.net.resolver = "nameserver fe80::5353%eth0\n"
        self.expect_as_getent()
        self.expect(self.probe(), 0, "stage-reached")

    def test_resolv_conf_that_getent_cannot_use(self):
        """WSL#8993, moby#23910: nothing listens at 127.0.0.1, nor at the host's stub."""
        NameServer(self.net)
        for self.net.resolver in (WINDOWS, STUB):
            with self.subTest(self.net.resolver):
                self.assertEqual(self.net.getent(), [])

    def test_mapped_address(self):
        """docker/for-win#13197: the name server answers with ::ffff:a.b.c.d."""
        NameServer(self.net, lambda name, _: [f"::ffff:{HUB_ADDRESS}"])
        for profile in ((), GLIBC):
            with self.subTest(profile=profile):
                self.expect(self.probe(*profile), 0, "stage-reached")


def with_resolver(text, *more, dropped=None, silent=False, answer=hub_only, before=None,
                  whole=False, **server):
    """A run with that resolv.conf; `dropped` by the site's router, `silent`: routers that do not
    say when a packet's time is over. `whole`: the agent's attempts, cut to 6 s, not --quick."""
    def run(net):
        net.resolver = text
        options = stand_up(net)
        if whole:
            options = (*options[:-1], "--attempt-timeout", "6s")
        if before:
            before(net)
        NameServer(net, answer, **server)
        if dropped:
            net.drop(dropped)
        if silent:
            net.silence_routers()
        return net.probe(*options, *more)

    return run


def another_address(net):
    net.internet.ip(f"address add {OTHER_MACHINE}/32 dev lo")
    # Else the routers' NAT undoes it: they take the answer for one of a connection of its own.
    for node in (net.host, net.router):
        node.run("nft", "flush chain ip field leaving")
    net.internet.ip(f"route add 192.168.7.0/24 via {UPLINK}",
                    f"route add 172.20.0.0/16 via {UPLINK}")
    net.router.ip(f"route add 172.20.0.0/16 via {HOST}")


def two_servers(net):
    """The second name server knows the hub."""
    net.internet.ip(f"address add {OTHER_MACHINE}/32 dev lo")
    NameServer(net, address=(OTHER_MACHINE, 53))


class Unanswered(SideBySide):
    ONE_WAY = ("--transport", "amqp")
    RUNS = {
        "windows": with_resolver(WINDOWS, *GLIBC),
        "windows, silent": with_resolver(WINDOWS, *GLIBC, silent=True),
        "stub": with_resolver(STUB, *GLIBC),
        "stub, silent": with_resolver(STUB, *GLIBC, silent=True),
        "engine": with_resolver("nameserver 8.8.8.8\nnameserver 8.8.4.4\n", *ONE_WAY,
                                dropped="ip daddr { 8.8.8.8, 8.8.4.4 }"),
        "search domain": with_resolver(NDOTS_5, *ONE_WAY, answer=fails_in_search_domain),
        "search domain, whole": with_resolver(NDOTS_5, *ONE_WAY, answer=fails_in_search_domain,
                                              whole=True),
        "no edns": with_resolver(f"nameserver {NAME_SERVER}\noptions edns0 trust-ad\n", *GLIBC,
                                 whole=True, edns=False),
        "referral": with_resolver(f"nameserver {NAME_SERVER}\n", *ONE_WAY,
                                  answer=lambda name, over_tcp: "referral"),
        "no address": with_resolver(f"nameserver {NAME_SERVER}\n", *ONE_WAY,
                                    answer=lambda name, over_tcp: []),
        "other sender": with_resolver(f"nameserver {NAME_SERVER}\n", *ONE_WAY,
                                      before=another_address, reply_from=OTHER_MACHINE),
        "disagree": with_resolver(f"nameserver {NAME_SERVER}\nnameserver {OTHER_MACHINE}\n",
                                  *GLIBC, whole=True, before=two_servers,
                                  answer=lambda name, over_tcp: "NXDOMAIN"),
        "cut short": with_resolver(f"nameserver {NAME_SERVER}\n", *ONE_WAY,
                                   dropped="tcp dport 53", answer=cut_short)}

    def expect_unresolved(self, name, *expected):
        self.expect(self.runs[name].result(), 1, *expected)

    def test_resolv_conf_of_windows(self):
        """WSL#8993: the lines end with CR and LF, and glibc passes over the address."""
        self.expect_unresolved("windows", "dns-no-answer", r"nothing listens for DNS at "
                               r"127\.0\.0\.1, .*line 1.*carriage return")

    def test_resolv_conf_of_windows_behind_silent_routers(self):
        self.expect_unresolved("windows, silent", "dns-no-answer", "line 1.*carriage return")

    def test_stub_of_the_host(self):
        """moby#23910: the host's resolv.conf was copied with its stub, 127.0.0.53."""
        self.expect_unresolved("stub", "dns-no-answer", r"127\.0\.0\.53 is the host's own stub")

    def test_stub_of_the_host_behind_silent_routers(self):
        self.expect_unresolved("stub, silent", "dns-no-answer",
                               r"127\.0\.0\.53 is the host's own stub")

    def test_fall_back_of_the_engine(self):
        """moby#23910, iotedge#6261: the engine found no usable name server on the host and gave
        the container 8.8.8.8, which the site does not let through."""
        self.expect_unresolved("engine", "dns-no-answer",
                               r"8\.8\.8\.8 is what the container engine falls back on",
                               r"daemon\.json")

    def test_search_domain_that_fails(self):
        """k3s#9286 with musl, which ends at a search domain's SERVFAIL, as glibc does not."""
        self.expect_unresolved("search domain", "dns-server-failure", f"{NAME_SERVER}.*SERVFAIL")

    def test_search_domain_that_fails_is_named_where_the_name_itself_resolves(self):
        self.expect_unresolved("search domain, whole", "dns-server-failure",
                               rf"SERVFAIL to {HUB}\.corp\.example.*which that server knows",
                               r"Take the search domain corp\.example out")

    def test_queries_with_edns_are_dropped(self):
        """systemd-resolved hands `options edns0 trust-ad` to containers; glibc goes by it."""
        self.expect_unresolved("no edns", "dns-no-answer", "answers the same query without EDNS",
                               "Take `edns0` out")

    def test_a_name_server_that_asks_no_others(self):
        self.expect_unresolved("referral", "dns-server-failure", "a referral to other servers",
                               "no recursion.*resolver")

    def test_a_name_without_an_address(self):
        """A name server that takes private addresses out of answers."""
        self.expect_unresolved("no address", "dns-name-unknown", "exists but has no address",
                               "rebind protection")

    def test_answers_from_another_address(self):
        self.expect_unresolved("other sender", "dns-no-answer",
                               rf"from {OTHER_MACHINE} and not from {NAME_SERVER}",
                               f"answer from the address that is asked, {NAME_SERVER}")

    def test_name_servers_that_do_not_agree(self):
        self.expect_unresolved("disagree", "dns-name-unknown",
                               rf"do not agree.*{NAME_SERVER}.*does not exist, and "
                               rf"{OTHER_MACHINE} knows", "Leave out the server")

    def test_answers_cut_short_and_tcp_lost(self):
        """moby#24344 where a firewall drops TCP port 53."""
        self.expect_unresolved("cut short", "dns-truncated", "cuts the answer short.*TCP port 53.*"
                               "does not answer", "Open TCP port 53")


if __name__ == "__main__":
    harness.main()
