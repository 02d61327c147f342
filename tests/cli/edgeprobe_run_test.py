#!/usr/bin/env python3
"""What a run of edgeprobe writes, also when writing fails or the run is interrupted, and --hold."""
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from programs import CLEAN, edgeprobe, harness


SHORT_RUN = ["run", "--hub", "hub.test", "--address", "127.0.0.1", "--amqp-port", "9",
             "--ws-port", "9", "--attempt-timeout", "2s"]


class Writing(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start(self, *arguments, stdout=subprocess.PIPE):
        return subprocess.Popen([harness.BIN / "edgeprobe", *arguments], text=True, env=CLEAN,
                                stdout=stdout, stderr=subprocess.PIPE)

    def assert_one_line(self, stderr, *words):
        self.assertEqual(len(stderr.splitlines()), 1, stderr)
        for word in words:
            self.assertIn(word, stderr)

    def test_a_full_standard_output_is_told(self):
        for arguments in ([*SHORT_RUN], [*SHORT_RUN, "-o", "json"], [*SHORT_RUN, "--plan"],
                          ["--help"], ["explain"], ["list", "verdicts"]):
            with self.subTest(arguments), open("/dev/full", "w") as full:
                run = self.start(*arguments, stdout=full)
                stderr = run.communicate()[1]
                self.assertEqual(run.returncode, 3)
                self.assert_one_line(stderr, "standard output", "No space left")

    def test_a_report_that_cannot_be_written_is_told_and_the_others_are_written(self):
        good = self.folder / "good.json"
        done = edgeprobe(*SHORT_RUN, "--report", "json=/dev/full", "--report", f"json={good}")
        self.assertEqual(done.returncode, 3)
        self.assert_one_line(done.stderr, "/dev/full", "No space left")
        self.assertIn("VERDICT", done.stdout)
        self.assertIn("verdicts", json.loads(good.read_text()))

    def test_reports_replace_older_ones_and_leave_nothing_else(self):
        path = self.folder / "r.json"
        path.write_text("older")
        path.chmod(0o640)
        link = self.folder / "link.json"
        link.symlink_to(path)
        done = edgeprobe(*SHORT_RUN, "-o", "json", "--report", f"json={link}")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(path.read_text(), done.stdout)
        self.assertEqual(path.stat().st_mode & 0o777, 0o640)
        self.assertTrue(link.is_symlink())
        self.assertEqual(sorted(os.listdir(self.folder)), ["link.json", "r.json"])

    def test_a_report_to_standard_output_or_a_pipe(self):
        with open(self.folder / "out", "w") as out:
            self.start(*SHORT_RUN, "--report", "json=/dev/stdout", stdout=out).communicate()
        text = (self.folder / "out").read_text()
        self.assertIn("Edge agent attempting", text)
        self.assertIn('"verdicts"', text)
        self.assertIn("VERDICT", text)
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        got = []
        reader = threading.Thread(target=lambda: got.append(fifo.read_text()))
        reader.start()
        edgeprobe(*SHORT_RUN, "--report", f"json={fifo}")
        reader.join()
        self.assertIn("verdicts", json.loads(got[0]))

    def test_a_report_replaces_no_file_that_is_read(self):
        identity = self.folder / "identity"
        identity.write_text("HostName=hub.test;DeviceId=d;SharedAccessKey=AAAA")
        authority = self.folder / "ca.pem"
        authority.write_text("-----BEGIN CERTIFICATE-----")
        for option, file in (("--connection-string", identity), ("--ca-file", authority)):
            at = "@" if option == "--connection-string" else ""
            hub = [] if at else ["--hub", "hub.test"]
            before = file.read_text()
            done = edgeprobe("run", *hub, option, f"{at}{file}", "--report", f"json={file}")
            self.assertEqual(done.returncode, 2)
            self.assert_one_line(done.stderr, f"--report {file}: would replace {file}")
            self.assertEqual(file.read_text(), before)

    def test_a_resolv_conf_that_cannot_be_read_is_told_and_taken_as_empty(self):
        pipe, large = self.folder / "pipe", self.folder / "large"
        os.mkfifo(pipe)
        large.write_bytes(b"# much\n" * (3 << 20))
        for file, words in ((pipe, "nothing came within 1 s; it is taken as empty"),
                            (large, "only its first 16777216 bytes are read")):
            subprocess.run(["mount", "--bind", file, "/etc/resolv.conf"], check=True)
            try:
                done = edgeprobe(*SHORT_RUN, "-o", "json")
            finally:
                subprocess.run(["umount", "/etc/resolv.conf"], check=True)
            self.assertEqual(done.returncode, 1)
            self.assert_one_line(done.stderr, "/etc/resolv.conf", words)
            self.assertIn("verdicts", json.loads(done.stdout))

    def test_two_reports_to_one_file_are_refused(self):
        os.chdir(self.folder)
        for other in ("r", "./r", f"{self.folder}/r"):
            done = edgeprobe(*SHORT_RUN, "--report", "json=r", "--report", f"text={other}")
            self.assertEqual(done.returncode, 2)
            self.assert_one_line(done.stderr, "--report", "r", "two")
        self.assertEqual(os.listdir(self.folder), [])

    def test_an_interrupted_run_tells_what_it_saw_and_leaves_older_reports(self):
        silent = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        report = self.folder / "r.json"
        report.write_text("older")
        run = self.start("run", "--hub", "hub.test", "--address", "127.0.0.1", "--amqp-port",
                         str(silent.getsockname()[1]), "--report", f"json={report}")
        self.enterContext(silent.accept()[0]).recv(1)  # the tls stage has begun
        run.send_signal(signal.SIGINT)
        stdout, stderr = run.communicate(timeout=20)
        self.assertEqual(run.returncode, -signal.SIGINT, stderr)
        self.assertRegex(stdout, r"amqp +connect +ok")
        self.assertRegex(stdout, r"amqp +tls +cancelled")
        self.assertIn("interrupted after", stdout)
        self.assertEqual(report.read_text(), "older")
        self.assertEqual(os.listdir(self.folder), ["r.json"])


class Hold(unittest.TestCase):
    def test_the_agent_is_connected_before_the_connection_is_held(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        hub = self.enterContext(subprocess.Popen(
            [harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0", "--no-control",
             "--state-dir", folder], text=True, env=CLEAN, stdout=subprocess.PIPE))
        self.addCleanup(hub.terminate)
        ready = json.loads(hub.stdout.readline())
        run = subprocess.Popen(
            [harness.BIN / "edgeprobe", "run", "--address", "127.0.0.1", "--hold", "2s",
             "--amqp-port", str(ready["amqp_port"]), "--ca-file", ready["ca_file"],
             "--connection-string", "@" + ready["connection_string_file"]],
            text=True, env=CLEAN, stdout=subprocess.PIPE)
        for line in run.stdout:
            if "Edge agent connected" in line:
                break
        self.assertIsNone(run.poll())
        rest = run.communicate()[0]
        self.assertEqual(run.returncode, 0, rest)
        self.assertRegex(rest, r"link +ok")
        self.assertIn("asked for: hold", rest)
        hub.terminate()


if __name__ == "__main__":
    harness.main()
