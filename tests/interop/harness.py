"""What the interop tests share: a private network, a hub in it, and the two programs.

A test re-executes itself inside a network namespace of its own, so that the fixed ports of the
real clients (5671, 443) are free and no packet can leave. A test whose peer is not installed skips,
and a file in which everything skipped exits 77, which ctest counts as skipped.
"""
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from hub_control import Control

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("EDGE_BIN", ROOT / "build/dev/bin"))
INSIDE = "EDGE_INTEROP_INSIDE"
SKIPPED = 77
OWN_PROCESSES = ("--pid", "--fork", "--kill-child", "--mount-proc")  # all end with the first


def main(own_processes=False):
    """Enters a namespace of its own, then runs the calling file's tests. With `own_processes`
    whatever they start, daemons too, ends with them."""
    if INSIDE not in os.environ:
        enter_namespace(OWN_PROCESSES if own_processes else ())
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    program = unittest.main(module="__main__", exit=False, verbosity=2)
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    all_skipped = result.testsRun > 0 and len(result.skipped) == result.testsRun
    sys.exit(SKIPPED if all_skipped else 0)


def enter_namespace(more=()):
    if not shutil.which("unshare") or not shutil.which("ip"):
        print("skipped: unshare or ip is missing")
        sys.exit(SKIPPED)
    one_user = ["--user", "--map-root-user"]
    for user in [[]] if os.geteuid() == 0 else [[*one_user, "--map-auto"], one_user]:
        command = ["unshare", *user, "--net", "--mount", *more, "--"]
        if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", [*command, sys.executable, *sys.argv])
    print("skipped: this machine does not allow network namespaces")
    sys.exit(SKIPPED)


def has_uid_ranges():
    """Whether a daemon can change its user and groups here: as root it can, and in a namespace
    that newuidmap gave more than one user."""
    return Path("/proc/self/setgroups").read_text().strip() == "allow"


def map_names(names):
    """Makes `names` (name -> address) the whole of /etc/hosts, in this mount namespace only."""
    with tempfile.NamedTemporaryFile("w", suffix=".hosts", delete=False) as file:
        file.write("127.0.0.1 localhost\n")
        file.writelines(f"{address} {name}\n" for name, address in names.items())
    os.chmod(file.name, 0o644)  # a daemon that gives up root reads it too
    subprocess.run(["mount", "--bind", file.name, "/etc/hosts"], check=True)


class Hub:
    """`edgesim hub` on the ports real clients insist on; `inside` is a command that enters the
    network where it listens; `printing` says what stop() gives."""

    def __init__(self, directory, listen="127.0.0.1", inside=(), personality="hub-v1",
                 printing=("--json",), host_name="hub.test"):
        command = [*inside, BIN / "edgesim", "hub", "--listen", listen, "--amqp-port", "5671",
                   "--ws-port", "443", "--host-name", host_name, "--state-dir", directory,
                   "--personality", personality, *printing]
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".err")  # not in the hub's own folder
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"edgesim hub did not start: {Path(self.log.name).read_text()}")
        self.directory = directory
        ready = json.loads(line)
        self.printed = []
        # A pipe that nobody empties would stop the hub.
        self.reader = threading.Thread(target=lambda: self.printed.extend(self.process.stdout))
        self.reader.start()
        self.ca_file = ready["ca_file"]
        self.connection_string_file = ready["connection_string_file"]
        self.cloud = Control(ready)

    def wait_for_lines(self, text, count):
        """Until the hub has printed so many lines with `text` in them."""
        while sum(text in line for line in list(self.printed)) < count:
            time.sleep(0.1)

    def file_with_wrong_key(self):
        text = Path(self.connection_string_file).read_text()
        wrong = re.sub(r"SharedAccessKey=[^;\s]*", "SharedAccessKey=" + "A" * 43 + "=", text)
        path = Path(self.connection_string_file).with_name("wrong-key.txt")
        path.write_text(wrong)
        return str(path)

    def stop(self):
        """Ends the hub; returns what it printed, one line per message; `said` is its stderr."""
        self.process.terminate()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.said = Path(self.log.name).read_text()
        self.log.close()
        if self.process.returncode != 0:
            raise RuntimeError(f"edgesim hub exited with {self.process.returncode}: {self.said}")
        return "".join(self.printed)


@contextlib.contextmanager
def running_hub(**where):
    with tempfile.TemporaryDirectory() as directory:
        hub = Hub(directory, **where)
        try:
            yield hub
        finally:
            if hub.process.poll() is None:
                hub.stop()


def probe(*arguments, **environment):
    """Runs edgeprobe; returns (exit code, report). What is refused is tried for 5 s unless an
    argument says how long: an agent's own 30 s show no more."""
    given = list(map(str, arguments))
    limit = [] if "--attempt-timeout" in given else ["--attempt-timeout", "5s"]
    done = subprocess.run([BIN / "edgeprobe", "run", "-o", "json", *limit, *given],
                          capture_output=True, text=True, env={**os.environ, **environment})
    if not done.stdout.strip():
        raise RuntimeError(f"edgeprobe exited with {done.returncode}: {done.stderr}")
    return done.returncode, json.loads(done.stdout)


def wait_for_port(process, port):
    """Until the server listens; ends when the server does, never by a clock."""
    while process.poll() is None:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")


def json_of(command):
    """The last line that `command` printed, as JSON."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    lines = done.stdout.strip().splitlines()
    if not lines:
        raise RuntimeError(f"{command[0]} printed nothing: {done.stderr[-2000:]}")
    return json.loads(lines[-1])
