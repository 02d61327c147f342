"""A hub, its identities, and runs of edgeprobe that look for theirs."""
import json
import tempfile
from pathlib import Path

from hub_client import HubTest
from programs import edgeprobe


class Identities(HubTest):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.files = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def hub_and_variables(self):
        """A hub with a workload API, and what the container of its module has set."""
        hub = self.start("--workload-socket", self.files / "workload.sock")
        lines = Path(hub.ready["workload_env_file"]).read_text().splitlines()
        return hub, dict(line.split("=", 1) for line in lines)

    def there(self, hub, ca_file=True):
        """Options that lead to it."""
        options = ["--address", "127.0.0.1", "--amqp-port", str(hub.ready["amqp_port"]),
                   "--ws-port", str(hub.ready["ws_port"])]
        return [*options, "--ca-file", hub.ready["ca_file"]] if ca_file else options

    def report(self, *arguments, code=0, **environment):
        done = edgeprobe("run", "-o", "json", *map(str, arguments), **environment)
        self.assertEqual((done.returncode, done.stderr), (code, ""), done.stdout[-2000:])
        self.assertNotRegex(done.stdout, r"sig=(?!\*\*\*)[A-Za-z0-9%+/]{6}")
        return json.loads(done.stdout)

    def refused(self, *arguments, **environment):
        done = edgeprobe("run", *map(str, arguments), **environment)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stdout[-2000:])
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertLess(len(done.stderr), 500)
        return done.stderr

    def assert_stops_after_cbs(self, report, note):
        self.assertEqual((report["reached"], report["identity"], report["verdicts"][0]["code"]),
                         ("cbs", "checked", "connected"))
        self.assertIn(note, report["identity_note"])
