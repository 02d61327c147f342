#!/usr/bin/env python3
"""`edgesim hub` from outside: its control endpoint, asked as any HTTP client would, with edgeprobe
as the device."""
import json
import re
import signal
import socket
import stat
import subprocess
import threading
from pathlib import Path

from amqp_device import Device, Refused
from hub_client import HubTest
from programs import CLEAN, harness

BODY_LIMIT = 1 << 20


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

    def test_a_terminal_that_goes_ends_it_in_order_unless_it_was_told_to_stay(self):
        hub = self.start()
        hub.stop(signal.SIGHUP)
        self.assertEqual(hub.process.returncode, 0)
        staying = self.start(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        staying.process.send_signal(signal.SIGHUP)  # as nohup(1) has it
        self.assertEqual(staying.ask("GET", "/devices")[0], 200)

    def not_started(self, **options):
        """What it says that cannot listen where `options` have it."""
        given = {"amqp-port": "0", "ws-port": "0", "control-port": "0", **options}
        done = subprocess.run([harness.BIN / "edgesim", "hub", "--state-dir", self.folder,
                               *(f"--{name}={value}" for name, value in given.items())],
                              text=True, env=CLEAN, capture_output=True)
        self.assertEqual(done.returncode, 3)
        return done.stderr

    def test_a_port_in_use_is_named_and_the_option_that_takes_another(self):
        for option in ("amqp-port", "ws-port", "control-port"):
            with self.subTest(option), socket.socket() as taken:
                taken.bind(("127.0.0.1", 0))
                taken.listen()
                port = taken.getsockname()[1]
                said = self.not_started(**{option: port})
                self.assertIn(f"cannot listen on 127.0.0.1:{port}", said)
                self.assertIn("--" + option, said)

    def test_an_address_of_another_machine_is_named_and_the_option(self):
        for option in ("listen", "control-listen"):
            with self.subTest(option):
                self.assertIn("--" + option, self.not_started(**{option: "192.0.2.1"}))


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
        self.send(hub, "new", "hello")
        waiter.join()
        message, = received[0]["messages"]
        self.assertEqual((message["sequence"], message["deviceId"], message["body"]),
                         (1, "new", "hello"))
        self.assertEqual(message["properties"], {"k": "v"})
        self.assertEqual(hub.good("GET", "/observations")["messages"], 1)

    def test_a_disabled_and_a_deleted_device_are_refused(self):
        hub = self.start()
        hub.good("PUT", "/devices/new")
        client = hub.device("new")
        hub.good("PATCH", "/devices/new", {"status": "disabled"})
        self.assertIn("403012", client.wait_for_the_end())
        client.close()
        self.assertEqual(hub.probe("new")[0], 1)
        with self.assertRaises(Refused):
            hub.device("new")
        hub.good("PATCH", "/devices/new", {"status": "enabled"})
        self.send(hub, "new", "again")
        string = hub.connection_string("new")
        client = hub.device("new")
        hub.good("DELETE", "/devices/new")
        self.assertIn("amqp:not-found", client.wait_for_the_end())
        client.close()
        with self.assertRaisesRegex(Refused, "not registered"):
            Device(string, hub.ready["amqp_port"], hub.ready["ca_file"])

    def test_an_edgehub_refuses_a_disabled_device_as_one_it_cannot_authenticate(self):
        hub = self.start("--personality", "edgehub")
        hub.good("PATCH", "/devices/edge-1", {"status": "disabled"})
        code, report = hub.probe("edge-1")
        self.assertEqual((code, report["verdicts"][0]["code"]), (1, "link-unauthorized"))
        self.assertIn("must be enabled", report["verdicts"][0]["fix"])

    def test_a_connection_that_has_lost_its_identity_is_closed_after_the_limit(self):
        hub = self.start("--token-limit", "1", "--print-messages")
        client = hub.device("edge-1")
        hub.good("DELETE", "/devices/edge-1")
        self.assertIn("404001", client.wait_for_the_end())  # of its link
        self.assertIn("amqp:connection:forced", client.wait_for_the_end())
        client.close()
        lines = [hub.process.stdout.readline() for _ in range(3)]
        for line, words in zip(lines, ("edge-1 -> token 200",
                                       "edge-1 <- links ended: amqp:not-found 404001",
                                       "client <- connection closed: amqp:connection:forced")):
            self.assertIn(words, line)

    def test_a_connected_device_is_listed_and_thrown_off(self):
        hub = self.start()
        self.assertEqual(hub.good("GET", "/connections"), [])
        client = hub.device("edge-1")
        self.assertEqual(hub.good("GET", "/connections"), [{"deviceId": "edge-1"}])
        self.assertEqual(hub.good("GET", "/devices/edge-1")["connectionState"], "Connected")
        hub.good("POST", "/devices/edge-1/disconnect")
        self.assertIn("404104", client.wait_for_the_end())
        client.close()


class Faults(HubTest):
    def test_a_behaviour_is_switched_on_and_healed(self):
        hub = self.start()
        self.send(hub, "edge-1", "hello")
        hub.good("POST", "/faults", {"name": "cbs-refused", "status": 401,
                                     "description": "The specified SAS token is expired"})
        code, report = hub.probe("edge-1")
        self.assertEqual((code, report["verdicts"][0]["code"]), (1, "token-expired"))
        hub.good("DELETE", "/faults/cbs-refused")
        self.send(hub, "edge-1", "hello")
        hub.good("POST", "/faults", {"name": "certificate", "defects": ["untrusted-issuer"]})
        code, report = hub.probe("edge-1")
        self.assertEqual(code, 1)
        self.assertRegex(report["verdicts"][0]["code"], "certificate|inspect")
        self.assertEqual(hub.good("DELETE", "/faults"), [])
        self.send(hub, "edge-1", "hello")

    def test_behaviours_from_the_start_on(self):
        hub = self.start("--fault", "cbs-refused status=404", "--fault",
                         "clock-offset at=hub by=2h direction=ahead")
        self.assertEqual([fault["name"] for fault in hub.good("GET", "/faults")],
                         ["cbs-refused", "clock-offset"])
        hub.good("DELETE", "/faults/cbs-refused")
        code, report = hub.probe("edge-1")
        self.assertEqual(code, 1, report)
        hub.good("DELETE", "/faults")
        self.send(hub, "edge-1", "hello")

    def test_what_it_cannot_be_is_said(self):
        hub = self.start()
        status, answer = hub.ask("POST", "/faults", {"name": "vpn-full-tunnel"})
        self.assertEqual((status, answer["error"]["code"]), (400, "fault-refused"))
        self.assertRegex(answer["error"]["message"], "vpn-full-tunnel.*network.*edgesim run")
        hub.stop()
        for fault, words in (("rain", "no fault is called 'rain'"),
                             ("cbs-refusd", "did you mean 'cbs-refused'?"),
                             ("cbs-refused 401",
                              "fault 'cbs-refused': '401' is no KEY=VALUE; allowed: status="),
                             ("cbs-refused status=401 status=404",
                              "fault 'cbs-refused': 'status' is given twice; allowed: status="),
                             ("cbs-refused status=", "'status' (NUMBER) cannot be ''; allowed:"),
                             ("port-dropped at=hub", "is about a network")):
            done = subprocess.run([harness.BIN / "edgesim", "hub", "--state-dir", self.folder,
                                   "--fault", fault], text=True, env=CLEAN, capture_output=True)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    harness.main()
