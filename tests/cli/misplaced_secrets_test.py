#!/usr/bin/env python3
"""Secrets where nobody expects them: in every option of every subcommand, and in every text that a
proxy or hub may send back. None is printed, nor written into a report."""
import base64
import os
import re
import resource
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from programs import CLEAN, harness

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
PASSWORD = "proxy-pass-4711"
# What a user may paste, and what of it may not be seen.
PASTED = {
    f"HostName=h.test;DeviceId=d;SharedAccessKey={KEY}": KEY,
    f"@HostName=h.test;DeviceId=d;SharedAccessKey={KEY}": KEY,
    "SharedAccessSignature sr=h.test&sig=abc%2Bdefgh&se=1": "abc%2Bdefgh",
    f"http://user:{PASSWORD}@proxy.test:3128": PASSWORD,
    f"user:{PASSWORD}": PASSWORD,
    "http://u:pw1@proxy.test": "pw1",
    KEY: KEY,
}
SUBCOMMANDS = {
    "edgeprobe": ([], ["run"], ["judge"], ["logs"], ["registry"], ["explain"],
                  ["list"]),
    "edgesim": ([], ["run"], ["list"], ["doctor"], ["hub"], ["lab"], ["lab", "up"], ["lab", "exec"],
                ["lab", "shell"], ["lab", "fault"], ["lab", "fault", "add"],
                ["lab", "fault", "heal"], ["lab", "status"], ["lab", "down"]),
}
# With these the command ends soon, whatever the option under test does.
ENDING = {
    "edgeprobe run": ["--hub", "127.0.0.1", "--address", "127.0.0.1", "--amqp-port", "1",
                      "--ws-port", "1", "--attempt-timeout", "100ms", "--until", "connect"],
    "edgeprobe registry": ["127.0.0.1:1/a:1"],
    "edgesim hub": ["--amqp-port", "0", "--ws-port", "0", "--devices", "/none"],
    "edgesim run": ["/none.yaml"],
}


def forms_of(secret):
    return {secret, urllib.parse.quote(secret, safe=""), base64.b64encode(secret.encode()).decode(),
            base64.b64encode(f"user:{secret}".encode()).decode()}


