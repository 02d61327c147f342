#!/usr/bin/env python3
"""`edgesim hub` beside strangers: connections without a token, however many, keep no file from
being written and no good client out."""
import contextlib
import functools
import resource
import socket
import subprocess
from pathlib import Path

from hub_client import HubTest
from programs import CLEAN, harness


def files(soft, hard):
    return functools.partial(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))


class HubLimits(HubTest):
    def strangers(self, port, count, said=b""):
        for _ in range(count):
            stranger = self.enterContext(socket.create_connection(("127.0.0.1", port)))
            if said:
                stranger.send(said)

    def test_silent_connections_leave_room_for_files(self):
        hub = self.start("--message-log", "1", preexec_fn=files(200, 200))
        self.strangers(hub.ready["amqp_port"], 250)
        self.strangers(hub.ready["control_port"], 100)
        hub.good("PUT", "/devices/d1", {})
        with contextlib.closing(hub.device("d1")) as device:
            for _ in range(15):  # so that the log begins anew
                device.send("x" * 50_000)
        self.assertTrue((Path(self.folder) / "messages.old.jsonl").exists())
        self.assertIn("200 open files are allowed here (ulimit -n): at most ", hub.stop())

    def test_it_may_open_as_many_files_as_it_can_be_allowed(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        hub = self.start("--max-connections", "20", preexec_fn=files(64, hard))
        allowed = resource.prlimit(hub.process.pid, resource.RLIMIT_NOFILE)
        self.assertEqual(allowed, (hard, hard))
        self.assertEqual(hub.stop(), "")

    def test_too_few_files_are_named(self):
        done = subprocess.run([harness.BIN / "edgesim", "hub", "--state-dir", self.folder],
                              env=CLEAN, capture_output=True, text=True,
                              preexec_fn=files(80, 80))
        self.assertEqual(done.returncode, 3)
        self.assertIn("80 open files are allowed here (ulimit -n), a hub needs ", done.stderr)

    def test_strangers_at_the_control_endpoint_keep_nobody_out(self):
        hub = self.start()
        self.strangers(hub.ready["control_port"], 64, b"G")
        with contextlib.closing(hub.connect()) as connection:
            for _ in range(3):
                self.assertEqual(hub.ask_on(connection, "GET", "/devices")[0], 200)
                self.strangers(hub.ready["control_port"], 64, b"GET / HTTP/1.1\r\n")

    def test_strangers_at_the_devices_port_keep_nobody_out(self):
        hub = self.start("--max-connections", "8")
        hub.good("PUT", "/devices/d1", {})
        self.strangers(hub.ready["amqp_port"], 8)
        with contextlib.closing(hub.device("d1")) as device:
            self.strangers(hub.ready["amqp_port"], 8)
            device.send("still here")


if __name__ == "__main__":
    harness.main()
