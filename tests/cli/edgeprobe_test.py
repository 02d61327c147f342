#!/usr/bin/env python3
"""edgeprobe's command line: every malformed input gives one line that says what and where, exit 2.

Runs inside a network namespace with nothing but loopback, so that no packet can leave.
"""
import os
import pathlib
import subprocess
import tempfile
import unittest

from programs import CLEAN, edgeprobe, harness

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
IDENTITY = f"HostName=hub.test;DeviceId=dev-1;SharedAccessKey={KEY}"

# arguments after "run" -> words the one line must contain
MALFORMED = [
    (["--hub", "bad host!"], ["--hub"]),
    (["--hub", ""], ["--hub"]),
    (["--hub", "hub.test:5671"], ["--hub", "hub.test:5671", "port"]),
    (["--hub", "ex..net"], ["--hub", "ex..net"]),
    (["--hub", "-x.net"], ["--hub"]),
    (["--hub", "a" * 64 + ".net"], ["--hub"]),
    (["--hub", "-o"], ["--hub", "missing"]),
    (["--hub", "a.test", "--connection-string", IDENTITY], ["--hub", "--connection-string"]),
    (["--hub", "a.test", "--until", "nowhere"], ["--until", "nowhere"]),
    (["--hub", "a.test", "--until", "proxy"], ["--until proxy", "--proxy"]),
    (["--hub", "a.test", "--until", "link"], ["--until link", "credentials"]),
    (["--hub", "a.test", "--hold", "5m"], ["--hold", "link"]),
    (["--hub", "a.test", "--hold", "idle:1s"], ["--hold", "idle:DURATION", "10s"]),
    (["--hub", "a.test", "--hold", "idle", "--until", "link"], ["--hold idle", "amqp-open"]),
    (["--hub", "a.test", "--hold", "idle", "--until", "cbs"], ["--until cbs", "credentials"]),
    (["--hub", "a.test", "--hold", "idle", "--quick"], ["--quick", "--hold idle"]),
    (["--hub", "a.test", "--attempt-timeout", "soon"], ["--attempt-timeout", "soon"]),
    (["--hub", "a.test", "--attempt-timeout", "0s"], ["--attempt-timeout"]),
    (["--hub", "a.test", "--attempt-timeout", "-5s"], ["--attempt-timeout"]),
    (["--hub", "a.test", "--amqp-port", "0"], ["--amqp-port"]),
    (["--hub", "a.test", "--amqp-port", "70000"], ["--amqp-port"]),
    (["--hub", "a.test", "--address", "hub.test"], ["--address", "hub.test"]),
    (["--hub", "a.test", "--address", "127.0.0.1:443"], ["--address", "alone"]),
    (["--hub", "a.test", "--address", "0.0.0.0"], ["--address", "unspecified"]),
    (["--hub", "a.test", "--address", "224.0.0.1"], ["--address", "multicast"]),
    (["--hub", "a.test", "--address", "ff02::1"], ["--address", "multicast"]),
    (["--hub", "a.test", "--address", "255.255.255.255"], ["--address", "broadcast"]),
    (["--hub", "a.test", "--dns", "127.0.0.1:x"], ["--dns"]),
    (["--hub", "a.test", "--dns", "127.0.0.1:0"], ["--dns", "from 1"]),
    (["--hub", "a.test", "--control", "127.0.0.1"], ["--control"]),
    (["--hub", "a.test", "--control", "127.0.0.1:0"], ["--control"]),
    (["--hub", "a.test", "--proxy", "http://p..q:1"], ["--proxy", "host"]),
    (["--hub", "a.test", "--proxy", "https://p:1"], ["--proxy", "http"]),
    (["--hub", "a.test", "--proxy", "http://"], ["--proxy"]),
    (["--hub", "a.test", "--proxy", "http://p:99999"], ["--proxy", "port"]),
    (["--hub", "a.test", "--proxy-credentials", "@x"], ["--proxy-credentials", "--proxy"]),
    (["--hub", "a.test", "--proxy", "http://p:1", "--proxy-credentials", "u:p"], ["@FILE"]),
    (["--hub", "a.test", "--ca-file", "/nonexistent.pem"], ["/nonexistent.pem"]),
    (["--hub", "a.test", "--ca-file", "/dev/null"], ["/dev/null"]),
    (["--hub", "a.test", "--ca-file", "/dev/null", "--plan"], ["/dev/null"]),
    (["--hub", "a.test", "--report", "json="], ["--report", "FORMAT=PATH"]),
    (["--hub", "a.test", "--report", "text"], ["--report", "FORMAT=PATH"]),
    (["--hub", "a.test", "--report", "pdf=x"], ["--report", "pdf"]),
    (["--hub", "a.test", "--report", "json=/nonexistent/x"], ["/nonexistent/x"]),
    (["--hub", "a.test", "-o", "xml"], ["xml"]),
    (["--hub", "a.test", "--profile", "agent-1999"], ["agent-1999"]),
    (["--connection-string", "@/nonexistent"], ["/nonexistent"]),
    (["--connection-string", "@"], ["--connection-string @", "missing"]),
    (["--connection-string", ""], ["--connection-string", "empty"]),
    (["--connection-string", f'"{IDENTITY}"'], ["--connection-string", "quotes"]),
    (["--connection-string", f"HostName=a..b;DeviceId=d;SharedAccessKey={KEY}"], ["a..b"]),
    (["--connection-string", "HostName=hub.test"], ["DeviceId"]),
    (["--connection-string", f"DeviceId=d;SharedAccessKey={KEY}"], ["HostName"]),
    (["--connection-string", "HostName=hub.test;DeviceId=d"], ["SharedAccessKey"]),
    (["--connection-string", "HostName=hub.test;DeviceId=d;SharedAccessKey=%%"],
     ["SharedAccessKey"]),
    (["--no-such-option"], ["--no-such-option"]),
    ([], ["--hub", "--connection-string"]),
]


