#!/usr/bin/env python3
"""Measures, in one run, what a connection to `edgesim hub` costs: CPU time of an open beside that
of a TLS handshake with `openssl s_server`, latency of opens under load and beside floods, memory
and heartbeats of held connections, CPU time of a message beside rhea's and RabbitMQ's. One client
for all: hub_load.

Usage: tests/bench/hub.py [--held N] [--seconds S] [--rounds R] [--only PART...]. Wants the release
build (cmake --build --preset release --target edgesim hub_load). Prints Markdown; judges nothing.
"""
import argparse
import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ.setdefault("EDGE_BIN", str(HERE.parents[1] / "build/release/bin"))
sys.path.insert(0, str(HERE.parent / "interop"))
import floods  # noqa: E402
import harness  # noqa: E402
from amqp_device import Device  # noqa: E402
from servers import KEY, PREFIX, Bench, Load  # noqa: E402

OPENS = 1000
AT_A_TIME = 10
SENDERS = 20


def cost_of_opens(server, bench, peer):
    """CPU seconds of one open. s_server serves one after the other, however many come."""
    with Load(server, bench.ca_file, "--connections", OPENS, "--concurrency", AT_A_TIME,
              peer=peer) as load:
        opened = load.phase()
        return opened["cpu"] / opened["succeeded"]


def opens(bench, rounds):
    """In turn, so that a slow moment of the machine meets both."""
    hub_costs, tls_costs = [], []
    with bench.hub() as hub, bench.s_server() as s_server:
        for _ in range(rounds):
            tls_costs.append(cost_of_opens(s_server, bench, "tls"))
            hub_costs.append(cost_of_opens(hub, bench, "hub"))
    ratios = [hub / tls for hub, tls in zip(hub_costs, tls_costs)]
    print(f"| CPU of one open, {OPENS} opens, {AT_A_TIME} at a time, {rounds} rounds | median us "
          "| min | max |\n|---|---|---|---|")
    for name, costs in (("`edgesim hub`: TLS, OPEN, CBS, link", hub_costs),
                        ("`openssl s_server`: the handshake alone", tls_costs)):
        us = [1e6 * cost for cost in costs]
        print(f"| {name} | {statistics.median(us):.0f} | {min(us):.0f} | {max(us):.0f} |")
    print(f"| ratio | {statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} |\n",
          flush=True)
    return statistics.median(hub_costs), statistics.median(tls_costs)


def stolen_ms():
    """What a hypervisor has kept from this machine's cores: in that time nobody is quick."""
    return 1000 * int(Path("/proc/stat").read_text().split()[8]) / os.sysconf("SC_CLK_TCK")


def opens_among_others(bench, others_come, rate):
    """Latencies of 80 opens by a client of its own while another client opens 1,000: what waits in
    the busy client, which needs more CPU for an open than the hub, is not the hub's."""
    before = stolen_ms()
    with bench.hub() as hub, \
            Load(hub, bench.ca_file, "--connections", OPENS, *others_come) as others, \
            Load(hub, bench.ca_file, "--connections", 80, "--first", OPENS, "--rate", rate) as ours:
        with ThreadPoolExecutor() as beside:
            opening = beside.submit(others.phase)
            time.sleep(0.2)
            ms = ours.phase()["ms"]
            theirs = opening.result()["ms"]
    return {**ms, "others": theirs["median"], "stolen": stolen_ms() - before}


def latencies(bench, rounds, hub_cost, tls_cost):
    """Each open's latency counts from when it was due, not from when the client came to it."""
    print(f"| an open while {OPENS} others open, {2 * rounds} runs | median ms | p99 "
          "| max of each run, with the ms stolen meanwhile | the others' median |\n"
          "|---|---|---|---|---|")
    for name, others_come, rate in (
            (f"200 each second, {20000 * hub_cost:.0f} % of a core", ["--rate", 200], 20),
            (f"as they are served, {AT_A_TIME} at a time", ["--concurrency", AT_A_TIME], 40)):
        runs = [opens_among_others(bench, others_come, rate) for _ in range(2 * rounds)]
        runs.sort(key=lambda run: run["max"])
        middle = {key: statistics.median(run[key] for run in runs)
                  for key in ("median", "p99", "others")}
        worst = ", ".join(f"{run['max']:.0f} ({run['stolen']:.0f})" for run in runs)
        print(f"| {name} | {middle['median']:.1f} | {middle['p99']:.1f} | {worst} "
              f"| {middle['others']:.1f} |", flush=True)
    print(f"\n{OPENS} opens at once cannot all end sooner than their CPU time on the one thread: "
          f"{1000 * OPENS * tls_cost:.0f} ms for `s_server`'s handshakes alone, "
          f"{1000 * OPENS * hub_cost:.0f} ms for whole opens.\n", flush=True)


def waits(server, device, seconds):
    """Of a device that sends a message every 20 ms: how long it waits for each answer, and for how
    long of that the hub worked, which does not count what else the machine had to do."""
    waited, worked = [], []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun, before = time.monotonic(), server.run_time()
        device.send("still here")
        waited.append(1000 * (time.monotonic() - begun))
        worked.append(1000 * (server.run_time() - before))
        time.sleep(0.02)
    return waited, worked


