#!/usr/bin/env python3
"""`edgesim lab`: a network that stays up, programs in its nodes, faults that come and go."""
import contextlib
import functools
import json
import os
import pty
import resource
import select
import signal
import socket
import subprocess
import sys
import unittest
from pathlib import Path

from lab_case import BIN, ROOT, LabCase
from lab_test import children, lab_is_possible, machine_network

PROBE = ('edgeprobe run --ca-file "$EDGESIM_CA_FILE" --attempt-timeout 1s -o json')


def descendants(process):
    return [each for child in children(process) for each in [child, *descendants(child)]]


def cpu_seconds(process):
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for_the_end(handles):
    for handle in handles:
        select.select([handle], [], [])  # a pidfd is readable once its process has ended
        os.close(handle)


class InteractiveLab(LabCase):
    def probe(self):
        """Where each attempt ended, and the exit code."""
        done = self.lab("exec", "module", "--", "sh", "-c", PROBE)
        report = json.loads(done.stdout)
        return done.returncode, [(each["transport"], each["stage"], each["outcome"])
                                 for each in report["attempts"]]

    def test_up_exec_break_heal_down(self):
        before = machine_network()
        with self.up() as holder:
            shown = self.lab("exec", "module", "--", "ip", "-o", "-4", "address").stdout
            self.assertIn("172.18.0.2/16", shown)
            self.assertIn("nameserver 127.0.0.11",
                          self.lab("exec", "module", "--", "cat", "/etc/resolv.conf").stdout)
            self.assertIn("nameserver 192.168.1.1",
                          self.lab("exec", "host", "--", "cat", "/etc/resolv.conf").stdout)
            healthy = (0, [("amqp", "cbs", "ok")])
            self.assertEqual(self.probe(), healthy)

            added = self.lab("fault", "add", "port-dropped", "at=host")
            self.assertEqual(added.returncode, 0, added.stderr)
            self.assertIn("port-dropped at=host", added.stdout)
            self.assertIn("dport 5671 drop", self.lab("status").stdout)
            self.assertEqual(self.probe(), (0, [("amqp", "connect", "timed-out"),
                                                ("amqp-ws", "cbs", "ok")]))
            self.assertEqual(self.lab("fault", "heal", "port-dropped").returncode, 0)
            self.assertNotIn("port-dropped", self.lab("status").stdout)
            self.assertEqual(self.probe(), healthy)

            running = subprocess.Popen([BIN / "edgesim", "lab", "exec", "hub", "--", "sleep",
                                        "100000"], stderr=subprocess.PIPE, text=True,
                                       env=self.environment)
            while len(descendants(holder.pid)) < 2:
                self.assertIsNone(running.poll())
            handles = [os.pidfd_open(each) for each in descendants(holder.pid)]
            self.assertEqual(self.lab("down").returncode, 0)
            wait_for_the_end(handles)
            self.assertEqual(holder.wait(), 0)
            self.assertEqual(running.communicate()[1],
                             "edgesim: could not work: the lab has ended\n")
            self.assertNotEqual(running.returncode, 0)
        self.assertEqual(machine_network(), before)
        self.assertEqual(self.lab("status").returncode, 2)

    def test_without_room_for_an_open_file_it_waits_and_does_not_spin(self):
        with self.up() as holder:
            self.assertEqual(self.lab("status").returncode, 0)
            files = functools.partial(resource.prlimit, holder.pid, resource.RLIMIT_NOFILE)
            before = files()
            files((0, before[1]))
            asking = subprocess.Popen([BIN / "edgesim", "lab", "status"], env=self.environment,
                                      stdout=subprocess.PIPE, text=True)
            worked = cpu_seconds(holder.pid)
            with self.assertRaises(subprocess.TimeoutExpired):
                asking.communicate(timeout=2)
            self.assertLess(cpu_seconds(holder.pid) - worked, 1)
            files(before)
            self.assertIn("no fault is active", asking.communicate()[0])
            self.assertEqual(asking.returncode, 0)

    def test_the_timeline_runs_in_real_time(self):
        scenario = self.folder / "soon.yaml"
        scenario.write_text("why: w\ntopology: direct\nexpect: {}\ntimeline:\n"
                            "  - { at: 1s, fault: all-dropped, with: { at: site-router }, "
                            "until: 1500ms }\n")
        with self.up(scenario) as holder:
            self.assertEqual(holder.stdout.readline(), "1s: the timeline changes the network\n")
            self.assertEqual(holder.stdout.readline(), "faults\n")
            self.assertEqual(holder.stdout.readline(),
                             "  1 all-dropped at=site-router, since 1s, until 1.5s\n")
            self.assertEqual(holder.stdout.readline(), "1.5s: the timeline changes the network\n")
            self.assertEqual(holder.stdout.readline(), "no fault is active\n")

    def test_refusals_name_what_is_allowed(self):
        with self.up():
            for arguments, words in (
                    (["exec", "nowhere", "--", "true"], "no node is called 'nowhere'; there are: "
                                                        "module, host"),
                    (["exec", "module"], "-- CMD"),
                    (["fault", "add", "rain"], "no fault is called 'rain'"),
                    (["fault", "add", "port-dropped", "at=moon"], "'at' (NODE) cannot be 'moon'"),
                    (["fault", "add", "port-dropped", "at"], "KEY=VALUE"),
                    (["fault", "add", "clock-offset", "at=module", "by=5h", "direction=ahead"],
                     "a clock cannot change while the lab is up"),
                    (["fault", "heal", "port-dropped"], "no fault 'port-dropped' is active"),
                    (["fault", "heal", "7"], "no fault '7' is active"),
                    (["up", ROOT / "scenarios/healthy-direct.yaml"], "is up already"),
                    (["status", "--name", "../x"], "letters, digits and hyphens")):
                done = self.lab(*arguments)
                self.assertEqual(done.returncode, 2, (arguments, done))
                self.assertIn(words, done.stderr)
        self.assertIn("no lab called 'lab' is up", self.lab("status").stderr)
        done = self.lab("up", ROOT / "scenarios")
        self.assertEqual(done.returncode, 2)
        self.assertIn("scenarios: is a folder, where one scenario's file is wanted", done.stderr)
        for without in (("exec", "module"), ("exec", "module", "ip", "address")):
            done = self.lab(*without)
            self.assertEqual(done.returncode, 2)
            self.assertIn("lab exec: write -- CMD... behind the node", done.stderr)
        done = self.lab("up", ROOT / "scenarios/healthy-bridge.yaml", "--pcap", "/proc/no")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--pcap: cannot make /proc/no", done.stderr)
        done = self.lab()
        self.assertEqual(done.returncode, 2)
        self.assertIn("edgesim lab up scenarios/healthy-bridge.yaml", done.stderr)

    def test_programs_that_cannot_be_started_exit_as_in_a_shell(self):
        text = self.folder / "text"
        text.write_text("no program\n")
        with self.up():
            for program, code, words in (("/nonexistent", 127, "No such file or directory"),
                                         ("no-such-program", 127, "No such file or directory"),
                                         (str(text), 126, "Permission denied"),
                                         ("/etc", 126, "Permission denied")):
                done = self.lab("exec", "module", "--", program)
                self.assertEqual((done.returncode, done.stderr),
                                 (code, f"edgesim: cannot start {program}: {words}\n"))

    def test_streams_signals_and_exit_codes_pass(self):
        with self.up():
            done = self.lab("exec", "module", "--", "sh", "-c", "cat; echo bad >&2; exit 9",
                            input="typed")
            self.assertEqual((done.stdout, done.stderr, done.returncode), ("typed", "bad\n", 9))
            asked = subprocess.Popen(
                [BIN / "edgesim", "lab", "exec", "module", "--", "sh", "-c",
                 "trap 'echo told; exit 4' INT; echo ready; while :; do sleep 0.05; done"],
                stdout=subprocess.PIPE, text=True, env=self.environment)
            self.assertEqual(asked.stdout.readline(), "ready\n")
            asked.send_signal(signal.SIGINT)
            self.assertEqual((asked.communicate()[0], asked.returncode), ("told\n", 4))

    def test_a_client_that_is_killed_takes_its_program_along(self):
        with self.up() as holder:
            client = subprocess.Popen([BIN / "edgesim", "lab", "exec", "module", "--", "sh", "-c",
                                       "echo ready; sleep 100000"],
                                      stdout=subprocess.PIPE, text=True, env=self.environment)
            self.assertEqual(client.stdout.readline(), "ready\n")
            handles = [os.pidfd_open(each) for each in descendants(holder.pid)]
            self.assertGreaterEqual(len(handles), 2)
            client.kill()
            client.communicate()
            wait_for_the_end(handles)
            self.assertEqual(self.lab("status").returncode, 0)

    def test_a_shell_has_a_terminal_of_its_own(self):
        with self.up():
            pid, terminal = pty.fork()
            if pid == 0:
                os.execve(BIN / "edgesim", ["edgesim", "lab", "shell", "module"],
                          {**self.environment, "SHELL": "/bin/sh", "PS1": "> "})
            subprocess.run(["stty", "rows", "33", "cols", "99"], stdin=terminal, check=True)
            # What is typed comes back as an echo: only the program's own words tell that it runs.
            os.write(terminal, b"stty size; sh -c 'ip -o -4 address; echo be''gun; sleep 100'\n")
            shown = b""
            while b"begun" not in shown:
                shown += os.read(terminal, 4096)
            os.write(terminal, b"\x03")  # ends the sleep, not the shell
            os.write(terminal, b"exit 6\n")
            with contextlib.suppress(OSError):  # EIO: nobody has the other end any more
                while more := os.read(terminal, 4096):
                    shown += more
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 6)
            os.close(terminal)
            self.assertIn(b"33 99", shown)
            self.assertIn(b"172.18.0.2", shown)

    def test_a_killed_holder_leaves_nothing_and_the_name_is_free(self):
        with self.up() as holder:
            client = subprocess.Popen([BIN / "edgesim", "lab", "exec", "host", "--", "sh", "-c",
                                       "setsid sleep 100000 & echo ready; wait"],
                                      stdout=subprocess.PIPE, text=True, env=self.environment)
            self.assertEqual(client.stdout.readline(), "ready\n")
            handles = [os.pidfd_open(each) for each in descendants(holder.pid)]
            self.assertGreaterEqual(len(handles), 3)
            holder.kill()
            wait_for_the_end(handles)
            client.communicate()
            self.assertEqual(client.returncode, 3)
        with self.up():
            self.assertEqual(self.lab("status").returncode, 0)

    def test_several_labs_have_names(self):
        with self.up(), self.up(ROOT / "scenarios/healthy-direct.yaml", "--name", "second"):
            self.assertIn("172.18.0.2", self.lab("status").stdout)
            self.assertNotIn("172.18.0.2", self.lab("status", "--name", "second").stdout)

    def test_strange_messages_are_refused_and_the_lab_goes_on(self):
        request = {"do": "exec", "node": "module", "command": ["true"], "environment": {},
                   "folder": "/", "terminal": False}
        messages = [b"\0\xff", b"[]", b"{}", b'{"do": 5}', b'{"do": "fault-add"}', b"x" * 150000,
                    b'{"do": "fault-add", "fault": "port-dropped", "with": {"at": 1}}',
                    json.dumps(request).encode(),
                    json.dumps({**request, "command": []}).encode()]
        with self.up():
            for message in messages:
                with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
                    client.connect(str(self.folder / "edgesim/lab.socket"))
                    client.send(message)
                    self.assertIn("error", json.loads(client.recv(65536)), message[:80])
            silent = []
            for _ in range(80):  # more than it serves at a time: the others are hung up on
                client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                client.connect(str(self.folder / "edgesim/lab.socket"))
                silent.append(client)
            for client in silent:
                client.close()
            while self.lab("status").returncode != 0:
                pass
            mode = (self.folder / "edgesim").stat().st_mode & 0o777
            self.assertEqual(mode, 0o700)


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    unittest.main(verbosity=2)
