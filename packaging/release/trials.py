"""Tries what a release consists of in folders that are as other machines: install, run, remove, and
nothing is left. As root, in namespaces of their own without a network."""
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import parts
import roots

EXAMPLE = parts.ROOT / "docs/examples/reports/vpn-takeover.json"
SCENARIO = parts.ROOT / "scenarios/healthy-bridge.yaml"
# where dpkg, apt and their caches keep their own books
BOOKS = ("var/lib/dpkg", "var/lib/apt", "var/cache", "var/log", "proc", "sys", "dev", "tmp", "run",
         "etc/resolv.conf", "root")


def inside(root, *command, network=False):
    """Runs a command in `root`, as one that sees nothing else."""
    script = 'mount -t proc proc "$1/proc" && shift && exec chroot "$0" "$@"'
    spaces = ["unshare", "--mount", "--pid", "--fork"] + ([] if network else ["--net"])
    return subprocess.run([*parts.emulation(), *spaces, "sh", "-c", script, root, root, *command],
                          text=True, capture_output=True,
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})


def must(root, *command, says="", code=0, network=False):
    done = inside(root, *command, network=network)
    if done.returncode != code or says not in done.stdout:
        raise SystemExit(f"release: {' '.join(map(str, command))}: exit {done.returncode}, "
                         f"expected {code} and '{says}'\n{done.stdout[-2000:]}"
                         f"{done.stderr[-2000:]}")


def listing(root):
    found = set()
    for folder, folders, files in os.walk(root):
        place = os.path.relpath(folder, root)
        folders[:] = [each for each in folders if os.path.normpath(f"{place}/{each}") not in BOOKS]
        found |= {os.path.normpath(f"{place}/{each}") for each in [*folders, *files]}
    return found - set(BOOKS)


def use(root, prefix, name):
    """What somebody does in the first minute."""
    must(root, f"{prefix}edgeprobe", "--version", says="edgeprobe " + parts.version())
    must(root, f"{prefix}edgeprobe", "judge", "/tmp/report.json", code=1, says="VERDICT")
    must(root, f"{prefix}edgeprobe", "run", "--hub", "hub.example", "--plan", "--ca-file",
         "/tmp/ca.pem", says="hub.example")
    if name == "edgesim":
        must(root, f"{prefix}edgesim", "run", "/tmp/scenario.yaml", says="1 ok, 0 failed")


def prepare(root):
    for folder in ("proc", "tmp", "dev", "opt", "etc"):
        (root / folder).mkdir(exist_ok=True, parents=True)
    shutil.copy(EXAMPLE, root / "tmp/report.json")
    shutil.copy(SCENARIO, root / "tmp/scenario.yaml")
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "tmp/ca.pem")


def busybox(root, system):
    (root / "bin").mkdir()
    shutil.copy("/bin/busybox", root / "bin/busybox")
    os.symlink("busybox", root / "bin/sh")


def musl(root, system):
    """The loader of musl and no glibc, as on Alpine."""
    busybox(root, system)
    (root / "lib").mkdir()
    shutil.copy(system / f"usr/lib/{parts.machine()}-linux-musl/libc.so",
                root / f"lib/ld-musl-{parts.machine()}.so.1")


def lib64(root, system):
    """Libraries in /usr/lib64 and certificates in /etc/pki, as on Fedora."""
    (root / "usr/lib64").mkdir(parents=True)
    os.symlink("usr/lib64", root / "lib64")
    (root / "etc/pki/tls/certs").mkdir(parents=True)
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/pki/tls/certs/ca-bundle.crt")


LAYOUTS = {"nothing at all": lambda root, system: None, "busybox": busybox,
           "musl": musl, "lib64": lib64}


def try_archive(archive, name, system):
    """In every layout, at a path with a blank; `system`: the root folder it was built in."""
    for layout, make in LAYOUTS.items():
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary)
            prepare(root)
            make(root, system)
            before = listing(root)
            place = root / "opt/my tools"
            place.mkdir()
            subprocess.run(["tar", "-xf", archive, "-C", place], check=True)
            folder, = place.iterdir()
            use(root, f"/opt/my tools/{folder.name}/bin/", name)
            shutil.rmtree(place)
            if listing(root) != before:
                raise SystemExit(f"release: {archive.name} leaves {listing(root) - before}")
        yield f"{archive.name}: runs and leaves nothing ({layout})"


def start_ratio(archive, program):
    """How much longer the archive's program takes to start than the one that was built: the best of
    many, in turn, as other work on the machine makes a start only longer."""
    def once(path):
        begun = time.perf_counter()
        subprocess.run([path, "--version"], stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run(["tar", "-xf", archive, "-C", temporary], check=True)
        other, = Path(temporary).glob(f"*/bin/{program.name}")
        pairs = [(once(program), once(other)) for _ in range(200)]
    built, packed = (min(times) for times in zip(*pairs))
    return (f"{program.name} --version: {built * 1e3:.1f} ms built, {packed * 1e3:.1f} ms from "
            f"the archive ({packed / built:.2f} x)")


def try_packages(packages, cache):
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "root"
        subprocess.run(["cp", "-a", roots.kept(cache, parts.architecture()), root], check=True)
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        prepare(root)
        must(root, "apt-get", "-qq", "update", network=True)
        before = listing(root)
        files = []
        for package in packages:
            shutil.copy(package, root / "tmp")
            files.append(f"/tmp/{package.name}")
        quiet = ["apt-get", "-qq", "-y", "--no-install-recommends"]
        must(root, *quiet, "--download-only", "install", *files, network=True)
        begun = time.monotonic()
        must(root, *quiet, "install", *files)
        yield f"packages: installed with those they need in {time.monotonic() - begun:.1f} s"
        use(root, "", "edgesim")
        must(root, *quiet, "purge", "--autoremove", "edgeprobe", "edgesim")
        left = listing(root) - before
        if left:
            raise SystemExit(f"release: the packages leave {sorted(left)[:20]}")
        yield "packages: run, and purged they leave nothing"
