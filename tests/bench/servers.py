"""What hub.py measures: `edgesim hub` and the servers it is held against, all on 127.0.0.1 and with
certificates of one authority and keys of one kind, and the CPU time and memory of each."""
import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import harness
from rabbitmq_test import SERVER as RABBITMQ

HERE = Path(__file__).resolve().parent
NODE_MODULES = HERE.parent / "interop/node/node_modules"
KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="  # of every device of the hub measured here
PREFIX = "load-"
TICK = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """`pid` and all that come from it."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):  # a task or all of them have ended
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


class Server:
    """A server process; its figures include those of the processes it started."""

    def __init__(self, command, port, ready_on_output=False, **options):
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, **options)
        self.port = port
        if not ready_on_output:
            harness.wait_for_port(self.process, port)

    def cpu_seconds(self):
        ticks = 0
        for pid in tree(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def run_time(self):
        """Seconds that a server of one process and thread has run, to the microsecond."""
        return int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[0]) / 1e9

    def resident_kb(self):
        total = 0
        for pid in tree(self.process.pid):
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    total += int(line.split()[1])
        return total

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Bench:
    """A folder with the hub's authority, its devices and a server certificate of the same kind."""

    def __init__(self, folder, devices):
        self.folder = Path(folder)
        self.devices = self.folder / "load-devices.json"
        self.devices.write_text(json.dumps(
            [{"deviceId": f"{PREFIX}{n}", "key": KEY} for n in range(devices)]))
        self.devices.chmod(0o600)
        self.ca_file = None
        with self.hub():
            pass
        self.key, self.certificate = self.issue()

    def hub(self, port=5671, message_log=64):
        command = [harness.BIN / "edgesim", "hub", "--amqp-port", str(port), "--ws-port", "443",
                   "--host-name", "hub.test", "--state-dir", self.folder / "state",
                   "--devices", self.devices, "--max-connections", "20000",
                   "--message-log", str(message_log)]
        server = Server(command, port, ready_on_output=True, stdout=subprocess.PIPE)
        self.ca_file = json.loads(server.process.stdout.readline())["ca_file"]
        return server

    def issue(self):
        key, request, certificate = (self.folder / name for name in ("key", "csr", "cert"))
        extensions = self.folder / "extensions"
        extensions.write_text("subjectAltName=DNS:hub.test\nextendedKeyUsage=serverAuth\n")
        authority = Path(self.ca_file)
        for command in (
                ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-keyout", key, "-out", request, "-subj", "/CN=hub.test"],
                ["x509", "-req", "-in", request, "-CA", authority, "-CAkey",
                 authority.with_name("ca-key.pem"), "-days", "2", "-extfile", extensions,
                 "-out", certificate]):
            subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
        return key, certificate

    def s_server(self):
        """As lean as it goes: it prints nothing and gives out no tickets."""
        return Server(["openssl", "s_server", "-accept", "127.0.0.1:4433", "-key", self.key,
                       "-cert", self.certificate, "-quiet", "-no_cache", "-num_tickets", "0"],
                      4433, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def rhea(self):
        if not shutil.which("node") or not NODE_MODULES.exists():
            return None
        return Server(["node", HERE / "rhea_server.js", 5673, self.key, self.certificate], 5673,
                      stdout=subprocess.DEVNULL,
                      env={**os.environ, "NODE_PATH": str(NODE_MODULES)})

    def rabbitmq(self):
        if not Path(RABBITMQ).exists():
            return None
        place = Path(tempfile.mkdtemp(dir=self.folder))
        for file in (self.key, self.certificate, Path(self.ca_file)):
            shutil.copy(file, place / file.name)
        (place / "rabbitmq.conf").write_text(
            "listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:5674\n"
            f"ssl_options.cacertfile = {place / Path(self.ca_file).name}\n"
            f"ssl_options.certfile = {place / 'cert'}\nssl_options.keyfile = {place / 'key'}\n"
            "loopback_users = none\nlog.file.level = error\n")
        (place / "enabled_plugins").write_text("[rabbitmq_amqp1_0].")
        environment = {
            **os.environ, "HOME": str(place), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "bench@localhost", "RABBITMQ_PID_FILE": str(place / "pid"),
            "RABBITMQ_MNESIA_BASE": str(place / "mnesia"),
            "RABBITMQ_LOG_BASE": str(place / "log"),
            "RABBITMQ_CONFIG_FILE": str(place / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(place / "enabled_plugins")}
        server = Server([RABBITMQ], 5674, env=environment, stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL)
        settle(server)
        return server


def settle(server):
    """Until a server that has just begun to listen has nothing of its own to do."""
    before = server.cpu_seconds()
    while True:
        time.sleep(1)
        now = server.cpu_seconds()
        if now - before < 0.05:
            return
        before = now


class Load:
    """hub_load, and the server's CPU time in each of its phases."""

    def __init__(self, server, ca_file, *arguments, peer="hub"):
        self.server = server
        command = [harness.BIN / "hub_load", "--peer", peer, "--port", server.port,
                   "--host-name", "hub.test", "--ca-file", ca_file, "--device-prefix", PREFIX,
                   "--key", KEY, *arguments]
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def phase(self):
        """Runs the next phase; what it printed, with the server's `cpu` seconds in it."""
        before = self.server.cpu_seconds()
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("hub_load ended")
        figures = json.loads(line)
        figures["cpu"] = self.server.cpu_seconds() - before
        if figures["errors"]:
            print(f"  errors in {figures['phase']}: {figures['errors']}", flush=True)
        return figures

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
