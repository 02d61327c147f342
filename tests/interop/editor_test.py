#!/usr/bin/env python3
"""What an editor offers in a scenario file: the YAML language server that VS Code and others use,
asked over its standard input as they ask it."""
import json
import shutil
import subprocess
import unittest
from pathlib import Path

import harness

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "scenarios/scenario.schema.json"
SERVER = Path(__file__).parent / "node/node_modules/yaml-language-server/bin/yaml-language-server"
SCENARIO = f"""# yaml-language-server: $schema={SCHEMA}
why: Port 443 opens while the agent tries it.
topology: bridge
timeline:
  - at: 0s
    fault: port-dropped
    with:
      at: host
"""


class Editor:
    """The language server's client; its messages are JSON-RPC with a length before each."""

    def __init__(self):
        self.server = subprocess.Popen(["node", SERVER, "--stdio"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE)
        self.number = 0
        self.ask("initialize", processId=None, rootUri=None, capabilities={})
        self.send(method="initialized", params={})

    def close(self):
        self.server.kill()
        self.server.communicate()

    def send(self, **message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        self.server.stdin.flush()

    def received(self):
        length = 0
        while line := self.server.stdout.readline().strip():
            name, value = line.split(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self.server.stdout.read(length))

    def next_answer(self):
        """The server asks for settings meanwhile, of which there are none, and tells problems."""
        while True:
            message = self.received()
            if "method" not in message:
                return message
            if message["method"] == "textDocument/publishDiagnostics":
                return message
            if "id" in message:
                items = (message["params"] or {}).get("items", [])
                self.send(id=message["id"], result=[{} for _ in items])

    def ask(self, method, **params):
        self.number += 1
        self.send(id=self.number, method=method, params=params)
        while (message := self.next_answer()).get("id") != self.number:
            pass
        return message["result"]

    def open(self, text):
        """As a file of its own; gives its address."""
        self.number += 1
        address = f"file:///{self.number}.yaml"
        self.send(method="textDocument/didOpen", params={"textDocument": {
            "uri": address, "languageId": "yaml", "version": 1, "text": text}})
        return address

    def offers(self, text):
        """At the end of `text`."""
        document = {"uri": self.open(text)}
        lines = text.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        found = self.ask("textDocument/completion", textDocument=document, position=place)
        return {each["label"] for each in found["items"]}

    def told(self, text):
        address = self.open(text)
        while (message := self.next_answer()).get("params", {}).get("uri") != address:
            pass
        return [each["message"] for each in message["params"]["diagnostics"]]


@unittest.skipUnless(shutil.which("node") and SERVER.exists(), "needs npm's yaml-language-server")
class Scenarios(unittest.TestCase):
    def setUp(self):
        self.editor = Editor()
        self.addCleanup(self.editor.close)

    def test_faults_their_parameters_and_the_nodes_of_the_topology(self):
        faults = self.editor.offers(SCENARIO + "  - at: 1s\n    fault: ")
        self.assertLessEqual({"port-dropped", "tls-silence", "dns-silence"}, faults)
        self.assertEqual(self.editor.offers(SCENARIO + "      po"), {"hook", "port"})
        nodes = self.editor.offers(SCENARIO.replace("at: host\n", "at: "))
        self.assertLessEqual({"host", "site-router", "isp", "internet"}, nodes)
        self.assertIn("verdict", self.editor.offers(SCENARIO + "expect:\n  "))

    def test_what_is_wrong_is_underlined(self):
        self.assertEqual(self.editor.told(SCENARIO + "expect: {}\n"), [])
        wrong = SCENARIO.replace("at: host", "at: mars") + "expect: {}\n"
        self.assertIn("site-router", " ".join(self.editor.told(wrong)))


if __name__ == "__main__":
    harness.main()  # where there is no network: the server would ask for a list of other schemas