class WrongUsage(unittest.TestCase):
    def test_each_is_one_clear_line_and_exit_2(self):
        for arguments, words in MALFORMED:
            with self.subTest(arguments=arguments):
                done = edgeprobe("run", *arguments)
                lines = [line for line in done.stderr.splitlines() if "process list" not in line]
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertEqual(len(lines), 1, done.stderr)
                for word in words:
                    self.assertIn(word, lines[0])

    def test_unknown_or_missing_subcommand(self):
        for arguments in ([], ["walk"], ["list", "cats"], ["explain", "no-such-verdict"],
                          ["explain", ""], ["list", "schema", "--markdown"]):
            with self.subTest(arguments=arguments):
                done = edgeprobe(*arguments)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertTrue(done.stderr.strip())

    def test_an_unknown_command_is_named_unless_it_is_a_secret(self):
        done = edgeprobe("walk")
        for word in ("walk", "run", "explain", "list"):
            self.assertIn(word, done.stderr)
        self.assertNotIn(KEY, edgeprobe(IDENTITY).stderr)

    def test_alone_it_prints_its_help(self):
        done = edgeprobe()
        self.assertTrue(done.stderr.startswith("edgeprobe: a command is missing\n"), done.stderr)
        self.assertIn("edgeprobe run --hub contoso.azure-devices.net", done.stderr)

    def test_what_may_have_been_meant_is_said(self):
        for arguments, meant in ((["rum"], "'run'"), (["run", "--hubs", "x"], "'--hub'"),
                                 (["run", "contoso.azure-devices.net"], "--hub HOST"),
                                 (["--hub", "contoso.azure-devices.net"], "option of 'run'"),
                                 (["help"], "'--help'"), (["--verison"], "'--version'"),
                                 (["run", f"--conection-string={IDENTITY}"],
                                  "'--connection-string'"),
                                 (["list", "verdict"], "'verdicts'"),
                                 (["list"], "there are: verdicts, "),
                                 (["explain", "connection-refuse"], "'connection-refused'"),
                                 (["explain", "host-does-not-pass"],
                                  "'host-does-not-pass-traffic'")):
            with self.subTest(arguments=arguments):
                done = edgeprobe(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn(meant, done.stderr)
                self.assertNotIn(KEY, done.stderr)
                self.assertNotIn("dev-1", done.stderr, "not even in part")

    def test_a_bad_trust_variable_is_named(self):
        done = edgeprobe("run", "--hub", "a.test", "--plan", SSL_CERT_FILE="/nonexistent.pem")
        self.assertIn("SSL_CERT_FILE", done.stderr)
        done = edgeprobe("run", "--hub", "a.test", "--plan", SSL_CERT_FILE="/nonexistent.pem",
                         SSL_CERT_DIR="/nonexistent")
        self.assertEqual(done.returncode, 2)
        self.assertIn("SSL_CERT_FILE", done.stderr)

    def test_a_plan_needs_no_certificates_of_the_system(self):
        """In a root folder whose usual places have none; a run says so and ends."""
        hidden = ["unshare", "-rmn", "sh", "-c",
                  'for place in /etc/ssl /etc/pki /usr/local/share; do test ! -d $place || '
                  'mount -t tmpfs none $place; done; exec "$@"', "sh", harness.BIN / "edgeprobe"]
        hub = ("--hub", "a.test")
        for arguments in (("run", *hub), ("survey", "--hub", "a"),
                          ("registry", "a.test/image:1", "--anonymous")):
            with self.subTest(arguments):
                plan = subprocess.run([*hidden, *arguments, "--plan"], capture_output=True,
                                      text=True, env=CLEAN)
                self.assertEqual(plan.returncode, 0, plan.stderr)
                self.assertIn("a run would not begin here: system trust store: no certificates",
                              plan.stderr)
                self.assertTrue(plan.stdout)
                run = subprocess.run([*hidden, *arguments], capture_output=True, text=True,
                                     env=CLEAN)
                self.assertEqual((run.returncode, run.stdout), (2, ""), run.stderr)
                self.assertIn("edgeprobe: system trust store: no certificates", run.stderr)

    def test_a_malformed_environment_names_the_variable(self):
        done = edgeprobe("run", EdgeHubConnectionString="HostName=")
        self.assertEqual(done.returncode, 2)
        self.assertIn("EdgeHubConnectionString", done.stderr)

    def test_no_secret_in_any_error(self):
        for text in (f"{IDENTITY};Nonsense", f"HostName=;SharedAccessKey={KEY}",
                     f"SharedAccessSignature=SharedAccessSignature sr=a&sig={KEY}&se=1"):
            for arguments in (["--connection-string", text], [text], ["--hub", text]):
                done = edgeprobe("run", *arguments)
                self.assertEqual(done.returncode, 2)
                self.assertNotIn(KEY, done.stdout + done.stderr)

    def test_what_follows_an_unknown_option_is_not_shown(self):
        for wrong in (["--proxy-password", "p4ss"], ["--pass=p4ss"], ["-pp4ss"], ["-p", "p4ss"]):
            done = edgeprobe("run", "--hub", "a.test", *wrong)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"not expected: {wrong[0][:5] if '=' in wrong[0] else wrong[0][:2]}",
                          done.stderr)
            self.assertNotIn("p4ss", done.stderr)
        done = edgeprobe("run", "--hub", "p4ss@a.test")
        self.assertIn("--hub: it has an '@' in it", done.stderr)
        self.assertNotIn("p4ss", done.stderr)

    def test_what_a_closed_standard_output_loses_is_an_error(self):
        done = subprocess.run(["sh", "-c", '"$0" list stages >&-', str(harness.BIN / "edgeprobe")],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (3, 1))
        self.assertIn("cannot write standard output", done.stderr)

    def test_openssl_does_not_wait_for_settings_in_a_pipe(self):
        with tempfile.TemporaryDirectory() as folder:
            pipe = pathlib.Path(folder, "openssl.cnf")
            os.mkfifo(pipe)
            done = edgeprobe("list", "stages", OPENSSL_CONF=str(pipe))
            self.assertEqual(done.returncode, 2)
            self.assertIn("OPENSSL_CONF", done.stderr)
            with pipe.with_name("large.cnf").open("wb") as large:
                large.truncate(40 << 30)
            done = edgeprobe("list", "stages", OPENSSL_CONF=str(large.name))
            self.assertIn("more than 1 MiB", done.stderr)
        for fine in ("/dev/null", "/nonexistent.cnf"):
            self.assertEqual(edgeprobe("list", "stages", OPENSSL_CONF=fine).returncode, 0)


