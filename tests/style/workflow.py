#!/usr/bin/env python3
""".github/workflows/ci.yml: is YAML, ends in .ci/run, and trusts no action but checkout.

Usage: workflow.py ROOT. Exit 77: there is no YAML parser.
"""
import subprocess
import sys
from pathlib import Path

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def problems(root, workflow):
    if workflow.get("permissions") != {"contents": "read"}:
        yield "the job may do more than read the sources"
    (job,) = workflow["jobs"].values()
    steps = job["steps"]
    if not job["container"]["image"].startswith("debian:12"):
        yield "scripts/setup is for Debian 12"
    for step in steps:
        if "uses" in step and not step["uses"].startswith("actions/checkout@"):
            yield f"an action of others: {step['uses']}"
        if "run" in step:
            done = subprocess.run(["bash", "-n"], input=step["run"], text=True,
                                  capture_output=True)
            if done.returncode != 0:
                yield f"step '{step['name']}': {done.stderr.strip()}"
    if steps[-1].get("run") != ".ci/run" or not (root / ".ci/run").is_file():
        yield "the last step is not .ci/run"


def main():
    root = Path(sys.argv[1])
    found = list(problems(root, yaml.safe_load((root / ".github/workflows/ci.yml").read_text())))
    for problem in found:
        print(f".github/workflows/ci.yml: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
