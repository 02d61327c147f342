#!/usr/bin/env python3
"""The manifests for fleets in real containers, of the image that packaging/image builds: the pod
templates of Kubernetes by `podman kube play`; the module of IoT Edge by podman's Docker-compatible
API, with the createOptions that the hub of `edgesim` gives $edgeAgent as its twin."""
import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import container_host
from container_host import HUB, NETWORK, run
from image_test import CGROUPS, INSIDE, ROOT, harness, outside

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

from fleet_test import FLEET, manifests, template_of
from node_device_life_test import NODE, Device

IMAGE, SIMULATOR = "edgeprobe:latest", "edgesim:latest"  # as the manifests call them
SCENARIO = "why: w\ntopology: bridge\nexpect: { exit: 0 }\n"
# The manifests' limits are for programs that do not keep what was freed, and have no shadow of it.
SANITIZER = "detect_leaks=0:quarantine_size_mb=4"
SOCKET = "/run/podman.sock"
AGENT = "edge-1/modules/$edgeAgent"
CATALOGUE = f"""catalogue: cluster
endpoints:
  - {{name: hub, kind: tcp, host: {HUB}, port: 5671, why: w, component: c}}
"""


def inspected(name):
    [container] = json.loads(run("podman", "container", "inspect", name))
    return container


def expect_not_ended(name):
    if inspected(name)["State"]["Status"] in ("stopped", "exited"):
        raise RuntimeError(run("podman", "logs", name))


def get(container, address, path):
    """Of a watch in a container, once it listens; it must not end before."""
    while True:
        try:
            with urllib.request.urlopen(f"http://{address}:9600{path}") as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError:
            expect_not_ended(container)


def first_survey(container, address):
    """The metrics after it; the container must not end before."""
    while "edgeprobe_check_success{" not in (text := get(container, address, "/metrics")):
        expect_not_ended(container)
    return text


class InPodman(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run(ROOT / "packaging/image/build", harness.BIN, IMAGE)

    def setUp(self):
        self.folder = Path(os.environ[INSIDE])


class PodTemplates(InPodman):
    def play(self, manifest, config, pod=None, environment=(), **volumes):
        """The pod of a DaemonSet, Job or CronJob, which podman does not know as such. `volumes`:
        what a kubelet would mount by itself. Gives the container's name."""
        name = pod or manifest
        spec = template_of(manifests()[manifest])["spec"]
        [container] = spec["containers"]
        # A kubelet knows the node's name, and what $(NODE_NAME) in arguments stands for.
        container["args"] = [word.replace("$(NODE_NAME)", "node-1") for word in container["args"]]
        container["env"] = [{"name": key, "value": value} for key, value in
                            {"ASAN_OPTIONS": SANITIZER, **dict(environment)}.items()]
        for volume, (place, file) in volumes.items():
            spec["volumes"].append({"name": volume, "hostPath": {"path": str(file)}})
            container["volumeMounts"].append({"name": volume, "mountPath": place})
        file = self.folder / f"{name}.yaml"
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}
        file.write_text(yaml.safe_dump_all([config, pod]))
        self.addCleanup(run, "podman", "pod", "rm", "--force", "--time=0", name)
        run("podman", "kube", "play", "--network", NETWORK, file)
        return f"{name}-{container['name']}"

    def catalogue(self):
        catalogue = manifests()["catalogue"]
        catalogue["data"]["site.yaml"] = CATALOGUE
        return catalogue

    def address_of_pod(self, name):
        pod = json.loads(run("podman", "pod", "inspect", name))
        network = inspected(pod["InfraContainerID"])["NetworkSettings"]["Networks"][NETWORK]
        return network["IPAddress"]

    def test_the_watch_serves_its_metrics(self):
        container = self.play("daemonset", self.catalogue())
        address = self.address_of_pod("daemonset")
        self.assertRegex(first_survey(container, address),
                         'edgeprobe_check_success{site="node-1",endpoint="hub",.*} 0\n')
        self.assertEqual(json.loads(get(container, address, "/healthz"))["status"], "ok")
        config = inspected(container)
        self.assertEqual((config["Config"]["User"], config["HostConfig"]["ReadonlyRootfs"],
                          config["EffectiveCaps"]), ("65534:65534", True, None))

    def test_a_job_ends_with_its_verdict_and_a_cron_job_likewise(self):
        for name in ("job", "cronjob"):
            with self.subTest(name):
                log = self.folder / f"termination-log-of-{name}"
                log.touch()
                log.chmod(0o666)
                container = self.play(name, self.catalogue(),
                                      termination=("/dev/termination-log", log))
                self.assertEqual(run("podman", "wait", container), "1\n")
                self.assertRegex(log.read_text(),
                                 r"^cluster, from .*: 1 failed\nfailed hub \(198.51.100.1")

    def test_each_index_of_a_job_runs_its_part_of_the_suite(self):
        run("env", "PROGRAM=edgesim", ROOT / "packaging/image/build", harness.BIN, SIMULATOR)
        suite = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "scenarios"},
                 "data": {f"{letter}.yaml": SCENARIO for letter in "abcdefg"} |
                         {"h.yaml": SCENARIO.replace("exit: 0", "exit: 1")}}
        ran, codes = [], []
        for index in range(4):
            container = self.play("scenarios", suite, pod=f"part-{index}",
                                  environment={"JOB_COMPLETION_INDEX": str(index)})
            codes.append(run("podman", "wait", container).strip())
            lines = run("podman", "logs", container).splitlines()
            ran += [line.split()[1] for line in lines if line.startswith(("ok ", "FAIL "))]
        self.assertEqual(sorted(ran), list("abcdefgh"))
        self.assertEqual(sorted(codes), ["0", "0", "0", "1"])


