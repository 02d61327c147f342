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

from programs import CLEAN, edgeprobe, harness, hub_on_loopback


SHORT_RUN = ["run", "--hub", "hub.test", "--address", "127.0.0.1", "--amqp-port", "9",
             "--ws-port", "9", "--profile", "agent-2017", "--attempt-timeout", "2s"]


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

    def test_resolv_conf_is_read_as_the_agents_c_library_reads_it(self):
        file = self.folder / "resolv.conf"
        file.write_text("nameserver 192.0.2.1\r\n")  # glibc refuses the carriage return
        subprocess.run(["mount", "--bind", file, "/etc/resolv.conf"], check=True)
        try:
            for profile, server in (("agent-2017", "127.0.0.1:53"), ("agent-1.6", "192.0.2.1:53")):
                plan = edgeprobe("run", "--plan", "--hub", "hub.test", "--profile", profile).stdout
                self.assertIn(f"name servers  {server} ", plan)
        finally:
            subprocess.run(["umount", "/etc/resolv.conf"], check=True)

    def test_two_reports_to_one_file_are_refused(self):
        os.chdir(self.folder)
        for other in ("r", "./r", f"{self.folder}/r"):
            done = edgeprobe(*SHORT_RUN, "--report", "json=r", "--report", f"text={other}")
            self.assertEqual(done.returncode, 2)
            self.assert_one_line(done.stderr, "--report", "r", "two")
        self.assertEqual(os.listdir(self.folder), [])


