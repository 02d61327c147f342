#!/usr/bin/env python3
"""edgeprobe run --identity engine and config: credentials where a device has them, and how far a
run goes with them. By the workload API: workload_test.py."""
import base64
import json
import os
import subprocess
import unittest

import fake_engine
from fake_engine import FakeEngine, container
from identity_case import Identities
from programs import CLEAN, edgeprobe, harness

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all",
          "--inh-caps=-all", "--no-new-privs")


class Forms(unittest.TestCase):
    def test_what_it_can_be_and_with_what_it_does_not_go(self):
        for text in ("key", "workload:", "config:", ":x", "Workload"):
            done = edgeprobe("run", "--identity", text)
            self.assertIn("--identity: write one of workload[:SOCKET], engine[:CONTAINER], "
                          "config[:FILE]", done.stderr, text)
        for other in (("--hub", "hub.test"), ("--connection-string", "@x")):
            done = edgeprobe("run", "--identity", "config", *other)
            self.assertEqual(done.returncode, 2)
            self.assertIn("excludes", done.stderr)


class OfTheEngine(Identities):
    def engine(self, pid, environment):
        return self.enterContext(FakeEngine(container("edgeAgent", pid, environment)))

    def test_the_connection_string_of_its_container(self):
        hub = self.start()
        text = hub.connection_string("edge-1")
        running = self.engine(4711, {"DeviceConnectionString": text})
        report = self.report("--identity", "engine", "--engine", running.path, *self.there(hub))
        self.assert_stops_after_cbs(report, "edgeAgent runs with this identity")
        self.assertNotIn(text.partition("SharedAccessKey=")[2], json.dumps(report))
        self.assertIn("the link would throw it off", self.refused(
            "--identity", "engine", "--engine", running.path, *self.there(hub), "--until", "link"))
        stopped = self.engine(0, {"EdgeHubConnectionString": text})
        report = self.report("--identity", "engine:edgeAgent", "--engine", stopped.path,
                             *self.there(hub), "--until", "link")
        self.assertEqual(report["reached"], "link")

    def test_todays_agent_has_no_key_and_the_others_are_named(self):
        engine = self.engine(4711, fake_engine.AGENT_ENVIRONMENT)
        said = self.refused("--identity", "engine", "--engine", engine.path)
        self.assertIn("the environment of edgeAgent has no connection string with a key", said)
        self.assertIn("--identity config", said)

    def test_what_is_no_connection_string(self):
        engine = self.engine(4711, {"DeviceConnectionString": "HostName=h;SharedAccessKey=s3cret"})
        said = self.refused("--identity", "engine", "--engine", engine.path)
        self.assertIn("environment variable DeviceConnectionString", said)
        self.assertNotIn("s3cret", said)
        self.assertIn("no container x;", self.refused("--identity", "engine:x", "--engine",
                                                      engine.path))
        self.assertIn("there is no /nowhere", self.refused("--identity", "engine", "--engine",
                                                           "/nowhere"))


