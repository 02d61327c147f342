#!/usr/bin/env python3
"""edgeprobe logs: what is said of logs, and how it ends for those that are none."""
import base64
import gzip
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from programs import CLEAN, edgeprobe, harness

GUIDE = """2017-11-28 18:46:19 [INF] - Starting module management agent.
2017-11-28 18:46:19 [INF] - Version - 1.0.7516610 (03c94f85d0833a861a43c669842f0817924911d5)
2017-11-28 18:46:19 [INF] - Edge agent attempting to connect to IoT Hub via AMQP...
2017-11-28 18:46:49 [INF] - Edge agent attempting to connect to IoT Hub via AMQP over WebSocket...
"""
TAKEN = "Bind for 0.0.0.0:443 failed: port is already allocated\n"
KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
SECRETS = {
    KEY: f"HostName=h.test;DeviceId=d;SharedAccessKey={KEY}",
    "abc%2Bdefgh": "SharedAccessSignature sr=h.test&sig=abc%2Bdefgh&se=1",
    "proxy-pass-4711": "http://user:proxy-pass-4711@proxy.test:3128/",
    "registry-pass-1": '{"username":"u","password":"registry-pass-1"}',
    "eyJhbGciOiJSUzI1NiJ9": "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
    "bm90OmZvci15b3U=": "Proxy-Authorization: Basic bm90OmZvci15b3U=",
}


def with_keys(schema):
    """The keys that a schema's objects have, by the name of their definition."""
    parts = {"": schema, **schema["$defs"]}
    return {name: set(part["properties"]) for name, part in parts.items()}


class Logs(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def test_the_guides_log(self):
        done = edgeprobe("logs", self.file("agent.log", GUIDE))
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn("CAUSE         path-inconclusive  (error, possible)", done.stdout)
        self.assertIn("the edge agent of 2017", " ".join(done.stdout.split()))
        self.assertIn("2 attempts in 1 round, 0 connected", done.stdout)
        self.assertLess(len(done.stdout.splitlines()), 30)

    def test_standard_input_is_read_the_same_and_in_any_pieces(self):
        whole = edgeprobe("logs", "-o", "json", "-", stdin=GUIDE).stdout
        process = subprocess.Popen([harness.BIN / "edgeprobe", "logs", "-o", "json", "-"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=CLEAN)
        for byte in GUIDE.encode():
            os.write(process.stdin.fileno(), bytes([byte]))
        self.assertEqual(process.communicate()[0].decode(), whole)

    def test_several_logs(self):
        done = edgeprobe("logs", self.file("a.log", GUIDE), self.file("b.log", TAKEN), "-o", "json")
        report = json.loads(done.stdout)
        self.assertEqual([file["lines"] for file in report["files"]], [4, 1])
        self.assertEqual(report["findings"][0]["code"], "port-taken-by-container")
        self.assertIn("b.log:1: ", report["findings"][0]["seen"])

    def test_json_holds_to_the_schema(self):
        schema = json.loads(edgeprobe("list", "log-schema").stdout)
        shipped = json.loads((harness.ROOT / "probe/logs/logs.schema.json").read_text())
        self.assertEqual(schema, shipped)
        report = json.loads(edgeprobe("logs", "-", "-o", "json", stdin=GUIDE + TAKEN).stdout)
        keys = with_keys(schema)
        self.assertLessEqual(set(report), keys[""])
        for part, name in (("files", "log-file"), ("findings", "finding"),
                           ("attempts", "logged-attempt"), ("signatures", "seen-signature")):
            for each in report[part]:
                self.assertLessEqual(set(each), keys[name])
        try:
            import jsonschema
        except ImportError:
            return
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(report)

    def test_what_holds_nothing_known_is_said_and_is_not_healthy(self):
        for text in ("", "Lorem ipsum\n", "\n" * 1000):
            done = edgeprobe("logs", "-", stdin=text)
            self.assertEqual(done.returncode, 0)
            self.assertIn("Nothing known was recognised", done.stdout)
            self.assertNotIn("healthy", done.stdout)

    def test_what_cannot_be_read_is_one_line(self):
        for path, words in (("/nonexistent/a.log", "/nonexistent/a.log"),
                            (str(self.folder), "Is a directory"),
                            (self.file("z.gz", gzip.compress(b"x")), "gunzip -c"),
                            (self.file("s.zip", b"PK\x03\x04"), "support bundle"),
                            (self.file("w.log", "x\n".encode("utf-16")), "PowerShell"),
                            ("/bin/sh", "no text")):
            with self.subTest(path):
                done = edgeprobe("logs", path)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertEqual(len(done.stderr.splitlines()), 1)
                self.assertIn(words, done.stderr)
        twice = self.file("a.log", GUIDE)
        self.assertIn("named twice", edgeprobe("logs", twice, twice).stderr)
        self.assertEqual(edgeprobe("logs").returncode, 2)

    def test_nothing_that_a_terminal_obeys_is_shown(self):
        odd = (b"\x1b[2J\x1b]0;owned\x07(111): Connection refused \x9b31m\xff\x00\xe2\x80\xae x\r\n"
               b"Edge agent attempting to connect to IoT Hub via \x1b]0;x\x07\x08\xff...\n"
               b"x - Version - \x07\x9b1\x7f\n"
               b"Attempting to connect to IoT Hub for client \x00\x01\x7f\n")
        for form in ("text", "json"):
            done = edgeprobe("logs", "-o", form, self.file("odd \x1b[31m.log", odd))
            shown = [c for c in done.stdout if c != "\n" and (c < " " or "\x7f" <= c <= "\x9f")]
            self.assertEqual(shown, [], done.stdout)
            self.assertNotIn("\u202e", done.stdout)

    def test_no_secret_of_a_line_is_shown(self):
        for secret, text in SECRETS.items():
            for line in (f"{text} (111): Connection refused", f"(111): Connection refused {text}",
                         f"Edge agent attempting to connect to IoT Hub via {text}...",
                         f"- Version - {text}", f"pull access denied for {text}",
                         f"Attempting to connect to IoT Hub for client {text} via AMQP..."):
                log = self.file("secret.log", line + "\n")
                for form in ("text", "json"):
                    done = edgeprobe("logs", "-o", form, log)
                    self.assertIn(done.returncode, (0, 1))
                    self.assertNotIn(secret, done.stdout + done.stderr, line)

    def test_help_has_examples(self):
        self.assertIn("docker logs edgeAgent", edgeprobe("logs", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
