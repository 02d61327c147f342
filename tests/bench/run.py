#!/usr/bin/env python3
"""Measures, in one run: process start to connected for edgeprobe, the Azure Node SDK and uamqp
against the same hub, and `openssl s_client`'s TLS alone; peak memory of each; the documented 60 s
case in virtual time.

Usage: tests/bench/run.py [--runs N]. Wants the release build (cmake --build --preset release) and
the clients of `scripts/setup --tests`. Prints a Markdown table; judges nothing.
"""
import argparse
import ctypes
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
os.environ.setdefault("EDGE_BIN", str(ROOT / "build/release/bin"))
sys.path.insert(0, str(HERE.parent / "interop"))
import harness  # noqa: E402

PYTHON = "/usr/bin/python3"
PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>


def checked(command, status, output, errors):
    if os.waitstatus_to_exitcode(status) != 0 or b'"opened": false' in output:
        sys.exit(f"{command[0]} failed: {output.decode()} {errors.decode()}")


def seconds_of(command):
    """The wall time of one process that must succeed."""
    begun = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output = process.stdout.read()
    _, status = os.waitpid(process.pid, 0)
    elapsed = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    checked(command, status, output, process.stderr.read())
    return elapsed


def peak_memory(command):
    """The most that one process that must succeed had resident, in MiB.

    The kernel counts to a process what its parent had when it was forked, so a child of this Python
    never seems smaller than Python. setsid forks anew and ends; whom it leaves behind is ours
    (PR_SET_CHILD_SUBREAPER of prctl(2)).
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    starter = subprocess.Popen(["setsid", "--fork", *map(str, command)], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output, errors = starter.communicate()
    _, status, usage = os.wait4(-1, 0)
    checked(command, status, output, errors)
    return usage.ru_maxrss / 1024


def clients(hub):
    identity, ca = hub.connection_string_file, hub.ca_file
    probe = [harness.BIN / "edgeprobe", "run", "--connection-string", f"@{identity}"]
    node = HERE.parent / "interop/node"
    uamqp = HERE.parent / "interop/uamqp_device.py"
    for transport in ("amqp", "amqp-ws"):
        yield f"edgeprobe {transport}, --ca-file", [*probe, "--ca-file", ca, "--transport",
                                                    transport]
        if (node / "node_modules").exists():
            yield f"Node SDK {transport}", ["node", node / "device.js", transport, identity, ca]
        if subprocess.run([PYTHON, "-c", "import uamqp"], capture_output=True).returncode == 0:
            yield f"uamqp {transport}", [PYTHON, uamqp, transport, identity, ca]
    # TLS alone, as the least that a start and a handshake take.
    yield "openssl s_client, to amqp's TLS", [
        "openssl", "s_client", "-brief", "-connect", "hub.test:5671", "-servername", "hub.test",
        "-verify_return_error", "-CAfile", ca]


def system_trust_client(hub):
    """edgeprobe with the system's bundle, in which the hub's CA has been put (this namespace):
    the bundle alone, as in images without OpenSSL's hashed directory."""
    folder = Path("/etc/ssl/certs")
    bundle = (folder / "ca-certificates.crt").read_text()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
    (folder / "ca-certificates.crt").write_text(bundle + Path(hub.ca_file).read_text())
    return [harness.BIN / "edgeprobe", "run", "--connection-string",
            f"@{hub.connection_string_file}"]


def print_row(name, command, seconds, base):
    """A row of the table; gives the median, in ms."""
    times = [1000 * one for one in seconds]
    median = statistics.median(times)
    peak = max(peak_memory(command) for _ in range(3))
    print(f"| {name} | {median:.1f} | {min(times):.1f} | {max(times):.1f} | {peak:.1f} "
          f"| {median / (base or median):.2f} |")
    return median


def compare(runs):
    print("| client, process start to connected and ended | median ms | min | max | peak MiB "
          "| time / edgeprobe |\n|---|---|---|---|---|---|")
    with harness.running_hub() as hub:
        rows = {}
        commands = dict(clients(hub))
        for _ in range(runs):  # in turn, so that a slow moment of the machine meets all of them
            for name, command in commands.items():
                rows.setdefault(name, []).append(seconds_of(command))
        base = {}
        for name, seconds in rows.items():
            transport = "amqp-ws" if "amqp-ws" in name else "amqp"
            median = print_row(name, commands[name], seconds, base.get(transport))
            base.setdefault(transport, median)
        command = system_trust_client(hub)
        print_row("edgeprobe amqp, system's bundle", command,
                  [seconds_of(command) for _ in range(runs)], base["amqp"])


def virtual_time(runs):
    scenario = ROOT / "scenarios/everything-dropped.yaml"
    times = []
    for _ in range(runs):
        done = subprocess.run([harness.BIN / "edgesim", "run", "-o", "json", scenario],
                              capture_output=True, text=True, check=True)
        times.append(json.loads(done.stdout)["scenarios"][0]["real_ms"])
    median = statistics.median(times)
    print(f"\nThe documented case (60 s) in virtual time: median {median:.1f} ms "
          f"(min {min(times):.1f}, max {max(times):.1f}), {60_000 / median:,.0f} times real time.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    if harness.INSIDE not in os.environ:
        harness.enter_namespace()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    harness.map_names({"hub.test": "127.0.0.1"})
    compare(runs)
    virtual_time(runs)


if __name__ == "__main__":
    main()