class OfTheConfig(Identities):
    def config(self, text):
        path = self.files / "config.toml"
        path.write_text(text)
        return f"config:{path}"

    def manual(self, hub, key):
        """As the template has it, with what else stands in such files."""
        return self.config(f"""
hostname = "press-4"   # of the device
[provisioning]
source = "manual"
iothub_hostname = 'hub.test'
device_id = "edge-\\u0031"
[provisioning.authentication]
method = "sas"
{key}
[agent.config]
image = "mcr.microsoft.com/azureiotedge-agent:1.5"
createOptions = {{ HostConfig = {{ Dns = ["10.0.0.1", "10.0.0.2"], Binds = [] }} }}
[[moby_runtime.network.ipam.config]]
subnet = "172.20.0.0/16"
""")

    def key(self, hub):
        return hub.connection_string("edge-1").partition("SharedAccessKey=")[2]

    def test_a_key_in_it_or_in_a_file(self):
        hub = self.start()
        file = self.files / "device.key"
        file.write_bytes(base64.b64decode(self.key(hub)))
        for key in (f'device_id_pk = {{ value = "{self.key(hub)}" }}',
                    f'device_id_pk.uri = "file://{file}"'):
            with self.subTest(key.split("=")[0]):
                report = self.report("--identity", self.manual(hub, key), *self.there(hub))
                self.assert_stops_after_cbs(report, "ask for it with --until link")
                self.assertNotIn(self.key(hub), json.dumps(report))
        report = self.report("--identity", self.manual(hub, key), *self.there(hub), "--until",
                             "link")
        self.assertEqual(report["reached"], "link")

    def test_a_connection_string(self):
        hub = self.start()
        config = self.config(f'provisioning.source = "manual"\nprovisioning.connection_string = '
                             f'"{hub.connection_string("edge-1")}"\n')
        self.assertEqual(self.report("--identity", config, *self.there(hub))["reached"], "cbs")

    def test_no_report_replaces_what_was_read(self):
        hub = self.start()
        file = self.files / "device.key"
        file.write_bytes(base64.b64decode(self.key(hub)))
        config = self.manual(hub, f'device_id_pk = {{ uri = "file://{file}" }}')
        for path in (file, config.partition(":")[2]):
            self.assertIn("would replace", self.refused("--identity", config, *self.there(hub),
                                                        "--report", f"json={path}"))

    def test_a_file_of_a_key_has_its_bytes_as_they_are(self):
        """What aziot-keyd signs with: no base64, no end of a line."""
        hub = self.start()
        file = self.files / "device.key"
        config = self.manual(hub, f'device_id_pk.uri = "file://{file}"')
        for content, told in ((self.key(hub).encode(), "a file with base64 text"),
                              (self.key(hub).encode() + b"\n", "a file with base64 text"),
                              (b"", "leads to an empty file")):
            with self.subTest(content):
                file.write_bytes(content)
                said = self.refused("--identity", config, *self.there(hub))
                self.assertIn(told, said)
                self.assertNotIn("onnection string", said)
                self.assertNotIn(self.key(hub), said)
        # with an end of a line it is another key
        file.write_bytes(base64.b64decode(self.key(hub)) + b"\n")
        done = self.report("--identity", config, *self.there(hub), code=1)
        self.assertEqual(done["verdicts"][0]["code"], "token-signature-invalid")

    def test_what_is_not_taken_is_said(self):
        start = '[provisioning]\nsource = "manual"\n'
        named = start + 'iothub_hostname = "hub.test"\ndevice_id = "d"\n'
        sas = named + 'authentication.method = "sas"\n'
        for text, told in (
                ("", "there is no provisioning.source"),
                ('[provisioning]\nsource = "dps"\n', "the device is provisioned by 'dps'"),
                (start, "there is no provisioning.authentication.method"),
                (named + 'authentication.method = "tpm"\n', "authentication by 'tpm' is not known"),
                (sas, "there is no provisioning.authentication.device_id_pk.uri"),
                (sas + 'authentication.device_id_pk = "x"\n', "is no { value = ... }"),
                (sas + 'authentication.device_id_pk.value = "s3cret"\n',
                 "device_id_pk.value: it must be base64"),
                (sas.replace('"d"', '"a b"'), "provisioning.device_id is no device's name"),
                (sas.replace("hub.test", "hub.test;a=b"), "provisioning.iothub_hostname"),
                (sas + 'authentication.device_id_pk.uri = "pkcs11:a"\n', "keys in hardware"),
                (named + 'authentication.method = "x509"\n', "identity_cert"),
                ("[provisioning\n", "line 1 is no TOML"), ("a = \n", "line 1 is no TOML"),
                ("\n\nx = 'y\n", "line 3 is no TOML"), ("\0\xff", "line 1 is no TOML"),
                ("a = " + "[" * 100_000, "line 1 is no TOML"),
                ("#" * (1 << 20) + "x", "it has more than 1048576 bytes")):
            with self.subTest(told):
                said = self.refused("--identity", self.config(text))
                self.assertIn(told, said)
                self.assertNotIn("s3cret", said)

    def test_a_file_that_is_not_there_or_only_roots(self):
        self.assertIn("No such file", self.refused("--identity", f"config:{self.files}/none"))
        if os.geteuid() != 0:
            self.skipTest("takes root")
        os.chmod(self.files, 0o755)
        config = self.config("")
        os.chmod(config.partition(":")[2], 0o600)
        done = subprocess.run([*NOBODY, harness.BIN / "edgeprobe", "run", "--identity", config],
                              capture_output=True, text=True, env=CLEAN)
        self.assertEqual(done.returncode, 2)
        self.assertIn("Permission denied: only root may read it; run it with `sudo`", done.stderr)


if __name__ == "__main__":
    unittest.main()
