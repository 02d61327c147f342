"""Where an agent lives, for the failures of the field: module, host, site router and internet, each
a network namespace with the kernel's own routes and nftables. What stands in the internet is a
socket that was made there and is answered by a thread of the test; what asks is the probe, or
getent, in the module."""
import contextlib
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import harness  # noqa: E402

os.environ["PATH"] += ":/usr/sbin:/sbin"
HUB = "plant7.azure-devices.net"
HUB_ADDRESS, NAME_SERVER = "198.51.100.20", "198.51.100.30"
MODULE_ADDRESS, BRIDGE = "172.20.0.5", "172.20.0.1"
HOST, ROUTER = "192.168.7.2", "192.168.7.1"
UPLINK, PROVIDER = "203.0.113.2", "203.0.113.1"
FILTER = "chain through { type filter hook forward priority filter; };"
CLONE_NEWNET = 0x40000000
AT_ONCE = 3
LIBC = ctypes.CDLL(None, use_errno=True)


def refuse_outside():
    """Only in a namespace that harness.main() made does nothing but loopback have an address."""
    links = json.loads(subprocess.run(["ip", "-json", "address"], capture_output=True, text=True,
                                      check=True).stdout)
    if harness.INSIDE not in os.environ or any(
            link.get("addr_info") and link["ifname"] != "lo" for link in links):
        raise RuntimeError("this is no network namespace of the test's own")


