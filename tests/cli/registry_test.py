#!/usr/bin/env python3
"""edgeprobe registry from outside, in a network namespace with nothing but loopback: wrong usage,
credentials of files, a registry that answers with anything, and where a password never goes."""
import base64
import json
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from programs import edgeprobe, harness

NAMES = {name: "127.0.0.1" for name in ("registry.test", "auth.test", "other.test")}
IMAGE = "registry.test/edge/agent:1.5"
PASSWORD = "right-and-secret"
PAIR = base64.b64encode(f"puller:{PASSWORD}".encode()).decode()
CHALLENGE = 'Www-Authenticate: Bearer realm="%s",service="s"\r\n'
CONFIG = f"""[agent.config]
image = "{IMAGE}"
[agent.config.auth]
serveraddress = "registry.test"
username = "puller"
password = "{PASSWORD}"
"""

# arguments behind "registry" -> words of the one line
MALFORMED = [
    ([], ["IMAGE"]),
    (["https://a.test/b"], ["scheme", "mcr.microsoft.com"]),
    (["a.test/B"], ["small letters"]),
    (["a.test/b", "--platform", "arm"], ["--platform", "linux/arm64"]),
    (["a.test/b", "--user", "x"], ["--user", "--password-file"]),
    (["a.test/b", "--user", "x", "--password-file", "missing.txt"], ["the name of a file"]),
    (["a.test/b", "--user", "x:y", "--password-file", "-"], ["--user", "':'"]),
    (["a.test/b", "--agent-config", "missing.toml"], ["--agent-config", "missing.toml"]),
    (["a.test/b", "--proxy-credentials", "@x"], ["--proxy-credentials", "--proxy"]),
    (["a.test/b", "--dns", "x"], ["--dns"]),
    (["a.test/b", "-o", "yaml"], ["--output", "json"]),
]


def answer(status, fields="", body=""):
    return (f"HTTP/1.1 {status} X\r\nDocker-Distribution-Api-Version: registry/2.0\r\n{fields}"
            f"Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n{body}").encode()


def errors(code, message):
    return json.dumps({"errors": [{"code": code, "message": message}]})


class Peer:
    """An HTTPS server on loopback that keeps each request and answers as `answers` says, which is
    bytes, or a list of them, or a function that writes."""

    def __init__(self, case, port, answers):
        self.requests, self.answers = [], answers
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(case.folder / "cert.pem", case.folder / "key.pem")
        self.listener = socket.create_server(("127.0.0.1", port))
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        case.addCleanup(self.close)

    def serve(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            try:
                with client, self.context.wrap_socket(client, server_side=True) as secured:
                    self.requests.append(secured.recv(65536).decode("latin-1"))
                    self.say(secured)
            except OSError:
                continue

    def say(self, secured):
        said = self.answers
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        said(secured) if callable(said) else secured.sendall(said)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def endless(begin, more):
    def say(secured):
        secured.sendall(begin)
        while True:
            secured.sendall(more)

    return say


HOSTILE = {
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "nothing": b"",
    "endless headers": endless(b"HTTP/1.1 401 X\r\n", b"X-A: " + b"a" * 1000 + b"\r\n"),
    "endless interim answers": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "an endless body": endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                               b"4\r\n[[[[\r\n"),
    "a body of lies": answer(401, CHALLENGE % "https://auth.test/t").replace(
        b"Content-Length: 0", b"Content-Length: 99999999999999999999"),
    "an escape": answer(403, "", errors("\x1b[2J", "\x1b]0;x\x07 \u202e evil")),
    "deep JSON": answer(403, "", "[" * 60000),
    "a portal": b"HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n<title>Guest\x1b[2J Wi-Fi</title>",
    "a challenge without end": answer(401, 'WWW-Authenticate: Bearer realm="https://a\r\n'),
}
UNSAFE_REALMS = ["http://auth.test:8443/token", "ftp://auth.test/", "//auth.test:8443/token", "",
                 "https://puller@auth.test:8443/token", "https://auth.test:0/token",
                 "javascript:alert(1)", "https://auth.test:8443/to\x7fken"]


