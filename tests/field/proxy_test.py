#!/usr/bin/env python3
"""Failures of the field at a proxy: ports and schemes as the agent reads them, and what stands on a
proxy's port without being the agent's proxy."""
import socket
from http.server import SimpleHTTPRequestHandler

from field_network import BRIDGE, HUB, FieldCase, harness
from name_server import NameServer
from tls_servers import Authority, listen, serve_tls

PROXY = "proxy.corp.example"
NTLM = ("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n"
        "Proxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n")


def head_of(client):
    head = b""
    while b"\r\n\r\n" not in head and (more := client.recv(4096)):
        head += more
    return head


def saying(answer):
    """Answers the first that comes, whatever it is, and ends."""
    def say(client):
        client.recv(4096)
        client.sendall(answer if isinstance(answer, bytes) else answer.encode())
        client.shutdown(socket.SHUT_WR)
        client.recv(4096)

    return say


class WebServer(SimpleHTTPRequestHandler):
    def log_message(self, *unused):
        pass


class Proxy(FieldCase):
    def setUp(self):
        super().setUp()
        NameServer(self.net, lambda name, _: {PROXY: [BRIDGE]}.get(name, ["198.51.100.20"]))
        self.root = Authority(self.net.folder, "Field Root")

    def probe(self, *more, **environment):
        return self.net.probe("--hub", HUB, "--ca-file", self.root.file, "--until", "tls",
                              "--quick", "--transport", "amqp-ws", *more, **environment)

    def stand_in(self, answer, port=3128):
        """At the proxy's port; returns what has to be said to the probe."""
        self.net.serve(listen(self.net, port, BRIDGE, self.net.host), answer)
        return "--proxy", f"http://{PROXY}:{port}"

    def expect_proxy_at_80(self, *options, **environment):
        """A proxy that opens the tunnel to the hub, on port 80 alone."""
        context = self.root.server()
        asked = []

        def tunnel(client):
            asked.append(head_of(client).split(b"\r\n")[0])
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with context.wrap_socket(client, server_side=True) as secured:
                secured.recv(4096)

        self.stand_in(tunnel, port=80)
        found = self.probe(*options, **environment)
        self.expect(found, 0, "stage-reached")
        self.assertEqual(asked, [f"CONNECT {HUB}:443 HTTP/1.1".encode()])
        return [line["text"] for line in found[1]["log"] if "proxy" in line["text"]]

    def test_port_left_out(self):
        """iotedge#3208: http://proxy is port 80 to the agent."""
        self.expect_proxy_at_80("--proxy", f"http://{PROXY}")

    def test_port_left_out_in_the_environment(self):
        logged = self.expect_proxy_at_80(https_proxy=f"http://{PROXY}")
        self.assertEqual(logged, [f"Detected proxy http://{PROXY}/"])

    def test_credentials_in_the_log(self):
        """The agent's own mask leaves the user's name."""
        logged = self.expect_proxy_at_80(HTTPS_PROXY=f"http://edge:s3cr3t7x@{PROXY}")
        self.assertEqual(logged, [f"Detected proxy http://edge:****@{PROXY}/"])

    def test_all_proxy_is_not_logged(self):
        """.NET goes by all_proxy, and the agent's log has no line of it."""
        self.assertEqual(self.expect_proxy_at_80(all_proxy=f"http://{PROXY}"), [])

    def test_scheme_in_capitals(self):
        self.expect_proxy_at_80("--proxy", f"HTTP://{PROXY}:80")

    def test_scheme_in_capitals_in_the_environment(self):
        self.expect_proxy_at_80(https_proxy=f"HTTP://{PROXY}:80")

    def test_socks_port(self):
        """event-hubs-java#264: the port is a SOCKS proxy's, which ends what is no SOCKS."""
        proxy = self.stand_in(saying(b""))
        self.expect(self.probe(*proxy), 1, "proxy-no-answer", f"{PROXY}:3128.*ends it", "SOCKS")

    def test_socks_port_that_answers(self):
        proxy = self.stand_in(saying(b"\x05\xff"))
        self.expect(self.probe(*proxy), 1, "proxy-no-answer", f"{PROXY}:3128", "SOCKS")

    def test_tls_port(self):
        """iotedge#857: the proxy's HTTPS port, which wants TLS first."""
        proxy = self.stand_in(saying(b"\x15\x03\x01\x00\x02\x02\x46"))
        self.expect(self.probe(*proxy), 1, "proxy-no-answer", f"{PROXY}:3128", "HTTPS port")

    def test_ntlm(self):
        """iotedge#857: the proxy offers NTLM and Negotiate, of which the agent can do neither."""
        proxy = self.stand_in(saying(NTLM))
        self.expect(self.probe(*proxy), 1, "proxy-credentials-missing",
                    "407.*NTLM", "Basic and Digest only.*NTLM.*exception")

    def test_ntlm_with_credentials(self):
        proxy = self.stand_in(saying(NTLM))
        file = self.net.file("user:of no use\n")
        found = self.expect(self.probe(*proxy, "--proxy-credentials", f"@{file}"), 1,
                            "proxy-credentials-missing", "refuses the credentials.*407.*NTLM",
                            "Basic only.*NTLM.*exception")
        self.assertNotIn("of no use", str(found))

    def test_web_server(self):
        """Python's web server, which knows no CONNECT: 501."""
        proxy = self.stand_in(lambda client: WebServer(client, (PROXY, 0), None))
        self.expect(self.probe(*proxy), 1, "proxy-denies", "501.*no HTTP proxy", "own port")

    def test_login_page(self):
        proxy = self.stand_in(saying("HTTP/1.1 302 Found\r\nLocation: http://login.corp.example/"
                                     "\r\nContent-Length: 0\r\n\r\n"))
        self.expect(self.probe(*proxy), 1, "proxy-denies", "302.*login page", "log in")

    def test_denial(self):
        proxy = self.stand_in(saying("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
        self.expect(self.probe(*proxy), 1, "proxy-denies", "denies.*403", "allow CONNECT")

    def test_gateway_failure(self):
        proxy = self.stand_in(saying("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"))
        self.expect(self.probe(*proxy), 1, "proxy-denies", "tried and failed.*502",
                    "proxy itself cannot reach")

    def test_tunnel_that_ends(self):
        """The proxy opens the tunnel, and whatever is said in it ends it."""
        def end(client):
            head_of(client)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            client.recv(4096)

        proxy = self.stand_in(end)
        self.expect(self.probe(*proxy), 1, "tls-reset", f"{PROXY}.*opened a tunnel", "look there")

    def test_nothing_listens(self):
        found = self.probe("--proxy", f"http://{PROXY}:3128")
        self.expect(found, 1, "proxy-unreachable", "refuses the connection.*nothing listens")

    def test_proxy_is_not_for_5671(self):
        """csharp#2242: with a proxy set, 5671 is still tried directly, and gets through."""
        proxy = self.stand_in(saying("HTTP/1.1 403 Forbidden\r\n\r\n"))
        serve_tls(self.net, self.root.server(), ports=(5671,))
        found = self.net.probe("--hub", HUB, "--ca-file", self.root.file, "--until", "tls",
                               "--quick", "--transport", "amqp", *proxy)
        self.expect(found, 0, "stage-reached", f"TLS with {HUB} stands")


if __name__ == "__main__":
    harness.main()
