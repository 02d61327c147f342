#!/usr/bin/env python3
"""edgeprobe run --vantage: a run in another network, from outside of it."""
import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import fake_engine
from fake_engine import FakeEngine, container
from programs import CLEAN, edgeprobe, harness

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "field"))
from field_network import Namespace  # noqa: E402

KEEPER = """
import os, sys
if len(sys.argv) > 1: os.chroot(sys.argv[1])
print("ready", flush=True)
sys.stdin.read()
"""
WITHOUT_PRIVILEGE = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")


class Place(Namespace):
    """A network with a hub of its own on its loopback, and a process that has its own root."""

    def __init__(self, folder):
        super().__init__()
        self.root = Path(folder) / "root"
        (self.root / "etc").mkdir(parents=True)
        (self.root / "run").mkdir()
        # A link with a path from the root is meant from the process's own.
        (self.root / "etc/resolv.conf").symlink_to("/run/resolv.conf")
        (self.root / "run/resolv.conf").write_text("nameserver 127.0.0.77\n")
        (self.root / "etc/hosts").write_text("127.0.0.1 hub.test\n")
        (self.root / "etc/hostname").write_text("press-4\n")
        (self.root / ".dockerenv").touch()
        self.processes = []
        self.start()

    def start(self, **variables):
        self.process = subprocess.Popen(
            self.inside(sys.executable, "-c", KEEPER, self.root), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**CLEAN, **variables})
        self.process.stdout.readline()
        self.processes.append(self.process)

    def close(self):
        for process in self.processes:
            process.communicate()
        super().close()


