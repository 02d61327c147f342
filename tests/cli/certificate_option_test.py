#!/usr/bin/env python3
"""edgeprobe run --cert and --key: identities that a certificate proves, without a token."""
import subprocess

from identity_case import Identities
from programs import edgeprobe, harness


class Certificates(Identities):
    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    def issued(self, hub, name):
        """By the hub's own authority."""
        key, request, pem = (self.files / f"{name}.{end}" for end in ("key", "csr", "pem"))
        self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
                     request, "-subj", f"/CN={name}")
        self.openssl("x509", "-req", "-in", request, "-CA", hub.ready["ca_file"], "-CAkey",
                     hub.folder / "ca-key.pem", "-set_serial", "7", "-days", "7", "-out", pem)
        return pem, key

    def device(self):
        hub = self.start()
        hub.good("PUT", "/devices/press-4",
                 {"authentication": {"type": "certificateAuthority"}})
        text = self.files / "press-4.txt"
        text.write_text(hub.connection_string("press-4"))
        self.assertIn("x509=true", text.read_text())
        return hub, ["--connection-string", f"@{text}"]

    def test_proves_the_identity_without_a_token_by_each_way(self):
        hub, identity = self.device()
        certificate, key = self.issued(hub, "press-4")
        for way, profile in (("amqp", "agent-1.6"), ("amqp-ws", "agent-1.6"), ("amqp", "sdk-c")):
            report = self.report(*identity, "--cert", certificate, "--key", key, *self.there(hub),
                                 "--transport", way, "--send-test-message", "--profile", profile)
            self.assertEqual((report["reached"], report["identity"]), ("message", "checked"))
            self.assertNotIn("cbs", [each["stage"] for each in report["evidence"]])
        self.assertEqual(len(hub.good("GET", "/messages")["messages"]), 3)
        text = " ".join(edgeprobe("run", *identity, "--cert", certificate, "--key", key,
                                  "--plan").stdout.split())
        self.assertIn("device press-4, by its certificate", text)
        self.assertIn("tls, amqp-open, link", text)

    def test_of_the_config(self):
        hub, _ = self.device()
        certificate, key = self.issued(hub, "press-4")
        config = self.files / "config.toml"
        config.write_text(f"""[provisioning]
source = "manual"
iothub_hostname = "hub.test"
device_id = "press-4"
[provisioning.authentication]
method = "x509"
identity_cert = "file://{certificate}"
identity_pk = "file://{key}"
""")
        report = self.report("--identity", f"config:{config}", *self.there(hub))
        self.assertEqual((report["reached"], report["identity"]), ("amqp-open", "not-checked"))
        report = self.report("--identity", f"config:{config}", *self.there(hub), "--until", "link")
        self.assertEqual((report["reached"], report["identity"]), ("link", "checked"))

    def test_one_that_is_not_the_devices(self):
        hub, identity = self.device()
        certificate, key = self.issued(hub, "press-5")
        report = self.report(*identity, "--cert", certificate, "--key", key, *self.there(hub),
                             "--profile", "agent-2017", code=1)
        verdict = report["verdicts"][0]
        self.assertEqual((verdict["code"], report["identity"]), ("link-unauthorized", "checked"))
        self.assertIn("The hub refuses the telemetry link", verdict["cause"])
        self.assertIn("thumbprint", verdict["fix"])

    def test_files_that_do_not_fit(self):
        hub, identity = self.device()
        certificate, key = self.issued(hub, "press-4")
        _, other = self.issued(hub, "press-5")
        locked = self.files / "locked.key"
        self.openssl("pkey", "-in", key, "-aes256", "-passout", "pass:pw-4711", "-out", locked)
        for given, told in ((("--cert", certificate), "--cert, --key: go together"),
                            (("--key", key), "--cert, --key: go together"),
                            (("--cert", certificate, "--key", other), "--cert, --key: TLS client "
                             "key: key values mismatch"),
                            (("--cert", certificate, "--key", locked), "without a passphrase"),
                            (("--cert", key, "--key", key), "TLS client certificate: "),
                            (("--cert", certificate, "--key", "s3cret"), "--key: there is no such "
                             "file; write the path of a PEM file"),
                            (("--cert", "/nowhere", "--key", key), "No such file")):
            with self.subTest(told):
                said = self.refused(*identity, *given)
                self.assertIn(told, said)
                self.assertNotIn("s3cret", said)
        keyed = hub.folder / "connection-string.txt"
        given = ("--cert", certificate, "--key", key)
        self.assertIn("--cert: the identity has a key of its own", self.refused(
            "--connection-string", f"@{keyed}", *given))
        self.assertIn("--cert: needs the identity that it proves", self.refused(
            "--hub", "hub.test", *given))
        self.assertIn("--until cbs: with a certificate no token is shown", self.refused(
            *identity, *given, "--until", "cbs", *self.there(hub)))


if __name__ == "__main__":
    harness.unittest.main()
