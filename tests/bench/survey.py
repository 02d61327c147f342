#!/usr/bin/env python3
"""Measures surveys, on loopback: the CPU time of 1,000 `tls` endpoints that answer beside that of
as many handshakes of `openssl s_time` to the same server, and the peak memory; a roll-up of 10,000
reports; and what `edgeprobe watch` of 20 endpoints needs.

Usage: tests/bench/survey.py [--endpoints N] [--reports N] [--watch SECONDS] [--runs N]. Wants the
release build. Prints a Markdown table; judges nothing.
"""
import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import run
from run import harness

PORT, CLOSED = 24433, 24434
INTERVAL = 10  # seconds between the surveys of the watch measured here
ENDPOINT = "  - {name: n%d, kind: %s, host: localhost, port: %d, why: w, component: c}\n"


def row(what, *figures):
    print(f"| {what} | {' | '.join(figures)} |", flush=True)


def certificate(folder):
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", *subject,
                    "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
                   check=True, capture_output=True)


def server(folder):
    """Answers TLS, one client after the other."""
    process = subprocess.Popen(
        ["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{PORT}", "-key",
         folder / "key.pem", "-cert", folder / "ca.pem", "-www"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    harness.wait_for_port(process, PORT)
    return process


def catalogue(folder, kind, count, closed=0):
    path = folder / f"{kind}-{count}.yaml"
    lines = [ENDPOINT % (number, kind, PORT if number >= closed else CLOSED)
             for number in range(count)]
    path.write_text("catalogue: bench\nendpoints:\n" + "".join(lines))
    return path


def used(command, codes=(0,)):
    """CPU seconds and wall seconds of one process, and what it printed."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
    if done.returncode not in codes:
        sys.exit(f"{command[0]} failed: {done.stderr}")
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall, done.stdout)


def bare_handshake(folder):
    """CPU seconds of one handshake of `openssl s_time`, which verifies the certificate as well."""
    cpu, _, said = used(["openssl", "s_time", "-connect", f"127.0.0.1:{PORT}", "-new", "-time", "3",
                         "-CAfile", folder / "ca.pem", "-verify", "1"])
    return cpu / int(re.search(r"(\d+) connections in", said).group(1))


def measure_survey(folder, endpoints, runs):
    command = [harness.BIN / "edgeprobe", "survey", catalogue(folder, "tls", endpoints),
               "--ca-file", folder / "ca.pem", "-o", "json"]
    ratios, cpus, walls = [], [], []
    for _ in range(runs):
        bare = bare_handshake(folder) * endpoints
        cpu, wall, _ = used(command)
        ratios.append(cpu / bare)
        cpus.append(cpu)
        walls.append(wall)
    row(f"survey of {endpoints} `tls` endpoints that answer, CPU / `openssl s_time`",
        f"{statistics.median(ratios):.2f}", f"{min(ratios):.2f}", f"{max(ratios):.2f}")
    row("the same, CPU seconds", f"{statistics.median(cpus):.2f}", f"{min(cpus):.2f}",
        f"{max(cpus):.2f}")
    row("the same, wall seconds", f"{statistics.median(walls):.2f}", f"{min(walls):.2f}",
        f"{max(walls):.2f}")
    row("the same, peak MiB", f"{run.peak_memory(command):.1f}", "", "")


def measure_rollup(folder, reports, runs):
    endpoints = catalogue(folder, "tcp", 20, closed=3)
    report = json.loads(used([harness.BIN / "edgeprobe", "survey", endpoints, "-o", "json"],
                             (1,))[2])
    names = []
    for number in range(reports):
        names.append(folder / f"{number}.json")
        names[-1].write_text(json.dumps(dict(report, site=f"site {number}",
                                             name_servers=[f"10.0.{number % 7}.53"])))
    size = sum(name.stat().st_size for name in names) / 1e6
    walls = [used([harness.BIN / "edgeprobe", "rollup", *names], (1,))[1] for _ in range(runs)]
    row(f"rollup of {reports} reports with 20 endpoints ({size:.0f} MB), seconds",
        f"{statistics.median(walls):.2f}", f"{min(walls):.2f}", f"{max(walls):.2f}")


def figures_of(process):
    fields = Path(f"/proc/{process.pid}/schedstat").read_text().split()
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(fields[0]) / 1e9, int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def measure_watch(folder, seconds):
    command = [harness.BIN / "edgeprobe", "watch", catalogue(folder, "tls", 20), "--ca-file",
               folder / "ca.pem", "--listen", "127.0.0.1:24435", "--every", f"{INTERVAL}s",
               "--spool", folder / "spool", "--textfile", folder]
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as process:
        while "20 passed" not in process.stdout.readline():
            pass
        begin, _ = figures_of(process)
        time.sleep(seconds)
        cpu, peak = figures_of(process)
        process.terminate()
        process.communicate()
    a_survey = (cpu - begin) / (seconds / INTERVAL)
    row("watch of 20 `tls` endpoints a minute, per cent of a core", f"{a_survey / 60 * 100:.3f}",
        "", "")
    row("the same, peak MiB", f"{peak:.1f}", "", "")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--endpoints", type=int, default=1000)
    arguments.add_argument("--reports", type=int, default=10000)
    arguments.add_argument("--watch", type=int, default=60)
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    print("| what | median | min | max |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificate(folder)
        process = server(folder)
        try:
            measure_survey(folder, options.endpoints, options.runs)
            measure_watch(folder, options.watch)
            measure_rollup(folder, options.reports, options.runs)
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
