#!/usr/bin/env python3
"""edgeprobe registry against Debian's docker-registry, with a password of its own and with tokens
that a service here signs, and with its redirect to another host for the data."""
import base64
import crypt
import hashlib
import http.client
import json
import shutil
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import harness

SERVER = shutil.which("docker-registry")
NAMES = {name: "127.0.0.1" for name in ("registry.test", "auth.test", "data.test")}
PASSWORD = "right-and-secret"
HTPASSWD = "auth: {htpasswd: {realm: edge, path: %s}}\n"
TOKEN = ("auth: {token: {realm: 'https://auth.test:8443/token', service: registry.test, issuer: "
         "edge-tests, rootcertbundle: %s}}\n")
REDIRECT = "middleware: {storage: [{name: redirect, options: {baseurl: 'https://data.test:%d'}}]}\n"


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True,
                          input=data).stdout


def url_base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class TokenService(BaseHTTPRequestHandler):
    """Signs tokens as distribution's specification has them; `puller` may pull, others nothing."""

    folder = None
    asked = []

    def log_message(self, *unused):
        pass

    def do_GET(self):
        given = self.headers.get("Authorization", "")
        self.asked.append((self.path, given))
        user = base64.b64decode(given.partition(" ")[2] or b"").decode().partition(":")
        if user[0] and user[2] != PASSWORD:
            return self.answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "no"}]})
        self.answer(200, {"token": self.token(user[0]), "expires_in": 300})

    def token(self, user):
        certificate = ssl.PEM_cert_to_DER_cert((self.folder / "cert.pem").read_text())
        header = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(certificate).decode()]}
        access = [{"type": "repository", "name": "edge/agent", "actions": ["pull"]}]
        now = int(time.time())
        claims = {"iss": "edge-tests", "sub": user, "aud": "registry.test", "exp": now + 300,
                  "nbf": now - 60, "iat": now, "jti": "1",
                  "access": access if user == "puller" else []}
        text = ".".join(url_base64(json.dumps(part).encode()) for part in (header, claims))
        signed = openssl("dgst", "-sha256", "-sign", self.folder / "key.pem", data=text.encode())
        return f"{text}.{url_base64(signed)}"

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@unittest.skipUnless(SERVER, "docker-registry is not installed")
@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class DockerRegistry(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        harness.map_names(NAMES)
        names = ",".join(f"DNS:{name}" for name in NAMES)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.folder / "key.pem",
                "-out", self.folder / "cert.pem", "-days", "2", "-subj", "/CN=registry.test",
                "-addext", f"subjectAltName={names}")
        (self.folder / "password").write_text(PASSWORD + "\n")
        (self.folder / "wrong").write_text("wrong-and-secret\n")
        users = crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))
        (self.folder / "htpasswd").write_text(f"puller:{users}\n")

    def start(self, more):
        config = self.folder / "config.yml"
        config.write_text(
            f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: "
            f"{self.folder}/data}}}}\nhttp: {{addr: '127.0.0.1:443', secret: x, tls: {{certificate:"
            f" {self.folder}/cert.pem, key: {self.folder}/key.pem}}}}\n{more}")
        server = subprocess.Popen([SERVER, "serve", config], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop, server)
        harness.wait_for_port(server, 443)
        return server

    def stop(self, server):
        server.terminate()
        server.communicate()

    def context(self):
        return ssl.create_default_context(cafile=self.folder / "cert.pem")

    def put(self, method, path, body=b"", **fields):
        client = http.client.HTTPSConnection("registry.test", context=self.context())
        pair = base64.b64encode(f"puller:{PASSWORD}".encode()).decode()
        client.request(method, path, body, {"Authorization": f"Basic {pair}", **fields})
        answer = client.getresponse()
        answer.read()
        client.close()
        self.assertLess(answer.status, 300, answer.reason)
        return answer

    def push(self):
        """An index of one image for linux/amd64, without layers."""
        config = b'{"architecture":"amd64","os":"linux"}'
        digest = "sha256:" + hashlib.sha256(config).hexdigest()
        place = self.put("POST", "/v2/edge/agent/blobs/uploads/").getheader("Location")
        path = place.partition("registry.test")[2] or place
        self.put("PUT", f"{path}&digest={digest}", config,
                 **{"Content-Type": "application/octet-stream"})
        kind = "application/vnd.oci.image.%s.v1+json"
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": kind % "manifest", "layers": [],
            "config": {"mediaType": kind % "config", "digest": digest, "size": len(config)}})
        own = "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()
        index = json.dumps({"schemaVersion": 2, "mediaType": kind % "index", "manifests": [
            {"mediaType": kind % "manifest", "digest": own, "size": len(manifest),
             "platform": {"os": "linux", "architecture": "amd64"}}]})
        self.put("PUT", f"/v2/edge/agent/manifests/{own}", manifest,
                 **{"Content-Type": kind % "manifest"})
        self.put("PUT", "/v2/edge/agent/manifests/1.5", index, **{"Content-Type": kind % "index"})

    def check(self, image="registry.test/edge/agent:1.5", user="puller", password="password",
              platform="linux/amd64"):
        credentials = ["--user", user, "--password-file", self.folder / password] if user else []
        done = subprocess.run(
            [harness.BIN / "edgeprobe", "registry", image, "--ca-file", self.folder / "cert.pem",
             "--platform", platform, "-o", "json", "--no-compare",
             *(credentials or ["--anonymous"])],
            capture_output=True, text=True, env={"PATH": "/usr/bin:/bin",
                                                 "ASAN_OPTIONS": "detect_leaks=0"})
        self.assertEqual(done.stderr, "")
        for secret in (PASSWORD, "wrong-and-secret", base64.b64encode(
                f"puller:{PASSWORD}".encode()).decode()):
            self.assertNotIn(secret, done.stdout)
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if report["verdicts"][0]["code"] == "stage-reached"
                         else 1)
        return report

    def code(self, *arguments, **named):
        return self.check(*arguments, **named)["verdicts"][0]["code"]

    def test_with_a_password_of_its_own(self):
        self.start(HTPASSWD % (self.folder / "htpasswd"))
        self.push()
        report = self.check()
        self.assertEqual([(step["step"], step["outcome"]) for step in report["steps"]],
                         [(step, "ok") for step in ("api", "manifest", "manifest", "platform",
                                                    "blob")])
        self.assertEqual(self.code(password="wrong"), "registry-credentials-wrong")
        self.assertEqual(self.code(user=""), "registry-credentials-missing")
        self.assertEqual(self.code("registry.test/edge/agent:2"), "image-not-found")
        self.assertEqual(self.code(platform="linux/arm64"), "image-no-platform")
        found = self.check("registry.test/edge/other:1.5")["verdicts"][0]
        self.assertIn(found["code"], ("registry-repository-unknown", "image-not-found"))

    def test_with_a_token_service(self):
        own = self.start(HTPASSWD % (self.folder / "htpasswd"))
        self.push()
        own.terminate()
        own.wait()
        TokenService.folder, TokenService.asked = self.folder, []
        self.serve(8443, TokenService)
        self.start(TOKEN % (self.folder / "cert.pem"))
        self.assertEqual(self.code(), "stage-reached")
        self.assertIn("scope=repository%3Aedge%2Fagent%3Apull", TokenService.asked[0][0])
        self.assertEqual(self.code(password="wrong"), "registry-credentials-wrong")
        self.assertEqual(self.code(user=""), "registry-credentials-missing")
        denied = self.check(user="stranger")["verdicts"][0]
        self.assertEqual((denied["code"], denied["confidence"]),
                         ("registry-permission-missing", "certain"))

    def serve(self, port, handler):
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)

    def test_data_at_another_host(self):
        self.start(HTPASSWD % (self.folder / "htpasswd") + REDIRECT % 9443)
        self.push()
        blocked = self.check()
        self.assertEqual(blocked["verdicts"][0]["code"], "registry-data-blocked")
        self.assertEqual(blocked["steps"][-1]["host"], "data.test")

        class Data(BaseHTTPRequestHandler):
            asked = []

            def log_message(self, *unused):
                pass

            def do_GET(self):
                self.asked.append(self.headers)
                self.send_response(206)
                self.send_header("Content-Length", "1")
                self.end_headers()
                self.wfile.write(b"{")

        self.serve(9443, Data)
        self.assertEqual(self.code(), "stage-reached")
        self.assertEqual(Data.asked[0]["Range"], "bytes=0-0")
        self.assertIsNone(Data.asked[0]["Authorization"])


if __name__ == "__main__":
    harness.main()
