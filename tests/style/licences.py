#!/usr/bin/env python3
"""Every library that the build finds or installs is on docs/licences.md. Usage: licences.py ROOT"""
import re
import sys
from pathlib import Path

NO_LIBRARIES = {"PkgConfig", "Python3"}


def found_by_cmake(text):
    text = re.sub(r"#.*", "", text)
    for name in re.findall(r"find_package\((\S+)", text):
        if name not in NO_LIBRARIES:
            yield name
    for name in re.findall(r"find_library\(\w+ (?:NAMES )?(\S+)", text):
        yield re.sub(r"^lib(\S+)\.a$", r"\1", name)
    for names in re.findall(r"pkg_check_modules\(\w+((?:\s+[^\s)]+)+)\)", text):
        yield from (name for name in names.split() if not name.isupper())


def installed_by_setup(text):
    needed = re.search(r"build_packages=\((.*?)\)", text, re.DOTALL).group(1)
    return [name for name in needed.split() + re.findall(r"^install (\S+)", text, re.MULTILINE)
            if name.endswith("-dev")]


def main():
    root = Path(sys.argv[1])
    rows = [line.split("|") for line in (root / "docs/licences.md").read_text().splitlines()
            if line.startswith("| `")]
    libraries = {re.match(r"`(.*?)`", row[1].strip()).group(1) for row in rows}
    packages = {name for row in rows for name in row[2].strip().split(", ")}
    found = set(found_by_cmake((root / "CMakeLists.txt").read_text()))
    installed = set(installed_by_setup((root / "scripts/setup").read_text()))
    missing = sorted(found - libraries) + sorted(installed - packages)
    for name in missing:
        print(f"docs/licences.md: {name} has no row")
    if len(found) < 10 or len(installed) < 10:
        print(f"CMakeLists.txt or scripts/setup is not understood: {found}, {installed}")
        return 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
