#!/usr/bin/env python3
"""Measures the HTML report of a survey with many endpoints in headless Chromium: its size, the time
until the page can be used (from the start of its loading until a frame is painted after its script
has run), and what a sort and a filter of all rows take, painted.

Usage: tests/bench/html_report.py [--endpoints N] [--runs N]. Wants the release build and Chromium.
Prints a Markdown table; judges nothing.
"""
import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from run import harness

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
import browser  # noqa: E402

ENDPOINT = "  - {name: n%d, kind: https, host: host-%d.plant.example, why: orders, component: c}\n"
CERTIFICATE = {"tls_version": "TLSv1.3", "issuer": "CN=Plant Root", "certificate_days": 300}
STAGES = [("resolve", 1.5), ("connect", 20.1), ("tls", 41.7), ("http", 22.4)]
PAINTED = """new Promise(done => { const begin = %s; %s;
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin))); })"""


def report(folder, endpoints):
    """Of checks that passed with all that can be known of them, and a tenth that did not."""
    catalogue, recorded = folder / "site.yaml", folder / "site.json"
    catalogue.write_text("catalogue: site\nendpoints:\n" +
                         "".join(ENDPOINT % (n, n) for n in range(endpoints)))
    plan = subprocess.run([harness.BIN / "edgeprobe", "survey", catalogue, "--plan", "-o", "json"],
                          check=True, capture_output=True, text=True).stdout
    survey = json.loads(plan)
    for number, check in enumerate(survey["checks"]):
        fails = number % 10 == 0
        check.update(result="failed" if fails else "passed", reached=not fails, took_ms=85.7,
                     verdict="network-drops-everything" if fails else "stage-reached",
                     confidence="likely", addresses=["203.0.113.10"], local="172.18.0.2",
                     stages=[{"stage": stage, "outcome": "ok", "took_ms": took + number}
                             for stage, took in STAGES])
        if fails:
            hops = [{"ttl": hop, "address": f"192.168.{number % 250}.{hop}", "answer": "router"}
                    for hop in range(1, 8)]
            check.update(stage="connect", path=hops, fix="Have the firewall allow it. " * 8,
                         place=f"192.168.{number}.7 (hop 7)")
        else:
            check.update(CERTIFICATE, stage="http", status=200, title="Orders of plant 7")
    recorded.write_text(json.dumps(survey))
    page = folder / "site.html"
    with page.open("w") as out:
        subprocess.run([harness.BIN / "edgeprobe", "report", recorded, "--html"], check=True,
                       stdout=out)
    return page


def painted(page, action, since="performance.now()"):
    """Milliseconds from `since` until a frame with what `action` did has been painted."""
    result = page.call("Runtime.evaluate", expression=PAINTED % (since, action),
                       awaitPromise=True, returnByValue=True)
    return result["result"]["value"]


def row(what, figures, unit):
    print(f"| {what}, {unit} | {statistics.median(figures):.0f} | {min(figures):.0f} | "
          f"{max(figures):.0f} |", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--endpoints", type=int, default=1000)
    arguments.add_argument("--runs", type=int, default=9)
    options = arguments.parse_args()
    figures = {"until it can be used": [], "sorted": [], "filtered": []}
    with tempfile.TemporaryDirectory() as name:
        path = report(Path(name), options.endpoints)
        with browser.Browser(name) as page:
            for _ in range(options.runs):
                page.open(path)
                figures["until it can be used"].append(painted(page, "", "0"))
                figures["sorted"].append(
                    painted(page, "document.querySelector('#checks th button').click()"))
                figures["filtered"].append(painted(
                    page, "document.getElementById('words').value = 'failed 99';"
                    "document.getElementById('words').dispatchEvent(new Event('input'))"))
        print("| what | median | min | max |\n|---|---|---|---|")
        row(f"HTML of {options.endpoints} endpoints, a tenth failed", [path.stat().st_size / 1024],
            "KiB")
    for what, times in figures.items():
        row(what, times, "ms")


if __name__ == "__main__":
    main()
