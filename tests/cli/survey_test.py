#!/usr/bin/env python3
"""edgeprobe survey, diff and rollup from outside: refusals, forms, exit codes. Runs in a network
namespace with nothing but loopback."""
import csv
import html.parser
import io
import json
import socket
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

import sarif_subset
from programs import edgeprobe, harness

ENDPOINT = "  - {name: %s, kind: tcp, host: 127.0.0.1, port: %d, why: w, component: c%s}\n"
HOSTILE = "=1+1 <script>alert(1)</script> | & x"

# arguments behind "survey" -> words of the one line
MALFORMED = [
    (["missing.yaml"], ["missing.yaml"]),
    (["--parallel", "0"], ["--parallel"]),
    (["--hub", "bad host"], ["--hub"]),
    (["--label", "x"], ["--label", "KEY=VALUE"]),
    (["--proxy-credentials", "@x"], ["--proxy-credentials", "--proxy"]),
    (["--report", "pdf=x"], ["--report", "html"]),
    (["-o", "pdf"], ["--output", "sarif"]),
    (["--allow-list", "pf"], ["--allow-list", "nft"]),
    (["--dns", "127.0.0.1:x"], ["--dns"]),
]


class Page(html.parser.HTMLParser):
    """What a browser would make of it: tags, and those that are still open at the end."""

    VOID = {"meta", "input", "circle", "rect", "path", "br"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.attributes, self.words = [], [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise ValueError(f"</{tag}> closes another element")

    def handle_data(self, data):
        self.words += data


class Survey(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def catalogue(self, *endpoints, name="site.yaml"):
        path = self.folder / name
        path.write_text("catalogue: site\nendpoints:\n" + "".join(endpoints))
        return path

    def test_wrong_usage_is_one_line(self):
        for arguments, words in MALFORMED:
            with self.subTest(arguments):
                done = edgeprobe("survey", *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                for word in words:
                    self.assertIn(word, done.stderr)

    def test_an_unknown_key_is_refused_by_its_line(self):
        path = self.catalogue(ENDPOINT % ("a", 1, ""), ENDPOINT % ("b", 2, ", prot: 3"))
        done = edgeprobe("survey", path)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{path}:4:", done.stderr)
        self.assertIn("unknown key 'prot' in an endpoint (did you mean 'port'?)", done.stderr)

    def test_nothing_is_sent_to_list_and_plan(self):
        listed = edgeprobe("survey", "--list", "--hub", "contoso").stdout
        self.assertIn("contoso.azure-devices.net", listed)
        self.assertIn("learn.microsoft.com/azure/iot-edge/production-checklist", listed)
        self.assertIn(" REGISTRY.azurecr.io:443 ", listed)
        self.assertNotIn("left out", listed)
        plan = edgeprobe("survey", "--plan", "--hub", "contoso", "--proxy", "http://10.0.0.5:3128")
        self.assertIn("through the proxy 10.0.0.5:3128", plan.stdout)
        self.assertIn("{registry} has no value (--registry)", plan.stdout)
        planned = json.loads(edgeprobe("survey", "--plan", "--hub", "contoso", "-o", "json").stdout)
        self.assertEqual({check["result"] for check in planned["checks"]}, {"skipped"})
        template = self.folder / "own.yaml"
        template.write_text(edgeprobe("survey", "--template").stdout)
        again = edgeprobe("survey", template, "--plan", "--hub", "contoso",
                          "--proxy", "http://10.0.0.5:3128")
        self.assertEqual(again.stdout.replace(str(template), "azure-iot-edge"), plan.stdout)

    def test_every_form_of_one_survey(self):
        path = self.catalogue(ENDPOINT % (f'"{HOSTILE}"', 4, ""),
                              ENDPOINT % ("shut", 5, ", expect: blocked"))
        reports = {form: self.folder / form for form in
                   ("json", "html", "markdown", "csv", "junit", "tap", "sarif", "prometheus")}
        done = edgeprobe("survey", path, "--site", HOSTILE,
                         *(f"--report={form}={file}" for form, file in reports.items()))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("own-port-closed", done.stdout)
        self.assertIn("1 passed, 1 failed", done.stdout)
        text = {form: file.read_text() for form, file in reports.items()}
        self.assertEqual([check["result"] for check in json.loads(text["json"])["checks"]],
                         ["failed", "passed"])
        self.assertEqual(json.loads(text["sarif"])["runs"][0]["results"][0]["ruleId"],
                         "own-port-closed")
        suite = xml.etree.ElementTree.fromstring(text["junit"])
        self.assertEqual(suite.attrib["failures"], "1")
        rows = list(csv.DictReader(io.StringIO(text["csv"], newline="")))
        self.assertEqual(rows[0]["endpoint"], "'" + HOSTILE)
        self.assertTrue(text["tap"].startswith("TAP version 14\n1..2\nnot ok 1 - "))
        self.assertIn('edgeprobe_check_success{site="' + HOSTILE, text["prometheus"])
        self.assertNotIn("<script", text["markdown"])
        self.check_page(text["html"])

    def check_page(self, text):
        page = Page(text)
        self.assertEqual(page.open, [])
        self.assertEqual(page.tags.count("script"), 1)
        self.assertFalse({name for name, _ in page.attributes} & {"src", "href", "onload", "style"})
        self.assertIn(HOSTILE, page.words)
        self.assertEqual([tag for tag in page.tags if tag in ("h1", "main", "table", "svg")],
                         ["h1", "main", "svg", "table"])

    def test_reports_fit_their_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        path = self.catalogue(ENDPOINT % ("a", 4, ""), ENDPOINT % (f'"{HOSTILE}"', 5, ""))
        file, other = self.folder / "report.json", self.folder / "other.json"
        sarif = json.loads(edgeprobe("survey", path, "-o", "sarif", "--report",
                                     f"json={file}").stdout)
        report = json.loads(file.read_text())
        report["checks"][0].update(reached=True, result="passed")
        other.write_text(json.dumps(report))
        for made, schema in ((report, "survey-schema"),
                             (json.loads(edgeprobe("diff", other, file, "-o", "json").stdout),
                              "diff-schema"),
                             (json.loads(edgeprobe("rollup", other, file, "-o", "json").stdout),
                              "rollup-schema")):
            jsonschema.validate(made, json.loads(edgeprobe("list", schema).stdout))
        jsonschema.validate(sarif, sarif_subset.SCHEMA)
        self.assertEqual(len(sarif["runs"][0]["results"]), 2)
        self.assertEqual(sarif_subset.rules_not_told(sarif), set())

    def test_a_diff_tells_what_is_worse(self):
        with tempfile.NamedTemporaryFile() as older, tempfile.NamedTemporaryFile() as newer:
            path = self.catalogue(ENDPOINT % ("a", 4, ", expect: blocked"))
            edgeprobe("survey", path, "--report", f"json={older.name}")
            same = edgeprobe("diff", older.name, older.name)
            self.assertEqual(same.returncode, 0)
            self.assertIn("Nothing has changed", same.stdout)
            report = json.loads(Path(older.name).read_text())
            report["checks"][0].update(reached=True, result="failed", words="It is reached.")
            Path(newer.name).write_text(json.dumps(report))
            worse = edgeprobe("diff", older.name, newer.name)
            self.assertEqual(worse.returncode, 1)
            self.assertIn("worse   a\n        It is reached now.", worse.stdout)
            self.assertEqual(edgeprobe("diff", newer.name, older.name).returncode, 0)

    def test_a_fleet_is_rolled_up_by_cause(self):
        path = self.catalogue(ENDPOINT % ("a", 4, ""))
        report = json.loads(edgeprobe("survey", path, "-o", "json").stdout)
        files = []
        for number in range(20):
            one = dict(report, site=f"site {number}",
                       name_servers=["10.0.0.53" if number < 5 else "10.0.0.54"])
            if number >= 5:
                one["checks"] = [dict(report["checks"][0], result="passed", reached=True)]
            files.append(self.folder / f"{number}.json")
            files[-1].write_text(json.dumps(one))
        done = edgeprobe("rollup", *files)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("20 reports, 15 without findings", done.stdout)
        self.assertIn("own-port-closed in 5 reports", done.stdout)
        self.assertIn("name server 10.0.0.53 (5 of 5, and 0 of the 15 others)", done.stdout)

    def mounted(self, name, options):
        place = self.folder / name
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", place], check=True)
        self.addCleanup(subprocess.run, ["umount", place], check=True)
        return place

    def test_a_folder_that_cannot_be_written_is_said_before_anything_is_sent(self):
        path = self.catalogue(ENDPOINT % ("a", 4, ", expect: blocked"))
        fixed = self.mounted("fixed", "ro")
        done = edgeprobe("survey", path, "--report", f"csv={fixed}/a.csv")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(f"{fixed}/a.csv: Read-only file system", done.stderr)

    def test_a_full_disk_spoils_no_other_report(self):
        path = self.catalogue(ENDPOINT % ("a", 4, ", expect: blocked"))
        full = self.mounted("full", "size=8k")
        (full / "filler").write_bytes(b"x" * 8192)
        done = edgeprobe("survey", path, "--report", f"html={full}/a.html", "--report",
                         f"tap={self.folder}/a.tap")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, f"{full}/a.html: No space left on device")
        self.assertIn("1 passed", done.stdout)
        self.assertTrue((self.folder / "a.tap").read_text().startswith("TAP version 14"))
        self.assertEqual([file.name for file in full.iterdir()], ["filler"])

    def test_an_interrupted_survey_says_what_was_not_looked_at(self):
        name_server = self.enterContext(SilentServer())
        path = self.catalogue(*("  - {name: n%d, kind: dns, host: n%d.test, why: w, component: c}\n"
                                % (number, number) for number in range(3)))
        process = subprocess.Popen(
            [harness.BIN / "edgeprobe", "survey", path, "--parallel", "1", "--dns",
             name_server.address, "-o", "json"], stdout=subprocess.PIPE, text=True,
            env={"PATH": "/usr/bin:/bin", "ASAN_OPTIONS": "detect_leaks=0"})
        name_server.asked()
        process.terminate()
        report = json.loads(process.communicate()[0])
        self.assertTrue(report["interrupted"])
        self.assertEqual(process.returncode, 1)
        self.assertEqual(report["checks"][2]["result"], "skipped")


class SilentServer:
    """A name server that takes queries and says nothing."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        return self

    def __exit__(self, *unused):
        self.socket.close()

    def asked(self):
        self.socket.recvfrom(1024)


if __name__ == "__main__":
    harness.main()
