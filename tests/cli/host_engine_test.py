#!/usr/bin/env python3
"""edgeprobe host: what a container engine adds, from fake engines beside a host with a module
network; real ones are in tests/packaging/engine_test.py."""
import base64
import contextlib
import json
import unittest

import fake_engine
from fake_engine import AGENT_ENVIRONMENT, FakeEngine, container
from host_network import BRIDGE, SUBNET, Host
from programs import CLEAN, edgeprobe, harness

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
PASSWORD = "proxy-pass-4711"
MODULES = {"Name": "azure-iot-edge", "Driver": "bridge", "Options": {},
           "IPAM": {"Config": [{"Subnet": SUBNET, "Gateway": "172.18.0.1"}]},
           "Containers": {"0": {"Name": "edgeAgent", "IPv4Address": "172.18.0.2/16"}}}


def after(seconds, **more):
    """A State that has ended so many seconds after it was started."""
    minutes, seconds = divmod(seconds, 60)
    return {"ExitCode": 1, "StartedAt": "2026-11-30T10:00:00Z",
            "FinishedAt": f"2026-11-30T10:{minutes:02}:{seconds:02}.5+00:00", **more}


class OnHost(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.host = self.enterContext(contextlib.closing(Host()))

    def probe(self, engine, *arguments):
        command = self.host.inside(harness.BIN / "edgeprobe", "host", "--engine",
                                   getattr(engine, "path", engine), *arguments)
        return harness.subprocess.run(command, capture_output=True, text=True, env=CLEAN)

    def report(self, *containers, networks=(MODULES,), code=None):
        with FakeEngine(*containers, networks=networks) as engine:
            done = self.probe(engine, "-o", "json")
        self.assertEqual(done.stderr, "")
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, report["exit_code"])
        return report

    def findings(self, *containers):
        return [(each["code"], each["severity"]) for each in self.report(*containers)["findings"]]

    def mistake(self, **changes):
        """The one finding on an agent whose environment is changed so; None takes one away."""
        environment = {**AGENT_ENVIRONMENT, **changes}
        given = {name: value for name, value in environment.items() if value is not None}
        [finding] = self.report(container("edgeAgent", 1, given))["findings"]
        self.assertEqual(finding["code"], "runtime-setting-wrong")
        return finding["severity"], finding["cause"]


class Facts(OnHost):
    def test_networks_and_containers(self):
        hub = container("edgeHub", 4711)
        hub["NetworkSettings"]["Ports"] = {"443/tcp": [{"HostIp": "", "HostPort": "443"}]}
        report = self.report(hub, container("edgeAgent", 4712))
        engine = report["engine"]
        self.assertEqual(engine["product"], "Docker Engine 28.0.1")
        self.assertEqual(engine["networks"], [
            {"name": "azure-iot-edge", "driver": "bridge", "bridge": BRIDGE, "subnets": [SUBNET],
             "containers": ["edgeAgent 172.18.0.2"]}])
        agent, hub = engine["containers"]  # the agent first
        self.assertEqual((agent["name"], agent["status"], agent["started"]),
                         ("edgeAgent", "running", "2026-11-30T10:00:00.123456789Z"))
        self.assertEqual(hub["published"], ["443/tcp on 0.0.0.0:443"])
        self.assertNotIn("exit_code", agent)
        self.assertIn({"name": "IOTEDGE_DEVICEID", "value": "press-4"}, agent["settings"])
        self.assertEqual((report["findings"], report["exit_code"]), ([], 0))

    def test_a_network_is_known_by_its_subnet_whatever_its_bridge_is_called(self):
        self.host.bridge("plant", "172.30.0.1/24")
        other = {**MODULES, "Name": "plant-net", "IPAM": {"Config": [{"Subnet": "172.30.0.0/24"}]}}
        report = self.report(networks=(MODULES, other))
        self.assertEqual([each["bridge"] for each in report["networks"]], [BRIDGE, "plant"])

    def test_in_the_text(self):
        agent = container("edgeAgent", **after(61))
        with FakeEngine(agent, networks=(MODULES,)) as engine:
            text = " ".join(self.probe(engine).stdout.split())
        self.assertIn("CAUSE agent-exits-after-a-minute (error, likely)", text)
        self.assertIn(f"networks azure-iot-edge {SUBNET} on {BRIDGE}: edgeAgent 172.18.0.2", text)
        self.assertIn("edgeAgent is exited, exit code 1 after 61.5 s, at 2026-11-30T10:01:01.5Z",
                      text)

    def test_reports_are_by_the_schema(self):
        parts = json.loads(edgeprobe("list", "host-schema").stdout)["$defs"]
        report = self.report(container("edgeAgent", **after(61)))
        for value, part in ((report["engine"], "engine"),
                            (report["engine"]["containers"][0], "container")):
            self.assertLessEqual(set(value), set(parts[part]["properties"]))
            self.assertLessEqual(set(parts[part]["required"]), set(value))


