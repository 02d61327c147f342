"""Debian 12 and nothing else in a folder. As root; each is made once and kept, as it takes
minutes."""
import shutil
import subprocess

import parts

# In a user namespace no device files can be made. debootstrap takes those of the machine when its
# first process says that it is in a container.
SECOND_STAGE = """mount -t proc proc "$0/proc"
exec chroot "$0" /debootstrap/debootstrap --second-stage"""


def bootstrap(folder, architecture):
    subprocess.run(["debootstrap", "--variant=minbase", f"--arch={architecture}",
                    *(["--foreign"] if architecture != parts.own_architecture() else []),
                    "bookworm", folder], check=True, stdout=subprocess.DEVNULL)
    if architecture != parts.own_architecture():
        subprocess.run([*parts.emulation(), "env", "container=lxc", "unshare", "--mount", "--pid",
                        "--fork", "sh", "-e", "-c", SECOND_STAGE, folder], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kept(folder, architecture, fill=lambda root: None):
    """The folder, complete or not there: what was left half done is begun anew."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        half = folder.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        bootstrap(half, architecture)
        fill(half)
        half.rename(folder)
    return folder
