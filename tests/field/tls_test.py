#!/usr/bin/env python3
"""Failures of the field in TLS: who answers at the hub's address, with what certificate, what it
refuses, and whom this device trusts."""
import re
import socket
import ssl
import subprocess

from field_network import HUB, HUB_ADDRESS, FieldCase, harness
from name_server import NameServer
from tls_servers import PORTS, Authority, listen, openssl, s_server, serve_tls

ALERT_HEAD = b"\x15\x03\x03\x00\x02\x02"  # a fatal alert (RFC 8446 sections 5.1 and 6)


def refusing(alert):
    """What reads the server's name and refuses it with that alert."""
    return lambda *unused: alert


class Tls(FieldCase):
    def setUp(self):
        super().setUp()
        NameServer(self.net)
        self.root = Authority(self.net.folder, "Field Root")

    def probe(self, *more, until="tls", trust=True, **where):
        trusted = ("--ca-file", self.root.file) if trust else ()
        return self.net.probe("--hub", HUB, "--until", until, "--quick", *trusted, *more, **where)

    def answer_plainly(self, answer):
        """On both ports, whatever comes."""
        def say(client):
            client.recv(4096)
            client.sendall(answer)
            client.shutdown(socket.SHUT_WR)
            client.recv(4096)

        for port in PORTS:
            self.net.serve(listen(self.net, port), say)

    def test_no_common_version(self):
        """ruuvi.gateway#1025: the peer has TLS 1.1 at most, and sends alert 70."""
        s_server(self.net, self.root, "-no_tls1_3", "-no_tls1_2", "-cipher", "ALL:@SECLEVEL=0")
        self.expect(self.probe(), 1, "tls-refused",
                    r"alert 70 \(protocol_version\).*none of the TLS versions", "TLS 1.2")

    def test_no_common_cipher(self):
        """csharp#1673: the peer has no cipher that this device offers, and sends alert 40."""
        s_server(self.net, self.root, "-tls1_2", "-cipher", "ECDHE-ECDSA-CAMELLIA256-SHA384")
        self.expect(self.probe(), 1, "tls-refused",
                    r"alert 40 \(handshake_failure\).*no cipher", "every current cipher")

    def test_name_unknown(self):
        """The peer serves other names, and says so with alert 112."""
        context = self.root.server()
        context.sni_callback = refusing(ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME)
        serve_tls(self.net, context)
        self.expect(self.probe(), 1, "tls-refused", r"alert 112.*serves no such name",
                    "serves other names")

    def test_denied_by_policy(self):
        """A firewall that reads the name refuses the connection with alert 49."""
        context = self.root.server()
        context.sni_callback = refusing(ssl.AlertDescription.ALERT_DESCRIPTION_ACCESS_DENIED)
        serve_tls(self.net, context)
        self.expect(self.probe(), 1, "tls-refused", r"alert 49.*by its policy", "exempt")

    def test_different_refusals(self):
        """A firewall that denies 5671 by policy; on 443 another machine serves no such name."""
        for port, alert in zip(PORTS, (49, 112)):
            def refuse(client, alert=alert):
                client.recv(4096)
                client.sendall(ALERT_HEAD + bytes([alert]))
                client.shutdown(socket.SHUT_WR)
                client.recv(4096)

            self.net.serve(listen(self.net, port), refuse)
        self.expect(self.probe(), 1, "tls-refused", "alert 49.*alert 112")

    def expect_amqp_without_tls(self, header):
        self.answer_plainly(header)
        found = self.expect(self.probe(), 1, "not-tls", "AMQP without it", "AMQPS")
        self.assertNotIn("portal", found["cause"] + found["fix"])

    def test_amqp_without_tls(self):
        """LocalSandbox#67: an emulator speaks AMQP at the port where TLS is expected."""
        self.expect_amqp_without_tls(b"AMQP\x00\x01\x00\x00")

    def test_older_amqp_without_tls(self):
        self.expect_amqp_without_tls(b"AMQP\x00\x00\x09\x01")

    def test_intermediate_missing(self):
        """The peer sends its own certificate alone; the authority that issued it is not here."""
        issuer = Authority(self.net.folder, "Field Issuing CA 7", self.root)
        serve_tls(self.net, issuer.server())
        self.expect(self.probe(), 1, "certificate-untrusted-issuer",
                    "alone, without that of its issuer CN=Field Issuing CA 7.*intermediate "
                    "certificate is missing", "send the whole chain")

    def test_intermediate_sent(self):
        issuer = Authority(self.net.folder, "Field Issuing CA 7", self.root)
        serve_tls(self.net, issuer.server(chain=[issuer]))
        self.expect(self.probe(), 0, "stage-reached")

    def test_inspection_that_is_trusted(self):
        """iotedge#6291: inspection opens TLS with an authority that the device trusts, and the
        WebSocket upgrade hangs in it."""
        inspection = Authority(self.net.folder, "Plant Inspection CA")
        serve_tls(self.net, inspection.server(), ports=(443,))
        self.root = inspection
        self.expect(self.probe("--transport", "amqp-ws", until="websocket"), 1,
                    "websocket-upgrade-refused",
                    "CN=Plant Inspection CA, which is no authority of an IoT hub", "exempt")

    def test_trusts_what_openssl_trusts(self):
        """corefx#28002: the authority lies in OpenSSL's folder under its hash, and SSL_CERT_FILE
        names a file that has another one, or that is missing. OpenSSL reads both."""
        other = Authority(self.net.folder, "Other Root")
        serve_tls(self.net, self.root.server())
        folder = self.net.folder / "trusted"
        folder.mkdir()
        (folder / "field-root.pem").write_text(self.root.file.read_text())
        openssl("rehash", folder)
        build = re.search(r'OPENSSLDIR: "(.*)"', openssl("version", "-d")).group(1)
        files = {f"{build}/certs": folder}
        for name in (other.file, self.net.folder / "missing.pem"):
            with self.subTest(name.name):
                asked = subprocess.run(
                    self.net.command("env", f"SSL_CERT_FILE={name}", "openssl", "s_client",
                                     "-verify_return_error", "-connect", f"{HUB_ADDRESS}:443",
                                     files=files),
                    stdin=subprocess.DEVNULL, capture_output=True, text=True)
                self.assertIn("Verify return code: 0 (ok)", asked.stdout)
                found = self.probe(trust=False, files=files, SSL_CERT_FILE=str(name))
                self.expect(found, 0, "stage-reached")


if __name__ == "__main__":
    harness.main()
