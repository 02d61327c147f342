#!/usr/bin/env python3
"""The rules of the house that a machine can hold: limits, forbidden calls, traps of the compiler.

Usage: style.py ROOT. Prints file:line: what is wrong and what to do instead; exit 1 if anything.
"""
import re
import subprocess
import sys
from pathlib import Path

MAX_COLUMNS = 100
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 70

# What a pattern is, and the World call (or other way) to use instead.
FORBIDDEN = [
    (r"\bstd::chrono::(steady|system|high_resolution)_clock::now\b", "World::now() or wall()"),
    (r"\b(gettimeofday|clock_gettime|time\s*\(\s*(nullptr|NULL|0)\s*\))", "World::now() or wall()"),
    (r"\b(std::random_device|std::rand\b|\brand\s*\(\s*\)|getrandom)", "World::random()"),
    (r"\b(sleep_for|usleep|nanosleep)\b", "World::sleep_until()"),
    (r"\b(std::)?getenv\s*\(", "environment() of common/world/real"),
    (r"\bboost::asio::ip::(tcp|udp)::(socket|acceptor|resolver)\b", "World's sockets"),
    (r"\bsteady_timer\b", "World::sleep_until()"),
    (r"(?<![\w:.>])::?(socket|connect|bind|recvmsg|sendto|setsockopt)\s*\(", "World's sockets"),
]
# A library's writer of JSON throws at a byte that is no UTF-8.
JSON_DUMP = re.compile(r"(\.|->)dump\(")
KERNEL_SIDE = ("common/world/real/", "common/files/", "tests/support/", "tests/common/world/real/",
               "tests/bench/", "simulator/lab/", "simulator/lab_interactive/")

# Which way the arrows between parts point: files whose name matches the first pattern must not
# include what matches the second; the third is what to do instead.
ARROWS = [
    (r"simulator/hub/[^/]+$", r'<proton/|"common/amqp/',
     "the hub's core knows no protocol: say it in simulator/hub/amqp"),
    (r"simulator/hub/(?!hub_transports\.cpp)[^/]+$", r'"simulator/hub/[^/"]+/',
     "the hub's core knows no protocol; only hub_transports.cpp names the sessions"),
    (r"simulator/hub/hub_transports\.cpp$", r'"simulator/hub/(?!amqp/serve_amqp\.hpp")[^/"]+/',
     "of a protocol hub_transports.cpp knows the function that serves a client, and no more"),
    (r"simulator/hub_program/", r'<proton/|"common/amqp/|"simulator/hub/[^/"]+/',
     "use simulator/hub/device_hub.hpp, which all protocols share"),
    (r"common/", r'"(probe|simulator|tests)/', "what is common uses nothing of its users"),
    (r"probe/", r'"(simulator|tests)/', "the probe knows nothing of the world it is tested in"),
    (r"simulator/lab/", r'"simulator/(topologies|faults)/',
     "the lab realises any topology and knows no table"),
    (r"simulator/hub/", r'"simulator/faults/', "a hub behaves as the value says that it is given"),
    (r"simulator/scenario/", r'"(probe|simulator/(topologies|faults))/',
     "the parser is given the tables' names"),
]
OWN_IN_BRACKETS = re.compile(
    r"^\s*#\s*include\s*[<\"]((?:common|probe|simulator|tests)/[^>\"]*)[>\"]")
# Where each .cpp has a header of its own name, so that a function is found by its file's.
OWN_HEADERS = ("simulator/hub/", "simulator/hub_program/")

# g++ 12 miscompiles aggregate temporaries inside a co_await expression. Times have constructors.
AGGREGATE_IN_CO_AWAIT = re.compile(
    r"co_await\s[^;]*?[(,]\s*(\{|(?!Instant|Duration|WallTime)[A-Z]\w*(<[^>]*>)?\{)")
