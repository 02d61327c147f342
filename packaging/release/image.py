"""The container image of edgeprobe, for `podman load` and `docker load`: that of packaging/image
with the terms of what is in it. That of edgesim is nothing to pass on (docs/licences.md)."""
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import parts
import trials

NAME = "edgeprobe"
# Images and locks of its own: the machine's stay as they are.
STORAGE = """[storage]
driver = "vfs"
graphroot = "{folder}/graph"
runroot = "/run/containers"
"""
INSIDE = 'mount -t tmpfs none /run && exec "$@"'


def why_not():
    """What keeps it from being made here; empty if nothing does."""
    if parts.is_foreign():
        return "it is made for this machine's own architecture alone"
    if not shutil.which("podman"):
        return "podman is not installed"
    return ""


def add_terms(folder, program):
    linked = {parts.package_of(library)[0] for library in parts.libraries(program)}
    for package in linked | {"ca-certificates"}:
        terms = folder / "usr/share/doc" / package
        terms.mkdir(parents=True, exist_ok=True)
        shutil.copy(f"/usr/share/doc/{package}/copyright", terms)
    own = folder / "usr/share/doc" / NAME
    own.mkdir()
    shutil.copy(parts.ROOT / "packaging/debian/copyright", own)


def save(folder, programs, tag, archive):
    add_terms(folder / "add", programs / NAME)
    storage = folder / "storage.conf"
    storage.write_text(STORAGE.format(folder=folder))
    own = os.environ | {"CONTAINERS_STORAGE_CONF": str(storage), "ENGINE": "podman",
                        "PROGRAM": NAME, "ADD": str(folder / "add"),
                        "SOURCE_DATE_EPOCH": str(parts.epoch())}
    for command in ([parts.ROOT / "packaging/image/build", programs, tag],
                    ["podman", "save", "--quiet", "--format", "docker-archive", "--output", archive,
                     tag]):
        done = subprocess.run(["unshare", "--mount", "--net", "sh", "-c", INSIDE, "sh", *command],
                              text=True, capture_output=True, env=own)
        if done.returncode != 0:
            raise SystemExit(f"release: {command[0]}: {done.stdout}{done.stderr}")


def make(build, out):
    """Gives the path of the archive. Its times are the commit's, as the others' are. It is not
    compressed, as Debian 12's podman loads no other."""
    archive = out / f"{NAME}-{parts.version()}-image-linux-{parts.architecture()}.tar"
    archive.unlink(missing_ok=True)  # podman would add to it
    with tempfile.TemporaryDirectory() as temporary:
        save(Path(temporary), build / "bin", f"{NAME}:{parts.version()}", archive)
    return archive


def unpack(made, root):
    """Its files into a folder, as an engine has them; gives the image's own settings."""
    with tarfile.open(made) as archive:
        [manifest] = json.load(archive.extractfile("manifest.json"))
        for layer in manifest["Layers"]:
            with tarfile.open(fileobj=archive.extractfile(layer)) as files:
                files.extractall(root)
        return json.load(archive.extractfile(manifest["Config"]))


def try_image(made):
    """In a folder with its files and nothing else."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        unpack(made, root)
        trials.prepare(root)
        trials.use(root, "/usr/bin/", NAME)
    return f"{made.name}: runs from its own files"
