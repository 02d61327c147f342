"""What the programs are made of on the build machine: libraries, the packages they are from, and
the packages' own words on copyright."""
import functools
import hashlib
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}  # Debian's name, and the compilers' own


def output(*command, **given):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **given).stdout


def version():
    return re.search(r"project\(edgeprobe VERSION ([\d.]+)",
                     (ROOT / "CMakeLists.txt").read_text()).group(1)


def epoch():
    """Of the commit, so that the same sources give the same bytes at any time."""
    return int(output("git", "-C", ROOT, "log", "-1", "--format=%ct"))


def own_architecture():
    return output("dpkg", "--print-architecture").strip()


def architecture():
    """That of the programs: of this machine, or what Debian's tools are told by this variable."""
    return os.environ.get("DEB_HOST_ARCH") or own_architecture()


def is_foreign():
    return architecture() != own_architecture()


def machine():
    return MACHINES[architecture()]


def emulation():
    """What begins a command so that programs of the other architecture run, if it is another."""
    return [ROOT / "packaging/release/emulation.py"] if is_foreign() else []


def libraries(program):
    """The loader and every library that it finds for the program."""
    listing = ["ldd"]
    if is_foreign():
        listing = [f"qemu-{machine()}-static", f"/lib/ld-linux-{machine()}.so.1", "--list"]
    return sorted({Path(path) for path in re.findall(r"(/\S+) \(0x", output(*listing, program))})


@functools.cache
def package_of(library):
    """Debian's package that a library is from: name, version, source."""
    for path in (library, Path(str(library).removeprefix("/usr")), library.resolve()):
        found = subprocess.run(["dpkg-query", "-S", path], text=True, capture_output=True)
        if found.returncode == 0:
            name = found.stdout.split(":")[0]
            return output("dpkg-query", "-W", "-f", "${Package}\t${Version}\t${source:Package}\n",
                          f"{name}:{architecture()}").strip().split("\t")
    raise SystemExit(f"release: no package has {library}")


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
