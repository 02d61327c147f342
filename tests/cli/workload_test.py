#!/usr/bin/env python3
"""edgeprobe run --identity workload: tokens that a workload API signs, and APIs that behave badly;
and the one of `edgesim hub --workload-socket`."""
import json
import re
import subprocess
from pathlib import Path

import fake_engine
from fake_engine import FakeEngine, http
from identity_case import Identities
from programs import edgeprobe, harness

WORKLOAD = {"IOTEDGE_IOTHUBHOSTNAME": "hub.test", "IOTEDGE_DEVICEID": "edge-1",
            "IOTEDGE_MODULEID": "$edgeAgent", "IOTEDGE_MODULEGENERATIONID": "1"}


class Workload(Identities):
    def test_signs_a_token_that_the_hub_takes_and_the_run_stops_there(self):
        hub, variables = self.hub_and_variables()
        report = self.report("--identity", "workload", *self.there(hub), **variables)
        self.assert_stops_after_cbs(report, "the module $edgeAgent runs with this identity")
        [cbs] = [each for each in report["evidence"] if each["stage"] == "cbs"]
        self.assertEqual(cbs["detail"]["audience"], "hub.test/devices/edge-1/modules/%24edgeAgent")

    def test_the_link_of_the_module_is_never_taken(self):
        hub, variables = self.hub_and_variables()
        for more, told in ((("--until", "link"), "--until link: the module $edgeAgent runs with "
                            "this identity, and the link would throw it off"),
                           (("--send-test-message",), "--send-test-message: goes by the telemetry "
                            "link"), (("--hold", "1s"), "--hold: keeps")):
            self.assertIn(told, self.refused("--identity", "workload", *self.there(hub), *more,
                                             **variables))
        self.assertEqual(hub.good("GET", "/observations")["links"], 0)

    def test_a_socket_that_is_named_counts_before_the_variable(self):
        hub, variables = self.hub_and_variables()
        variables["IOTEDGE_WORKLOADURI"] = "unix:///nowhere"
        for form in ("", "unix://"):
            report = self.report("--identity", f"workload:{form}{self.files}/workload.sock",
                                 *self.there(hub), **variables)
            self.assertEqual(report["reached"], "cbs")

    def test_behind_a_gateway_its_trust_bundle_counts(self):
        hub, variables = self.hub_and_variables()
        there = self.there(hub, ca_file=False)
        report = self.report("--identity", "workload", *there, IOTEDGE_GATEWAYHOSTNAME="hub.test",
                             **variables)
        self.assertEqual((report["host"], report["reached"]), ("hub.test", "cbs"))
        untrusted = self.report("--identity", "workload", *there, code=1, **variables)
        self.assertEqual(untrusted["verdicts"][0]["code"], "certificate-untrusted-issuer")

    def test_a_trust_bundle_that_is_none_is_told_before_anything_is_sent(self):
        signed = http(json.dumps({"digest": "A" * 43 + "="}).encode())
        for bundle, told in (({"certificate": "hello"}, "is not PEM"), ({}, "answers "
                             "with no trust bundle"), ({"certificate": 7}, "no trust bundle")):
            with self.subTest(told), FakeEngine() as engine:
                engine.answers[""] = signed
                engine.answers["/trust-bundle?api-version=2018-06-28"] = http(
                    json.dumps(bundle).encode())
                self.assertIn(told, self.refused(
                    "--identity", f"workload:{engine.path}", IOTEDGE_GATEWAYHOSTNAME="gateway",
                    **WORKLOAD))

    def test_another_key_is_said_to_be_wrong(self):
        with FakeEngine() as engine:
            engine.answers[""] = http(json.dumps({"digest": "A" * 43 + "="}).encode())
            hub = self.start()
            report = self.report("--identity", f"workload:{engine.path}", *self.there(hub), code=1,
                                 **WORKLOAD)
        self.assertEqual(report["verdicts"][0]["code"], "token-signature-invalid")
        self.assertEqual(engine.asked,
                         ["/modules/%24edgeAgent/genid/1/sign?api-version=2018-06-28"])

    def test_a_plan_has_nothing_signed(self):
        with FakeEngine() as engine:
            done = edgeprobe("run", "--plan", "--identity", f"workload:{engine.path}", **WORKLOAD)
        self.assertEqual((done.returncode, done.stderr, engine.asked), (0, "", []))
        self.assertIn("  identity      device edge-1, module $edgeAgent, from the workload API at "
                      f"{engine.path}\n", done.stdout)
        self.assertIn("It would stop after cbs: the module $edgeAgent runs with this identity",
                      done.stdout)

    def test_a_variable_that_is_missing_or_wrong_is_named(self):
        given = {**WORKLOAD, "IOTEDGE_WORKLOADURI": "unix:///run/w.sock"}
        for name in given:
            without = {key: value for key, value in given.items() if key != name}
            self.assertIn(f"--identity workload: {name} is not set",
                          self.refused("--identity", "workload", **without))
        for name, value, told in (
                ("IOTEDGE_WORKLOADURI", "http://192.0.2.1:15581", "only a socket on this machine"),
                ("IOTEDGE_DEVICEID", "edge 1", "IOTEDGE_DEVICEID is no id of a device or module"),
                ("IOTEDGE_IOTHUBHOSTNAME", "https://x", "is no host name"),
                ("IOTEDGE_GATEWAYHOSTNAME", "a b", "is no host name")):
            self.assertIn(told, self.refused("--identity", "workload", **{**given, name: value}))

    def test_sockets_that_are_none_or_dead(self):
        dead = self.files / "dead.sock"
        subprocess.run(["python3", "-c", "import socket, sys; "
                        "socket.socket(socket.AF_UNIX).bind(sys.argv[1])", dead], check=True)
        plain = self.files / "plain"
        plain.touch()
        for path, told in ((self.files / "none", "there is no "),
                           (dead, "aziot-edged does not run, or it was restarted"),
                           (plain, "nobody listens at"), ("/" + "x" * 200, "name too long")):
            self.assertIn(told, self.refused("--identity", f"workload:{path}", **WORKLOAD).replace(
                "ENAMETOOLONG", "name too long"))

    def test_that_talk_nonsense(self):
        for name, (given, told) in fake_engine.NONSENSE.items():
            told = {"no HTTP": "does not speak HTTP as aziot-edged does",
                    "a huge length": "answers with more than 1048576 bytes",
                    "an endless body": "answers with more than 1048576 bytes",
                    "another's JSON": "answers with no signature"}.get(name, told)
            with self.subTest(name), FakeEngine() as engine:
                engine.answers[""] = given
                said = self.refused("--identity", f"workload:{engine.path}", **WORKLOAD)
                self.assertIn(f"the workload API at {engine.path} ", said)
                self.assertIn(told, said)

    def test_signatures_that_are_none(self):
        for digest in ("", "AAAA", "*" * 44, 7, None, ["x"], "A" * 10000):
            with self.subTest(digest), FakeEngine() as engine:
                engine.answers[""] = http(json.dumps({"digest": digest}).encode())
                self.assertIn("answers with no signature", self.refused(
                    "--identity", f"workload:{engine.path}", **WORKLOAD))

    def test_one_that_is_silent(self):
        with FakeEngine() as engine:
            engine.answers[""] = fake_engine.silent
            self.assertIn("does not answer within 10 s", self.refused(
                "--identity", f"workload:{engine.path}", **WORKLOAD))

    def test_a_process_of_another_container_is_told_so(self):
        with FakeEngine() as engine:
            said = self.refused("--identity", f"workload:{engine.path}", **WORKLOAD)
        self.assertIn("does not sign for this process (HTTP 404): it does so for those of the "
                      "container of module $edgeAgent only", said)