class MisplacedSecrets(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def output(self, program, *arguments, **environment):
        process = subprocess.run(
            [harness.BIN / program, *arguments], stdin=subprocess.DEVNULL, cwd=self.folder,
            capture_output=True, text=True, errors="replace", timeout=60,
            env={**CLEAN, "HOME": self.folder, "XDG_RUNTIME_DIR": self.folder, **environment})
        return process.stdout + process.stderr

    def options_of(self, program, command):
        """As its help has them, which is made of what the parser knows."""
        text = self.output(program, *command, "--help")
        options = re.findall(r"^ +(?:-\w,)?(--[\w-]+) (?!  )", text, re.MULTILINE)
        return [*options, *re.findall(r"^ +(-\w),", text, re.MULTILINE)]

    def assert_none(self, text, secret, place):
        for form in forms_of(secret):
            self.assertNotIn(form, text, place)

    def test_no_option_of_any_subcommand_quotes_one(self):
        cases = [(program, command, words, secret)
                 for program, commands in SUBCOMMANDS.items() for command in commands
                 for words, secret in self.commands_with_one(program, command)]
        self.assertGreater(len(cases), 400)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for done in pool.map(self.try_one, cases):
                self.assertIsNone(done)

    def commands_with_one(self, program, command):
        """A word alone and a mistyped option with all of them; each option that there is with a
        connection string, and with the others in turn."""
        ending = ENDING.get(" ".join([program, *command]), [])
        first, *others = PASTED.items()
        for option in ("", "--mistyped"):
            for pasted, secret in PASTED.items():
                yield [*filter(None, [option]), pasted, *ending], secret
        for number, option in enumerate(self.options_of(program, command)):
            rest = [] if option in ending else ending
            for pasted, secret in (first, others[number % len(others)]):
                yield [option, pasted, *rest], secret
            if option.startswith("--"):
                pasted, secret = first
                yield [f"{option}={pasted}", *rest], secret

    def try_one(self, case):
        program, command, words, secret = case
        self.assert_none(self.output(program, *command, *words), secret, case)

    def test_no_variable_is_quoted(self):
        for name in ("EdgeHubConnectionString", "DeviceConnectionString", "IOTEDGE_IOTHUBHOSTNAME",
                     "IOTEDGE_GATEWAYHOSTNAME", "SSL_CERT_FILE", "https_proxy"):
            for pasted, secret in PASTED.items():
                if ":" in pasted[:6] and "//" not in pasted:
                    continue  # as PATH has one
                text = self.output("edgeprobe", "run", "--plan", **{
                    "IOTEDGE_IOTHUBHOSTNAME": "hub.test", name: pasted})
                self.assert_none(text, secret, [name, pasted])

    def test_a_proxy_that_says_the_password_back(self):
        def answer(form):
            said = {"raw": PASSWORD, "pair": f"user:{PASSWORD}",
                    "basic": base64.b64encode(f"user:{PASSWORD}".encode()).decode(),
                    "url": urllib.parse.quote(PASSWORD).replace("-", "%2D")}[form]
            return (f"HTTP/1.1 407 no {said}\r\nProxy-Authenticate: Basic realm=\"{said}\"\r\n"
                    f"Via: 1.1 {said}\r\nContent-Length: 0\r\n\r\n").encode(), said

        credentials = Path(self.folder) / "credentials"
        credentials.write_text(f"user:{PASSWORD}\n")
        for form in ("raw", "pair", "basic", "url"):
            text, said = answer(form)
            with socket.create_server(("127.0.0.1", 0)) as proxy:
                thread = threading.Thread(target=self.refuse_all, args=(proxy, text), daemon=True)
                thread.start()
                port = proxy.getsockname()[1]
                for output in ("text", "json"):
                    report = Path(self.folder) / f"report.{output}"
                    shown = self.output(
                        "edgeprobe", "run", "--hub", "127.0.0.1", "--amqp-port", "1", "-o", output,
                        "--proxy", f"http://127.0.0.1:{port}", "--proxy-credentials",
                        f"@{credentials}", "--attempt-timeout", "1s", "--report",
                        f"{output}={report}")
                    self.assertIn("407", shown)
                    self.assertIn("***", shown)
                    self.assertNotIn(said, shown + report.read_text())
                    self.assert_none(shown + report.read_text(), PASSWORD, form)

    def test_a_websocket_port_that_says_the_key_back(self):
        files = {name: Path(self.folder) / name for name in ("key.pem", "ca.pem", "identity")}
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                        files["key.pem"], "-out", files["ca.pem"]], check=True,
                       capture_output=True)
        files["identity"].write_text(f"HostName=localhost;DeviceId=d;SharedAccessKey={KEY}")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files["ca.pem"], files["key.pem"])
        for said in sorted(forms_of(KEY)):
            answer = (f"HTTP/1.1 403 no {said}\r\nServer: s {said}\r\nVia: 1.1 {said}\r\n"
                      f"Sec-WebSocket-Protocol: {said}\r\nContent-Length: {len(said) + 8}\r\n\r\n"
                      f"he said {said}").encode()
            with (socket.create_server(("127.0.0.1", 0)) as plain,
                  context.wrap_socket(plain, server_side=True) as port):
                threading.Thread(target=self.refuse_all, args=(port, answer), daemon=True).start()
                for output in ("text", "json"):
                    report = Path(self.folder) / f"report.{output}"
                    shown = self.output(
                        "edgeprobe", "run", "--connection-string", f"@{files['identity']}",
                        "--address", "127.0.0.1", "--amqp-port", "1", "--ws-port",
                        str(port.getsockname()[1]),
                        "--ca-file", files["ca.pem"], "-o", output, "--attempt-timeout", "2s",
                        "--report", f"{output}={report}")
                    self.assertIn("server s ***" if output == "text" else "he said ***", shown)
                    self.assertNotIn(said, shown + report.read_text())
                    self.assert_none(shown + report.read_text(), KEY, said)

    @staticmethod
    def refuse_all(port, answer):
        while True:
            try:
                client, _ = port.accept()
            except ssl.SSLError:
                continue
            except OSError:
                return
            with client:
                client.recv(4096)
                client.sendall(answer)

    def test_a_hub_that_says_the_key_back(self):
        faults = {"cbs-refused": "status: 401", "amqp-closed": "condition: 'amqp:x'",
                  "link-refused": "condition: 'amqp:x'"}
        for fault, more in faults.items():
            for said in sorted(forms_of(KEY)):
                scenario = Path(self.folder) / f"{fault}.yaml"
                scenario.write_text(
                    f"why: It says the key back.\ntopology: bridge\nprobe: {{key: {KEY}}}\n"
                    "timeline:\n"
                    + ("" if fault == "cbs-refused" else "  - {at: 0s, fault: cbs-accepted}\n") +
                    f"  - {{at: 0s, fault: {fault}, with: {{{more}, "
                    f"description: 'he said {said} to me'}}}}\n"
                    "expect: {exit: 0, ends: 1s, verdict: connected}\n")
                for form in (["--verbose"], ["-o", "json"]):
                    text = self.output("edgesim", "run", scenario, *form)
                    self.assertIn("he said ***", text, fault)
                    self.assert_none(text, KEY, fault)

    def test_no_core_file_holds_memory(self):
        nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        program = harness.BIN / "edgeprobe"
        if subprocess.run([*nobody, "test", "-x", program], capture_output=True).returncode != 0:
            self.skipTest("no other user can reach the programs here")
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = str(silent.getsockname()[1])
            probe = subprocess.Popen(
                [*nobody, program, "run", "--hub", "h.test", "--address", "127.0.0.1",
                 "--amqp-port", port], stdout=subprocess.DEVNULL, env=CLEAN,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)))
            self.addCleanup(probe.wait)
            self.addCleanup(probe.kill)
            silent.accept()[0].close()
            limits = Path(f"/proc/{probe.pid}/limits").read_text()
            self.assertRegex(limits, r"Max core file size +0 ")
            # What may not be dumped belongs to root in /proc (proc(5)), whoever runs it.
            self.assertEqual(os.stat(f"/proc/{probe.pid}/environ").st_uid, 0)


if __name__ == "__main__":
    harness.main()
