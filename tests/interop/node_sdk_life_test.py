#!/usr/bin/env python3
"""A device's life with the Azure Node SDK against edgesim hub, over both transports: it sends and
receives, has a twin and methods, is thrown off and comes back, and renews its token."""
import functools
import subprocess
import unittest
from pathlib import Path

import harness
from hub_control import Control
from node_device import NodeDevice
from node_sdk_test import installed

TRANSPORTS = ("amqp", "amqp-ws")


def over_each_transport(test):
    """Runs `test(self, hub, control, device)` per transport, each with a hub of its own and the
    client of its device "thermostat"."""
    @functools.wraps(test)
    def run(self):
        for transport in TRANSPORTS:
            with self.subTest(transport), harness.running_hub() as hub:
                control = Control(hub.ready)
                control.ask("PUT", "/devices/thermostat")
                file = control.connection_string_file("thermostat", hub.directory)
                with NodeDevice(transport, file, hub.ca_file) as device:
                    test(self, hub, control, device)
    return run


@unittest.skipUnless(installed(), "the Azure Node SDK is not installed (scripts/setup --tests)")
class NodeSdkLife(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.map_names({"hub.test": "127.0.0.1"})

    def assert_done(self, answer):
        self.assertNotIn("error", answer, answer)
        return answer.get("result")

    @over_each_transport
    def test_what_it_sends_arrives(self, hub, control, device):
        self.assert_done(device.do("open"))
        self.assert_done(device.do("send", body="21.5", id="m-1", properties={"unit": "C"}))
        arrived = control.messages()[0]
        self.assertEqual(arrived["body"], "21.5")
        self.assertEqual(arrived["deviceId"], "thermostat")
        self.assertEqual(arrived["messageId"], "m-1")
        self.assertEqual(arrived["properties"], {"unit": "C"})

    @over_each_transport
    def test_messages_for_it_wait_until_it_takes_them(self, hub, control, device):
        for body in ("first", "second"):
            control.ask("POST", "/devices/thermostat/messages",
                        {"body": body, "properties": {"kind": "order"}})
        self.assert_done(device.do("open"))
        self.assert_done(device.do("receive"))
        got = [device.event("message") for _ in range(2)]
        self.assertEqual([each["body"] for each in got], ["first", "second"])
        self.assertEqual(got[0]["properties"], {"kind": "order"})
        control.ask("POST", "/devices/thermostat/messages", {"body": "third"})
        self.assertEqual(device.event("message")["body"], "third")

    @over_each_transport
    def test_a_message_it_abandons_comes_again(self, hub, control, device):
        self.assert_done(device.do("open"))
        self.assert_done(device.do("receive", settle="abandon"))
        control.ask("POST", "/devices/thermostat/messages", {"body": "again"})
        self.assertEqual([device.event("message")["body"] for _ in range(3)], ["again"] * 3)

    @over_each_transport
    def test_its_twin(self, hub, control, device):
        control.ask("PATCH", "/twins/thermostat", {"properties": {"desired": {"goal": 20}}})
        self.assert_done(device.do("open"))
        twin = self.assert_done(device.do("twin"))
        self.assertEqual(twin["desired"]["goal"], 20)
        self.assertEqual(device.event("desired")["patch"]["goal"], 20)
        self.assert_done(device.do("report", patch={"goal": 20, "valve": {"open": True}}))
        reported = control.ask("GET", "/twins/thermostat")["properties"]["reported"]
        self.assertEqual(reported["valve"], {"open": True})
        control.ask("PATCH", "/twins/thermostat", {"properties": {"desired": {"goal": 22}}})
        self.assertEqual(device.event("desired")["patch"]["goal"], 22)

    @over_each_transport
    def test_its_methods(self, hub, control, device):
        self.assert_done(device.do("open"))
        self.assert_done(device.do("method", name="reboot", status=202, payload={"in": 5}))
        # A method is served once its links stand; a report goes the same way after them.
        self.assert_done(device.do("twin"))
        answer = control.ask("POST", "/twins/thermostat/methods",
                             {"methodName": "reboot", "payload": {"now": True},
                              "responseTimeoutInSeconds": 20})
        self.assertEqual(answer, {"status": 202, "payload": {"in": 5}})
        self.assertEqual(device.event("method")["payload"], {"now": True})

    @over_each_transport
    def test_it_comes_back_after_it_was_thrown_off(self, hub, control, device):
        self.assert_done(device.do("open"))
        self.assert_done(device.do("send", body="before"))
        last = control.messages()[-1]["sequence"]
        control.ask("POST", "/devices/thermostat/disconnect")
        self.assert_done(device.do("send", body="after"))
        self.assertEqual([each["body"] for each in control.messages(after=last)], ["after"])

    @over_each_transport
    def test_it_renews_its_token(self, hub, control, device):
        self.assert_done(device.do("open", tokenSeconds=4))
        self.assert_done(device.do("send", body="0"))
        while control.ask("GET", "/observations")["authorized"] < 3:
            self.assert_done(device.do("send", body="more"))
        self.assertEqual(control.ask("GET", "/observations")["connections"], 1)

    @over_each_transport
    def test_a_module(self, hub, control, device):
        control.ask("PUT", "/devices/thermostat/modules/$edgeAgent")
        file = control.connection_string_file("thermostat/modules/$edgeAgent", hub.directory)
        with NodeDevice("amqp", file, hub.ca_file) as module:
            self.assert_done(module.do("open"))
            self.assertIn("desired", self.assert_done(module.do("twin")))

    @over_each_transport
    def test_a_certificate_in_place_of_a_key(self, hub, control, device):
        key, certificate = self_signed(Path(hub.directory), "meter")
        control.ask("PUT", "/devices/meter", {"authentication": {
            "type": "selfSigned",
            "x509Thumbprint": {"primaryThumbprint": thumbprint(certificate)}}})
        file = Path(hub.directory) / "meter.txt"
        file.write_text("HostName=hub.test;DeviceId=meter;x509=true")
        with NodeDevice("amqp", str(file), hub.ca_file) as meter:
            self.assert_done(meter.do("open", certificateFile=str(certificate),
                                      keyFile=str(key)))
            self.assert_done(meter.do("send", body="by certificate"))
        self.assertEqual(control.messages()[-1]["deviceId"], "meter")


def self_signed(directory, name):
    key, certificate = directory / f"{name}.key.pem", directory / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "2", "-subj", f"/CN={name}"], check=True, capture_output=True)
    return key, certificate


def thumbprint(certificate):
    printed = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-fingerprint",
                              "-sha256"], check=True, capture_output=True, text=True).stdout
    return printed.strip().split("=")[1].replace(":", "")


if __name__ == "__main__":
    harness.main()
