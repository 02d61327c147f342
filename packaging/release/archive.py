"""The relocatable archive of a program: the program, its loader and libraries, and a static
launcher that joins them wherever the folder lies."""
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import parts

# What a program runs that lies beside it, or is of no use without.
WITH = {"edgeprobe": ["edgeprobe"], "edgesim": ["edgesim", "edgeprobe"]}
NOTICE = """What this folder holds is under several terms: share/doc/licences has those of each
library, share/doc/PROGRAM/copyright those of the programs; docs/licences.md in the
programs' sources says what follows for copies.
"""
OF_EDGESIM = """
edgesim is linked with libnftables (GPL, version 2) and with OpenSSL and Qpid Proton
(Apache-2.0), which lie beside it here. The Free Software Foundation holds that these
terms cannot both be kept by who passes such a copy on. Use it on your own machines;
to others pass the sources, or the Debian package, which holds none of the libraries.
"""


def add_program(folder, name, programs):
    binary = folder / "libexec" / name
    binary.parent.mkdir(exist_ok=True)
    shutil.copy(programs / name, binary)
    subprocess.run([f"{parts.machine()}-linux-gnu-strip", "--strip-unneeded", binary], check=True)
    for library in parts.libraries(programs / name):
        copy = folder / "lib" / library.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(library, copy)
        copy.chmod(0o755)
        package = parts.package_of(library)[0]
        terms = folder / "share/doc/licences" / package
        terms.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(f"/usr/share/doc/{package}/copyright", terms)
    loader, = (folder / "lib").glob("ld-linux*")
    launcher = folder / "bin" / name
    launcher.parent.mkdir(exist_ok=True)
    subprocess.run([f"{parts.machine()}-linux-musl-gcc", "-static", "-Os", "-s",
                    "-Wall", "-Wextra", "-Werror", "-Wl,--build-id=none",
                    f'-DLOADER="{loader.name}"', "-o", launcher,
                    parts.ROOT / "packaging/archive/launcher.c"], check=True)


def fill(folder, name, build):
    for program in WITH[name]:
        subprocess.run(["cmake", "--install", build, "--prefix", folder / "usr", "--component",
                        program], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder / "usr/bin")
    (folder / "usr/share").rename(folder / "share")
    (folder / "usr").rmdir()
    for program in WITH[name]:
        add_program(folder, program, build / "bin")
    if "edgeprobe" in WITH[name]:  # edgesim looks for it beside the loader, which runs it
        os.symlink("../bin/edgeprobe", folder / "lib/edgeprobe")
    (folder / "NOTICE").write_text(NOTICE + (OF_EDGESIM if name == "edgesim" else ""))


def make(name, build, out):
    """Gives the archive's path."""
    full = f"{name}-{parts.version()}-linux-{parts.architecture()}"
    archive = out / f"{full}.tar.xz"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / full
        folder.mkdir()
        fill(folder, name, build)
        for path in [folder, *folder.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        tar = ["tar", "--sort=name", f"--mtime=@{parts.epoch()}", "--owner=0", "--group=0",
               "--numeric-owner", "--format=ustar", "-C", temporary, "-c", full]
        with open(archive, "wb") as file:
            packed = subprocess.Popen(tar, stdout=subprocess.PIPE)
            subprocess.run(["xz", "-9", "-T1"], stdin=packed.stdout, stdout=file, check=True)
            if packed.wait() != 0:
                raise SystemExit("release: tar failed")
    return archive
