#!/usr/bin/env python3
"""edgeprobe matrix: one hub from the host, from a bridge and from a container, side by side. In
FieldNetwork, whose host has the module network br0; the engine is a fake one."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fake_engine import FakeEngine, container
from programs import CLEAN, edgeprobe, harness

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "field"))
from field_network import FieldCase, HUB_ADDRESS, MODULE_ADDRESS  # noqa: E402
from waiting_proxy import ADDRESS, WaitingProxy, words_of_copies  # noqa: E402

NETWORK = {"Name": "azure-iot-edge", "Driver": "bridge",
           "IPAM": {"Config": [{"Subnet": "172.20.0.0/16"}]}}
DEFAULT = {"Name": "bridge", "Driver": "bridge", "IPAM": {"Config": [{"Subnet": "172.17.0.0/16"}]}}
TO_HUB = ("--hub", "hub.test", "--address", HUB_ADDRESS)


class Matrix(FieldCase):
    def start_hub(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.hub = harness.Hub(folder, listen=HUB_ADDRESS, inside=self.net.internet.inside())
        self.addCleanup(self.hub.stop)
        return ["--ca-file", self.hub.ca_file]

    def command(self, *arguments):
        return list(map(str, self.net.host.inside(harness.BIN / "edgeprobe", "matrix",
                                                  *arguments)))

    def run_matrix(self, *arguments):
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, env=CLEAN)

    def report(self, *arguments, code):
        done = self.run_matrix("-o", "json", *arguments)
        self.assertEqual((done.returncode, done.stderr), (code, ""), done.stdout[-1000:])
        return json.loads(done.stdout)

    def engine(self, *containers, networks=(NETWORK,)):
        engine = self.enterContext(FakeEngine(*containers, networks=networks))
        return ["--engine", engine.path]

    def block_modules(self):
        """The host forwards nothing of the bridge; its own packets go."""
        self.net.host.run("nft", "add rule ip field through iifname br0 drop")

    def row(self, report, what):
        [row] = [each for each in report["rows"] if each["what"] == what]
        return row["values"], row.get("differs", False)

    def test_the_hub_is_reached_from_each(self):
        trust = self.start_hub()
        report = self.report(*TO_HUB, *trust, *self.engine(networks=(NETWORK, DEFAULT)), code=0)
        self.assertEqual([(each["name"], each.get("vantage")) for each in report["columns"]],
                         [("host", None), ("module network", "bridge:br0")])
        self.assertEqual(self.row(report, "verdict"), (["connected", "connected"], False))
        self.assertEqual(self.row(report, "gateway")[0], ["192.168.7.1", "172.20.0.1"])
        self.assertEqual(report["conclusion"], "The hub is reached from each of them.")

    def test_the_host_reaches_it_and_the_modules_do_not(self):
        trust = self.start_hub()
        self.block_modules()
        self.net.host.ip("link add docker0 type bridge", "link set docker0 up",
                         "address add 172.17.0.1/16 dev docker0")
        report = self.report(*TO_HUB, *trust, "--quick",
                             *self.engine(networks=(NETWORK, DEFAULT)), code=1)
        self.assertEqual([each["name"] for each in report["columns"]],
                         ["host", "default bridge", "module network"])
        values, differs = self.row(report, "verdict")
        self.assertEqual((values[:2], differs), (["connected", "connected"], True))
        self.assertNotEqual(values[2], "connected")
        self.assertTrue(self.row(report, "amqp 5671")[1])
        self.assertTrue(report["conclusion"].startswith("Not reached from: module network. "))

    def test_by_a_proxy_and_without_it(self):
        trust = self.start_hub()
        report = self.report(*TO_HUB, *trust, "--quick", "--proxy", f"http://{HUB_ADDRESS}:3128",
                             "--transport", "amqp-ws", "--direct", "--vantage", "host",
                             "--vantage", "bridge:br0", code=1)
        self.assertEqual([(each["name"], each.get("direct", False)) for each in report["columns"]],
                         [("host", False), ("host, direct", True), ("br0", False),
                          ("br0, direct", True)])
        values, differs = self.row(report, "verdict")
        self.assertEqual((values[1::2], differs), (["connected"] * 2, True))
        self.assertNotIn("connected", values[::2])
        self.assertTrue(report["conclusion"].startswith("The hub is reached without the proxy"))

    def test_a_proxys_url_goes_to_its_columns_alone_and_not_by_the_process_list(self):
        trust = self.start_hub()
        proxy = WaitingProxy(self.net)
        process = subprocess.Popen(
            self.command(*TO_HUB, *trust, "--quick", "--transport", "amqp-ws", "--direct",
                         "--proxy", f"http://probe:hidden-word@{ADDRESS}",
                         "--vantage", "host", "-o", "json"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=CLEAN)
        self.assertIn("Proxy-Authorization: Basic", proxy.requests.get())
        words = words_of_copies(process)
        proxy.go_on.set()
        output, errors = process.communicate()
        self.assertTrue(any("--proxy=@-" in each for each in words), words)
        self.assertNotIn("hidden-word", str(words) + output + errors)
        self.assertEqual(errors.count("visible in the process list"), 1, errors)
        values, differs = self.row(json.loads(output), "verdict")
        self.assertEqual((values[1], differs), ("connected", True))

    def test_what_a_run_said_is_told_with_its_column(self):
        done = self.run_matrix(*TO_HUB, "--quick", "--profile", "agent-2017", "--proxy",
                               f"http://{HUB_ADDRESS}:1", "--vantage", "host", "--vantage",
                               "bridge:br0")
        self.assertEqual(done.stderr, "edgeprobe: [host, br0] --proxy: agent-2017 could not go "
                                      "through a proxy itself\n")

    def test_none_reaches_it(self):
        self.net.drop("tcp dport { 443, 5671 }")
        done = self.run_matrix(*TO_HUB, "--quick", "--vantage", "host", "--vantage", "bridge:br0")
        self.assertEqual(done.returncode, 1)
        self.assertIn("So            None of them reaches the hub", done.stdout)
        self.assertLess(len(done.stdout.splitlines()), 25)
        self.assertLess(max(map(len, done.stdout.splitlines())), 101)

    def test_takes_as_long_as_its_slowest_column(self):
        self.net.drop("tcp dport { 443, 5671 }")
        begin = time.monotonic()
        report = self.report(*TO_HUB, "--quick", *["--vantage=host", "--vantage=bridge:br0"] * 2,
                             code=1)
        took = (time.monotonic() - begin) * 1000
        slowest = max(each["report"]["ended_ms"] for each in report["columns"])
        self.assertLess(took, 2 * slowest)

    def test_the_agents_container_and_its_hub(self):
        process = subprocess.Popen(self.net.module.inside("sleep", "1000"), env=CLEAN)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        report = self.report("--address", HUB_ADDRESS, "--quick",
                             *self.engine(container("edgeAgent", process.pid)), code=1)
        self.assertEqual(report["host"], "plant7.azure-devices.net")
        self.assertEqual([each.get("vantage") for each in report["columns"]],
                         [None, "container:edgeAgent"])
        self.assertTrue(self.row(report, "address")[0][1].startswith(f"{MODULE_ADDRESS}/16"))

    def test_an_identity_is_shown_and_no_agent_thrown_off(self):
        trust = self.start_hub()
        report = self.report("--connection-string", f"@{self.hub.connection_string_file}",
                             "--address", HUB_ADDRESS, *trust, "--vantage", "host", "--vantage",
                             "bridge:br0", code=0)
        self.assertEqual([each["report"]["reached"] for each in report["columns"]],
                         ["cbs", "cbs"])

    def test_a_column_that_cannot_be_is_a_line(self):
        done = self.run_matrix(*TO_HUB, "--quick", "--vantage", "bridge:none", "--vantage",
                               "pid:999999999", "--vantage", "host")
        text = " ".join(done.stdout.split())
        self.assertEqual(done.returncode, 1)
        self.assertIn("not run none, because: --vantage: bridge none: there is no such interface",
                      text)
        self.assertIn("there is no such process", text)
        self.assertIn("Fewer than two networks could be looked at", text)

    def test_without_privilege_the_host_alone_is_looked_at(self):
        command = self.command(*TO_HUB, "--quick", *self.engine())
        inside = command.index("--")
        command[inside + 1:inside + 1] = ["setpriv", "--bounding-set=-all", "--inh-caps=-all",
                                          "--no-new-privs"]
        done = subprocess.run(command, capture_output=True, text=True, env=CLEAN)
        self.assertEqual(done.returncode, 1)
        self.assertIn("run it with `sudo`", " ".join(done.stdout.split()))

    def test_a_signal_ends_all_with_what_was_seen(self):
        self.net.drop("tcp dport { 443, 5671 }")
        self.net.host.run("nft", "add rule ip field through iifname br0 tcp dport 5671 counter")
        process = subprocess.Popen(
            self.command(*TO_HUB, "-o", "json", "--vantage", "host", "--vantage", "bridge:br0"),
            text=True, stdout=subprocess.PIPE, env=CLEAN)
        while not self.both_connect():
            self.assertIsNone(process.poll())
        os.kill(process.pid, signal.SIGTERM)
        report = json.loads(process.communicate()[0])
        self.assertEqual([each["report"].get("interrupted") for each in report["columns"]],
                         [True, True])

    def both_connect(self):
        """One on the host, the other through it."""
        through = self.net.host.run("nft", "list", "chain", "ip", "field", "through")
        own = self.net.host.run("ss", "-Htn", "state", "syn-sent")
        return own and "counter packets 0 " not in through

    def copies_of(self, pid):
        return len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())

    def test_killed_it_leaves_no_copy(self):
        self.net.drop("tcp dport { 443, 5671 }")
        process = subprocess.Popen(self.command(*TO_HUB, "--vantage", "host", "--vantage", "host"),
                                   stdout=subprocess.DEVNULL, env=CLEAN)
        while self.copies_of(process.pid) < 2:
            self.assertIsNone(process.poll())
        copies = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.kill()
        process.wait()
        while any(Path(f"/proc/{copy}").exists() for copy in copies):
            pass

    def test_usage(self):
        for arguments, told in (
                (("--hub", "h", "--nonsense"), "--nonsense"),
                (("--hub", "h", "--port", "x"), "--port x: write TRANSPORT=N"),
                (("--connection-string", "-"), "write @FILE, which each of the runs can read"),
                (("--connection-string", "@/none", "--until", "link"), "throw each other off"),
                (("--engine", "/none"), "which hub?"),
                (("--hub", "h", *["--vantage=host"] * 6), "at most 5 side by side"),
                (("--hub", "h", "--direct", *["--vantage=host"] * 4), "--direct: at most 3")):
            with self.subTest(arguments):
                done = self.run_matrix(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(told, done.stderr)

    def test_reports_are_by_the_schema(self):
        schema = json.loads(edgeprobe("list", "matrix-schema").stdout)
        report = self.report(*TO_HUB, "--quick", "--vantage", "host", "--vantage", "bridge:none",
                             code=1)
        self.assertLessEqual(set(report), set(schema["properties"]))
        self.assertLessEqual(set(schema["required"]), set(report))
        for column in report["columns"]:
            self.assertLessEqual(set(column), set(schema["$defs"]["matrix-column"]["properties"]))


if __name__ == "__main__":
    harness.main()
