#!/usr/bin/env python3
"""edgesim run of suites: parts of them, odd ones, and what is told of files that are wrong."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from programs import CLEAN  # noqa: E402
import harness  # noqa: E402

HEALTHY = "why: Nothing is wrong.\ntopology: direct\nexpect: {exit: 0, verdict: connected}\n"
MISSED = "why: It is missed.\ntopology: direct\nexpect: {exit: 7}\n"
DROPPED = ("why: One way is dropped.\ntopology: bridge\nexpect: {}\ntimeline:\n"
           "  - {at: ATs, fault: FAULT}\n")


class Suites(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.junit = self.folder / "results.xml"

    def write(self, name, text=HEALTHY):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run_suite(self, *arguments, of=".", by=()):
        return subprocess.run([*by, harness.BIN / "edgesim", "run", *arguments, of], text=True,
                              capture_output=True, env=CLEAN, cwd=self.folder)

    def names_of(self, *arguments, of="."):
        done = self.run_suite(*arguments, of=of)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return [line.split()[1] for line in done.stdout.splitlines() if line.startswith("ok")]

    def assert_refused(self, done, *lines):
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.splitlines(), [f"edgesim: {line}" for line in lines])

    def test_folders_below_are_walked_and_their_scenarios_named_by_their_way(self):
        for name in ("b.yaml", "dns/a.yaml", "dns/v6/a.yaml", ".git/c.yaml", "a.yaml", "d.txt"):
            self.write(name)
        self.assertEqual(self.names_of(), ["a", "b", "dns/a", "dns/v6/a"])
        self.assertEqual(self.names_of(of="dns"), ["a", "v6/a"])

    def test_no_yaml_file_is_passed_over(self):
        for name in ("a.yml", "b.YAML", "c.Yml", "d/e.yaml", "f.yaml.bak", "yaml"):
            self.write(name)
        self.assertEqual(self.names_of(), ["a", "b", "c", "d/e"])
        self.write("a.yaml")
        self.assert_refused(self.run_suite(), "./a.yml: is called 'a', as ./a.yaml is; "
                            "give the folder above both, or another name")

    def test_a_filter_takes_the_last_part_of_a_name_or_all_of_it(self):
        for name in ("a.yaml", "dns/a.yaml", "dns/ab.yaml", "tls/a.yaml"):
            self.write(name)
        for globs, names in ((["a"], ["a", "dns/a", "tls/a"]), (["dns/*"], ["dns/a", "dns/ab"]),
                             (["*b", "tls/?"], ["dns/ab", "tls/a"])):
            options = [word for glob in globs for word in ("--filter", glob)]
            self.assertEqual(self.names_of(*options), names, globs)
        self.assert_refused(self.run_suite("--filter", "x*"),
                            "--filter: matches none of the 4 scenarios")

    def test_shards_are_parts_of_one_size_that_together_are_all(self):
        names = [f"s{i:02}" for i in range(10)]
        for name in names:
            self.write(name + ".yaml")
        parts = [self.names_of("--shard", f"{k}/3") for k in (1, 2, 3)]
        self.assertEqual([len(part) for part in parts], [4, 3, 3])
        self.assertEqual(sorted(sum(parts, [])), names)
        self.assertEqual(self.names_of("--filter", "s0[0-3]", "--shard", "2/2"), ["s01", "s03"])

    def test_shards_that_cannot_be(self):
        self.write("a.yaml")
        for odd in ("0/3", "4/3", "3", "3/", "/3", "1/0", "1/3/3", "a/b", "1/99999"):
            self.assert_refused(self.run_suite("--shard", odd), "--shard: must be K/N such as 3/8, "
                                "K from 1 to N, N at most 10000, or job/N")
        self.assert_refused(self.run_suite("--shard", "job/2"), "--shard: job/N takes "
                            "K from JOB_COMPLETION_INDEX, which is no such number")
        self.assert_refused(self.run_suite("--shard", "2/2"),
                            "--shard: 2/2 is empty, as there is only 1 scenario")

    def test_every_bad_file_is_told_and_the_junit_file_has_all(self):
        self.write("good.yaml")
        self.write("typo.yaml", HEALTHY.replace("direct", "dirct"))
        self.write("utf-8.yaml", b"why: \xff\ntopology: direct\nexpect: {}\n")
        os.symlink(self.folder / "nowhere", self.folder / "gone.yaml")
        done = self.run_suite("--junit", self.junit)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        said = done.stderr.splitlines()
        self.assertEqual(len(said), 3, said)
        for line, words in zip(said, ("./gone.yaml: cannot be read: No such file",
                                      "./typo.yaml:2:11: topology cannot be 'dirct'",
                                      "./utf-8.yaml:1:6: why cannot be '\\xff'; ")):
            self.assertTrue(line.startswith("edgesim: " + words), line)
        suite = xml.parse(self.junit).getroot()
        self.assertEqual((suite.get("tests"), suite.get("errors"), suite.get("skipped")),
                         ("4", "3", "1"))
        self.assertIsNone(suite.find("testcase[@name='typo']/system-out"))
        self.assertIn("dirct", suite.find("testcase[@name='typo']/error").get("message"))
        self.assertIn("not run, as other files",
                      suite.find("testcase[@name='good']/skipped").get("message"))

    def test_odd_folders(self):
        self.write("a/x.yaml")
        self.write("b/x.yaml")
        self.assert_refused(self.run_suite("a", of="b"), "b/x.yaml: is called 'x', as a/x.yaml is; "
                            "give the folder above both, or another name")
        self.assertEqual(self.names_of("a", "a/x.yaml", of="a"), ["x"])
        os.symlink("..", self.folder / "a/up")
        self.assert_refused(self.run_suite(), "./a/up: is a link to a folder that it lies in")
        (self.folder / "c").mkdir()
        self.assert_refused(self.run_suite(of="c"), "c: no .yaml or .yml file in this folder")
        os.symlink("self", self.folder / "c/self")
        self.assert_refused(self.run_suite(of="c"), "c: no .yaml or .yml file in this folder")
        self.assert_refused(self.run_suite(of="none"),
                            "none: cannot be read: No such file or directory")

    def test_empty_files_are_not_nothing_that_runs(self):
        for text in ("", "\n# all of it is a remark\n"):
            self.write("a.yaml", text)
            self.assert_refused(self.run_suite(), "./a.yaml: nothing in it")
        (self.folder / "a.yaml").unlink()
        (self.folder / "a.yaml").mkdir()
        self.assert_refused(self.run_suite(), ".: no .yaml or .yml file in this folder")

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("setpriv"), "needs root and setpriv")
    def test_what_may_not_be_read(self):
        nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        self.write("good.yaml")
        self.write("a/x.yaml").chmod(0)
        self.write("b/x.yaml")
        (self.folder / "b").chmod(0)
        self.folder.chmod(0o755)
        denied = "cannot be read: Permission denied"
        self.assert_refused(self.run_suite(by=nobody), f"./a/x.yaml: {denied}", f"./b: {denied}")
        (self.folder / "b").chmod(0o755)
        self.assert_refused(self.run_suite(by=nobody), f"./a/x.yaml: {denied}")

    def test_thousands_of_files(self):
        for i in range(3000):
            self.write(f"{i % 7}/{i}.yaml", "why: w\ntopology: mesh\nexpect: {}\n")
        self.assertEqual(len(self.run_suite().stderr.splitlines()), 3000)

    def test_junit_says_why_and_where(self):
        self.write("dns/a.yaml", MISSED)
        self.assertEqual(self.run_suite("--junit", self.junit).returncode, 1)
        case = xml.parse(self.junit).getroot().find("testcase")
        self.assertEqual((case.get("name"), case.get("file")), ("dns/a", "./dns/a.yaml"))
        self.assertEqual(case.find("properties/property[@name='why']").get("value"),
                         "It is missed.")
        self.assertIn("./dns/a.yaml: It is missed.\nthe exit code is 0, expected 7\n",
                      case.find("failure").text)

    def test_verbose_leaves_the_jobs_alone(self):
        for name in "abc":
            self.write(name + ".yaml")
        alone, together = (self.run_suite("-v", "--jobs", jobs).stdout.split("\nok ")[0]
                           for jobs in "12")
        self.assertEqual(alone, together)
        self.assertEqual(alone.count("VERDICT"), 3)

    def test_a_scenario_that_is_for_a_program_alone(self):
        words = "nothing was compared: `expect` has only `exec`, which is for --exec"
        self.write("a.yaml", "why: w\ntopology: bridge\nexpect: { exec: { exit: 0 } }\n")
        done = self.run_suite()
        self.assertEqual((done.returncode, done.stdout.count(f"       note: {words}\n")), (0, 1))
        self.assertEqual(self.run_suite("--strict").returncode, 1)
        self.run_suite("--junit", self.junit)  # no green that says nothing
        suite = xml.parse(self.junit).getroot()
        self.assertEqual((suite.get("skipped"), suite.get("failures")), ("1", "0"))
        self.assertEqual(suite.find("testcase/skipped").get("message"), words)

    def test_a_fault_that_no_run_can_notice(self):
        for at, fault, words in (
                (500, "tls-silence", "line 5: fault 'tls-silence' begins at 500s, but the run had "
                                     "ended by 180ms"),
                (0, "hub-personality, with: {personality: hub-v1}",
                 "line 5: fault 'hub-personality' changes nothing in this network"),
                (0, "port-dropped, with: {at: host, port: 5761}",
                 "line 5: fault 'port-dropped' is about port 5761, which nothing in this scenario "
                 "has"),
                (0, "proxy-denies", "line 5: fault 'proxy-denies' is about a proxy")):
            self.write("a.yaml", DROPPED.replace("AT", str(at)).replace("FAULT", fault))
            done = self.run_suite()
            self.assertIn(f"       note: {words}", done.stdout)
            self.assertEqual(done.returncode, 0)
            strict = self.run_suite("--strict")
            self.assertIn(f"       {words}", strict.stdout)
            self.assertEqual(strict.returncode, 1)


if __name__ == "__main__":
    unittest.main()