@unittest.skipUnless((NODE / "node_modules/azure-iot-device").exists(),
                     "the Azure Node SDK is not installed (scripts/setup --tests)")
class IotEdge(InPodman):
    def delivered(self):
        """The module of the manifest, as the hub gives it to $edgeAgent. In a layered deployment
        keys are paths into the twin."""
        harness.map_names({"hub.test": "127.0.0.1"})
        hub = self.enterContext(harness.running_hub())
        manifest = json.loads((FLEET / "iot-edge/deployment.json").read_text())
        [(path, module)] = manifest["modulesContent"]["$edgeAgent"].items()
        desired = module
        for key in reversed(path.removeprefix("properties.desired.").split(".")):
            desired = {key: desired}
        hub.cloud.ask("PATCH", f"/twins/{AGENT}",
                      {"properties": {"desired": desired}})
        string = hub.cloud.ask("GET", f"/devices/{AGENT}/connection-string")["connectionString"]
        device = Device(hub, "amqp", string)
        self.addCleanup(device.end)
        device.do("open")
        return device.do("twin")["desired"]["modules"]["edgeprobe"]

    def ask(self, method, path, body=None):
        with contextlib.closing(http.client.HTTPConnection("engine")) as connection:
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(SOCKET)
            connection.request(method, path, json.dumps(body or {}),
                               {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
        self.assertIn(answer.status, (200, 201, 204), text)
        return json.loads(text) if text else None

    def test_the_module_of_a_deployment_is_created_as_the_agent_would(self):
        """With the variables that the runtime gives each module."""
        module = self.delivered()
        self.assertEqual((module["type"], module["restartPolicy"]), ("docker", "always"))
        engine = subprocess.Popen(["podman", "system", "service", "--time=0", f"unix://{SOCKET}"],
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(engine.wait)
        self.addCleanup(engine.terminate)
        while not os.path.exists(SOCKET):
            self.assertIsNone(engine.poll())
        options = json.loads(module["settings"]["createOptions"])
        options["Image"] = IMAGE  # no registry has that of the manifest
        options["Env"] = ["IOTEDGE_IOTHUBHOSTNAME=hub.test", "IOTEDGE_DEVICEID=edge-1",
                          "IOTEDGE_MODULEID=edgeprobe", f"ASAN_OPTIONS={SANITIZER}"]
        options["HostConfig"]["NetworkMode"] = NETWORK
        options["HostConfig"]["Memory"] *= 4
        self.ask("POST", "/v1.41/containers/create?name=edgeprobe", options)
        self.addCleanup(run, "podman", "volume", "rm", "edgeprobe-spool")
        self.addCleanup(run, "podman", "rm", "--force", "--time=0", "edgeprobe")
        self.ask("POST", "/v1.41/containers/edgeprobe/start")
        state = inspected("edgeprobe")
        address = state["NetworkSettings"]["Networks"][NETWORK]["IPAddress"]
        self.assertIn('{iothub="hub.test",edge_device="edge-1",module_id="edgeprobe",site="",'
                      'endpoint="hub by AMQP"',
                      first_survey("edgeprobe", address))
        self.assertEqual((state["HostConfig"]["ReadonlyRootfs"], state["EffectiveCaps"]),
                         (True, None))
        healthz = get("edgeprobe", address, "/healthz")
        self.assertEqual(json.loads(healthz).get("problems", []), [],
                         run("podman", "logs", "edgeprobe"))
        [spool] = [mount for mount in state["Mounts"] if mount["Name"] == "edgeprobe-spool"]
        self.assertTrue(os.listdir(f"{spool['Source']}/spool"))


if __name__ == "__main__":
    if INSIDE not in os.environ:
        sys.exit(outside())
    container_host.become_init()
    container_host.prepare(os.environ[INSIDE])
    program = unittest.main(verbosity=2, exit=False)
    for parent in CGROUPS.glob("*/libpod_parent"):  # podman's own, empty now
        run("find", parent, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";")
    sys.exit(not program.result.wasSuccessful())
