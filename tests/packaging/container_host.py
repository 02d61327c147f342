"""A machine that runs containers: podman in network, mount and process namespaces of its own, an
uplink to a site router, and a hub behind that. Nothing of it outlives the process that enters.

    container 172.18.0.x --- host (this process) 192.168.1.10 --- site-router --- hub 198.51.100.10
"""
import contextlib
import fcntl
import json
import os
import struct
import subprocess
from pathlib import Path

HUB = "198.51.100.10"
NETWORK = "azure-iot-edge"
TUNNEL_ADDRESS = "10.8.0.6"
TUN_DEVICE = Path("/dev/net/tun")

NODES = f"""
ip netns add site-router
ip netns add hub
ip -n hub link set lo up
ip link set lo up
ip link add eth0 type veth peer name lan netns site-router
ip -n site-router link add wan type veth peer name eth0 netns hub
ip address add 192.168.1.10/24 dev eth0
ip link set eth0 up
ip route add default via 192.168.1.1
ip -n site-router address add 192.168.1.1/24 dev lan
ip -n site-router address add 198.51.100.1/24 dev wan
ip -n site-router link set lan up
ip -n site-router link set wan up
ip netns exec site-router sysctl -qw net.ipv4.ip_forward=1
ip -n hub address add {HUB}/24 dev eth0
ip -n hub link set eth0 up
ip -n hub route add default via 198.51.100.1
"""

# podman reads its configuration from these instead of the machine's.
CONTAINERS_CONF = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "{directory}/networks"
"""
STORAGE_CONF = """
[storage]
driver = "overlay"
graphroot = "{directory}/graph"
runroot = "/run/containers-of-the-test"
"""

FIREWALL = """
table inet firewall {
  chain forward {
    type filter hook forward priority -10
    tcp dport %d drop
  }
}
"""


def run(*command, **options):
    """The command's standard output; RuntimeError with its standard error if it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout


def become_init():
    """The first process of a process namespace inherits orphans: it only waits, its child returns.
    podman waits until its helpers are gone, so somebody has to collect them."""
    child = os.fork()
    if child == 0:
        return
    while True:
        ended, status = os.wait()
        if ended == child:
            os._exit(os.waitstatus_to_exitcode(status) & 0xff)


def prepare(directory):
    """Mounts, configuration and nodes; `directory` holds podman's images and containers."""
    run("mount", "--make-rprivate", "/")
    if os.path.ismount("/sys/fs/cgroup/unified"):
        run("umount", "/sys/fs/cgroup/unified")  # crun refuses versions 1 and 2 side by side
    run("mount", "-t", "tmpfs", "tmpfs", "/run")
    for name in ("/run/netns", "/run/lock"):
        os.makedirs(name)
    for name, text in (("CONTAINERS_CONF", CONTAINERS_CONF),
                       ("CONTAINERS_STORAGE_CONF", STORAGE_CONF)):
        file = Path(directory) / name
        file.write_text(text.format(directory=directory))
        os.environ[name] = str(file)
    for line in NODES.strip().splitlines():
        run(*line.split())
    run("podman", "network", "create", "--subnet", "172.18.0.0/16", NETWORK)


def podman_run(image, *arguments, options=(), variables=None):
    """Runs a container as a careful user would; returns (exit code, what it printed as JSON).
    Without cgroups, of which podman would leave empty ones behind."""
    command = ["podman", "run", "--rm", "--cgroups=disabled", "--network", NETWORK, "--cap-drop",
               "ALL", "--read-only", "--add-host", f"hub.test:{HUB}", *options]
    for name in variables or {}:
        command += ["--env", name]
    done = subprocess.run(list(map(str, [*command, image, *arguments])), capture_output=True,
                          text=True, env={**os.environ, **(variables or {})})
    if not done.stdout.strip():
        raise RuntimeError(f"podman run exited with {done.returncode}: {done.stderr}")
    return done.returncode, json.loads(done.stdout)


@contextlib.contextmanager
def port_dropped(port):
    """A firewall on the host: what it would forward to `port` disappears."""
    run("nft", "-f", "-", input=FIREWALL % port)
    try:
        yield
    finally:
        run("nft", "delete", "table", "inet", "firewall")


class SilentVpn:
    """A VPN client on the host as OpenVPN's "redirect-gateway def1" leaves it; the far end takes
    every packet and answers none. Closing the device takes its routes away."""

    def __enter__(self):
        self.device = os.open(TUN_DEVICE, os.O_RDWR | os.O_NONBLOCK)
        tun, without_header, set_interface = 0x0001, 0x1000, 0x400454ca
        fcntl.ioctl(self.device, set_interface,
                    struct.pack("16sH22x", b"tun0", tun | without_header))
        run("ip", "address", "add", f"{TUNNEL_ADDRESS}/24", "dev", "tun0")
        run("ip", "link", "set", "tun0", "up")
        run("ip", "route", "add", "203.0.113.10", "via", "192.168.1.1")
        for half in ("0.0.0.0/1", "128.0.0.0/1"):
            run("ip", "route", "add", half, "via", "10.8.0.1", "dev", "tun0")
        return self

    def __exit__(self, *unused):
        os.close(self.device)
        run("ip", "route", "del", "203.0.113.10")

    def swallowed(self):
        """(source, destination, destination port) of the TCP packets that it took so far."""
        seen = set()
        with contextlib.suppress(BlockingIOError):
            while packet := os.read(self.device, 65536):
                if packet[0] >> 4 == 4 and packet[9] == 6:
                    port = struct.unpack_from("!H", packet, (packet[0] & 15) * 4 + 2)[0]
                    seen.add((address(packet[12:16]), address(packet[16:20]), port))
        return seen


def address(octets):
    return ".".join(map(str, octets))