class Ends(OnHost):
    def test_exits_after_about_a_minute(self):
        for seconds in (56, 61, 89):
            with self.subTest(seconds):
                [finding] = self.report(container("edgeAgent", **after(seconds)))["findings"]
                self.assertEqual(finding["code"], "agent-exits-after-a-minute")
                self.assertEqual(finding["commands"], [
                    "sudo edgeprobe logs --container edgeAgent",
                    f"sudo edgeprobe run --vantage bridge:{BRIDGE} --hub HUB"])

    def test_exits_otherwise(self):
        ended = [("runtime-container-ended", "error")]
        self.assertEqual(self.findings(container("edgeAgent", **after(5))), ended)
        self.assertEqual(self.findings(container("edgeAgent", **after(61, ExitCode=139))), ended)
        self.assertEqual(self.findings(container("edgeHub", **after(61))), ended)
        self.assertEqual(self.findings(container("press", **after(61))), [])
        self.assertEqual(self.findings(container("edgeAgent", **after(61, ExitCode=0))), [])

    def test_restarts_and_memory(self):
        agent = container("edgeAgent", **after(5, OOMKilled=True))
        agent["RestartCount"] = 7
        [finding] = self.report(agent)["findings"]
        self.assertIn("as it ran out of memory; the engine has started it again 7 times",
                      finding["cause"])

    def test_what_kept_it_from_starting_is_known_from_the_engines_words(self):
        words = ("driver failed programming external connectivity on endpoint edgeHub: Bind for "
                 "0.0.0.0:443 failed: port is already allocated")
        [finding] = self.report(container("edgeHub", status="created", StartedAt="", Error=words)
                                )["findings"]
        self.assertEqual(finding["code"], "port-taken-by-container")
        self.assertIn("0.0.0.0:443 failed", finding["cause"])


class Settings(OnHost):
    def test_upstream_protocol(self):
        self.assertEqual(self.mistake(UpstreamProtocol="AMQP-WS")[0], "warning")
        self.assertIn("the agent ignores it without a word",
                      self.mistake(upstreamprotocol="amqpsws")[1])
        self.assertEqual(self.mistake(UpstreamProtocol="17")[0], "error")

    def test_proxies(self):
        self.assertIn("https_proxy is no URL", self.mistake(https_proxy="10.0.0.1:3128")[1])
        self.assertIn("it has no WebSocket", self.mistake(https_proxy="proxy:3128")[1])
        self.assertIn("http_proxy is set and https_proxy is not",
                      self.mistake(http_proxy="http://proxy:3128")[1])
        self.assertIn("no_proxy names the hub, and does not count", self.mistake(
            https_proxy="http://proxy:3128", no_proxy=".azure-devices.net")[1])

    def test_what_the_daemon_sets(self):
        self.assertIn("IOTEDGE_WORKLOADURI is not set",
                      self.mistake(IOTEDGE_WORKLOADURI=None)[1])
        self.assertIn("IOTEDGE_DEVICEID, IOTEDGE_MODULEID are not set",
                      self.mistake(IOTEDGE_DEVICEID="", IOTEDGE_MODULEID=None)[1])
        self.assertIn("only sasToken", self.mistake(IOTEDGE_AUTHSCHEME="x509")[1])
        self.assertIn("names no socket",
                      self.mistake(IOTEDGE_WORKLOADURI="/var/run/iotedge/workload.sock")[1])
        self.assertIn("is no host name",
                      self.mistake(IOTEDGE_IOTHUBHOSTNAME="https://plant7.azure-devices.net")[1])

    def test_connection_strings(self):
        def mistake(text):
            [finding] = self.report(container("edgeAgent", 1, {"DeviceConnectionString": text})
                                    )["findings"]
            return finding
        good = f"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={KEY}"
        self.assertEqual(self.findings(container("edgeAgent", 1, {
            "DeviceConnectionString": good})), [])
        for text in (f'"{good}"', good.replace("DeviceId", "SharedAccessKeyName"), "HostName=h",
                     good.replace(";", ",")):
            with self.subTest(text):
                finding = mistake(text)
                self.assertEqual((finding["code"], finding["severity"]),
                                 ("runtime-setting-wrong", "error"))
                self.assertNotIn(KEY, json.dumps(finding))

    def test_none_at_all(self):
        self.assertEqual(self.findings(container("edgeAgent", 1, {"PATH": "/bin"})),
                         [("runtime-setting-wrong", "error")])

    def test_no_secret_is_shown(self):
        environment = {
            "EdgeHubConnectionString": f"HostName=h.test;DeviceId=d;SharedAccessKey={KEY}",
            "https_proxy": f"http://user:{PASSWORD}@proxy.test:3128",
            "IOTEDGE_TOKEN": "token=" + KEY,
            "MY_DATABASE_PASSWORD": "hunter2-hunter2"}
        with FakeEngine(container("edgeAgent", 1, environment), networks=(MODULES,)) as engine:
            for form in ("text", "json"):
                said = self.probe(engine, "-o", form).stdout
                self.assertIn("proxy.test:3128", said)
                for secret in (KEY, PASSWORD, "hunter2"):
                    self.assertNotIn(secret, said)