class WorkloadOfTheHub(Identities):
    def ask(self, *arguments):
        done = subprocess.run(["curl", "-sS", "--unix-socket", self.files / "workload.sock",
                               *arguments], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def test_signs_and_names_whom_to_trust(self):
        hub, variables = self.hub_and_variables()
        self.assertEqual(variables["IOTEDGE_WORKLOADURI"], f"unix://{self.files}/workload.sock")
        self.assertEqual((self.files / "workload.sock").stat().st_mode & 0o777, 0o600)
        bundle = self.ask("http://workload.sock/trust-bundle?api-version=2022-08-03")
        self.assertEqual(bundle["certificate"], Path(hub.ready["ca_file"]).read_text())
        hub.good("PUT", "/devices/edge-1/modules/filter",
                 {"authentication": {"symmetricKey": {"primaryKey": "AAECAw==",
                                                      "secondaryKey": "BAUGBw=="}}})
        sign = "http://workload.sock/modules/filter/genid/9/sign?api-version=2018-06-28"
        wanted = {"keyId": "primary", "algo": "HMACSHA256", "data": "eA=="}
        signed = [self.ask("-d", json.dumps({**wanted, "keyId": key}), sign)["digest"]
                  for key in ("primary", "secondary")]
        self.assertEqual(len(set(signed)), 2)
        self.assertTrue(all(re.fullmatch(r"[A-Za-z0-9+/]{43}=", each) for each in signed))
        for change, told in (({"algo": "MD5"}, "algo"), ({"data": "*"}, "base64"),
                             ({"keyId": "third"}, "keyId")):
            self.assertIn(told, self.ask("-d", json.dumps({**wanted, **change}), sign)["message"])
        self.assertIn("no module none", self.ask(
            "-d", "{}", sign.replace("filter", "none"))["message"])

    def test_a_socket_that_was_left_is_replaced_and_what_is_none_is_not(self):
        hub, _ = self.hub_and_variables()
        hub.process.kill()
        hub.process.wait()
        self.assertTrue((self.files / "workload.sock").exists())
        hub, _ = self.hub_and_variables()
        hub.stop()
        self.assertFalse((self.files / "workload.sock").exists())
        (self.files / "workload.sock").write_text("mine")
        done = subprocess.run([harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0",
                               "--no-control", "--state-dir", self.folder, "--workload-socket",
                               self.files / "workload.sock"], text=True, capture_output=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("--workload-socket: cannot listen at", done.stderr)
        self.assertEqual((self.files / "workload.sock").read_text(), "mine")


if __name__ == "__main__":
    harness.unittest.main()
