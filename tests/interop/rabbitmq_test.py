#!/usr/bin/env python3
"""edgeprobe against RabbitMQ's AMQP 1.0 over TLS: a peer that speaks AMQP and is no IoT hub."""
import os
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness

SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"


def self_signed(directory, name):
    key, certificate = directory / "key.pem", directory / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
                   check=True, capture_output=True)
    return key, certificate


@unittest.skipUnless(os.path.exists(SERVER), "rabbitmq-server is not installed")
@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class RabbitMq(unittest.TestCase):
    def test_amqp_but_no_iot_hub(self):
        with tempfile.TemporaryDirectory() as text:
            directory = Path(text)
            harness.map_names({"hub.test": "127.0.0.1", socket.gethostname(): "127.0.0.1"})
            key, certificate = self_signed(directory, "hub.test")
            broker = self.start(directory, key, certificate)
            try:
                harness.wait_for_port(broker, 5671)
                code, report = harness.probe("--hub", "hub.test", "--ca-file", certificate,
                                             "--warnings-as-errors")
            finally:
                broker.terminate()
                broker.wait()
        self.assertEqual(code, 1, report)
        self.assertEqual(report["verdicts"][0]["code"], "amqp-not-iot-hub", report["verdicts"])
        self.assertIn("RabbitMQ", report["verdicts"][0]["cause"])

    def start(self, directory, key, certificate):
        (directory / "rabbitmq.conf").write_text(
            "listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:5671\n"
            f"ssl_options.cacertfile = {certificate}\nssl_options.certfile = {certificate}\n"
            f"ssl_options.keyfile = {key}\nloopback_users = none\n")
        (directory / "enabled_plugins").write_text("[rabbitmq_amqp1_0].")
        environment = {
            **os.environ, "HOME": str(directory), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "edge@localhost",
            "RABBITMQ_MNESIA_BASE": str(directory / "mnesia"),
            "RABBITMQ_LOG_BASE": str(directory / "log"),
            "RABBITMQ_CONFIG_FILE": str(directory / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(directory / "pid")}
        return subprocess.Popen([SERVER], env=environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    harness.main()