class Hostile(OnHost):
    def test_engines_that_talk_nonsense_or_are_not_there(self):
        for name, (given, told) in fake_engine.NONSENSE.items():
            if name == "another's JSON":
                continue  # of which every part is left out
            with self.subTest(name), FakeEngine() as engine:
                engine.answers["/version"] = engine.answers["/networks"] = given
                done = self.probe(engine, "-o", "json")
                [why] = [each["why"] for each in json.loads(done.stdout)["not_checked"]
                         if each["what"] == "the container engine"]
                self.assertIn(told, why)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.probe("/none/at.all")
        self.assertIn("the container engine, because: the container engine (named by --engine): "
                      "there is no /none/at.all", " ".join(done.stdout.split()))

    def test_values_of_other_kinds(self):
        for value in (None, 7, "x", [], {}, [7], {"x": 7}, [{"Name": 7, "IPAM": [7]}], True, -1,
                      1 << 63, 1e300):
            agent = container("edgeAgent")
            agent["State"] = agent["Config"] = agent["NetworkSettings"] = value
            with self.subTest(value), FakeEngine(agent) as engine:
                for target in ("/version", "/networks"):
                    engine.answers[target] = fake_engine.answer(value)
                done = self.probe(engine, "-o", "json")
                self.assertEqual(done.stderr, "")
                self.assertIn("engine", json.loads(done.stdout))

    def test_names_that_a_terminal_obeys(self):
        agent = container("edgeAgent", Error="bad \x1b[31m", **after(5))
        agent["NetworkSettings"]["Networks"] = {"n\x1b]0;x\x07": {"IPAddress": "\x1b[2J"}}
        network = {**MODULES, "Name": "a\x1b[31m\n\nb", "Driver": "\x9b31m"}
        with FakeEngine(agent, container("x\x1b[31m"), networks=(network,)) as engine:
            engine.answers["/version"] = fake_engine.answer({"Version": "\x1b[31m"})
            for form in ("text", "json"):
                self.assertNotIn("\x1b", self.probe(engine, "-o", form).stdout)

    def test_a_container_that_goes_meanwhile(self):
        with FakeEngine(container("edgeAgent", 1), container("press", 2)) as engine:
            del engine.answers["/containers/press/json"]
            engine_fact = json.loads(self.probe(engine, "-o", "json").stdout)["engine"]
        self.assertEqual((len(engine_fact["containers"]), engine_fact["left_out"]), (1, 1))

    def test_more_containers_than_are_looked_at(self):
        many = [container(f"module{number}", 1) for number in range(200)]
        report = self.report(*many, container("edgeAgent", **after(61)))
        self.assertEqual((len(report["engine"]["containers"]), report["engine"]["left_out"],
                          report["findings"][0]["code"]),
                         (32, 169, "agent-exits-after-a-minute"))


if __name__ == "__main__":
    harness.main()
