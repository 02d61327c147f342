"""A hub that a test starts, and a client of its control endpoint."""
import contextlib
import http.client
import json
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from amqp_device import Device
from programs import CLEAN, harness


class Hub:
    """A hub on ports of its own choice, and its control endpoint's client."""

    def __init__(self, folder, *arguments, **options):
        self.process = subprocess.Popen(
            [harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0",
             "--control-port", "0", "--state-dir", folder, *map(str, arguments)],
            text=True, env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(self.process.stderr.read())
        self.ready = json.loads(line)
        self.folder = Path(folder)
        self.token = Path(self.ready["control_token_file"]).read_text().strip()

    def ask(self, method, path, body=None, **headers):
        """The status and the answer, read as JSON."""
        connection = self.connect()
        try:
            return self.ask_on(connection, method, path, body, **headers)
        finally:
            connection.close()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.ready["control_port"], timeout=60)

    def ask_on(self, connection, method, path, body=None, **headers):
        data = json.dumps(body) if body is not None else None
        fields = {"Authorization": f"Bearer {self.token}", **headers}
        connection.request(method, path, data, {k: v for k, v in fields.items() if v is not None})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    def good(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        assert 200 <= status < 300, (method, path, status, answer)
        return answer

    def connection_string(self, device):
        return self.good("GET", f"/devices/{device}/connection-string")["connectionString"]

    def device(self, device):
        """A client that is connected as this device."""
        return Device(self.connection_string(device), self.ready["amqp_port"],
                      self.ready["ca_file"])

    def probe(self, device):
        """edgeprobe as this device, up to the token; its exit code and report."""
        file = self.folder / "probe.txt"
        file.write_text(self.connection_string(device))
        return harness.probe("--address", "127.0.0.1", "--amqp-port", self.ready["amqp_port"],
                             "--ws-port", self.ready["ws_port"], "--ca-file",
                             self.ready["ca_file"], "--connection-string", f"@{file}")

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        self.process.wait()
        self.process.stdout.close()
        errors = self.process.stderr.read()
        self.process.stderr.close()
        return errors


class HubTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def start(self, *arguments, **options):
        hub = Hub(self.folder, *arguments, **options)
        self.addCleanup(lambda: hub.process.poll() is None and hub.stop())
        return hub

    def send(self, hub, device, *texts):
        with contextlib.closing(hub.device(device)) as client:
            for text in texts:
                client.send(text, k="v")
