#!/usr/bin/env python3
"""Holds reports against report.schema.json, and the schema against spoiled reports.

Usage: schema_test.py PROGRAM SCHEMA. PROGRAM prints one report as JSON a line.
Exit 77 (skipped) without the jsonschema package.
"""
import json
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def spoiled(report):
    """Copies of `report`, each with one thing that the schema must refuse."""
    def copy():
        return json.loads(json.dumps(report))

    for change in ({"extra": 1}, {"schema_version": 3}, {"verdicts": []}, {"started": "today"}):
        yield {**copy(), **change}
    for index, evidence in enumerate(report["evidence"]):
        with_extra = copy()
        with_extra["evidence"][index]["extra"] = 1
        yield with_extra
        if "detail" in evidence:
            with_extra = copy()
            with_extra["evidence"][index]["detail"]["extra"] = 1
            yield with_extra


def kinds_of(schema):
    """Of detail: the constants of `kind` anywhere in the schema."""
    if isinstance(schema, list):
        return set().union(*map(kinds_of, schema))
    if not isinstance(schema, dict):
        return set()
    kind = schema.get("properties", {}).get("kind", {})
    below = set().union(*map(kinds_of, schema.values()))
    return below | ({kind["const"]} if "const" in kind else set())


def main():
    program, schema_file = sys.argv[1:]
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    printed = subprocess.run([program], capture_output=True, check=True, text=True).stdout
    reports = [json.loads(line) for line in printed.splitlines()]
    problems = 0
    for report in reports:
        for error in validator.iter_errors(report):
            print(f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
            problems += 1
        problems += sum(validator.is_valid(bad) for bad in spoiled(report))
        problems += not validator.is_valid({**report, "verdicts": [], "interrupted": True})
    shown = {e["detail"]["kind"] for r in reports for e in r["evidence"] if "detail" in e}
    kinds = kinds_of(schema)
    for missing in sorted(kinds ^ shown):
        print(f"{missing}: a kind of detail of the schema or of the reports only")
    print(f"{len(reports)} reports, {len(kinds)} kinds of detail, {problems} problems")
    return 0 if reports and kinds and kinds == shown and problems == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