class Interrupted(unittest.TestCase):
    """A signal ends a run with what it has seen, in every form that was asked for."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def in_tls(self, *arguments, **how):
        """A run whose TLS client waits for an answer."""
        silent = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        port = str(silent.getsockname()[1])
        run = self.enterContext(subprocess.Popen(
            [harness.BIN / "edgeprobe", "run", "--hub", "hub.test", "--address", "127.0.0.1",
             "--amqp-port", port, "--ws-port", port, *arguments], text=True, env=CLEAN,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how))
        self.addCleanup(run.kill)
        self.enterContext(silent.accept()[0]).recv(1)
        return run

    def test_by_each_signal_in_every_form(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for form in ("text", "json"):
                with self.subTest(signal=number, form=form):
                    also = {"text": self.folder / "r.txt", "json": self.folder / "r.json"}
                    run = self.in_tls("-o", form, *[word for name, path in also.items()
                                                    for word in ("--report", f"{name}={path}")])
                    run.send_signal(number)
                    stdout, stderr = run.communicate(timeout=20)
                    self.assertEqual((run.returncode, stderr), (1, ""))
                    text = also["text"].read_text()
                    report = json.loads(also["json"].read_text())
                    if form == "json":
                        self.assertEqual(json.loads(stdout), report)
                    self.assertRegex(text, r"amqp +connect +ok")
                    self.assertRegex(text, r"amqp +tls +cancelled")
                    self.assertIn("interrupted after", text)
                    self.assertNotIn("VERDICT", text)  # nothing was silent for long enough
                    self.assertEqual((report["interrupted"], report["exit_code"]), (True, 1))
                    self.assertEqual([a["outcome"] for a in report["attempts"]], ["cancelled"])

    def test_what_was_silent_for_seconds_is_judged_provisionally(self):
        report = self.folder / "r.json"
        run = self.in_tls("--report", f"json={report}")
        with self.assertRaises(subprocess.TimeoutExpired):
            run.wait(timeout=3.2)  # the silence that the verdict is about
        run.send_signal(signal.SIGTERM)
        stdout, _ = run.communicate(timeout=20)
        self.assertRegex(stdout, r"VERDICT +tls-no-answer +\(.*provisional\)")
        verdicts = json.loads(report.read_text())["verdicts"]
        self.assertEqual([(v["code"], v["provisional"]) for v in verdicts],
                         [("tls-no-answer", True)])
        judged = json.loads(edgeprobe("judge", "-o", "json", str(report)).stdout)
        self.assertEqual(judged["verdicts"], verdicts)

    def test_a_second_signal_ends_at_once(self):
        first, fifo = self.folder / "r.json", self.folder / "nobody-reads"
        os.mkfifo(fifo)
        run = self.in_tls("--report", f"json={first}", "--report", f"json={fifo}")
        run.send_signal(signal.SIGINT)
        while not first.exists():
            self.assertIsNone(run.poll())
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=20), 128 + signal.SIGTERM)

    def test_nohup_is_heeded(self):
        run = self.in_tls(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        run.send_signal(signal.SIGHUP)
        with self.assertRaises(subprocess.TimeoutExpired):
            run.wait(timeout=0.5)
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(timeout=20), 1)


class Survey(unittest.TestCase):
    """A port that is asked about is what the exit code is about, whatever another way does."""

    def probe(self, hub, *arguments):
        return harness.probe("--address", "127.0.0.1", "--ca-file", hub.ca_file,
                             "--connection-string", f"@{hub.connection_string_file}", *arguments)

    def test_another_way_that_works_hides_nothing(self):
        with harness.running_hub() as hub:
            for arguments, outcomes in ((("--amqp-port", 8883), [("amqp", "failed"),
                                                                 ("amqp-ws", "ok")]),
                                        (("--ws-port", 8443), [("amqp", "ok"),
                                                               ("amqp-ws", "failed")])):
                code, report = self.probe(hub, *arguments)
                self.assertEqual(code, 1)
                self.assertEqual([(a["transport"], a["outcome"]) for a in report["attempts"]],
                                 outcomes)
                self.assertEqual(report["verdicts"][0]["severity"], "error")
                self.assertIn("connected", [v["code"] for v in report["verdicts"]])
                judged = edgeprobe("judge", "-", stdin=json.dumps(report))
                self.assertEqual(judged.returncode, 1)
                self.assertIn(f"not by port {arguments[1]} that was asked for",
                              " ".join(judged.stdout.split()))

    def test_one_that_is_asked_for_and_works_does(self):
        with harness.running_hub() as hub:
            for arguments in (("--amqp-port", 5671), ("--ws-port", 443),
                              ("--amqp-port", 8883, "--ws-port", 443)):
                self.assertEqual(self.probe(hub, *arguments)[0], 0, arguments)

    def test_what_was_reached_is_named(self):
        with harness.running_hub() as hub:
            for until in ("resolve", "connect", "tls"):
                code, report = self.probe(hub, "--until", until)
                self.assertEqual((code, [v["code"] for v in report["verdicts"]]),
                                 (0, ["stage-reached"]))
            code, report = self.probe(hub, "--until", "connect", "--amqp-port", 8883, "--ws-port",
                                      443, "--proxy", "http://127.0.0.1:443")
            self.assertEqual(code, 0)
            self.assertIn("TCP to the proxy 127.0.0.1:443 stands; the hub behind it was not",
                          report["verdicts"][-1]["cause"])


class Time(unittest.TestCase):
    def test_what_the_agent_would_do_in_its_own_time_is_not_told_of_another(self):
        with tempfile.TemporaryDirectory() as folder:
            done = edgeprobe(*SHORT_RUN, "--report", f"json={folder}/r")
            report = json.loads((Path(folder) / "r").read_text())
        self.assertEqual(report["attempt_timeout_ms"], 2000)
        self.assertNotIn("the agent would", done.stdout)
        self.assertIn("with 2 s for an attempt", " ".join(done.stdout.split()))
        agents_own = [*SHORT_RUN[:-2], "--attempt-timeout", "30s"]
        self.assertIn("the agent would give up", " ".join(edgeprobe(*agents_own).stdout.split()))


class Hold(unittest.TestCase):
    def test_the_agent_is_connected_before_the_connection_is_held(self):
        hub, ready = hub_on_loopback(self)
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
        self.assertRegex(" ".join(rest.split()),
                         r"the agent would be connected after \d+\.\d ms")
        hub.terminate()


if __name__ == "__main__":
    harness.main()
