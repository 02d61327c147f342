#!/usr/bin/env python3
"""`edgesim hub` from outside: its control endpoint, asked as any HTTP client would, with edgeprobe as
the device; what a restart and a kill -9 leave."""
import http.client
import json
import os
import re
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from programs import CLEAN, harness

BODY_LIMIT = 1 << 20


class Hub:
    """A hub on ports of its own choice, and its control endpoint's client."""

    def __init__(self, folder, *arguments):
        self.process = subprocess.Popen(
            [harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0",
             "--control-port", "0", "--state-dir", folder, *map(str, arguments)],
            text=True, env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
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

    def probe(self, device, *arguments):
        """edgeprobe as this device, up to its link; its exit code and report."""
        file = self.folder / "probe.txt"
        file.write_text(self.good("GET", f"/devices/{device}/connection-string")
                        ["connectionString"])
        return harness.probe("--address", "127.0.0.1", "--amqp-port", self.ready["amqp_port"],
                             "--ws-port", self.ready["ws_port"], "--ca-file",
                             self.ready["ca_file"], "--connection-string", f"@{file}",
                             "--until", "link", "--quick", *arguments)

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

    def start(self, *arguments):
        hub = Hub(self.folder, *arguments)
        self.addCleanup(lambda: hub.process.poll() is None and hub.stop())
        return hub

    def send(self, hub, device, count=1):
        for _ in range(count):
            code, report = hub.probe(device, "--send-test-message")
            self.assertEqual(code, 0, report)


class Access(HubTest):
    def test_the_token_is_private_and_needed(self):
        hub = self.start()
        file = Path(hub.ready["control_token_file"])
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(hub.ask("GET", "/devices")[0], 200)
        for given in (None, "Bearer x", f"Basic {hub.token}", f"Bearer {hub.token}x"):
            status, answer = hub.ask("GET", "/devices", Authorization=given)
            self.assertEqual((status, answer["error"]["code"]), (401, "token-required"), given)
        hub.stop()
        self.assertEqual(self.start().token, hub.token)

    def test_web_pages_are_refused(self):
        hub = self.start()
        for headers in ({"Host": "attacker.test"}, {"Origin": "http://attacker.test"},
                        {"Origin": "null"}):
            self.assertEqual(hub.ask("GET", "/devices", **headers)[0], 403, headers)
        self.assertEqual(hub.ask("GET", "/devices", Host="hub.test:8090")[0], 200)

    def test_it_stays_on_loopback_unless_told_otherwise(self):
        hub = self.start("--listen", "0.0.0.0")
        with socket.socket() as other:
            self.assertNotEqual(other.connect_ex(("127.0.0.2", hub.ready["control_port"])), 0)
        self.assertEqual(hub.stop(), "")
        hub = self.start("--control-listen", "0.0.0.0")
        with socket.socket() as other:
            self.assertEqual(other.connect_ex(("127.0.0.2", hub.ready["control_port"])), 0)
        self.assertIn("the control endpoint listens on 0.0.0.0", hub.stop())

    def test_without_it(self):
        done = subprocess.Popen([harness.BIN / "edgesim", "hub", "--no-control", "--amqp-port", "0",
                                 "--ws-port", "0", "--state-dir", self.folder], text=True,
                                env=CLEAN, stdout=subprocess.PIPE)
        self.assertNotIn("control_port", json.loads(done.stdout.readline()))
        done.terminate()
        done.communicate()

    def test_a_port_in_use_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            done = subprocess.run(
                [harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0",
                 "--control-port", str(taken.getsockname()[1]), "--state-dir", self.folder],
                text=True, env=CLEAN, capture_output=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("control endpoint: cannot listen on 127.0.0.1", done.stderr)
        self.assertIn("--control-port", done.stderr)


class Http(HubTest):
    def test_one_connection_serves_many_requests(self):
        hub = self.start()
        connection = hub.connect()
        for _ in range(20):
            self.assertEqual(hub.ask_on(connection, "GET", "/observations")[0], 200)
        used = connection.sock
        self.assertEqual(hub.ask_on(connection, "GET", "/nothing")[0], 404)
        self.assertIs(connection.sock, used)
        connection.close()

    def test_too_much_is_refused_in_words(self):
        hub = self.start()
        status, answer = hub.ask("PUT", "/devices/x", {"a": "b" * (2 * BODY_LIMIT)})
        self.assertEqual((status, answer["error"]["code"]), (413, "body-too-large"))
        status, answer = hub.ask("GET", "/devices", More="a" * 20000)
        self.assertEqual((status, answer["error"]["code"]), (431, "head-too-large"))

    def test_what_is_no_http_is_refused(self):
        hub = self.start()
        with socket.create_connection(("127.0.0.1", hub.ready["control_port"])) as client:
            client.sendall(b"AMQP\x00\x01\x00\x00")
            self.assertIn(b"400 Bad Request", client.recv(4096))
        self.assertEqual(hub.ask("GET", "/devices")[0], 200)

    def test_every_row_of_the_table_is_there(self):
        hub = self.start()
        listed = subprocess.run([harness.BIN / "edgesim", "list", "routes"], text=True, env=CLEAN,
                                capture_output=True, check=True).stdout
        rows = re.findall(r"^([A-Z]+) (/\S+)", listed, re.MULTILINE)
        self.assertGreater(len(rows), 15)
        for method, path in rows:
            for form in {re.sub(r"\[.*\]", "", path), re.sub(r"[\[\]]", "", path)}:
                target = re.sub(r"\{.*?\}", "none", form)
                _, answer = hub.ask(method, target)
                code = (answer or {}).get("error", {}).get("code") if isinstance(answer, dict) \
                    else None
                self.assertNotIn(code, ("no-such-path", "method-not-allowed"), (method, form))


class Devices(HubTest):
    def test_a_new_device_connects_and_its_message_is_read(self):
        hub = self.start()
        made = hub.good("PUT", "/devices/new?keys=true", {"capabilities": {"iotEdge": True}})
        self.assertRegex(made["authentication"]["symmetricKey"]["primaryKey"], r"^[\w+/]{43}=$")
        received = []
        waiter = threading.Thread(
            target=lambda: received.append(hub.good("GET", "/messages?after=0&wait=60s")))
        waiter.start()
        self.send(hub, "new")
        waiter.join()
        message, = received[0]["messages"]
        self.assertEqual((message["sequence"], message["deviceId"]), (1, "new"))
        self.assertEqual(hub.good("GET", "/observations")["messages"], 1)

    def test_a_disabled_and_a_deleted_device_are_refused(self):
        hub = self.start()
        hub.good("PUT", "/devices/new")
        hub.good("PATCH", "/devices/new", {"status": "disabled"})
        code, report = hub.probe("new")
        self.assertEqual(code, 1, report)
        hub.good("PATCH", "/devices/new", {"status": "enabled"})
        self.send(hub, "new")
        file = hub.folder / "probe.txt"
        hub.good("DELETE", "/devices/new")
        code, report = harness.probe(
            "--address", "127.0.0.1", "--amqp-port", hub.ready["amqp_port"], "--ws-port",
            hub.ready["ws_port"], "--ca-file", hub.ready["ca_file"], "--connection-string",
            f"@{file}", "--quick")
        self.assertEqual(code, 1)
        self.assertEqual(report["verdicts"][0]["code"], "device-not-registered")

    def test_a_connected_device_is_listed_and_thrown_off(self):
        hub = self.start()
        file = Path(hub.ready["connection_string_file"])
        run = subprocess.Popen(
            [harness.BIN / "edgeprobe", "run", "--address", "127.0.0.1", "--hold", "60s",
             "--amqp-port", str(hub.ready["amqp_port"]), "--ca-file", hub.ready["ca_file"],
             "--connection-string", f"@{file}", "-o", "json"],
            text=True, env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(run.stdout.close)
        while not (connected := hub.good("GET", "/connections")):
            self.assertIsNone(run.poll())
        self.assertEqual(connected, [{"deviceId": "edge-1"}])
        self.assertEqual(hub.good("GET", "/devices/edge-1")["connectionState"], "Connected")
        hub.good("POST", "/devices/edge-1/disconnect")
        report = run.stdout.read()
        run.wait()
        self.assertIn("404104", report)

    def test_ten_thousand_devices(self):
        devices = [{"deviceId": f"device-{i:05}", "key": "AAAA"} for i in range(10000)]
        (Path(self.folder) / "devices.json").write_text(json.dumps(devices))
        hub = self.start()
        self.assertEqual(len(hub.good("GET", "/devices?limit=10000")), 10000)
        hub.good("PUT", "/devices/one-more")
        hub.good("POST", "/devices", [{"deviceId": f"bulk-{i}"} for i in range(5000)])
        hub.stop()
        hub = self.start()
        self.assertEqual(len(hub.good("GET", "/devices?limit=10000&after=device-04999")), 5001)
        self.assertEqual(hub.good("GET", "/devices/bulk-4999")["status"], "enabled")


class Faults(HubTest):
    def test_a_behaviour_is_switched_on_and_healed(self):
        hub = self.start()
        self.send(hub, "edge-1")
        hub.good("POST", "/faults", {"name": "cbs-refused", "status": 401,
                                     "description": "The specified SAS token is expired"})
        code, report = hub.probe("edge-1")
        self.assertEqual((code, report["verdicts"][0]["code"]), (1, "token-expired"))
        hub.good("DELETE", "/faults/cbs-refused")
        self.send(hub, "edge-1")
        hub.good("POST", "/faults", {"name": "certificate", "defects": ["untrusted-issuer"]})
        code, report = hub.probe("edge-1")
        self.assertEqual(code, 1)
        self.assertRegex(report["verdicts"][0]["code"], "certificate|inspect")
        self.assertEqual(hub.good("DELETE", "/faults"), [])
        self.send(hub, "edge-1")

    def test_behaviours_from_the_start_on(self):
        hub = self.start("--fault", "cbs-refused status=404", "--fault",
                         "clock-offset at=hub by=2h direction=ahead")
        self.assertEqual([fault["name"] for fault in hub.good("GET", "/faults")],
                         ["cbs-refused", "clock-offset"])
        hub.good("DELETE", "/faults/cbs-refused")
        code, report = hub.probe("edge-1")
        self.assertEqual(code, 1, report)
        hub.good("DELETE", "/faults")
        self.send(hub, "edge-1")

    def test_what_it_cannot_be_is_said(self):
        hub = self.start()
        status, answer = hub.ask("POST", "/faults", {"name": "vpn-full-tunnel"})
        self.assertEqual((status, answer["error"]["code"]), (400, "fault-refused"))
        self.assertIn("vpn-full-tunnel", answer["error"]["message"])
        hub.stop()
        for fault, words in (("rain", "there is no fault 'rain'"), ("cbs-refused 401", "NAME=VALUE"),
                             ("port-dropped at=hub", "whole network")):
            done = subprocess.run([harness.BIN / "edgesim", "hub", "--state-dir", self.folder,
                                   "--fault", fault], text=True, env=CLEAN, capture_output=True)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)


class State(HubTest):
    def fill(self, hub):
        hub.good("PUT", "/devices/new")
        hub.good("PATCH", "/twins/new", {"properties": {"desired": {"a": {"b": [1, None]}}}})
        hub.good("POST", "/devices/new/messages", {"body": "for later", "properties": {"k": "v"}})
        self.send(hub, "new", 2)
        return self.memory(hub)

    def memory(self, hub):
        return (hub.good("GET", "/devices?keys=true"), hub.good("GET", "/twins/new"),
                hub.good("GET", "/messages"))

    def test_a_restart_forgets_nothing(self):
        hub = self.start()
        before = self.fill(hub)
        self.assertEqual(hub.stop(), "")
        hub = self.start()
        self.assertEqual(self.memory(hub), before)
        self.assertEqual(hub.good("GET", "/devices/new")["cloudToDeviceMessageCount"], 1)
        self.send(hub, "new")
        self.assertEqual(hub.good("GET", "/messages?after=2")["messages"][0]["sequence"], 3)

    def test_nor_does_a_kill(self):
        hub = self.start()
        before = self.fill(hub)
        hub.stop(signal.SIGKILL)
        with open(Path(self.folder) / "messages.jsonl", "a") as log:
            log.write('{"sequence":3,"deviceId":"ne')  # as a machine that failed may leave it
        hub = self.start()
        self.assertEqual(self.memory(hub), before)
        self.send(hub, "new")
        hub.stop(signal.SIGKILL)
        self.assertEqual(self.start().good("GET", "/messages")["newest"], 3)

    def test_what_is_deleted_stays_so(self):
        hub = self.start()
        self.fill(hub)
        hub.good("DELETE", "/devices/new")
        hub.good("DELETE", "/devices/edge-1")
        hub.stop()
        hub = self.start()
        self.assertEqual(hub.good("GET", "/devices"), [])
        self.assertIsNone(hub.ready["connection_string_file"])
        hub.good("PUT", "/devices/new")
        self.assertNotIn("a", hub.good("GET", "/twins/new")["properties"]["desired"])

    def test_everything_in_the_folder_is_private(self):
        hub = self.start()
        self.fill(hub)
        for folder, _, files in os.walk(self.folder):
            for name in files:
                if name == "probe.txt":
                    continue
                mode = stat.S_IMODE((Path(folder) / name).stat().st_mode)
                self.assertEqual(mode & 0o077, 0, name)

    def test_a_file_of_devices_is_never_written(self):
        file = Path(self.folder) / "mine.json"
        file.write_text(json.dumps([{"deviceId": "mine", "key": "AAAA"}]))
        text = file.read_text()
        hub = self.start("--devices", file)
        hub.good("PUT", "/devices/more")
        hub.good("PATCH", "/twins/mine", {"properties": {"desired": {"a": 1}}})
        hub.stop()
        hub = self.start("--devices", file)
        self.assertEqual([device["deviceId"] for device in hub.good("GET", "/devices")], ["mine"])
        self.assertEqual(hub.good("GET", "/twins/mine")["properties"]["desired"]["a"], 1)
        self.assertEqual(file.read_text(), text)

    def test_two_hubs_do_not_share_a_folder(self):
        self.start()
        done = subprocess.run([harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0",
                               "--control-port", "0", "--state-dir", self.folder], text=True,
                              env=CLEAN, capture_output=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("another program writes it", done.stderr)


if __name__ == "__main__":
    harness.main()
