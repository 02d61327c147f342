"""What the programs are made of on the build machine: libraries, the packages they are from, and
the packages' own words on copyright."""
import hashlib
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def output(*command, **given):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **given).stdout


def version():
    return re.search(r"project\(edgeprobe VERSION ([\d.]+)",
                     (ROOT / "CMakeLists.txt").read_text()).group(1)


def epoch():
    """Of the commit, so that the same sources give the same bytes at any time."""
    return int(output("git", "-C", ROOT, "log", "-1", "--format=%ct"))


def architecture():
    return output("dpkg", "--print-architecture").strip()


def libraries(program):
    """The loader and every library that it finds for the program."""
    return sorted({Path(path) for path in re.findall(r"(/\S+) \(0x", output("ldd", program))})


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
