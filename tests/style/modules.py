#!/usr/bin/env python3
"""The modules of the source tree and who includes whom: no circle among them, and each is linked
against what it includes.

Usage: modules.py ROOT [--print]. A module is a folder that an edge_module() names. Exit 1 if
anything is wrong; --print draws the layers as text.
"""
import re
import sys
from pathlib import Path

INCLUDED = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)
DECLARED = re.compile(r"edge_module\((\S+)(?:\s+EXCEPT \S+)?(?:\s+USES\s+([^)]*))?\)")


def declared(root):
    """Module -> the modules it says it uses."""
    modules = {}
    for top in ("common", "probe", "simulator"):
        for name, uses in DECLARED.findall((root / top / "CMakeLists.txt").read_text()):
            modules[name] = [use for use in uses.split() if "/" in use and "$" not in use]
    return modules


def module_of(name, modules):
    """The nearest folder above the file `name` that is a module."""
    folder = Path(name).parent
    while folder != Path("."):
        if str(folder) in modules:
            return str(folder)
        folder = folder.parent
    return None


def sources(root):
    for top in ("common", "probe", "simulator"):
        for path in sorted((root / top).rglob("*.[ch]pp")):
            yield str(path.relative_to(root)), path.read_text()


def included(root, modules):
    """Module -> {module it includes: one place that does}."""
    arrows = {name: {} for name in modules}
    for name, text in sources(root):
        here = module_of(name, modules)
        for target in INCLUDED.findall(text) if here else []:
            there = module_of(target, modules)
            if there and there != here:
                arrows[here].setdefault(there, f"{name} includes {target}")
    return arrows


def reachable(start, uses):
    found, todo = set(), [start]
    while todo:
        for each in uses.get(todo.pop(), []):
            if each not in found:
                found.add(each)
                todo.append(each)
    return found


def circles(arrows):
    for name in arrows:
        if name in reachable(name, arrows):
            yield f"{name} is in a circle: " + "; ".join(
                place for there, place in arrows[name].items() if name in reachable(there, arrows))


def unsaid(arrows, modules):
    for name, targets in arrows.items():
        known = reachable(name, modules)
        for there, place in targets.items():
            if there not in known:
                yield f"{name} is not linked against {there}: {place}"


def main():
    root = Path(sys.argv[1]).resolve()
    modules = declared(root)
    arrows = included(root, modules)
    # Programs, the precompiled header, and a header whose source each build writes anew.
    apart = ("main.cpp", "precompiled", "common/commit/")
    homeless = [name for name, _ in sources(root)
                if not module_of(name, modules) and not any(part in name for part in apart)]
    problems = [f"{name} is in no module" for name in homeless]
    problems += [*circles(arrows), *unsaid(arrows, modules)]
    if "--print" in sys.argv:
        for name in modules:
            print(f"{name} -> {', '.join(sorted(arrows[name])) or 'nothing'}")
    print("\n".join(problems) if problems else f"modules: {len(modules)}, no problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
