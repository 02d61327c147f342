#!/usr/bin/env python3
"""edgeprobe survey --vantage: the same endpoints from several networks, a column each. In
FieldNetwork, whose host has the module network br0; the engine is a fake one."""
import base64
import contextlib
import csv
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from fake_engine import FakeEngine, container
from programs import CLEAN, edgeprobe, harness
from survey_test import Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "field"))
from field_network import FieldCase, HUB_ADDRESS  # noqa: E402
from tls_servers import listen  # noqa: E402
from waiting_proxy import ADDRESS, WaitingProxy, words_of_copies  # noqa: E402

CATALOGUE = f"""catalogue: site
endpoints:
  - {{name: orders, kind: tcp, host: {HUB_ADDRESS}, port: 8883, why: w, component: c}}
  - {{name: stock, kind: tcp, host: {HUB_ADDRESS}, port: 8884, why: w, component: c}}
"""
ERASE = "\r\x1b[2K"
BASIC = base64.b64encode(b"probe:hidden-word").decode()
BOTH = ("--vantage", "host", "--vantage", "bridge:br0")


class SurveyVantage(FieldCase):
    def setUp(self):
        super().setUp()
        self.catalogue = self.net.file(CATALOGUE)
        for port in (8883, 8884):
            self.net.serve(listen(self.net, port), lambda client: client.recv(1))

    def block_stock_for_modules(self):
        self.net.host.run("nft", "add rule ip field through iifname br0 tcp dport 8884 drop")

    def survey(self, *arguments, code, errors=""):
        done = subprocess.run(
            list(map(str, self.net.host.inside(harness.BIN / "edgeprobe", "survey", self.catalogue,
                                               *arguments))),
            capture_output=True, text=True, env=CLEAN)
        self.assertEqual((done.returncode, done.stderr), (code, errors), done.stdout[-2000:])
        return done.stdout

    def columns(self, text):
        """Words of the lines up to the first that is empty."""
        lines = text.split("\n\n")[1].splitlines()
        return [line.split() for line in lines]

    def test_each_network_is_a_column(self):
        self.block_stock_for_modules()
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        text = self.survey(*BOTH, "--site", "plant 7", "--report", f"html={folder}/html",
                           "--report", f"markdown={folder}/md", "--report", f"csv={folder}/csv",
                           "--report", f"json={folder}/json", code=1)
        self.assertEqual(self.columns(text), [
            ["host", "bridge", "br0"],
            ["orders", f"{HUB_ADDRESS}:8883", "passed", "passed"],
            ["stock", f"{HUB_ADDRESS}:8884", "passed", "FAILED"]])
        self.assertIn("\nFAILED  stock [bridge br0]\n", text)
        self.assertTrue(text.endswith("\n"), text)
        self.assertIn("3 passed, 1 failed", text)
        page = (folder / "html").read_text()
        self.assertEqual(Page(page).open, [])
        self.assertIn('<th scope="row">stock</th><td class="passed">passed</td><td class="failed">'
                      'failed</td></tr>', page)
        self.assertIn("| endpoint | host | bridge br0 |\n|---|---|---|\n| orders | passed | passed "
                      "|\n| stock | passed | **failed** |\n", (folder / "md").read_text())
        rows = csv.DictReader(io.StringIO((folder / "csv").read_text(), newline=""))
        self.assertEqual([(row["vantage"], row["result"]) for row in rows],
                         [("host", "passed"), ("bridge br0", "passed"),
                          ("host", "passed"), ("bridge br0", "failed")])
        report = json.loads((folder / "json").read_text())
        self.assertEqual([check["network"] for check in report["checks"]],
                         ["host", "bridge br0"] * 2)
        self.assertEqual((report["site"], report["exit_code"]), ("plant 7", 1))
        again = edgeprobe("report", folder / "json", "--text").stdout
        self.assertEqual(self.columns(again), self.columns(text))

    def test_a_change_in_one_of_them_is_that_ones(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.survey(*BOTH, "--report", f"json={folder}/old", code=0)
        self.block_stock_for_modules()
        self.survey(*BOTH, "--report", f"json={folder}/new", code=1)
        told = edgeprobe("diff", folder / "old", folder / "new")
        self.assertEqual(told.returncode, 1)
        self.assertIn("worse   stock [bridge br0]\n", told.stdout)
        self.assertEqual(told.stdout.count("worse"), 1)

    def test_one_that_cannot_be_is_not_looked_at(self):
        report = json.loads(self.survey("--vantage", "bridge:none", "--vantage", "host",
                                        "-o", "json", code=1))
        results = [(check["network"], check["result"]) for check in report["checks"]]
        self.assertEqual(results, [("bridge none", "skipped"), ("host", "passed")] * 2)
        self.assertEqual({check["words"] for check in report["checks"] if check["result"] ==
                          "skipped"},
                         {"It was not looked at from there: --vantage: bridge none: there is no "
                          "such interface; bridges here: br0"})

    def test_a_container_is_one_and_proxies_are_columns_in_each(self):
        process = subprocess.Popen(self.net.module.inside("sleep", "1000"), env=CLEAN)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        engine = self.enterContext(FakeEngine(container("edgeAgent", process.pid)))
        self.block_stock_for_modules()
        self.catalogue = self.net.file(CATALOGUE.replace("why: w", "why: w, proxy: true"))
        text = self.survey("--vantage", "container:edgeAgent", "--engine", engine.path,
                           "--also-direct", "--proxy", f"http://{HUB_ADDRESS}:1", code=1)
        self.assertEqual(self.columns(text)[:3], [
            ["(1)", "from", "container", "edgeAgent"],
            ["(2)", "from", "container", "edgeAgent", "by", f"{HUB_ADDRESS}:1"],
            ["(1)", "(2)"]])
        self.assertEqual([line[2:] for line in self.columns(text)[3:]],
                         [["passed", "FAILED"], ["FAILED", "FAILED"]])

    def test_what_a_survey_said_of_its_network_is_told_with_its_name(self):
        process = subprocess.Popen(self.net.module.inside("sleep", "1000"),
                                   env={**CLEAN, "SSL_CERT_FILE": "/x\x1b[31m.pem"})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.survey("--vantage", "host", "--vantage", f"pid:{process.pid}", code=0,
                    errors=f"edgeprobe: [pid {process.pid}] SSL_CERT_FILE of process {process.pid} "
                           "does not count here: certificates are the host's, or those of "
                           "--ca-file\n")

    def test_a_line_shows_progress_on_a_terminal_alone(self):
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        command = map(str, self.net.host.inside(harness.BIN / "edgeprobe", "survey",
                                                self.catalogue, *BOTH))
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=follower, env=CLEAN)
        os.close(follower)
        shown = b""
        with contextlib.suppress(OSError):  # EIO: it has ended
            while part := os.read(leader, 65536):
                shown += part
        os.close(leader)
        self.assertEqual(process.wait(), 0)
        lines = shown.decode().split(ERASE)
        self.assertEqual((lines[0], lines[-1]), ("", ""))  # it is erased at the end
        self.assertRegex(lines[1], "^... 0 of 4 done, 1 running$")
        self.assertEqual(lines[-2], "... 4 of 4 done, 0 running")
        self.assertTrue(any(re.search(r"about \d+ s left$", line) for line in lines), lines)

    def test_a_proxys_password_is_in_no_process_list(self):
        proxy = WaitingProxy(self.net)
        self.catalogue = self.net.file(CATALOGUE.replace("why: w", "why: w, proxy: true"))
        url = f"http://probe:hidden-word@{ADDRESS}"
        for given, warned in ((url, True), ("@" + str(self.net.file(url + "\n")), False)):
            with self.subTest(given):
                proxy.go_on.clear()
                process = subprocess.Popen(
                    list(map(str, self.net.host.inside(
                        harness.BIN / "edgeprobe", "survey", *BOTH, "--proxy", given,
                        self.catalogue))),
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=CLEAN)
                for _ in range(4):  # two endpoints from two networks
                    self.assertIn(f"Proxy-Authorization: Basic {BASIC}", proxy.requests.get())
                words = words_of_copies(process)
                proxy.go_on.set()
                output, errors = process.communicate()
                self.assertEqual(sum("--proxy=@-" in each for each in words), 2, words)
                self.assertNotIn("hidden-word", str(words) + output + errors)
                self.assertEqual(errors.count("visible in the process list"), int(warned), errors)

    def test_nothing_is_sent_to_plan(self):
        plan = self.survey(*BOTH, "--plan", code=0)
        self.assertIn("would make 4 checks", plan)
        self.assertIn(f"tcp       {HUB_ADDRESS} TCP port 8884 from bridge br0, for c\n", plan)

    def test_reports_are_by_the_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        jsonschema.validate(json.loads(self.survey(*BOTH, "-o", "json", code=0)),
                            json.loads(edgeprobe("list", "survey-schema").stdout))

    def test_usage(self):
        for arguments, told in ((["--vantage", "here"], "--vantage: write one of container:NAME"),
                                (["--vantage", "host"] * 2, "--vantage host: was named before"),
                                ([f"--vantage=netns:{n}" for n in range(9)], "at most 8"),
                                ([*BOTH, "-"], "CATALOGUE: write a file's name")):
            with self.subTest(arguments):
                done = edgeprobe("survey", *arguments, stdin=CATALOGUE)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn(told, done.stderr)


if __name__ == "__main__":
    harness.main()
