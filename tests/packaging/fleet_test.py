#!/usr/bin/env python3
"""packaging/fleet: each manifest is parsed, and what it has the programs do is done, in a network
namespace with nothing but loopback; systemd and Ansible judge their own, where they are there."""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interop"))
import harness  # noqa: E402

FLEET = ROOT / "packaging/fleet"
CLEAN = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"}
KINDS = {"ConfigMap": "v1", "DaemonSet": "apps/v1", "Job": "batch/v1", "CronJob": "batch/v1"}
TERMINATION_LOG = 4096  # bytes that Kubernetes keeps
TWIN_VALUE = 4096       # bytes of a string in a module's twin


def manifests():
    found = {}
    for path in sorted((FLEET / "kubernetes").glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text()):
            found[path.stem] = document
    return found


def template_of(document):
    spec = document["spec"]
    return (spec["jobTemplate"]["spec"] if document["kind"] == "CronJob" else spec)["template"]


def podspecs():
    return {name: template_of(each)["spec"] for name, each in manifests().items()
            if each["kind"] != "ConfigMap"}


class Programs(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_to_its_end(self, program, arguments, **environment):
        return subprocess.run([harness.BIN / program, *arguments], capture_output=True, text=True,
                              env={**CLEAN, **environment})

    def watch_listens(self, arguments):
        """Whether the program takes the arguments, and answers as the manifest says."""
        with subprocess.Popen([harness.BIN / "edgeprobe", *arguments], text=True, env=CLEAN,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            line = process.stdout.readline()
            process.terminate()
            errors = process.communicate()[1]
        self.assertIn("listens at", line, errors)
        self.assertEqual(process.returncode, 0)


class Kubernetes(Programs):
    def placed(self, arguments):
        """The arguments with the paths of the container led to this test's folder."""
        (self.folder / "site.yaml").write_text(manifests()["catalogue"]["data"]["site.yaml"])
        places = {"/etc/edgeprobe/": f"{self.folder}/", "/spool/": f"{self.folder}/",
                  "/dev/termination-log": f"{self.folder}/termination-log",
                  "$(NODE_NAME)": "node 1"}
        for place, here in places.items():
            arguments = [argument.replace(place, here) for argument in arguments]
        return arguments

    def test_the_form_is_kubernetes_own(self):
        for name, document in manifests().items():
            with self.subTest(name):
                self.assertEqual(KINDS[document["kind"]], document["apiVersion"])
                self.assertRegex(document["metadata"]["name"], "^[a-z][a-z0-9-]{0,62}$")
                if document["kind"] == "ConfigMap":
                    continue
                labels = template_of(document)["metadata"]["labels"]
                selector = document["spec"].get("selector", {}).get("matchLabels", {})
                self.assertLessEqual(selector.items(), labels.items())
                if document["kind"] != "DaemonSet":
                    self.assertEqual(template_of(document)["spec"]["restartPolicy"], "Never")

    def test_no_container_has_a_privilege(self):
        for name, spec in podspecs().items():
            with self.subTest(name):
                self.assertTrue(spec["securityContext"]["runAsNonRoot"])
                self.assertFalse(spec["automountServiceAccountToken"])
                volumes = {volume["name"] for volume in spec["volumes"]}
                for container in spec["containers"]:
                    rights = container["securityContext"]
                    self.assertTrue(rights["readOnlyRootFilesystem"])
                    self.assertFalse(rights["allowPrivilegeEscalation"])
                    self.assertEqual(rights["capabilities"], {"drop": ["ALL"]})
                    self.assertIn("memory", container["resources"]["limits"])
                    mounted = {mount["name"] for mount in container["volumeMounts"]}
                    self.assertEqual(mounted, volumes)

    def test_the_watch_answers_where_its_probes_ask(self):
        [container] = podspecs()["daemonset"]["containers"]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        self.assertEqual(ports[container["livenessProbe"]["httpGet"]["port"]], 9600)
        self.watch_listens(self.placed(container["args"]))

    def test_a_surveys_verdict_is_its_termination_message(self):
        for name in ("job", "cronjob"):
            [container] = podspecs()[name]["containers"]
            done = self.run_to_its_end("edgeprobe", self.placed(container["args"]))
            self.assertEqual((done.returncode, done.stderr), (1, ""))
            message = (self.folder / "termination-log").read_bytes()
            self.assertLessEqual(len(message), TERMINATION_LOG)
            self.assertRegex(message.decode(), r"^cluster, from .*: 2 failed\nfailed hub by AMQP ")

    def test_the_indexes_of_a_job_are_all_of_a_suite(self):
        document = manifests()["scenarios"]
        self.assertEqual(document["spec"]["completionMode"], "Indexed")
        [container] = podspecs()["scenarios"]["containers"]
        parts = document["spec"]["completions"]
        self.assertEqual(container["args"], ["run", "/scenarios", "--shard", f"job/{parts}"])
        suite = self.folder / "scenarios"
        suite.mkdir()
        for number in range(6):
            scenario = (ROOT / "scenarios/healthy-direct.yaml").read_text()
            (suite / f"s{number}.yaml").write_text(scenario)
        found = []
        for index in range(parts):
            arguments = [argument.replace("/scenarios", str(suite))
                         for argument in container["args"]]
            done = self.run_to_its_end("edgesim", arguments, JOB_COMPLETION_INDEX=str(index))
            self.assertEqual(done.returncode, 0, done.stderr)
            found += re.findall(r"^ok +(s\d)", done.stdout, re.MULTILINE)
        self.assertEqual(sorted(found), [f"s{number}" for number in range(6)])


class IotEdge(Programs):
    def test_the_module_is_what_the_runtime_takes(self):
        manifest = json.loads((FLEET / "iot-edge/deployment.json").read_text())
        [(path, module)] = manifest["modulesContent"]["$edgeAgent"].items()
        self.assertRegex(path, r"^properties\.desired\.modules\.[a-zA-Z0-9_-]{1,128}$")
        self.assertEqual((module["type"], module["status"], module["restartPolicy"]),
                         ("docker", "running", "always"))
        options = module["settings"]["createOptions"]
        self.assertLess(len(options), TWIN_VALUE)
        options = json.loads(options)
        self.assertLessEqual(options.keys(), {"Cmd", "ExposedPorts", "HostConfig", "Env"})
        host = options["HostConfig"]
        self.assertTrue(host["ReadonlyRootfs"])
        self.assertEqual(host["CapDrop"], ["ALL"])
        self.assertIn("9600/tcp", options["ExposedPorts"])
        [volume] = [bind.split(":")[1] for bind in host["Binds"]]
        self.assertEqual(volume, "/var/lib/edgeprobe")
        self.assertIn("COPY --chown=65534:65534 owned /var/lib\n",
                      (ROOT / "packaging/image/Containerfile").read_text())
        self.watch_listens([word.replace(volume, str(self.folder)) for word in options["Cmd"]])


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is missing")
class Systemd(Programs):
    def analyze(self, *arguments):
        units = self.folder / "units"
        if not units.exists():
            shutil.copytree(FLEET / "systemd", units)
            for path in units.glob("*.service"):
                path.write_text(path.read_text().replace("/usr/bin/edgeprobe", "/bin/true"))
        done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True,
                              cwd=units, env={**CLEAN, "SYSTEMD_PAGER": ""})
        return done.returncode, done.stdout + done.stderr

    def test_the_units_are_sound(self):
        names = sorted(path.name for path in (FLEET / "systemd").iterdir())
        self.assertEqual(len(names), 3)
        self.assertEqual(self.analyze("verify", "--man=no", *(f"./{name}" for name in names)),
                         (0, ""))

    def test_the_services_may_do_little(self):
        for path in (FLEET / "systemd").glob("*.service"):
            code, said = self.analyze("security", "--offline=true", "--threshold=20",
                                      f"./{path.name}")
            self.assertEqual(code, 0, said)

    def test_the_programs_take_what_the_units_say(self):
        lines = {path.stem: re.search("^ExecStart=(.*)$", path.read_text(), re.MULTILINE).group(1)
                 for path in (FLEET / "systemd").glob("*.service")}
        for unit, state in (("edgeprobe-watch", "/var/lib/edgeprobe/"),
                            ("edgeprobe-survey", "/var/lib/edgeprobe-survey/")):
            words = shlex.split(lines[unit].replace(state, f"{self.folder}/"))
            self.assertEqual(words[0], "/usr/bin/edgeprobe")
            self.assertRegex(words[-1], r"^\$EDGEPROBE_[A-Z]+$")
            if words[1] == "watch":
                self.watch_listens(words[1:-1])
                self.assertTrue((self.folder / "spool").is_dir())
            else:
                done = self.run_to_its_end("edgeprobe", [*words[1:-1], "--plan"])
                self.assertEqual(done.returncode, 0, done.stderr)


@unittest.skipUnless(shutil.which("ansible-playbook"), "ansible-playbook is missing")
class Ansible(Programs):
    def play(self, *arguments):
        done = subprocess.run(
            ["ansible-playbook", "-i", "localhost,", "-c", "local", "-e", "edgeprobe_service=false",
             *arguments, FLEET / "ansible/site.yml"], capture_output=True, text=True,
            env={**CLEAN, "HOME": str(self.folder), "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8",
                 "ANSIBLE_LOCAL_TEMP": str(self.folder), "ANSIBLE_REMOTE_TEMP": str(self.folder)})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_the_role_changes_a_machine_once(self):
        """This one, of whose /etc only a layer above it is written, in this mount namespace."""
        layer = self.folder / "layer"
        layer.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "none", layer], check=True)
        self.addCleanup(subprocess.run, ["umount", layer], check=True)
        for name in ("upper", "work"):
            (layer / name).mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir=/etc,upperdir={layer}/upper,workdir={layer}/work", "/etc"],
            capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(mounted.stderr)
        self.addCleanup(subprocess.run, ["umount", "/etc"], check=True)
        self.assertRegex(self.play(), r"changed=[1-9]\d* .*failed=0")
        self.assertRegex(self.play(), r"changed=0 .*failed=0")
        words = shlex.split(Path("/etc/default/edgeprobe").read_text(), comments=True)
        arguments = shlex.split(words[0].partition("=")[2])
        arguments = [word.replace("127.0.0.1:9600", "127.0.0.1:9608") for word in arguments]
        self.watch_listens(["watch", *arguments])


if __name__ == "__main__":
    harness.main()
