"""The Debian packages: made by cpack, then packed again so that the same files are the same
bytes."""
import os
import subprocess
import tempfile
from pathlib import Path

import parts


def pack_again(package, temporary):
    """cpack keeps the times of the build's own files."""
    folder = Path(temporary) / package.stem
    subprocess.run(["dpkg-deb", "-R", package, folder], check=True)
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (parts.epoch(), parts.epoch()), follow_symlinks=False)
    sums = folder / "DEBIAN/md5sums"
    sums.write_text("".join(sorted(sums.read_text().splitlines(keepends=True),
                                   key=lambda line: line.split("  ", 1)[1])))
    os.utime(sums, (parts.epoch(), parts.epoch()))
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-b", folder, package], check=True,
                   stdout=subprocess.DEVNULL, env=os.environ | {
                       "SOURCE_DATE_EPOCH": str(parts.epoch())})


def make(build, out):
    """Gives their paths, that of edgeprobe first."""
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run(["cpack", "-G", "DEB", "-B", temporary], cwd=build, check=True,
                       stdout=subprocess.DEVNULL)
        made = []
        for package in sorted(Path(temporary).glob("*.deb")):
            pack_again(package, temporary)
            made.append(out / package.name)
            made[-1].write_bytes(package.read_bytes())
    return made


def check(packages):
    """lintian is content: a word of it ends the release."""
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning",
                           "--suppress-tags", "initial-upload-closes-no-bugs", *packages],
                          text=True, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"release: lintian:\n{done.stdout}{done.stderr}")
    return "lintian: no errors, no warnings"
