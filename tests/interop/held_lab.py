"""A scenario's lab whose nodes other programs can run in: real VPN clients and servers, `ip`, the
probe. Not for simulated ones: `edgesim run --world lab`."""
import contextlib
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import harness

PROGRAM = harness.BIN.parent / "tests/held_lab"
os.environ["PATH"] += ":/usr/sbin:/sbin"  # where the daemons are, and ip and nft
PATIENCE = 20  # seconds until something that never happens fails the test


def private_run():
    """An empty /run, in this mount namespace only: where daemons have sockets of fixed names, and
    now all temporary files are, so that a killed test leaves none."""
    resolver = Path(os.path.realpath("/etc/resolv.conf"))
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    if not resolver.exists():  # it was in there, and the probe's is mounted over it
        resolver.parent.mkdir(parents=True)
        resolver.touch()
    tempfile.tempdir = os.environ["TMPDIR"] = "/run"


class HeldLab:
    """While it is entered, the network of a scenario file as it is at its start."""

    def __init__(self, scenario, tunnels=True):
        self.command = [PROGRAM, scenario]
        if not tunnels:
            self.command.append("--without-tunnels")
        self.ending = contextlib.ExitStack()

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory()
        self.folder = Path(self.directory.name)
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"held_lab: {self.process.communicate()[1]}")
        self.about = json.loads(line)
        return self

    def __exit__(self, *unused):
        self.ending.close()
        self.process.communicate()  # its input ends
        self.directory.cleanup()

    def inside(self, node, *command):
        descriptor = self.about["namespaces"][node]
        entrance = f"--net=/proc/{self.about['pid']}/fd/{descriptor}"
        return ["nsenter", entrance, "--", *map(str, command)]

    def run(self, node, *command, **more):
        """What `command` printed; an error tells what it complained of."""
        done = subprocess.run(self.inside(node, *command), capture_output=True, text=True, **more)
        if done.returncode != 0:
            raise RuntimeError(f"{node}: {' '.join(map(str, command))}: exit {done.returncode}: "
                               f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def start(self, node, *command, given="", **more):
        """Ended with the lab. It reads `given`; what it prints is in log_of()."""
        log = self.log_of(node, command[0])
        with open(log, "w") as file, open(self.file("given", given)) as stdin:
            process = subprocess.Popen(self.inside(node, *command), stdin=stdin, stdout=file,
                                       stderr=file, **more)
        self.ending.callback(process.wait)
        self.ending.callback(process.terminate)
        return process

    def log_of(self, node, program):
        return self.folder / f"{node}-{Path(program).name}.log"

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def wait_until(self, is_so, what):
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end:
                logs = "".join(f"\n{log.name}: {log.read_text()[-1500:]}"
                               for log in self.folder.glob("*.log"))
                raise RuntimeError(f"{what}: not within {PATIENCE} s{logs}")
            time.sleep(0.02)

    def wait_until_printed(self, node, program, text):
        """Until the program that start() started in `node` has printed `text`."""
        log = self.log_of(node, program)
        self.wait_until(lambda: text in log.read_text(), f"{program} prints '{text}'")

    def probe(self, attempt_timeout="2s"):
        """Runs edgeprobe in the module as `edgesim run --world lab` does: the module's resolv.conf,
        no capability. Returns its report."""
        about = self.about
        resolver = self.file("resolv.conf", "".join(f"nameserver {address}\n" for address in
                                                    about["name_servers"]) + "options ndots:0\n")
        resolver.chmod(0o644)
        identity = self.file("identity", f"HostName={about['host_name']};"
                             f"DeviceId={about['device_id']};ModuleId={about['module_id']};"
                             f"SharedAccessKey={about['key']}")
        command = [harness.BIN / "edgeprobe", "run", "-o", "json", "--profile", "agent-2017",
                   "--connection-string", f"@{identity}", "--ca-file",
                   self.file("ca.pem", about["ca"]), "--attempt-timeout", attempt_timeout]
        files = f"mount --bind {resolver} /etc/resolv.conf && exec "
        powerless = "setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "
        script = files + powerless + '"$@"'
        done = subprocess.run(
            self.inside("module", "unshare", "--mount", "sh", "-c", script, "sh", *command),
            capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"})
        if not done.stdout.strip():
            raise RuntimeError(f"edgeprobe exited with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)
