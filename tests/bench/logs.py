#!/usr/bin/env python3
"""Measures how fast `edgeprobe logs` reads, and its peak memory: an agent's log whose attempts all
fail, the same as the container engine keeps it, and an edge hub's that has nothing to tell.

Usage: tests/bench/logs.py [--size MB] [--runs N]. Wants the release build. Prints a Markdown table;
judges nothing. The logs are written to a temporary folder.
"""
import argparse
import json
import resource
import statistics
import tempfile
from pathlib import Path

import run
from run import harness

STACK = ("   at Microsoft.Azure.Devices.Client.Transport.AmqpIot.AmqpIotConnector."
         "OpenConnectionAsync(CancellationToken cancellationToken) in /mnt/vss/_work/1/s/iothub/"
         "device/src/Transport/"
         "AmqpIot/AmqpIotConnector.cs:line 42")


def stamp(seconds):
    return (f"<6> 2026-11-{1 + seconds // 86400 % 28:02} {seconds // 3600 % 24:02}:"
            f"{seconds // 60 % 60:02}:{seconds % 60:02}.{seconds * 7 % 1000:03} +00:00 [INF] - ")


def failing_agent(rounds):
    for number in range(rounds):
        at = number * 90
        for transport in ("Amqp_Tcp_Only", "Amqp_WebSocket_Only"):
            yield f"{stamp(at)}Edge agent attempting to connect to IoT Hub via {transport}..."
            at += 35
        yield f"{stamp(at)}Error creating a device-to-cloud connection"
        yield (" ---> Microsoft.Azure.Devices.Client.Exceptions.IotHubCommunicationException: "
               "Transient network error occurred, please retry.")
        yield " ---> System.Net.Sockets.SocketException (111): Connection refused"
        yield from [STACK] * 25
        for second in range(20):
            yield f"{stamp(at + second)}Plan execution started for deployment {number}"
        yield f"{stamp(at + 20)}Empty edge agent config was received. Attempting to read config"


def quiet_edge_hub(lines):
    for number in range(lines):
        yield (f"{stamp(number)}Forwarded {number % 100} messages from device-{number % 7}/sensor "
               "to upstream in endpoint queue")


def as_engine(lines):
    for line in lines:
        member = json.dumps(line + "\n").replace("<", "\\u003c").replace(">", "\\u003e")
        yield f'{{"log":{member},"stream":"stdout","time":"2026-11-29T20:50:25.123456789Z"}}'


def write(path, lines, size):
    block = "".join(f"{line}\n" for line in lines)
    with path.open("w") as file:
        for _ in range(max(1, size // len(block))):
            file.write(block)


def cpu_seconds():
    """Of all programs that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=400, help="MB of each log")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    kinds = {"an agent that fails": failing_agent(2000),
             "the same in the engine's JSON": as_engine(failing_agent(2000)),
             "an edge hub without events": quiet_edge_hub(50_000)}
    print("| log | MB/s, median | min | max | MB per second of CPU | peak MiB |\n"
          "|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.log"
        for name, lines in kinds.items():
            write(path, lines, asked.size * 1_000_000)
            # It exits with 1 where it recognises a failure: the shell makes that none.
            command = ["sh", "-c", f"{harness.BIN}/edgeprobe logs {path}; test $? -le 1"]
            size = path.stat().st_size / 1e6
            begun = cpu_seconds()
            speeds = [size / run.seconds_of(command) for _ in range(asked.runs)]
            by_cpu = size * asked.runs / (cpu_seconds() - begun)
            print(f"| {name} | {statistics.median(speeds):.0f} | {min(speeds):.0f} "
                  f"| {max(speeds):.0f} | {by_cpu:.0f} | {run.peak_memory(command):.1f} |")


if __name__ == "__main__":
    main()
