#!/usr/bin/env python3
"""Measures the lab, in turn so that a slow moment of the machine meets all: a topology up and down
beside ip(8) building four of its namespaces, and one wire beside a bare loop and a veth.

Usage: tests/bench/lab.py [--runs N]. Wants the release build and, of it, the targets lab_up_bench
and lab_wire_bench. Prints Markdown; judges nothing.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "interop"))
import harness  # noqa: E402

BIN = ROOT / "build/release/bin"
# What `bridge` is between the module and the internet, as one would write it by hand.
MAIN_BATCH = """netns add module
netns add host
netns add site-router
netns add internet
link add eth0 netns module type veth peer name port0 netns host
link add eth0 netns host type veth peer name lan netns site-router
link add wan netns site-router type veth peer name site netns internet
"""
BATCHES = {
    "module": """link set lo up
link set eth0 up
address add 172.18.0.2/16 dev eth0
route add default via 172.18.0.1
""",
    "host": """link set lo up
link add br-azure-iot type bridge
link set port0 master br-azure-iot
link set port0 up
link set br-azure-iot up
link set eth0 up
address add 172.18.0.1/16 dev br-azure-iot
address add 192.168.1.10/24 dev eth0
route add default via 192.168.1.1
""",
    "site-router": """link set lo up
link set lan up
link set wan up
address add 192.168.1.1/24 dev lan
address add 203.0.113.2/30 dev wan
route add default via 203.0.113.1
""",
    "internet": """link set lo up
link set site up
address add 203.0.113.1/30 dev site
""",
}


def ip(batch, *options):
    subprocess.run(["ip", *options, "-batch", "-"], input=batch, text=True, check=True)


def ip_up_ms():
    begun = time.perf_counter()
    ip(MAIN_BATCH)
    for name, batch in BATCHES.items():
        ip(batch, "-n", name)
    took = time.perf_counter() - begun
    ip("".join(f"netns delete {name}\n" for name in BATCHES))
    return 1000 * took


def numbers(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def row(name, samples):
    print(f"| {name} | {statistics.median(samples):.1f} | {min(samples):.1f} "
          f"| {max(samples):.1f} |")


def up_and_down(runs):
    lab, four, batch = [], [], []
    for _ in range(runs):  # the kernel takes namespaces apart later, holding what making them needs
        lab.append(numbers(BIN / "lab_up_bench", "bridge"))
        time.sleep(1)
        four.append(numbers(BIN / "lab_up_bench", "bridge", "4"))
        time.sleep(1)
        batch.append(ip_up_ms())
        time.sleep(1)
    print("| `bridge` | median ms | min | max |\n|---|---|---|---|")
    row("lab: all 9 namespaces, rules and services up", [sample[0] for sample in lab])
    row("lab: the first 4 of them, with their rules", [sample[0] for sample in four])
    row("`ip -batch`: the same 4, without rules", batch)
    row("lab: down", [sample[1] for sample in lab])
    row("lab: its process ended after that", [sample[2] for sample in lab])
    row("lab: CPU time of all 9", [sample[3] for sample in lab])
    row("lab: CPU time of 4", [sample[3] for sample in four])


def wires(runs):
    kinds = {"veth of the kernel": ["veth", "1"],
             "carried wire that only delays": ["wire", "1"],
             "carried wire with a rate": ["wire", "1", "100000000000"],
             "bare loop over two TAP devices": ["naive", "1"]}
    samples = {}
    for _ in range(runs):
        for name, arguments in kinds.items():
            samples.setdefault(name, []).append(numbers(BIN / "lab_wire_bench", *arguments))
    print("\n| one wire | round trip, median us | one TCP stream, median Gbit/s |\n|---|---|---|")
    for name, found in samples.items():
        print(f"| {name} | {statistics.median(trip for trip, _ in found):.0f} "
              f"| {statistics.median(rate for _, rate in found):.2f} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    if harness.INSIDE not in os.environ:
        harness.enter_namespace()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    up_and_down(runs)
    wires(max(3, runs // 3))


if __name__ == "__main__":
    main()
