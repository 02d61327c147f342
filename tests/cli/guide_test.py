#!/usr/bin/env python3
"""The samples of docs/guide.md: each command runs as written, on a host, beside an engine and a hub
as its section needs them, and prints what is shown there. Lines may be left out of a sample
("..."); times, numbers of processes and ids differ from run to run."""
import contextlib
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from fake_engine import AGENT_ENVIRONMENT, FakeEngine, chunked, container, frame
from host_network import SUBNET, Host
from programs import CLEAN, harness

GUIDE = (harness.ROOT / "docs/guide.md").read_text()
SECTION = re.compile(r"^## (.*?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SAMPLE = re.compile(r"^```\n\$ (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Of another run they are others.
VARYING = [(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?", "TIME"),
           (r"\b\d\d:\d\d:\d\d\.\d{3}Z", "TIME"),
           (r"[0-9]+(\.[0-9]+)? (us|ms|s)\b", "TOOK"), (r"process \d+", "process N"),
           (r"\bpython3(\.\d+)?\b", "python3"),
           (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "GUID")]
GAP = re.compile(r"(?:^|(?<=\s))\.\.\.(?=\s|$)", re.MULTILINE)
LISTEN = """
import socket, sys
taken = socket.create_server(("0.0.0.0", 443))
print("ready", flush=True)
sys.stdin.read()
"""
MODULES = {"Name": "azure-iot-edge", "Driver": "bridge", "Options": {},
           "IPAM": {"Config": [{"Subnet": SUBNET, "Gateway": "172.18.0.1"}]},
           "Containers": {"0": {"Name": "edgeAgent", "IPv4Address": "172.18.0.2/16"}}}


def words_of(text):
    """Without what another run has otherwise, nor where lines are broken."""
    for pattern, instead in VARYING:
        text = re.sub(pattern, instead, text)
    return " ".join(["", *text.split(), ""])


def missing_part(shown, printed):
    """The first part of `shown`, between its "...", that `printed` does not have in its place;
    none: it is all there."""
    text, at = words_of(printed), 0
    parts = GAP.split(shown)
    for number, part in enumerate(parts):
        if not part.strip():
            continue
        found = text.find(words_of(part), at)
        if found < 0 or (number == 0 and found > 0):
            return part
        at = found + len(words_of(part)) - 1
    open_end = len(parts) > 1 and not parts[-1].strip()
    whole = open_end or at == len(text) - 1
    return None if whole else "(its end)"


class Samples(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "sudo").write_text('#!/bin/sh\nexec "$@"\n')  # it is root already
        (tools / "sudo").chmod(0o755)
        self.variables = {**CLEAN, "HOME": str(self.folder),
                          "PATH": f"{tools}:{harness.BIN}:/usr/sbin:/usr/bin:/sbin:/bin"}
        self.inside = lambda *command: list(command)

    def engine(self, *containers):
        engine = self.enterContext(FakeEngine(*containers, networks=[MODULES]))
        self.variables["DOCKER_HOST"] = f"unix://{engine.path}"
        return engine

    def host(self):
        host = self.enterContext(contextlib.closing(Host()))
        self.inside = host.inside
        return host

    def hub(self):
        """The files of one that ran here before, so that devices have their connection string."""
        harness.map_names({"hub.test": "127.0.0.1"})
        state = self.folder / ".local/state/edgesim/hub"
        first = subprocess.Popen(["edgesim", "hub"], env=self.variables, text=True,
                                 stdout=subprocess.PIPE)
        first.stdout.readline()
        first.terminate()
        first.communicate()
        (self.folder / "device.txt").write_text((state / "connection-string.txt").read_text())
        self.variables["SSL_CERT_FILE"] = str(state / "ca.pem")

    # What each section needs, by its heading.

    def the_containers_logs(self):
        log = (harness.ROOT / "docs/examples/logs/agent-2017.log").read_text()
        self.engine(container("edgeAgent")).log("edgeAgent", chunked(frame(log)))

    def the_log_level(self):
        self.hub()
        running = subprocess.Popen(["edgesim", "hub"], env=self.variables, text=True,
                                   stdout=subprocess.PIPE)
        self.addCleanup(running.communicate)
        self.addCleanup(running.terminate)
        running.stdout.readline()

    def the_agents_environment(self):
        self.host()
        self.engine(container("edgeAgent", 4711, {**AGENT_ENVIRONMENT, "UpstreamProtocol": "HTTPS",
                                                  "https_proxy": "proxy.plant.test:3128"}))

    def messages_between_hub_and_device(self):
        self.hub()

    def restarts(self):
        self.host()
        agent = container("edgeAgent", ExitCode=1, StartedAt="2026-11-30T10:00:00Z",
                          FinishedAt="2026-11-30T10:01:00.5Z")
        agent["RestartCount"] = 14
        self.engine(agent)

    def the_edge_agent_stops_after_about_a_minute(self):
        self.host().openvpn_def1()
        self.engine(container("edgeAgent", 4711))

    def the_edge_hub_does_not_start(self):
        self.host()
        self.engine(container("edgeAgent", 4711),
                    container("edgeHub", status="created", Error=(
                        "failed to set up container networking: driver failed programming external "
                        "connectivity on endpoint edgeHub: failed to bind host port for "
                        "0.0.0.0:443:172.18.0.3:443/tcp: address already in use")))
        program = subprocess.Popen(self.inside("python3", "-c", LISTEN), text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(program.communicate)
        program.stdout.readline()

    def run_sample(self, command, started):
        """What it prints; of one that serves until it is ended only later."""
        shell = self.inside("bash", "-c", command)
        running = subprocess.Popen(shell, cwd=self.folder, env=self.variables, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if command.startswith("edgesim hub"):
            started.append((running, running.stdout.readline()))
            return None
        return running.communicate()[0]

    def test_each_prints_what_is_shown(self):
        sections = [(title, SAMPLE.findall(text)) for title, text in SECTION.findall(GUIDE)]
        with_samples = [(title, samples) for title, samples in sections if samples]
        self.assertEqual(len(with_samples), 7)
        for title, samples in with_samples:
            with self.subTest(title):
                self.check(title, samples)
                self.doCleanups()
                self.setUp()

    def check(self, title, samples):
        name = re.sub(r"[^a-z ]", "", title.partition(":")[0].lower()).replace(" ", "_")
        getattr(self, name)()
        started, printed = [], []
        for command, _ in samples:
            printed.append(self.run_sample(command, started))
        for running, first_line in started:
            running.terminate()
            printed[printed.index(None)] = first_line + running.communicate()[0]
        for (command, shown), text in zip(samples, printed, strict=True):
            if os.environ.get("GUIDE_SHOW"):
                print(f"=== {title}\n$ {command}\n{text}")
            self.assertIsNone(missing_part(shown, text), f"{command}\n{text}")


class Table(unittest.TestCase):
    def test_every_row_has_a_section_and_every_section_a_row(self):
        linked = re.findall(r"^\|.*\(#([a-z0-9-]+)\) \|$", GUIDE, re.MULTILINE)
        titles = [re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
                  for title, _ in SECTION.findall(GUIDE)]
        self.assertEqual(linked, titles)

    def test_a_sample_that_lacks_a_line_is_found(self):
        printed = "a b\nc\nd 30 ms\n"
        for shown in ("a b c d 31 ms", "a ... d 1 s\n", "...\nc\n...\n", "a b\n...\n", "..."):
            self.assertIsNone(missing_part(shown, printed), shown)
        for shown in ("a c\n...", "b ...", "a ... x", "a b", "... d", "a b c d", "c ... a", ""):
            self.assertIsNotNone(missing_part(shown, printed), shown)


if __name__ == "__main__":
    harness.main()
