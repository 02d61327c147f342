#!/usr/bin/env python3
"""What edgeprobe asks a container engine, from a real one: podman's Docker-compatible API, with the
edge agent's and the edge hub's containers on a real module network."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import container_host
from container_host import HUB, NETWORK
from image_test import INSIDE, harness, outside

SOCKET = "/run/podman.sock"
IMAGE = "runtime:test"
PROGRAMS = ("/bin/sh", "/bin/sleep", "/bin/cat", str(harness.BIN / "edgeprobe"))
GUIDE = """2017-11-28 18:46:19 [INF] - Starting module management agent.
2017-11-28 18:46:19 [INF] - Version - 1.0.7516610 (03c94f85d0833a861a43c669842f0817924911d5)
2017-11-28 18:46:19 [INF] - Edge agent attempting to connect to IoT Hub via AMQP...
2017-11-28 18:46:49 [INF] - Edge agent attempting to connect to IoT Hub via AMQP over WebSocket...
"""
KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="


def build_image(folder):
    """Some programs with their libraries, and the log that one of them writes."""
    for program in PROGRAMS:
        libraries = container_host.run("ldd", program).split()
        for file in [program, *(word for word in libraries if word.startswith("/"))]:
            place = folder / file.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            container_host.run("cp", "--dereference", file, place)
    (folder / "guide.log").write_text(GUIDE)
    with subprocess.Popen(["tar", "-C", folder, "-c", "."], stdout=subprocess.PIPE) as packed:
        container_host.run("podman", "import", "-", IMAGE, stdin=packed.stdout)


def start(name, script, *options):
    container_host.run("podman", "run", "--detach", "--name", name, "--cgroups=disabled",
                       "--network", NETWORK, *options, IMAGE, "sh", "-c", script)


class RealEngine(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        build_image(Path(os.environ[INSIDE]) / "runtime")
        cls.engine = subprocess.Popen(["podman", "system", "service", "--time=0",
                                       f"unix://{SOCKET}"], stderr=subprocess.DEVNULL)
        start("edgeAgent", "cat /guide.log; cat /none; exec sleep 1000",
              "--add-host", f"hub.test:{HUB}", "--env", "UpstreamProtocol=AmqpsWs",
              "--env", f"EdgeHubConnectionString=HostName=hub.test;DeviceId=edge-1;"
              f"SharedAccessKey={KEY}")
        start("edgeHub", "exit 3")
        container_host.run("podman", "wait", "edgeHub")
        while not os.path.exists(SOCKET):
            cls.engine.poll()

    @classmethod
    def tearDownClass(cls):
        container_host.run("podman", "rm", "--force", "--time=0", "edgeAgent", "edgeHub")
        cls.engine.terminate()
        cls.engine.wait()

    def probe(self, *arguments):
        command = [harness.BIN / "edgeprobe", *arguments, "--engine", SOCKET]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"})

    def hub(self):
        return self.enterContext(harness.running_hub(
            listen=HUB, inside=["ip", "netns", "exec", "hub"]))

    def test_a_run_in_the_agents_container(self):
        hub = self.hub()
        done = self.probe("run", "--vantage", "container:edgeAgent", "--hub", "hub.test",
                          "--ca-file", hub.ca_file, "-o", "json")
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["verdicts"][0]["code"]), (0, "connected"))
        [host] = [each["detail"] for each in report["evidence"]
                  if each.get("detail", {}).get("kind") == "host"]
        self.assertEqual(host["facts"]["container"], "podman")
        self.assertEqual(host["resolver"]["servers"][0], "172.18.0.1:53")  # aardvark
        self.assertIn({"address": HUB, "names": ["hub.test"]}, host["resolver"]["hosts"])

    def test_the_identity_in_the_agents_environment(self):
        hub = self.hub()
        done = self.probe("run", "--identity", "engine", "--vantage", "container:edgeAgent",
                          "--ca-file", hub.ca_file, "-o", "json")
        report = json.loads(done.stdout)  # the container's key is not the hub's
        self.assertEqual((done.returncode, report["host"], report["verdicts"][0]["code"]),
                         (1, "hub.test", "token-signature-invalid"))
        done = self.probe("run", "--identity", "engine", "--until", "link")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("edgeAgent runs with this identity, and the link would throw it off",
                      done.stderr)
        self.assertNotIn(KEY, json.dumps(report) + done.stderr)

    def test_a_module_whose_workload_api_signs_its_token(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        hub = self.enterContext(harness.running_hub(
            listen=HUB, inside=["ip", "netns", "exec", "hub"],
            printing=["--print-messages", "--workload-socket", f"{folder}/workload.sock"]))
        done = subprocess.run(
            ["podman", "run", "--rm", "--cgroups=disabled", "--network", NETWORK, "--add-host",
             f"hub.test:{HUB}", "--volume", f"{folder}:{folder}", "--volume",
             f"{hub.ca_file}:/ca.pem:ro", "--env-file", f"{hub.directory}/workload.env", "--env",
             "ASAN_OPTIONS=detect_leaks=0", IMAGE, harness.BIN / "edgeprobe", "run", "--identity",
             "workload", "--ca-file", "/ca.pem", "-o", "json"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        report = json.loads(done.stdout)
        self.assertEqual((report["reached"], report["identity"]), ("cbs", "checked"))
        self.assertIn("edge-1/$edgeAgent -> token 200", hub.stop())

    def test_a_run_on_the_modules_bridge(self):
        hub = self.hub()
        report = json.loads(self.probe("host", "-o", "json").stdout)
        [network] = [each for each in report["engine"]["networks"] if each["name"] == NETWORK]
        done = self.probe("run", "--vantage", f"bridge:{network['bridge']}", "--hub", "hub.test",
                          "--address", HUB, "--ca-file", hub.ca_file, "-o", "json")
        run = json.loads(done.stdout)
        self.assertEqual((done.returncode, run["vantage"]),
                         (0, f"bridge {network['bridge']} (as 172.18.255.254)"))

    def test_a_container_that_has_ended(self):
        done = self.probe("run", "--vantage", "container:edgeHub", "--hub", "hub.test")
        self.assertEqual(done.returncode, 2)
        self.assertIn("edgeHub does not run (it is exited, with exit code 3)", done.stderr)

    def test_the_agents_log(self):
        done = self.probe("logs", "--container", "edgeAgent", "-o", "json")
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["attempts_seen"]), (1, 2))
        self.assertEqual(report["files"][0]["lines"], 5)  # one on standard error

    def test_the_engines_part_of_the_host(self):
        done = self.probe("host", "-o", "json")
        report = json.loads(done.stdout)
        engine = report["engine"]
        self.assertTrue(engine["product"].startswith("Podman Engine "))
        agent, hub = engine["containers"]
        self.assertEqual((agent["name"], agent["status"], hub["exit_code"]),
                         ("edgeAgent", "running", 3))
        self.assertEqual(agent["networks"], [f"{NETWORK} 172.18.0.2"])
        codes = [(each["code"], each["cause"].partition(":")[0]) for each in report["findings"]]
        self.assertIn(("runtime-setting-wrong", "edgeAgent"), codes)
        self.assertTrue(any(code == "runtime-container-ended" for code, _ in codes))
        self.assertNotIn(KEY, done.stdout + done.stderr + self.probe("host").stdout)

    def test_host_and_module_network_side_by_side(self):
        hub = self.hub()
        done = self.probe("matrix", "--hub", "hub.test", "--address", HUB, "--ca-file",
                          hub.ca_file, "-o", "json")
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["conclusion"]),
                         (0, "The hub is reached from each of them."))
        self.assertEqual([each["name"] for each in report["columns"]], ["host", "module network"])
        with container_host.port_dropped(5671):
            done = self.probe("matrix", "--hub", "hub.test", "--address", HUB, "--ca-file",
                              hub.ca_file, "-o", "json", "--quick", "--profile", "agent-2017")
        [way] = [row for row in json.loads(done.stdout)["rows"] if row["what"] == "amqp 5671"]
        self.assertTrue(way["differs"])


if __name__ == "__main__":
    if INSIDE not in os.environ:
        sys.exit(outside())
    container_host.become_init()
    container_host.prepare(os.environ[INSIDE])
    unittest.main(verbosity=2)
