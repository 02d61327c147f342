#!/usr/bin/env python3
"""`edgeprobe watch` beside the monitoring that it is made for: Debian's Prometheus scrapes it with
the shipped rules, its Alertmanager tells of the alert and of its end, and node_exporter takes the
textfile. Runs in a network namespace with nothing but loopback."""
import http.server
import json
import queue
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

import harness

MONITORING = harness.ROOT / "docs/examples/monitoring"
PROMETHEUS, ALERTMANAGER, NODE_EXPORTER = (
    shutil.which(name) for name in ("prometheus", "prometheus-alertmanager",
                                    "prometheus-node-exporter"))
CATALOGUE = """catalogue: site
endpoints:
  - {name: orders, kind: tcp, host: 127.0.0.1, port: 9701, why: w, component: module mes-bridge}
  - {name: stock, kind: tcp, host: 127.0.0.1, port: 9702, why: w, component: c}
"""
ALERTS = """route:
  {receiver: test, group_by: [alertname, endpoint], group_wait: 0s, group_interval: 1s}
receivers: [{name: test, webhook_configs: [{url: "http://127.0.0.1:9099/", send_resolved: true}]}]
"""


def listening(port):
    return socket.create_server(("127.0.0.1", port))


class Monitoring(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.told = queue.Queue()
        (self.folder / "site.yaml").write_text(CATALOGUE)
        self.enterContext(listening(9702))
        (self.folder / "textfile").mkdir()
        self.start(harness.BIN / "edgeprobe", "watch", self.folder / "site.yaml", "--listen",
                   ":9600", "--every", "10s", "--site", "plant 7", "--textfile",
                   self.folder / "textfile")

    def start(self, *command):
        """A program that is to run as long as the test; the test waits for nothing of one that has
        ended."""
        log = self.enterContext((self.folder / f"{Path(command[0]).name}.log").open("w+"))
        process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log,
                                   cwd=self.folder, stdin=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        ended = threading.Thread(target=lambda: (process.wait(), self.told.put(command[0])),
                                 daemon=True)
        ended.start()
        return process

    def served_at(self, url, words):
        """Of a program that has begun; once it says these words."""
        while True:
            try:
                with urllib.request.urlopen(url) as answer:
                    text = answer.read().decode()
                if words in text:
                    return text
            except OSError:
                pass  # it does not listen yet
            self.assertTrue(self.told.empty(), "a program has ended")

    def alerted(self, status):
        """The next alert of this status; Alertmanager may tell of others again."""
        while True:
            message = self.told.get()
            self.assertIsInstance(message, dict, f"{message} has ended")
            for alert in message["alerts"]:
                if alert["status"] == status:
                    return alert

    def webhook(self):
        told = self.told

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                told.put(json.loads(body))

            def log_message(self, *unused):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 9099), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)

    def shipped_configuration(self):
        """As it is shipped, but for places and for how long it waits."""
        rules = (MONITORING / "edgeprobe.rules.yml").read_text()
        (self.folder / "edgeprobe.rules.yml").write_text(re.sub(r"for: \d+[mh]", "for: 0s", rules))
        text = (MONITORING / "prometheus.yml").read_text()
        text = re.sub(r"targets: \[.*\]", 'targets: ["127.0.0.1:9600"]', text)
        text = text.replace("scrape_interval: 1m", "scrape_interval: 1s\n  evaluation_interval: 1s")
        text += 'alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:9093"]}]}]}\n'
        (self.folder / "prometheus.yml").write_text(text)

    def query(self, expression):
        """Labels and value of each series."""
        url = "http://127.0.0.1:9090/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(url) as answer:
            result = json.load(answer)["data"]["result"]
        return [(series["metric"], float(series["value"][1])) for series in result]

    @unittest.skipUnless(PROMETHEUS and ALERTMANAGER, "prometheus or its alertmanager is missing")
    def test_an_alert_comes_with_its_verdict_and_goes(self):
        self.webhook()
        self.shipped_configuration()
        (self.folder / "alertmanager.yml").write_text(ALERTS)
        self.start(ALERTMANAGER, "--config.file=alertmanager.yml", "--cluster.listen-address=",
                   "--storage.path=alerts", "--web.listen-address=127.0.0.1:9093")
        self.start(PROMETHEUS, "--config.file=prometheus.yml", "--storage.tsdb.path=series",
                   "--web.listen-address=127.0.0.1:9090")
        alert = self.alerted("firing")
        self.assertEqual(
            {name: alert["labels"][name] for name in ("alertname", "endpoint", "site", "vantage")},
            {"alertname": "EdgeprobeEndpointNotAsExpected", "endpoint": "orders",
             "site": "plant 7", "vantage": "direct"})
        self.assertEqual(alert["annotations"]["summary"],
                         "orders is not as expected at plant 7")
        self.assertEqual(alert["annotations"]["description"],
                         "module mes-bridge needs it. Verdict: own-port-closed.")
        self.assertEqual([value for _, value in self.query('up{job="edgeprobe"}')], [1])
        [(labels, value)] = self.query('edgeprobe_check_success{endpoint="stock"}')
        self.assertEqual((labels["kind"], labels["component"], value), ("tcp", "c", 1))
        self.assertEqual(self.query('scrape_samples_scraped{job="edgeprobe"} == 0'), [])
        self.enterContext(listening(9701))
        self.assertEqual(self.alerted("resolved")["labels"]["endpoint"], "orders")

    @unittest.skipUnless(NODE_EXPORTER, "prometheus-node-exporter is missing")
    def test_node_exporter_takes_the_textfile(self):
        self.start(NODE_EXPORTER, "--collector.disable-defaults", "--collector.textfile",
                   "--collector.textfile.directory=textfile",
                   "--web.listen-address=127.0.0.1:9100")
        text = self.served_at("http://127.0.0.1:9100/metrics", "edgeprobe_check_success")
        self.assertIn("\nnode_textfile_scrape_error 0\n", text)
        self.assertRegex(text, r'edgeprobe_check_success\{component="c",endpoint="stock",'
                               r'kind="tcp",site="plant 7",vantage="direct"\} 1\n')
        self.assertRegex(text, 'node_textfile_mtime_seconds{file=".*edgeprobe.prom"}')


if __name__ == "__main__":
    harness.main()
