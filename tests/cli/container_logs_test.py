#!/usr/bin/env python3
"""edgeprobe logs --container: a container's log as its engine sends it, from a fake engine; real
ones are in engine_podman_test.py."""
import json
import unittest

import fake_engine
from fake_engine import FakeEngine, chunked, container, frame
from logs_test import GUIDE, KEY
from programs import edgeprobe


class ContainerLogs(unittest.TestCase):
    def logs(self, engine, *arguments):
        return edgeprobe("logs", "--container", "edgeAgent", "--engine", engine.path, *arguments)

    def engine(self, log, terminal=False):
        agent = container("edgeAgent")
        agent["Config"]["Tty"] = terminal
        engine = self.enterContext(FakeEngine(agent))
        engine.log("edgeAgent", log)
        return engine

    def report(self, log, **options):
        done = self.logs(self.engine(log, **options), "-o", "json")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        return json.loads(done.stdout)

    def refused(self, log, told):
        done = self.logs(self.engine(log))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(told, done.stderr)

    def expected(self):
        """As of the same log from standard input."""
        report = json.loads(edgeprobe("logs", "-o", "json", "-", stdin=GUIDE).stdout)
        report["files"][0]["name"] = "container edgeAgent"
        return report

    def test_says_the_same_as_of_a_file(self):
        lines = GUIDE.splitlines(keepends=True)
        whole = b"".join(frame(line, 1 + number % 2) for number, line in enumerate(lines))
        for size in (1, 7, 4096):
            pieces = [whole[at:at + size] for at in range(0, len(whole), size)]
            with self.subTest(size):
                self.assertEqual(self.report(chunked(*pieces)), self.expected())

    def test_of_a_container_with_a_terminal_there_are_no_frames(self):
        self.assertEqual(self.report(chunked(GUIDE.encode()), terminal=True), self.expected())

    def test_an_empty_log(self):
        done = self.logs(self.engine(chunked()))
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_files_and_containers_together(self):
        engine = self.engine(chunked(frame(GUIDE)))
        done = edgeprobe("logs", "-o", "json", "-", "--container", "edgeAgent", "--engine",
                         engine.path, stdin=GUIDE)
        self.assertEqual([each["name"] for each in json.loads(done.stdout)["files"]],
                         ["-", "container edgeAgent"])

    def test_no_secret_of_it_is_shown(self):
        line = f"Name does not resolve HostName=h.test;DeviceId=d;SharedAccessKey={KEY}\n"
        done = self.logs(self.engine(chunked(frame(GUIDE + line))))
        self.assertNotIn(KEY, done.stdout + done.stderr)

    def test_what_is_not_the_form(self):
        self.refused(chunked(b"2017-11-28 18:46:19 [INF] - no frame"), "what is not the log")
        self.refused(chunked(frame(GUIDE)[:-5]), "only a part of the log")
        self.refused(chunked(frame(GUIDE))[:-8], "breaks its answer off")
        self.refused(chunked(frame(bytes(range(1, 9)) * 500 + b"\xff\n" * 9)), "this is no log")

    def test_engines_that_refuse(self):
        self.refused(fake_engine.http(b'{"message":"configured logging driver does not support '
                                      b'reading"}', "501 Oops"),
                     "refuses with HTTP 501: configured logging driver does not support reading")
        engine = self.engine(b"")
        done = edgeprobe("logs", "--container", "edgeHub", "--engine", engine.path)
        self.assertIn("has no container edgeHub; there is edgeAgent", done.stderr)

    def test_usage(self):
        self.assertIn("which log?", edgeprobe("logs").stderr)
        self.assertIn("'a/b' is no container's name",
                      edgeprobe("logs", "--container", "a/b").stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