class Registry(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        harness.map_names(NAMES)
        names = ",".join(f"DNS:{name}" for name in NAMES)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.folder / "key.pem",
                        "-out", self.folder / "cert.pem", "-days", "2", "-subj",
                        "/CN=registry.test", "-addext", f"subjectAltName={names}"],
                       check=True, capture_output=True)
        self.config = self.folder / "config.toml"
        self.config.write_text(CONFIG)

    def check(self, *arguments, form="json", **environment):
        done = edgeprobe("registry", IMAGE, "--agent-config", self.config, "--ca-file",
                         self.folder / "cert.pem", "-o", form, *arguments,
                         **{"HOME": str(self.folder), **environment})
        self.assertEqual(done.stderr, "")
        self.assertNotIn("\x1b", done.stdout)
        for secret in (PASSWORD, PAIR, "sig=secret"):
            self.assertNotIn(secret, done.stdout)
        return json.loads(done.stdout) if form == "json" else done.stdout

    def code(self, *arguments):
        return self.check(*arguments)["verdicts"][0]["code"]

    def test_wrong_usage_is_one_line(self):
        for arguments, words in MALFORMED:
            with self.subTest(arguments):
                done = edgeprobe("registry", *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                for word in words:
                    self.assertIn(word, done.stderr)

    def test_a_plan_sends_nothing(self):
        plan = edgeprobe("registry", IMAGE, "--agent-config", self.config, "--plan").stdout
        self.assertIn("registry.test TCP port 443", plan)
        self.assertIn(f"puller, by [agent.config.auth] of {self.config}", plan)
        self.assertNotIn(PASSWORD, plan)

    def test_credentials_come_from_where_they_are_said_to(self):
        peer = Peer(self, 443, answer(401, 'WWW-Authenticate: Basic realm="x"\r\n'))
        self.assertEqual(self.code(), "registry-credentials-wrong")
        self.assertNotIn("Authorization", peer.requests[0])  # who asks is told when it is asked
        self.assertIn(f"Authorization: Basic {PAIR}", peer.requests[1])
        self.config.write_text(CONFIG.replace('"registry.test"', '"other.test"'))
        report = self.check()
        self.assertEqual(report["verdicts"][0]["code"], "registry-credentials-missing")
        self.assertIn("another registry", report["credentials_note"])
        done = edgeprobe("registry", IMAGE, "--user", "puller", "--password-file", "-", "--ca-file",
                         self.folder / "cert.pem", stdin=PASSWORD + "\n")
        self.assertIn(f"Authorization: Basic {PAIR}", peer.requests[-3] + peer.requests[-4])
        self.assertNotIn(PASSWORD, done.stdout)

    def test_what_engines_keep_is_compared_only(self):
        peer = Peer(self, 443, answer(401, 'WWW-Authenticate: Basic realm="x"\r\n'))
        (self.folder / ".docker").mkdir()
        (self.folder / ".docker/config.json").write_text(json.dumps(
            {"auths": {"registry.test": {"auth": base64.b64encode(b"me:own-words").decode()}},
             "credsStore": "pass"}))
        self.config.write_text("")
        report = self.check("--anonymous")
        self.assertEqual([one["user"] for one in report["comparisons"]], ["me"])
        self.assertIn("docker-credential-pass, which was not run", report["notes"][0])
        self.assertTrue(any(base64.b64encode(b"me:own-words").decode() in request
                            for request in peer.requests))
        asked = len(peer.requests)
        self.assertNotIn("comparisons", self.check("--anonymous", "--no-compare"))
        self.assertFalse(any("Authorization" in request for request in peer.requests[asked:]))

    def test_nothing_that_a_registry_says_is_too_much(self):
        for name, said in HOSTILE.items():
            with self.subTest(name):
                peer = Peer(self, 443, said)
                for form in ("json", "text"):
                    shown = self.check(form=form)
                    self.assertTrue(shown)
                peer.close()
                self.doCleanups_of(peer)

    def doCleanups_of(self, peer):
        self._cleanups = [one for one in self._cleanups if one[0] != peer.close]

    def test_a_password_goes_to_no_token_service_that_is_not_by_https(self):
        for realm in UNSAFE_REALMS:
            with self.subTest(realm):
                registry = Peer(self, 443, answer(401, CHALLENGE % realm))
                token = Peer(self, 8443, answer(200, "", '{"token": "x"}'))
                found = self.check()["verdicts"][0]["code"]
                self.assertIn(found, ("registry-token-service-unusable", "http-answer-unexpected",
                                      "http-no-answer"))
                self.assertEqual(token.requests, [])
                self.assertFalse(any("Authorization" in one for one in registry.requests))
                for peer in (registry, token):
                    peer.close()
                    self.doCleanups_of(peer)

    def test_a_token_service_elsewhere_gets_the_password_by_https_and_the_registry_does_not(self):
        registry = Peer(self, 443, [answer(401, CHALLENGE % "https://auth.test:8443/token"),
                                    answer(403, "", errors("DENIED", "no"))])
        token = Peer(self, 8443, answer(200, "", '{"token": "abc.def"}'))
        self.assertEqual(self.code("--no-compare"), "registry-permission-missing")
        self.assertIn(f"Basic {PAIR}", token.requests[0])
        self.assertIn("Authorization: Bearer abc.def", registry.requests[1])
        self.assertFalse(any("Basic" in one for one in registry.requests))

    def test_what_no_other_credentials_would_change_is_not_told_as_theirs(self):
        to_itself = CHALLENGE % "https://registry.test/token"
        image = json.dumps({"config": {"digest": "sha256:" + "a" * 64}})
        wall = errors("DENIED", "client with IP '192.0.2.1' is not allowed access")
        for found, answers in (
                ("registry-firewall", [answer(401, to_itself), answer(403, "", wall)]),
                ("registry-login-kind", [answer(401, "", errors("UNAUTHORIZED", "who?"))]),
                ("registry-login-kind", [answer(401, "Www-Authenticate: Negotiate\r\n")]),
                ("registry-data-unusable", [
                    answer(200), answer(200), answer(200, "", image),
                    answer(307, "Location: http://registry.test/data?sig=s3cret\r\n")])):
            with self.subTest(found):
                peer = Peer(self, 443, answers)
                self.assertEqual(self.code("--no-compare"), found)
                peer.close()
                self.doCleanups_of(peer)

    def test_a_token_that_would_add_a_header_is_none(self):
        registry = Peer(self, 443, answer(401, CHALLENGE % "https://auth.test:8443/token"))
        Peer(self, 8443, answer(200, "", '{"token": "a\\r\\nX-Evil: b"}'))
        self.assertEqual(self.code("--no-compare"), "http-answer-unexpected")
        self.assertFalse(any("X-Evil" in one for one in registry.requests))

    def test_reports_fit_their_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        Peer(self, 443, answer(429, "Retry-After: 7\r\nRateLimit-Limit: 100;w=21600\r\n",
                               errors("TOOMANYREQUESTS", "slow down")))
        report = self.check()
        self.assertEqual(report["verdicts"][0]["code"], "registry-rate-limit")
        jsonschema.validate(report, json.loads(edgeprobe("list", "registry-schema").stdout))


if __name__ == "__main__":
    harness.main()