FUNCTION_BEGINS = re.compile(r"^(  )?\S.*\)( const)?( noexcept)?( override)?( \{|:.*\{)$")
TEST_NAME = re.compile(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
CAMEL_CASE = re.compile(r"[A-Z][A-Za-z0-9]*")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|not implemented|for now\b", re.IGNORECASE)

# Files that follow links they should not, or wait for ever, come of opening them by hand.
OPENED = re.compile(r'\bstd::[io]?fstream\b|\bfopen\s*\(|(?<!\w)::open(at)?\s*\((?!"/dev/)')

# Words that a library may change are nothing to decide by.
JUDGING = "probe/verdicts/"
COMPARED_WORDS = re.compile(r"\.message\(\)")

def tracked(root):
    listing = ["git", "-C", str(root), "ls-files", "-z"]
    names = subprocess.run(listing, capture_output=True, check=True).stdout.decode().split("\0")
    sources = [root / name for name in names if name.endswith((".hpp", ".cpp", ".py", ".h"))]
    return [path for path in sources if path.exists()]


def without_comments(line):
    return re.sub(r"//.*$", "", re.sub(r'"(\\.|[^"\\])*"', '""', line))


def long_functions(lines):
    """Bodies of functions: a line that ends in '{' at the depth of a namespace and closes a ')'."""
    start, name = None, ""
    for number, line in enumerate(lines, 1):
        if start is None and FUNCTION_BEGINS.match(line):
            start, name, indent = number, line.strip(), len(line) - len(line.lstrip())
        elif start is not None and line.rstrip() == " " * indent + "}":
            if number - start + 1 > MAX_FUNCTION_LINES:
                yield start, f"function of {number - start + 1} lines: {name[:60]}"
            start = None


def check_includes(path, name, lines):
    if name.endswith(".cpp") and name.startswith(OWN_HEADERS):
        if not path.with_suffix(".hpp").exists():
            yield 1, "a .cpp without a header of its name: say there what it is for"
    for number, line in enumerate(lines, 1):
        if not line.lstrip().startswith("#"):
            continue
        line = OWN_IN_BRACKETS.sub(r'#include "\1"', line)
        for files, included, instead in ARROWS:
            if re.match(files, name) and re.search(included, line):
                yield number, f"{line[9:]} may not be included here: {instead}"


def test_names(text):
    """GoogleTest joins its own names with underscores and asks for none in these."""
    for match in TEST_NAME.finditer(text):
        for name in match.groups():
            if not CAMEL_CASE.fullmatch(name):
                number = text.count("\n", 0, match.start()) + 1
                yield number, f"test name {name}: CamelCase without underscores"


def check(root, path):
    name = str(path.relative_to(root))
    text = path.read_text()
    lines = text.splitlines()
    if len(lines) > MAX_FILE_LINES:
        yield 1, f"{len(lines)} lines; split at a seam (limit {MAX_FILE_LINES})"
    if name.endswith(".hpp") and not lines[0].startswith("//"):
        yield 1, "a header begins with what it is for"
    if name.endswith(".hpp") and "#pragma once" not in text:
        yield 1, "#pragma once is missing"
    for number, line in enumerate(lines, 1):
        if name.startswith(JUDGING) and COMPARED_WORDS.search(line):
            yield number, "rules compare symbols (ErrorFact), never a message"
        if JSON_DUMP.search(line) and not name.startswith(("tests/", "common/base/json_text.cpp")):
            yield number, "write JSON by json_text() of common/base"
        if len(line) > MAX_COLUMNS:
            yield number, f"{len(line)} columns (limit {MAX_COLUMNS})"
        if name.startswith("tests/style/"):
            continue
        if UNFINISHED.search(line):
            yield number, "reads as unfinished; finish it or say why it is so"
        if name.endswith(".py") or name.startswith(KERNEL_SIDE):
            continue
        if not name.startswith("tests/") and OPENED.search(line):
            yield number, "files are opened by common/files: own_folder.hpp or named_file.hpp"
        code = without_comments(line)
        for pattern, instead in FORBIDDEN:
            if re.search(pattern, code):
                yield number, f"{pattern!r} outside common/world/real: use {instead}"
    if name.endswith((".cpp", ".hpp")):
        yield from check_includes(path, name, lines)
        yield from long_functions(lines)
        yield from test_names(text)
        code = "\n".join(without_comments(line) for line in lines)
        for match in AGGREGATE_IN_CO_AWAIT.finditer(code):
            number = code.count("\n", 0, match.start()) + 1
            yield number, "aggregate inside co_await (g++ 12 miscompiles it): name a local"


def main():
    root = Path(sys.argv[1]).resolve()
    problems = 0
    for path in tracked(root):
        for number, what in check(root, path):
            print(f"{path.relative_to(root)}:{number}: {what}")
            problems += 1
    print(f"style: {problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
