#!/usr/bin/env python3
"""`edgesim doctor` finds what is there and what is missing by trying it."""
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from lab_test import lab_is_possible, machine_network
from programs import CLEAN

ROOT = Path(__file__).resolve().parents[2]
EDGESIM = str((Path(os.environ["EDGE_BIN"]) / "edgesim").resolve())
# As an unprivileged user would have it: here root of a user namespace of its own.
AS_ROOT_OF_ITS_OWN = ["unshare", "--user", "--map-root-user", "--mount"]


def doctor(*command):
    """Exit code and findings by name, of the doctor at the end of `command`."""
    done = subprocess.run([*command, EDGESIM, "doctor", "-o", "json"], capture_output=True,
                          text=True, env=CLEAN)
    document = json.loads(done.stdout)
    return done.returncode, document["lab"], {each["name"]: each for each in document["checks"]}


def with_shell(script):
    return doctor(*AS_ROOT_OF_ITS_OWN, "sh", "-c", script + ' && exec "$@"', "sh")


class Doctor(unittest.TestCase):
    def test_all_is_well_where_the_lab_runs_and_nothing_changes(self):
        before = machine_network()
        code, lab, findings = doctor()
        self.assertEqual((code, lab), (0, True))
        needed = [each["status"] for each in findings.values() if each["needed"]]
        self.assertEqual(set(needed), {"ok"})
        self.assertEqual(machine_network(), before)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
    def test_the_same_for_an_unprivileged_user(self):
        nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        if subprocess.run([*nobody, "test", "-x", EDGESIM]).returncode != 0:
            self.skipTest("other users cannot reach the programs here")
        code, lab, _ = doctor(*nobody)
        self.assertEqual((code, lab), (0, True))

    def test_a_hidden_tun_device_is_named_with_its_remedy(self):
        code, lab, findings = with_shell("mount -t tmpfs none /dev/net")
        self.assertEqual((code, lab), (3, False))
        tap = findings["tap-device"]
        self.assertEqual(tap["status"], "missing")
        self.assertIn("/dev/net/tun): No such file", tap["seen"])
        self.assertIn("modprobe tun", tap["remedies"])
        self.assertEqual(findings["nftables"]["status"], "ok")

    def test_limits_of_zero_are_named_with_the_setting(self):
        for kind, name in (("user", "user-namespace"), ("pid", "pid-namespace")):
            with self.subTest(kind):
                code, _, findings = with_shell(f"echo 0 > /proc/sys/user/max_{kind}_namespaces")
                self.assertEqual(code, 3)
                self.assertEqual(findings[name]["status"], "missing")
                self.assertEqual(findings[name]["remedies"],
                                 [f"sysctl -w user.max_{kind}_namespaces=15000"])
        code, _, findings = with_shell("echo 0 > /proc/sys/user/max_user_namespaces")
        self.assertEqual(findings["tap-device"]["status"], "not-tested")

    def test_small_limits_are_named_with_the_setting(self):
        for kind, name in (("net", "network-namespace"), ("pid", "pid-namespace")):
            with self.subTest(kind):
                code, _, findings = with_shell(f"echo 3 > /proc/sys/user/max_{kind}_namespaces")
                self.assertEqual(code, 3)
                self.assertEqual(findings[name]["status"], "missing")
                self.assertIn("No space left on device", findings[name]["seen"])
                self.assertEqual(findings[name]["remedies"],
                                 [f"sysctl -w user.max_{kind}_namespaces=15000"])

    def test_too_few_open_files_are_named_with_the_limit(self):
        for limit in (4, 12, 40, 100):
            with self.subTest(limit):
                code, _, findings = doctor("sh", "-c", f'ulimit -n {limit} && exec "$@"', "sh")
                self.assertEqual(code, 3)
                self.assertEqual(findings["limits"]["status"], "missing")
                self.assertIn("ulimit -n 1024", findings["limits"]["remedies"][0])
                self.assertEqual(findings["tap-device"]["status"], "not-tested")
        code, _, _ = doctor("sh", "-c", 'ulimit -Sn 40 && exec "$@"', "sh")
        self.assertEqual(code, 0, "a soft limit is raised")

    @unittest.skipUnless(os.geteuid() == 0, "only root can become a user without processes")
    def test_too_few_processes_are_named_with_the_limit(self):
        nobody = ["setpriv", "--reuid", "61234", "--regid", "61234", "--clear-groups"]
        if subprocess.run([*nobody, "test", "-x", EDGESIM]).returncode != 0:
            self.skipTest("other users cannot reach the programs here")
        for limit in (1, 2, 4):
            with self.subTest(limit):
                code, _, findings = doctor(*nobody, "prlimit", f"--nproc={limit}")
                self.assertEqual(code, 3)
                missing = [each for each in findings.values()
                           if each["needed"] and each["status"] == "missing"]
                self.assertIn("Resource temporarily unavailable", missing[0]["seen"])
                self.assertIn("ulimit -u", missing[0]["remedies"][0])

    def test_a_lab_with_too_few_open_files_names_the_limit(self):
        done = subprocess.run(
            ["sh", "-c", 'ulimit -n 40 && exec "$@"', "sh", EDGESIM, "run",
             ROOT / "scenarios/healthy-direct.yaml", "--world", "lab"], capture_output=True,
            text=True, env=CLEAN)
        self.assertEqual(done.returncode, 3)
        self.assertIn("40 open files are allowed here (ulimit -n), 256 are needed", done.stdout)

    def test_read_only_settings_are_named(self):
        code, _, findings = with_shell("mount --bind /proc/sys /proc/sys && "
                                       "mount -o remount,bind,ro /proc/sys")
        self.assertEqual(code, 3)
        self.assertIn("Read-only file system", findings["settings"]["seen"])
        self.assertIn("systempaths=unconfined", findings["settings"]["remedies"][0])

    def test_a_lab_that_cannot_be_set_up_points_here(self):
        scenario = ROOT / "scenarios/healthy-direct.yaml"
        done = subprocess.run(
            [*AS_ROOT_OF_ITS_OWN, "sh", "-c", 'mount -t tmpfs none /dev/net && exec "$@"', "sh",
             EDGESIM, "run", scenario, "--world", "lab"], capture_output=True, text=True, env=CLEAN)
        self.assertEqual(done.returncode, 3)
        self.assertIn("edgesim doctor", done.stdout)

    def test_text_has_a_line_each_and_a_conclusion(self):
        done = subprocess.run([EDGESIM, "doctor"], capture_output=True, text=True, env=CLEAN)
        self.assertRegex(done.stdout, r"(?m)^ok +tap-device ")
        self.assertTrue(done.stdout.endswith("The lab can run here.\n"))


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    unittest.main(verbosity=2)
