#!/usr/bin/env python3
"""The samples of README and docs/logs.md are what the programs print, word for word; of the times
that a run took on the machine itself only that they are there. And on a terminal no line is longer
than it is wide."""
import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unittest

from programs import CLEAN, harness

README = harness.ROOT / "README.md"
LOGS = harness.ROOT / "docs/logs.md"
SAMPLE = re.compile(r"^```\n\$ (.*?[^\\])\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOOK = re.compile(r" +\d+(\.\d+)? ms$", re.MULTILINE)


class Samples(unittest.TestCase):
    def test_are_what_the_programs_print(self):
        samples = SAMPLE.findall(README.read_text()) + SAMPLE.findall(LOGS.read_text())
        self.assertEqual(len(samples), 3)
        for command, shown in samples:
            with self.subTest(command):
                done = subprocess.run(["bash", "-c", command.replace("\\\n", " ")],
                                      cwd=harness.ROOT, capture_output=True, text=True,
                                      env={**CLEAN, "PATH": f"{harness.BIN}:/usr/bin:/bin"})
                self.assertEqual(done.stderr, "")
                self.assertEqual(TOOK.sub(" MS", done.stdout), TOOK.sub(" MS", shown))

    def on_a_terminal(self, columns, *command):
        """What `command` prints on a terminal that is so wide."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        run = subprocess.Popen(command, cwd=harness.ROOT, env={**CLEAN, "NO_COLOR": "1"},
                               stdout=follower)
        os.close(follower)
        text = b""
        with contextlib.suppress(OSError):  # EIO: it has ended
            while part := os.read(leader, 65536):
                text += part
        os.close(leader)
        run.wait()
        return text.decode().replace("\r", "")

    def test_text_is_as_wide_as_the_terminal(self):
        for columns, widest in ((80, 80), (200, 100), (40, 80)):
            for command in (("edgeprobe", "judge", "docs/examples/reports/vpn-takeover.json"),
                            ("edgeprobe", "explain"),
                            ("edgeprobe", "logs", "docs/examples/logs/agent-2017.log"),
                            ("edgesim", "run", "scenarios/everything-dropped.yaml")):
                with self.subTest(command, columns=columns):
                    text = self.on_a_terminal(columns, harness.BIN / command[0], *command[1:])
                    longest = max(len(line) for line in text.splitlines()
                                  if "[INF]" not in line and "virtual" not in line and
                                  not line.startswith("everything-dropped: "))
                    self.assertLessEqual(longest, widest)
                    self.assertGreater(longest, widest - 12)

    def test_has_about_a_hundred_lines(self):
        self.assertLessEqual(len(README.read_text().splitlines()), 125)


if __name__ == "__main__":
    unittest.main()