class Namespace:
    """It lasts as long as its keeper, which ends with its input: with the test, however it ends."""

    def __init__(self):
        script = "ip link set lo up && echo ready && exec cat"
        self.keeper = subprocess.Popen(["unshare", "--net", "--", "sh", "-c", script], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.keeper.stdout.readline() != "ready\n":
            raise RuntimeError("unshare --net: no namespace")
        self.file = f"/proc/{self.keeper.pid}/ns/net"

    def close(self):
        self.keeper.communicate()

    def inside(self, *command):
        return ["nsenter", f"--net={self.file}", "--", *map(str, command)]

    def run(self, *command):
        done = subprocess.run(self.inside(*command), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
        return done.stdout

    def ip(self, *lines):
        for line in lines:
            self.run("ip", *line.split())

    def link_number(self, name):
        [link] = json.loads(self.run("ip", "-json", "link", "show", "dev", name))
        return link["ifindex"]

    def made(self, make):
        """What `make` gives in a thread in here: a socket stays where it was made."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self._enter, make).result()

    def _enter(self, make):
        with open(self.file) as file:
            if LIBC.setns(file.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        return make()


class FieldNetwork:
    """While it is entered: module (eth0) - host (br0, eth0) - router (lan, wan) - internet (isp).
    Host and router forward and masquerade."""

    def __init__(self):
        refuse_outside()
        self.ending = contextlib.ExitStack()

    def __enter__(self):
        self.folder = Path(self.ending.enter_context(tempfile.TemporaryDirectory()))
        self.resolver = f"nameserver {NAME_SERVER}\n"
        self.module, self.host, self.router, self.internet = (
            self.ending.enter_context(contextlib.closing(Namespace())) for _ in range(4))
        self.connect()
        return self

    def __exit__(self, *unused):
        self.ending.close()

    def connect(self):
        self.host.ip(
            "link add br0 type bridge",
            f"link add port1 type veth peer name eth0 netns {self.module.keeper.pid}",
            f"link add eth0 type veth peer name lan netns {self.router.keeper.pid}",
            "link set port1 master br0 up", "link set br0 up", "link set eth0 up",
            f"address add {BRIDGE}/16 dev br0", f"address add {HOST}/24 dev eth0",
            f"route add default via {ROUTER} metric 100")
        self.router.ip(
            f"link add wan type veth peer name isp netns {self.internet.keeper.pid}",
            "link set lan up", "link set wan up", f"address add {ROUTER}/24 dev lan",
            f"address add {UPLINK}/24 dev wan", f"route add default via {PROVIDER}")
        for node, outside in ((self.host, "eth0"), (self.router, "wan"), (self.internet, "far")):
            node.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
            node.run("nft", "table ip field { chain leaving { type nat hook postrouting "
                     f"priority srcnat; oifname \"{outside}\" masquerade; }}; {FILTER} }}")
        self.module.ip(f"address add {MODULE_ADDRESS}/16 dev eth0", "link set eth0 up",
                       f"route add default via {BRIDGE}")
        self.internet.ip(f"address add {PROVIDER}/24 dev isp", "link set isp up",
                         f"address add {HUB_ADDRESS}/32 dev lo",
                         f"address add {NAME_SERVER}/32 dev lo",
                         # What is for elsewhere is passed on, to where nobody takes it.
                         "link add far type veth peer name nobody", "link set far up",
                         "link set nobody up", "address add 192.88.99.1/30 dev far",
                         "neighbour add 192.88.99.2 lladdr 02:00:00:00:00:99 dev far",
                         "route add default via 192.88.99.2")

    def drop(self, matching):
        """The site's router lets nothing through that matches."""
        self.router.run("nft", f"add rule ip field through {matching} drop")

    def silence_routers(self):
        """Beyond the host nobody says that a packet's time is over."""
        for node in (self.router, self.internet):
            node.run("nft", "add chain ip field said { type filter hook output priority filter; }; "
                     "add rule ip field said icmp type time-exceeded drop")

    def serve(self, listener, answer):
        """Gives each connection to `answer` in a thread of its own, until the network ends."""
        def one(client):
            with client, contextlib.suppress(OSError):
                answer(client)

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=one, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        self.ending.callback(listener.close)

    def command(self, *command, files=None):
        """In the module, where names are looked up as the network says and `files` are as given."""
        mounts = ""
        own = {"/etc/resolv.conf": self.resolver, "/etc/hosts": "127.0.0.1 localhost\n",
               "/etc/nsswitch.conf": "hosts: files dns\n"}
        for place, text in {**own, **(files or {})}.items():
            source = text if isinstance(text, Path) else self.file(text)
            mounts += f"mount --bind {source} {place} && "
        return self.module.inside("unshare", "--mount", "sh", "-c", f'{mounts}exec "$@"', "sh",
                                  *command)

    def file(self, text):
        descriptor, name = tempfile.mkstemp(dir=self.folder)
        os.write(descriptor, text.encode())
        os.close(descriptor)
        os.chmod(name, 0o644)
        return name

    def getent(self, name=HUB):
        """The addresses that this machine's C library has for the name, in its order."""
        done = subprocess.run(self.command("getent", "--no-addrconfig", "ahosts", name),
                              capture_output=True, text=True)
        return [line.split()[0] for line in done.stdout.splitlines() if "STREAM" in line]

    def probe(self, *arguments, files=None, **environment):
        """Runs edgeprobe in the module, without capabilities; returns (exit code, report)."""
        command = self.command("setpriv", "--bounding-set=-all", "--inh-caps=-all",
                               "--no-new-privs", harness.BIN / "edgeprobe", "run", "-o", "json",
                               *arguments, files=files)
        done = subprocess.run(command, capture_output=True, text=True, env={
            "PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0", **environment})
        if not done.stdout.strip():
            raise RuntimeError(f"edgeprobe exited with {done.returncode}: {done.stderr}")
        return done.returncode, json.loads(done.stdout)


class Findings(unittest.TestCase):
    maxDiff = None

    def expect(self, found, code, verdict, cause=".", fix="."):
        """`cause` and `fix` are expressions that the first verdict's texts must match; gives it."""
        exit_code, report = found
        told = "\n".join(f"{each['code']}: {each['cause']}\n  Fix: {each['fix']}"
                         for each in report["verdicts"])
        first = report["verdicts"][0]
        self.assertEqual((exit_code, first["code"]), (code, verdict), told)
        self.assertRegex(first["cause"], cause)
        self.assertRegex(first["fix"], fix)
        return first


class FieldCase(Findings):
    """Each test has a network of its own."""

    def setUp(self):
        self.net = self.enterContext(FieldNetwork())


class SideBySide(Findings):
    """For runs that wait most of the time: AT_ONCE at a time, each in a network of its own, before
    the tests that look at what they found."""

    RUNS = {}  # name -> what is done in a network; it gives what the tests look at

    @classmethod
    def setUpClass(cls):
        with contextlib.ExitStack() as ending, ThreadPoolExecutor(AT_ONCE) as pool:
            cls.runs = {name: pool.submit(run, ending.enter_context(FieldNetwork()))
                        for name, run in cls.RUNS.items()}
