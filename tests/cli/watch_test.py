#!/usr/bin/env python3
"""edgeprobe watch as a service: real promtool, real sockets and folders, signals. Runs in a network
namespace with nothing but loopback."""
import contextlib
import http.server
import json
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
import urllib.request
from pathlib import Path

from programs import CLEAN, edgeprobe, harness

MONITORING = harness.ROOT / "docs/examples/monitoring"
CATALOGUE = """catalogue: site
endpoints:
  - {name: "shut, or \\"so\\"", kind: tcp, host: 127.0.0.1, port: 4, why: w, component: c}
  - {name: open, kind: tcp, host: 127.0.0.1, port: 9601, why: w, component: c}
"""
# arguments behind "watch" -> words of the one line
MALFORMED = [
    (["--every", "1s"], ["--every 1s", "10 s"]),
    (["--every", "x"], ["--every x"]),
    (["--listen", "9600"], ["--listen 9600", ":PORT"]),
    (["--listen", ":99999"], ["--listen"]),
    (["--otlp", "collector:4318"], ["--otlp", "http://HOST"]),
    (["--keep", "0"], ["--keep"]),
    (["missing.yaml"], ["missing.yaml"]),
]


class Watch(contextlib.ExitStack):
    """The program, and the lines that it has said so far."""

    def __init__(self, *arguments, **environment):
        super().__init__()
        self.process = self.enter_context(subprocess.Popen(
            [harness.BIN / "edgeprobe", "watch", *arguments], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**CLEAN, **environment}))
        self.callback(self.process.kill)
        self.lines = []

    def says(self, words):
        """Waits for a line with these words."""
        while words not in (line := self.process.stdout.readline()):
            self.lines.append(line)
            if not line:
                raise AssertionError(f"ended without '{words}': {''.join(self.lines)}")
        self.lines.append(line)
        return line

    def ends(self):
        self.process.terminate()
        rest = self.process.communicate()[0]
        self.lines += rest.splitlines(keepends=True)
        return self.process.returncode


class Collector:
    """Counts what it is sent."""

    def __init__(self, case):
        self.bodies, self.arrived = [], threading.Semaphore(0)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                outer.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                outer.arrived.release()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *unused):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 4318), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        case.addCleanup(self.server.server_close)
        case.addCleanup(self.server.shutdown)


def get(path, port=9600, host="127.0.0.1"):
    with urllib.request.urlopen(f"http://{host}:{port}{path}") as answer:
        return answer.read().decode()


class WatchTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.catalogue = self.folder / "site.yaml"
        self.catalogue.write_text(CATALOGUE)
        listener = self.enterContext(socket.socket())
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 9601))
        listener.listen()

    def watch(self, *arguments, **environment):
        return self.enterContext(Watch(self.catalogue, *arguments, **environment))

    def full_disk(self):
        """A folder of 16 KiB."""
        disk = self.folder / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        return disk

    def test_wrong_usage_is_one_line(self):
        for arguments, words in MALFORMED:
            with self.subTest(arguments):
                done = edgeprobe("watch", *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                for word in words:
                    self.assertIn(word, done.stderr)

    @unittest.skipUnless(shutil.which("promtool"), "promtool (package prometheus) is missing")
    def test_promtool_finds_nothing_wrong_with_the_metrics(self):
        watch = self.watch("--listen", ":9600", "--site", 'a "b" \\ c', "--textfile", self.folder,
                           IOTEDGE_DEVICEID="device 1", IOTEDGE_MODULEID="$edgeprobe",
                           IOTEDGE_IOTHUBHOSTNAME="contoso.azure-devices.net")
        watch.says("1 passed, 1 failed")
        served = get("/metrics", host="[::1]")
        self.assertIn('{iothub="contoso.azure-devices.net",edge_device="device 1",module_id='
                      '"$edgeprobe",site="a \\"b\\" \\\\ c",endpoint="shut, or \\"so\\""', served)
        for text in (served, (self.folder / "edgeprobe.prom").read_text()):
            checked = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                                     capture_output=True)
            self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, "", ""))
        self.assertEqual(watch.ends(), 0)
        self.assertIn("ends, as it was told", watch.lines[-1])

    @unittest.skipUnless(shutil.which("promtool"), "promtool (package prometheus) is missing")
    def test_the_shipped_alert_rules_fire_as_they_say(self):
        for command in (["check", "rules", "edgeprobe.rules.yml"],
                        ["check", "config", "prometheus.yml"],
                        ["test", "rules", "edgeprobe.rules.test.yml"]):
            done = subprocess.run(["promtool", *command], cwd=MONITORING, capture_output=True,
                                  text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_rules_name_metrics_that_there_are(self):
        listed = {line.split()[0] for line in edgeprobe("list", "metrics").stdout.splitlines()}
        rules = (MONITORING / "edgeprobe.rules.yml").read_text()
        named = set(re.findall("edgeprobe_[a-z_]+", rules))
        self.assertGreater(len(named), 4)
        self.assertEqual(named - listed, set())

    def test_a_port_that_is_taken_and_a_full_disk_end_nothing(self):
        taken = self.enterContext(socket.socket())
        taken.bind(("127.0.0.1", 9700))
        taken.listen()
        disk = self.full_disk()
        (disk / "filler").write_bytes(b"x" * 16384)
        watch = self.watch("--listen", "127.0.0.1:9700", "--textfile", disk,
                           "--spool", disk / "spool", "--every", "10s")
        watch.says("--listen 127.0.0.1:9700: Address already in use")
        watch.says("--textfile: cannot write")
        watch.says("--spool: cannot")
        taken.close()
        (disk / "filler").unlink()
        watch.says("--textfile: works again")
        watch.says("--spool: works again")
        self.assertEqual(json.loads(get("/healthz", 9700))["status"], "ok")
        self.assertEqual(watch.ends(), 0)
        self.assertEqual(sorted(path.name for path in disk.iterdir()), ["edgeprobe.prom", "spool"])

    def test_what_a_killed_watch_could_not_send_its_successor_sends(self):
        hanging = socket.socket()
        hanging.bind(("127.0.0.1", 4318))
        hanging.listen()
        spool = self.folder / "spool"
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
                "OTEL_EXPORTER_OTLP_TIMEOUT": "100",
                "OTEL_EXPORTER_OTLP_HEADERS": "api-key=s3cret-of-mine"}
        first = self.watch("--listen", "none", "--spool", spool, **told)
        first.says("waiting for the collector's answer")
        first.process.kill()
        self.assertNotIn("s3cret", "".join(first.lines))
        hanging.close()
        collector = Collector(self)
        second = self.watch("--spool", spool, **told)
        second.says("1 passed, 1 failed")
        collector.arrived.acquire()
        collector.arrived.acquire()
        points = json.loads(collector.bodies[0])["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]
        self.assertEqual(points[0]["name"], "edgeprobe_check_success")
        self.assertEqual(json.loads(get("/report"))["catalogues"], ["site"])
        self.assertEqual(second.ends(), 0)

    def test_two_watches_do_not_share_a_spool(self):
        spool = self.folder / "spool"
        self.watch("--listen", "none", "--spool", spool).says("1 passed, 1 failed")
        other = self.watch("--listen", "none", "--spool", spool)
        other.says("--spool: ")
        other.says("1 passed, 1 failed")

    def test_clients_that_say_nothing_keep_nobody_out(self):
        watch = self.watch()
        watch.says("1 passed, 1 failed")
        for _ in range(100):
            silent = self.enterContext(socket.create_connection(("127.0.0.1", 9600)))
            silent.sendall(b"GET /metr")
        self.assertIn("edgeprobe_watch_surveys_total 1", get("/metrics"))


if __name__ == "__main__":
    harness.main()