class OnHost(unittest.TestCase):
    maxDiff = None

    def place(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        return self.enterContext(contextlib.closing(Place(folder)))

    def hub_in(self, place):
        """Where the test itself is nothing listens."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        hub = harness.Hub(folder, inside=place.inside())
        self.addCleanup(hub.stop)
        return hub

    def report(self, *arguments, code=0):
        done = edgeprobe("run", "-o", "json", *arguments)
        self.assertEqual((done.returncode, done.stderr), (code, ""), done.stdout[-2000:])
        return json.loads(done.stdout)

    def refused(self, *arguments):
        done = edgeprobe("run", "--hub", "hub.test", *arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr


def host_detail(report):
    [found] = [each["detail"] for each in report["evidence"]
               if each.get("detail", {}).get("kind") == "host"]
    return found


class Runs(OnHost):
    def test_in_the_network_of_a_process_with_its_files(self):
        place = self.place()
        hub = self.hub_in(place)
        report = self.report("--vantage", f"pid:{place.process.pid}", "--connection-string",
                             f"@{hub.connection_string_file}", "--ca-file", hub.ca_file)
        self.assertEqual((report["vantage"], report["verdicts"][0]["code"], report["reached"]),
                         (f"process {place.process.pid}", "connected", "link"))
        host = host_detail(report)
        self.assertEqual(host["resolver"]["servers"], ["127.0.0.77:53"])
        self.assertEqual((host["facts"]["host_name"], host["facts"]["container"]),
                         ("press-4", "docker"))
        self.assertEqual([each["name"] for each in host["facts"]["interfaces"]], ["lo"])

    def test_the_identity_and_the_profile_are_those_of_its_environment(self):
        place = self.place()
        hub = self.hub_in(place)
        text = Path(hub.connection_string_file).read_text().strip()
        place.start(EdgeHubConnectionString=text, IOTEDGE_DEVICEID="d", DOTNET_VERSION="8.0.1",
                    SSL_CERT_FILE="/of/the/container.pem")
        done = edgeprobe("run", "-o", "json", "--vantage", f"pid:{place.process.pid}", "--ca-file",
                         hub.ca_file)
        report = json.loads(done.stdout)
        self.assertIn("SSL_CERT_FILE of process", done.stderr)
        self.assertEqual((done.returncode, report["profile"], report["reached"]),
                         (0, "agent-1.5", "cbs"))  # no link: an agent may run with it
        self.assertNotIn(text.partition("SharedAccessKey=")[2], done.stdout + done.stderr)

    def test_in_a_namespace_by_its_file(self):
        place = self.place()
        hub = self.hub_in(place)
        report = self.report("--vantage", f"netns:{place.file}", "--hub", "hub.test", "--address",
                             "127.0.0.1", "--ca-file", hub.ca_file)
        self.assertEqual((report["vantage"], report["verdicts"][0]["code"]),
                         (f"namespace {place.file}", "connected"))

    def test_in_a_container_as_the_engine_knows_it(self):
        place = self.place()
        hub = self.hub_in(place)
        with FakeEngine(container("edgeAgent", place.process.pid)) as engine:
            report = self.report("--vantage", "container:edgeAgent", "--engine", engine.path,
                                 "--hub", "hub.test", "--ca-file", hub.ca_file)
        self.assertEqual(report["vantage"], f"container edgeAgent (process {place.process.pid})")
        self.assertEqual(report["verdicts"][0]["code"], "connected")
        text = edgeprobe("judge", "-", stdin=json.dumps(report)).stdout
        self.assertIn(f"hub.test from container edgeAgent (process {place.process.pid})",
                      " ".join(text.split()))

    def test_a_users_own_network_takes_no_root(self):
        """As an engine without root has them: in a user namespace that belongs to the user."""
        user = ("setpriv", "--reuid", "4711", "--regid", "4711", "--clear-groups")
        script = "ip link set lo up && echo ready && exec cat"
        process = subprocess.Popen([*user, "unshare", "--user", "--map-root-user", "--net", "sh",
                                    "-c", script], text=True, stdin=subprocess.PIPE, cwd="/",
                                   stdout=subprocess.PIPE, env=CLEAN)
        self.addCleanup(process.communicate)
        if process.stdout.readline() != "ready\n":
            self.skipTest("users may make no namespaces here")
        done = subprocess.run([*user, harness.BIN / "edgeprobe", "run", "--hub", "hub.test",
                               "--vantage", f"pid:{process.pid}", "--address", "127.0.0.1",
                               "--quick", "-o", "json"], capture_output=True, text=True, cwd="/",
                              env=CLEAN)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        report = json.loads(done.stdout)
        self.assertEqual(report["attempts"][0]["outcome"], "failed")  # refused
        self.assertEqual([each["name"] for each in host_detail(report)["facts"]["interfaces"]],
                         ["lo"])

    def test_a_plan_names_it_and_sends_nothing(self):
        place = self.place()
        done = edgeprobe("run", "--hub", "hub.test", "--plan", "--vantage",
                         f"pid:{place.process.pid}")
        self.assertIn(f"  from          process {place.process.pid}\n", done.stdout)
        self.assertIn("127.0.0.77:53", done.stdout)


class HostileRoots(OnHost):
    def test_files_that_are_none(self):
        place = self.place()
        (place.root / "run/resolv.conf").unlink()
        os.mkfifo(place.root / "run/resolv.conf")
        (place.root / "etc/hosts").write_text("127.0.0.1 hub.test\n" + "#" * (1 << 20))
        (place.root / "etc/nsswitch.conf").symlink_to("nsswitch.conf")
        done = edgeprobe("run", "--hub", "hub.test", "--plan", "--vantage",
                         f"pid:{place.process.pid}")
        self.assertEqual(done.returncode, 0)
        root = f"/proc/{place.process.pid}/root/etc/"
        self.assertEqual(
            [line.partition("cannot read ")[2] for line in done.stderr.splitlines()],
            [f"{root}resolv.conf: it is no plain file; it is taken as empty",
             f"{root}hosts: it has more than 1048576 bytes; it is taken as empty",
             f"{root}nsswitch.conf: Too many levels of symbolic links; it is taken as empty"])

    def test_links_lead_nowhere_outside_its_root(self):
        place = self.place()
        outside = Path(self.enterContext(tempfile.TemporaryDirectory())) / "resolv.conf"
        outside.write_text("nameserver 127.0.0.99\n")
        (place.root / "run/resolv.conf").unlink()
        (place.root / "run/resolv.conf").symlink_to(f"../../../../../..{outside}")
        done = edgeprobe("run", "--hub", "hub.test", "--plan", "--vantage",
                         f"pid:{place.process.pid}")
        self.assertNotIn("127.0.0.99", done.stdout)


class Refusals(OnHost):
    def test_forms(self):
        for text in ("pid", "pid:", "edgeAgent", "pid:x", "pid:-1", "pid:0", "net:x"):
            with self.subTest(text):
                self.assertRegex(self.refused("--vantage", text),
                                 "write one of .*pid:N|is not the number of a process")

    def test_what_is_no_process_and_no_namespace(self):
        gone = subprocess.Popen(["true"])
        gone.wait()
        self.assertIn("there is no such process", self.refused("--vantage", f"pid:{gone.pid}"))
        fifo = Path(self.enterContext(tempfile.TemporaryDirectory())) / "fifo"
        os.mkfifo(fifo)
        for path in ("/etc/passwd", "/proc/self/ns/uts", "/dev/zero", fifo):
            with self.subTest(path):
                self.assertIn("it is no network namespace",
                              self.refused("--vantage", f"netns:{path}"))
        self.assertIn("No such file", self.refused("--vantage", "netns:/run/netns/none"))

    def test_a_process_that_has_ended_and_is_not_collected(self):
        zombie = subprocess.Popen(["true"])
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        self.assertIn("the process has ended", self.refused("--vantage", f"pid:{zombie.pid}"))
        zombie.wait()

    def test_which_privilege_is_missing(self):
        place = self.place()
        for text, needed in ((f"pid:{place.process.pid}", "CAP_SYS_PTRACE"),
                             ("netns:/proc/self/ns/net", "CAP_SYS_ADMIN")):
            done = subprocess.run([*WITHOUT_PRIVILEGE, harness.BIN / "edgeprobe", "run", "--hub",
                                   "hub.test", "--vantage", text], capture_output=True, text=True,
                                  env=CLEAN)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"that takes {needed}: run it with `sudo`", done.stderr)

    def test_containers_that_are_not_there_or_do_not_run(self):
        with FakeEngine(container("edgeAgent", ExitCode=1,
                                  FinishedAt="2026-11-30T10:01:00Z")) as engine:
            told = self.refused("--vantage", "container:edgeAgent", "--engine", engine.path)
            self.assertIn("edgeAgent does not run (it is exited, with exit code 1)", told)
            told = self.refused("--vantage", "container:edgeagent", "--engine", engine.path)
            self.assertIn("has no container edgeagent (did you mean 'edgeAgent'?); there is "
                          "edgeAgent", told)
            told = self.refused("--vantage", "container:../x", "--engine", engine.path)
            self.assertIn("'../x' is no container's name", told)

    def test_a_container_that_is_started_anew_meanwhile(self):
        place = self.place()
        answers = [fake_engine.answer(container("edgeAgent", pid))
                   for pid in (place.process.pid, os.getpid())]
        with FakeEngine() as engine:
            engine.answers["/containers/edgeAgent/json"] = (
                lambda connection: connection.sendall(answers.pop(0)))
            self.assertIn("edgeAgent was started anew meanwhile", self.refused(
                "--vantage", "container:edgeAgent", "--engine", engine.path))


class Engines(OnHost):
    def asked(self, engine):
        return self.refused("--vantage", "container:edgeAgent", "--engine", engine)

    def test_that_talk_nonsense(self):
        for name, (given, told) in fake_engine.NONSENSE.items():
            with self.subTest(name), FakeEngine() as engine:
                engine.answers[""] = given
                self.assertIn(told, self.asked(engine.path))

    def test_that_are_silent(self):
        with FakeEngine() as engine:
            engine.answers[""] = fake_engine.silent
            self.assertIn("does not answer within 10 s", self.asked(engine.path))

    def test_that_are_not_there(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.assertIn(f"there is no {folder}/none", self.asked(f"{folder}/none"))
        left = socket.socket(socket.AF_UNIX)
        left.bind(f"{folder}/left")
        left.close()
        self.assertIn(f"nobody listens at {folder}/left", self.asked(f"unix://{folder}/left"))
        self.assertIn("only a socket on this machine is asked", self.asked("tcp://192.0.2.1:2375"))
        self.assertIn("File name too long", self.asked("/" + "x" * 200))

    def test_that_may_not_be_opened(self):
        with FakeEngine() as engine:
            os.chmod(engine.path, stat.S_IRWXU)
            command = [*WITHOUT_PRIVILEGE, "--reuid", "65534", "--clear-groups",
                       harness.BIN / "edgeprobe", "run", "--hub", "h", "--vantage", "container:x"]
            os.chmod(engine.folder.name, 0o755)
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True,
                                  env={**CLEAN, "DOCKER_HOST": f"unix://{engine.path}"})
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"(named by DOCKER_HOST): {engine.path} may not be opened: run it with "
                      "`sudo`", done.stderr)


if __name__ == "__main__":
    harness.main()
