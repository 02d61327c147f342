#!/usr/bin/env python3
"""A device's life with the Azure Node SDK, over both transports, with edgesim hub driven from its
cloud's side: messages, methods, twins, renewed tokens, certificates."""
import json
import queue
import shutil
import subprocess
import threading
import unittest
from pathlib import Path

import harness

NODE = Path(__file__).parent / "node"
TRANSPORTS = ("amqp", "amqp-ws")
PATIENCE = 60  # seconds; only a device that is stuck takes that long


class Device:
    """device_life.js, and what it has printed."""

    def __init__(self, hub, transport, connection_string, *certificate):
        self.process = subprocess.Popen(
            ["node", NODE / "device_life.js", transport, connection_string, hub.ca_file,
             *certificate], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.events = queue.Queue()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        self.passed = []

    def read(self):
        for line in self.process.stdout:
            self.events.put(json.loads(line))
        self.events.put(None)

    def wait(self, event, patience=PATIENCE):
        """The next event of that name; those before it are kept in `passed`."""
        while (got := self.events.get(timeout=patience)) is not None:
            if got["event"] == event:
                return got
            self.passed.append(got)
        raise RuntimeError(f"the device ended without {event}: {self.passed}")

    def do(self, command, **what):
        self.begin(command, **what)
        return self.finish(command)

    def begin(self, command, **what):
        self.process.stdin.write(json.dumps({"do": command, **what}) + "\n")
        self.process.stdin.flush()

    def finish(self, command, patience=PATIENCE):
        done = self.wait(command, patience)
        if "error" in done:
            raise RuntimeError(f"{command}: {done}")
        return done.get("result")

    def end(self):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


@unittest.skipUnless(shutil.which("node") and (NODE / "node_modules/azure-iot-device").exists(),
                     "the Azure Node SDK is not installed (scripts/setup --tests)")
class DeviceLife(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.map_names({"hub.test": "127.0.0.1"})

    def start(self, transport, path="edge-1", **opening):
        """A hub, and the open device or module at `path`."""
        hub = self.enterContext(harness.running_hub(printing=["--print-messages"]))
        string = hub.cloud.ask("GET", f"/devices/{path}/connection-string")["connectionString"]
        device = Device(hub, transport, string)
        self.addCleanup(device.end)
        device.do("open", **opening)
        return hub, device

    def on_both(self, check, **options):
        for transport in TRANSPORTS:
            with self.subTest(transport):
                try:
                    check(*self.start(transport, **options))
                finally:
                    self.doCleanups()

    def test_telemetry_arrives_as_it_was_sent(self):
        def check(hub, device):
            device.do("send", body='{"t": 1}', properties={"colour": "blue"})
            message = hub.cloud.ask("GET", "/messages")["messages"][0]
            self.assertEqual(message["body"], '{"t": 1}')
            self.assertEqual(message["messageId"], "id-1")
            self.assertEqual(message["contentType"], "application/json")
            self.assertEqual(message["contentEncoding"], "utf-8")
            self.assertEqual(message["properties"], {"colour": "blue"})
        self.on_both(check)

    def test_cloud_messages_are_settled_in_every_way(self):
        def check(hub, device):
            def queue_message(body):
                hub.cloud.ask("POST", "/devices/edge-1/messages",
                          {"body": body, "properties": {"k": "v"}})
            queue_message("before")
            device.do("listen")
            got = device.wait("message")
            self.assertEqual(got["body"], "before")
            self.assertEqual(got["properties"], [{"key": "k", "value": "v"}])
            # One after the other: of two outcomes in one turn rhea sends the first for both.
            for body in ("again", "again", "no", "later"):
                if body != "again" or got["body"] != "again":
                    hub.wait_for_lines("cloud-message accepted", 1)
                    queue_message(body)
                got = device.wait("message")
                self.assertEqual(got["body"], body)
            hub.wait_for_lines("cloud-message accepted", 3)
            hub.wait_for_lines("cloud-message rejected", 1)
        self.on_both(check)

    def test_methods_are_answered(self):
        def check(hub, device):
            device.do("listen")
            device.do("send", body="x")  # its links for methods are attached before
            answer = hub.cloud.ask_until("POST", "/twins/edge-1/methods",
                                     {"methodName": "echo", "payload": {"a": [1]}})
            self.assertEqual(answer, {"status": 201, "payload": {"got": {"a": [1]}}})
        self.on_both(check)

    def test_twins_both_halves(self):
        def check(hub, device):
            desired = {"interval": 5, "deep": {"a": 1}}
            hub.cloud.ask("PATCH", "/twins/edge-1", {"properties": {"desired": desired}})
            got = device.do("twin")
            self.assertEqual(got["desired"], {**desired, "$version": 2})
            device.do("report", patch={"firmware": {"version": "1", "old": True}})
            device.do("report", patch={"firmware": {"old": None}})
            reported = hub.cloud.ask("GET", "/twins/edge-1")["properties"]["reported"]
            self.assertEqual(reported["firmware"], {"version": "1"})
            hub.cloud.ask("PATCH", "/twins/edge-1",
                      {"properties": {"desired": {"interval": 6, "deep": None}}})
            told = device.wait("desired")["desired"]
            while told.get("$version") != 3:  # the SDK tells what it got at first, too
                told = device.wait("desired")["desired"]
            self.assertEqual(told["interval"], 6)
        self.on_both(check)

    def test_a_module_reports(self):
        def check(hub, device):
            device.do("send", body="from a module")
            message = hub.cloud.ask("GET", "/messages")["messages"][0]
            self.assertEqual((message["deviceId"], message["moduleId"]), ("edge-1", "$edgeAgent"))
            device.do("twin")
            device.do("report", patch={"alive": True})
        self.on_both(check, path="edge-1/modules/$edgeAgent")

    def test_tokens_are_renewed_in_the_connection(self):
        def check(hub, device):
            hub.wait_for_lines("edge-1 -> token 200", 3)
            device.do("send", body="still here")
            self.assertEqual(len(hub.cloud.ask("GET", "/connections")), 1)
        self.on_both(check, renewal={"tokenValidTimeInSeconds": 4,
                                     "tokenRenewalMarginInSeconds": 3})

    def test_it_comes_back_after_it_was_thrown_off(self):
        # Both at once: the SDK waits 45 s for an answer to its DETACH of a link that is gone.
        hub, first = self.start("amqp")
        hub.cloud.ask("PUT", "/devices/edge-2")
        string = hub.cloud.ask("GET", "/devices/edge-2/connection-string")["connectionString"]
        second = Device(hub, "amqp-ws", string)
        self.addCleanup(second.end)
        second.do("open")
        for name, device in (("edge-1", first), ("edge-2", second)):
            device.do("send", body="before")
            hub.cloud.ask("POST", f"/devices/{name}/disconnect")
            device.begin("send", body="after")
        for device in (first, second):
            device.finish("send", patience=90)
        arrived = hub.cloud.ask("GET", "/messages")["messages"]
        self.assertEqual([message["body"] for message in arrived], ["before"] * 2 + ["after"] * 2)

    def test_a_certificate_in_place_of_tokens(self):
        for transport in TRANSPORTS:
            for kind in ("certificateAuthority", "selfSigned"):
                with self.subTest(transport, kind=kind):
                    try:
                        self.check_certificate(transport, kind)
                    finally:
                        self.doCleanups()

    def check_certificate(self, transport, kind):
        hub = self.enterContext(harness.running_hub())
        folder = Path(hub.ca_file).parent
        certificate, key = folder / "device.pem", folder / "device-key.pem"
        signer = ["-CA", hub.ca_file, "-CAkey", folder / "ca-key.pem"]
        request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                   "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x509-1", "-days", "1",
                   "-keyout", key, "-out", certificate]
        by_ca = kind == "certificateAuthority"
        subprocess.run([*request, *(signer if by_ca else [])], check=True, capture_output=True)
        authentication = {"type": kind}
        if not by_ca:
            shown = subprocess.run(["openssl", "x509", "-in", certificate, "-noout",
                                    "-fingerprint", "-sha256"], check=True, capture_output=True,
                                   text=True).stdout
            thumbprint = shown.strip().partition("=")[2].replace(":", "")
            authentication["x509Thumbprint"] = {"primaryThumbprint": thumbprint}
        hub.cloud.ask("PUT", "/devices/x509-1", {"authentication": authentication})
        device = Device(hub, transport, "HostName=hub.test;DeviceId=x509-1;x509=true",
                        certificate, key)
        self.addCleanup(device.end)
        device.do("open")
        device.do("send", body="signed")
        self.assertEqual(hub.cloud.ask("GET", "/messages")["messages"][0]["deviceId"], "x509-1")


if __name__ == "__main__":
    harness.main()