# Nothing listens there, so a run ends at once.


class Help(unittest.TestCase):
    def test_help(self):
        self.assertIn("Examples:", edgeprobe("--help").stdout)
        self.assertIn("--connection-string", edgeprobe("run", "--help").stdout)

    def test_tables_print_their_rows(self):
        self.assertIn("host-does-not-pass-traffic", edgeprobe("list", "verdicts").stdout)
        self.assertIn("agent-2017", edgeprobe("list", "profiles").stdout)
        self.assertIn("amqp-open", edgeprobe("list", "stages").stdout)
        self.assertIn("fix", edgeprobe("explain", "dns-no-answer").stdout.lower())


class Plan(unittest.TestCase):
    def test_names_every_target_and_the_reason_to_stop(self):
        plan = edgeprobe("run", "--plan", "--hub", "hub.test", "--dns", "127.0.0.1")
        self.assertEqual(plan.returncode, 0, plan.stderr)
        for words in ("127.0.0.1:53", "port 5671", "port 443", "stop after amqp-open"):
            self.assertIn(words, plan.stdout)

    def test_the_time_of_an_attempt_is_named(self):
        for given, told in (((), "up to 30 s"), (("--attempt-timeout", "500ms"), "up to 500.0 ms"),
                            (("--attempt-timeout", "1500ms"), "up to 1.5 s")):
            self.assertIn(told, edgeprobe("run", "--plan", "--hub", "127.0.0.1", *given).stdout)

    def test_name_servers_are_named_where_one_is_asked(self):
        given = ("run", "--plan", "--hub", "h.test", "--address", "127.0.0.1")
        self.assertNotIn("name servers", edgeprobe(*given).stdout)
        self.assertNotIn("name servers", edgeprobe("run", "--plan", "--hub", "127.0.0.1").stdout)
        self.assertIn("name servers", edgeprobe(*given, "--proxy", "http://p.test:3128").stdout)
        self.assertNotIn("name servers",
                         edgeprobe(*given, "--proxy", "http://192.0.2.1:3128").stdout)

    def test_silent_connections_are_counted_and_use_no_identity(self):
        plan = edgeprobe("run", "--plan", "--hold", "idle", EdgeHubConnectionString=IDENTITY)
        for words in ("at most 32 more connections", "the identity is not used", "300 s",
                      "amqp-open, idle", "looks without an identity"):
            self.assertIn(words, plan.stdout)

    def test_found_credentials_stop_at_cbs(self):
        plan = edgeprobe("run", "--plan", EdgeHubConnectionString=IDENTITY)
        self.assertIn("stop after cbs", plan.stdout)
        asked = edgeprobe("run", "--plan", "--until", "link", EdgeHubConnectionString=IDENTITY)
        self.assertIn("thrown off", asked.stdout)

    def test_only_ways_that_have_the_stage_are_taken_so_that_none_goes_on_to_the_link(self):
        plan = edgeprobe("run", "--plan", "--until", "websocket", EdgeHubConnectionString=IDENTITY)
        self.assertEqual(plan.returncode, 0, plan.stderr)
        self.assertIn("amqp-ws", plan.stdout)
        self.assertNotIn("5671", plan.stdout)
        self.assertNotRegex(plan.stdout, r"\bcbs|\blink")

    def test_workload_names_stop_before_cbs(self):
        plan = edgeprobe("run", "--plan", IOTEDGE_IOTHUBHOSTNAME="hub.test")
        self.assertIn("stop after amqp-open", plan.stdout)
        self.assertIn("workload API", plan.stdout)

    def test_connection_string_from_a_file_or_standard_input(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(IDENTITY + "\n")
            file.flush()
            named = edgeprobe("run", "--plan", "--connection-string", f"@{file.name}")
        piped = edgeprobe("run", "--plan", "--connection-string", "-", stdin=IDENTITY)
        self.assertEqual(named.stdout, piped.stdout)
        marked = edgeprobe("run", "--plan", "--connection-string", "-", stdin="\ufeff" + IDENTITY)
        self.assertEqual(named.stdout, marked.stdout)
        self.assertEqual(named.stderr + piped.stderr, "")


if __name__ == "__main__":
    harness.main()
