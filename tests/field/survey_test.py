#!/usr/bin/env python3
"""Surveys through a real router, real servers (TLS, HTTPS, a registry, NTP) behind it, and the loop
closed: the list made of a survey is all that a router that drops everything else must let pass, and
each line taken away breaks the checks that it names, and no other."""
import json
import socket
import struct
import subprocess
import threading
import time

from allow_lists import OTHERS, ROUTERS, asked_by_nft
from field_network import HUB_ADDRESS, FieldCase, harness
from name_server import NameServer
from tls_servers import Authority, listen, serve_tls

TIME, FORBIDDEN = "198.51.100.40", "198.51.100.50"
ADDRESSES = {"registry.test": HUB_ADDRESS, "web.test": HUB_ADDRESS, "broker.test": HUB_ADDRESS,
             "time.test": TIME, "game.test": FORBIDDEN}
CATALOGUE = """catalogue: site
endpoints:
  - {name: registry, kind: registry, host: registry.test, port: 5000, why: images, component: x}
  - {name: page, kind: https, host: web.test, why: the page, component: browser}
  - {name: page by TLS, kind: tls, host: web.test, why: the same port, component: other}
  - {name: broker, kind: tcp, host: broker.test, port: 8883, why: messages, component: module}
  - {name: time, kind: ntp, host: time.test, why: the clock, component: host}
  - {name: game, kind: tcp, host: game.test, port: 443, expect: blocked, why: policy, component: x}
"""
REGISTRY = (b"HTTP/1.1 401 Unauthorized\r\nDocker-Distribution-Api-Version: registry/2.0\r\n"
            b"WWW-Authenticate: Bearer realm=\"https://registry.test/token\"\r\n"
            b"Content-Length: 0\r\n\r\n")
PAGE = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: field\r\n\r\n"
        b"<html><title>The  page</title>")
SINCE_1900 = 2208988800
CHECKS = ("registry", "page", "page by TLS", "broker", "time")


def saying(answer):
    def say(client):
        client.recv(4096)
        client.sendall(answer)

    return say


class Survey(FieldCase):
    def setUp(self):
        super().setUp()
        NameServer(self.net, lambda name, _: [ADDRESSES[name]] if name in ADDRESSES else "NXDOMAIN")
        self.net.internet.ip(f"address add {TIME}/32 dev lo", f"address add {FORBIDDEN}/32 dev lo")
        root = Authority(self.net.folder, "Field Root")
        self.root = root.file
        serve_tls(self.net, root.server("registry.test"), (5000,), saying(REGISTRY))
        serve_tls(self.net, root.server("web.test"), (443,), saying(PAGE))
        self.net.serve(listen(self.net, 8883), lambda client: client.recv(1))
        self.net.serve(listen(self.net, 443, FORBIDDEN), lambda client: client.recv(1))
        self.serve_time()
        self.catalogue = self.net.file(CATALOGUE)
        self.net.drop(f"ip daddr {FORBIDDEN}")

    def serve_time(self):
        server = self.net.internet.made(
            lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        server.bind((TIME, 123))
        self.net.ending.callback(server.close)

        def answer():
            while True:
                try:
                    query, client = server.recvfrom(1024)
                    head = struct.pack("!BBbb11I", 0x24, 2, 0, 0, 0, 0, 0, 0, 0,
                                       *struct.unpack("!2I", query[40:48]), 0, 0,
                                       int(time.time()) + SINCE_1900, 0)
                    server.sendto(head, client)
                except OSError:
                    return

        threading.Thread(target=answer, daemon=True).start()

    def survey(self, *arguments):
        command = self.net.command("setpriv", "--bounding-set=-all", "--inh-caps=-all",
                                   "--no-new-privs", harness.BIN / "edgeprobe", "survey",
                                   self.catalogue, "--ca-file", self.root, *arguments)
        done = subprocess.run(command, capture_output=True, text=True,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                                   "ASAN_OPTIONS": "detect_leaks=0"})
        self.assertEqual(done.stderr, "")
        return done

    def results(self):
        report = json.loads(self.survey("-o", "json").stdout)
        return {check["endpoint"]: check for check in report["checks"]}

    def test_real_servers_pass_with_what_they_said(self):
        checks = self.results()
        self.assertEqual({check["result"] for check in checks.values()}, {"passed"}, checks)
        self.assertEqual(checks["registry"]["status"], 401)
        self.assertEqual(checks["page"]["title"], "The page")
        self.assertEqual(checks["page"]["issuer"], "CN=Field Root")
        self.assertLess(abs(checks["time"]["clock_offset_ms"]), 5000)
        self.assertRegex(checks["game"]["words"], "^It is blocked, as it must be, by .*192.168.7.1")

    def closed_loop(self, form):
        """The site's router drops what is not on the list."""
        printed = self.survey("--allow-list", form).stdout
        router = ROUTERS[form](self.net)
        lines = router.LINES.findall(printed)
        self.assertGreaterEqual(len(lines), 6, printed)
        needed = set(CHECKS)
        self.assertEqual(self.failing(), needed)
        router.load(printed)
        self.assertEqual(self.failing(), set())
        for line, named in lines:
            with self.subTest(line):
                router.load(printed, without=line)
                broken = self.failing()
                if named in ("every name", "answers to all checks"):
                    self.assertEqual(broken, needed)
                elif named == "answers cut short":
                    self.assertEqual(broken, set())  # of names that need no TCP
                else:
                    self.assertEqual(broken, set(named.split(", ")))

    def test_nft_takes_a_list_that_is_enough_and_none_of_its_lines_too_much(self):
        self.closed_loop("nft")

    def test_iptables_takes_a_list_that_is_enough_and_none_of_its_lines_too_much(self):
        self.closed_loop("iptables")

    def test_the_other_forms_ask_for_the_same(self):
        """So that what the routers have shown holds of them, too."""
        wanted = asked_by_nft(self.survey("--allow-list", "nft").stdout)
        self.assertGreaterEqual(len(wanted), 6)
        for form, asked in OTHERS.items():
            with self.subTest(form):
                self.assertEqual(asked(self.survey("--allow-list", form).stdout), wanted)

    def failing(self):
        return {name for name, check in self.results().items()
                if check["result"] != "passed" and check["expect"] == "reachable"}


if __name__ == "__main__":
    harness.main()