def beside_floods(bench, rounds):
    devices = [f"HostName=hub.test;DeviceId={PREFIX}{n};SharedAccessKey={KEY}" for n in range(5)]
    print(f"| a message while four clients flood, {rounds} runs of 5 s | median ms | p99 | max "
          "| the hub worked meanwhile, max |\n|---|---|---|---|---|")
    for kind in ("nothing", *floods.KINDS):
        waited, worked = [], []
        for _ in range(rounds):
            with bench.hub() as hub, floods.clients(kind, hub.port, bench.ca_file,
                                                    devices[1:] if kind in floods.KINDS else []):
                time.sleep(2)  # until they flood
                with contextlib.closing(Device(devices[0], hub.port, bench.ca_file)) as device:
                    for all_runs, run in zip((waited, worked), waits(hub, device, 5)):
                        all_runs += run
        print(f"| {kind} | {statistics.median(waited):.1f} "
              f"| {statistics.quantiles(waited, n=100)[98]:.1f} | {max(waited):.1f} "
              f"| {max(worked):.1f} |", flush=True)
    print()


def held(bench, count, seconds, hub_cost):
    with bench.hub() as hub:
        before = hub.resident_kb()
        rate = 0.5 / hub_cost
        with Load(hub, bench.ca_file, "--connections", count, "--rate", rate) as load:
            opened = load.phase()
            grown = hub.resident_kb() - before
            time.sleep(35)  # the first heartbeats are in step with the opens
            cpu, begun = hub.cpu_seconds(), time.monotonic()
            time.sleep(seconds)
            cpu, elapsed = hub.cpu_seconds() - cpu, time.monotonic() - begun
            after = hub.resident_kb() - before
            lost = count - load.phase()["succeeded"]
    print(f"| {opened['succeeded']} connections held, authorised, with heartbeats (the agent's "
          "30 s) | |\n|---|---|\n"
          f"| memory of each, once open | {grown / count:.1f} KB |\n"
          f"| after {elapsed + 35:.0f} s | {after / count:.1f} KB |\n"
          f"| CPU for heartbeats, over {elapsed:.0f} s | {100 * cpu / elapsed:.2f} % of a core |\n"
          f"| lost | {lost} |\n", flush=True)


def cost_of_messages(server, bench, peer, messages, *arguments):
    """CPU seconds of one message; each of the senders opens first."""
    with Load(server, bench.ca_file, "--connections", SENDERS, "--messages", messages, *arguments,
              peer=peer) as load:
        load.phase()
        sent = load.phase()
        return sent["cpu"] / sent["messages"]


def messages(bench, rounds, count):
    print(f"| messages of 100 bytes for each CPU second, {SENDERS} senders, {rounds} rounds "
          "| settled by the server | settled when sent |\n|---|---|---|")
    peers = (
        ("`edgesim hub`, which keeps them on disk", bench.hub, "hub", 4 * count, []),
        ("`edgesim hub --message-log 0`", partial(bench.hub, message_log=0), "hub", 4 * count, []),
        ("rhea", bench.rhea, "amqp", count, ["--target", "load"]),
        ("RabbitMQ, AMQP 1.0, exchange without queues", bench.rabbitmq, "amqp", count,
         ["--target", "/exchange/amq.fanout", "--user", "guest"]))
    for name, start, peer, each, arguments in peers:
        server = start()
        if server is None:
            print(f"| {name} | not installed | |")
            continue
        with server:
            cost_of_messages(server, bench, peer, each // 4, *arguments)  # warm
            figures = [statistics.median(
                1 / cost_of_messages(server, bench, peer, each, *arguments, *settled)
                for _ in range(rounds)) for settled in ([], ["--settled"])]
        print(f"| {name} | {figures[0]:,.0f} | {figures[1]:,.0f} |", flush=True)


def main():
    parts = ("opens", "latencies", "floods", "held", "messages")
    parser = argparse.ArgumentParser()
    parser.add_argument("--held", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--only", nargs="*", choices=parts, default=parts)
    options = parser.parse_args()
    if harness.INSIDE not in os.environ:
        harness.enter_namespace(harness.OWN_PROCESSES)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    harness.map_names({"hub.test": "127.0.0.1", os.uname().nodename: "127.0.0.1"})
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder, max(options.held, 2 * OPENS))
        if {"opens", "latencies", "held"} & set(options.only):  # what an open costs sets the pace
            hub_cost, tls_cost = opens(bench, options.rounds)
        if "latencies" in options.only:
            latencies(bench, options.rounds, hub_cost, tls_cost)
        if "floods" in options.only:
            beside_floods(bench, options.rounds)
        if "held" in options.only:
            held(bench, options.held, options.seconds, hub_cost)
        if "messages" in options.only:
            messages(bench, options.rounds, options.messages)


if __name__ == "__main__":
    main()
