"""Builds for another architecture in a Debian 12 of its own, so that this machine's packages stay
as they are. As root."""
import os
import re
import shutil
import subprocess
import time

import parts
import roots

SUITES = {"bookworm": "debian", "bookworm-updates": "debian",
          "bookworm-security": "debian-security"}
# Beside what scripts/setup installs for this machine.
TOOLS = ["python3", "qemu-user-static", "xz-utils"]
LIBRARIES = ["libmimalloc-dev", "libgtest-dev", "libgmock-dev", "musl-dev"]
# The sources lie at their own place, so that paths are the same inside.
ENTER = """mkdir -p "$0$1"
mount --bind "$1" "$0$1"
mount --rbind /dev "$0/dev"
mount -t proc proc "$0/proc"
exec chroot "$0" env --chdir "$@" """


def inside(root, *command):
    """Gives what the command prints. What it runs of the other architecture runs as well."""
    kept = {name: os.environ[name] for name in ("DEB_HOST_ARCH", "SOURCE_DATE_EPOCH")}
    done = subprocess.run([*parts.emulation(), "unshare", "--mount", "--pid", "--fork", "sh", "-e",
                           "-c", ENTER, root, parts.ROOT, *command], text=True,
                          stdout=subprocess.PIPE, env=kept | {
                              "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
                              "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"})
    if done.returncode != 0:
        raise SystemExit(f"release: {' '.join(map(str, command))}: exit {done.returncode}\n"
                         f"{done.stdout[-3000:]}")
    return done.stdout


def packages():
    """Tools of this machine, libraries of the other; what has no architecture has either."""
    setup = (parts.ROOT / "scripts/setup").read_text()
    named = re.search(r"build_packages=\((.*?)\)", setup, re.DOTALL).group(1).split()
    other = parts.architecture()
    yield f"crossbuild-essential-{other}"
    for package in [*TOOLS, *LIBRARIES, *named]:
        yield f"{package}:{other}" if package.endswith("-dev") else package


def fill(root):
    (root / "etc/apt/sources.list").write_text("".join(
        f"deb http://deb.debian.org/{archive} {suite} main\n" for suite, archive in SUITES.items()))
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    inside(root, "dpkg", "--add-architecture", parts.architecture())
    inside(root, "apt-get", "-qq", "update")
    inside(root, "apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages())


def root(cache):
    return roots.kept(cache, parts.own_architecture(), fill)


def build(debian, folder, tests="OFF", targets=("all",)):
    inside(debian, "cmake", "--preset", "release", "-B", folder, f"-DEDGE_TESTS={tests}",
           "--toolchain", f"packaging/cross/{parts.architecture()}.cmake")
    inside(debian, "cmake", "--build", folder, "--target", *targets)


def unit_tests():
    """Those without networks of the kernel: of these qemu's user emulation knows too little."""
    listed = (parts.ROOT / "tests/CMakeLists.txt").read_text()
    for module, uses in re.findall(r"^edge_test\(([\w/]+)([^)]*)\)", listed, re.MULTILINE):
        if "tests/support/kernel" not in uses and "simulator/lab" not in module + uses:
            yield module.replace("/", "_") + "_test"


def test(debian, folder):
    """What can be tried of programs for another processor: their code, and the computed world."""
    build(debian, folder, "ON", list(unit_tests()))
    begun, passed = time.monotonic(), 0
    for program in unit_tests():
        said = inside(debian, folder / "tests" / program, "--gtest_brief=1")
        passed += int(re.search(r"PASSED  \] (\d+) test", said).group(1))
    yield f"{passed} unit tests under qemu: passed in {time.monotonic() - begun:.0f} s"
    begun = time.monotonic()
    said = inside(debian, folder / "bin/edgesim", "run", "scenarios").splitlines()[-1]
    yield f"edgesim run scenarios under qemu: {said} ({time.monotonic() - begun:.0f} s)"
