#!/usr/bin/env python3
"""edgeprobe run --send-test-message: what it says beforehand, what it sends, what a hub makes of it
and prints."""
import json
import re

from hub_client import HubTest
from programs import edgeprobe, harness

BODY = '{"edgeprobe":"test message","of":"edgeprobe run --send-test-message"}'


class TestMessage(HubTest):
    def run_to(self, hub, *arguments, code=0):
        done = edgeprobe("run", "--connection-string", f"@{hub.folder}/connection-string.txt",
                         "--address", "127.0.0.1", "--amqp-port", str(hub.ready["amqp_port"]),
                         "--ws-port", str(hub.ready["ws_port"]), "--ca-file",
                         hub.ready["ca_file"], "--send-test-message", *arguments)
        self.assertEqual((done.returncode, done.stderr), (code, ""), done.stdout[-2000:])
        return done.stdout

    def sent(self, hub, *arguments, code=0):
        """The report, and its evidence of the message."""
        report = json.loads(self.run_to(hub, "-o", "json", *arguments, code=code))
        [found] = [each for each in report["evidence"] if each["stage"] == "message"]
        return report, found

    def test_is_accepted_by_each_way_and_shown_by_the_hub(self):
        hub = self.start("--print-messages")
        for way in ("amqp", "amqp-ws"):
            report, found = self.sent(hub, "--profile", "agent-1.6", "--transport", way)
            self.assertEqual((found["transport"], found["outcome"]), (way, "ok"))
            detail = found["detail"]
            self.assertEqual((detail["kind"], detail["disposition"], detail["body_bytes"]),
                             ("message", "accepted", len(BODY)))
            self.assertEqual((report["reached"], report["until"]), ("message", "message"))
            self.assertIn("as far as asked (the hub accepted the test message)",
                          report["verdicts"][0]["cause"])
        messages = hub.good("GET", "/messages")["messages"]
        self.assertEqual([each["body"] for each in messages], [BODY, BODY])
        self.assertEqual((messages[1]["messageId"], messages[1]["contentType"],
                          messages[1]["properties"]),
                         (detail["message_id"], "application/json", {"source": "edgeprobe"}))
        hub.process.terminate()
        shown = re.findall(r"^\S+ edge-1 -> telemetry (\d+) bytes (.*)$",
                           hub.process.stdout.read(), re.MULTILINE)
        self.assertEqual(shown, [(str(len(BODY)), BODY)] * 2)

    def test_the_text_and_the_plan_say_what_is_sent(self):
        hub = self.start()
        text = " ".join(self.run_to(hub).split())
        self.assertIn(f"Sending one test message of {len(BODY)} bytes as edge-1, as "
                      "--send-test-message asks for it", text)
        self.assertIn("message ok", re.sub(r" +", " ", text))
        self.assertIn(f"test message of {len(BODY)} bytes, accepted", text)
        plan = " ".join(self.run_to(hub, "--plan").split())
        self.assertIn(f"one telemetry message of {len(BODY)} bytes, as edge-1; {BODY}", plan)
        self.assertEqual(len(hub.good("GET", "/messages")["messages"]), 1)

    def test_is_rejected_with_the_hubs_words(self):
        hub = self.start("--fault", "messages-refused code=413001")
        report, found = self.sent(hub, code=1)
        detail = found["detail"]
        self.assertEqual((detail["disposition"], detail["condition"], detail["hub_error_code"]),
                         ("rejected", "amqp:link:message-size-exceeded", 413001))
        self.assertEqual((report["verdicts"][0]["code"], report["reached"]),
                         ("message-not-accepted", "link"))
        self.assertEqual(sum(each["stage"] == "message" for each in report["evidence"]), 1)

    def test_a_quota_that_is_used_up_is_named(self):
        hub = self.start("--fault", "messages-refused code=403002")
        self.assertEqual(self.sent(hub, code=1)[0]["verdicts"][0]["code"], "hub-quota-used-up")

    def test_then_the_connection_is_held(self):
        hub = self.start()
        report, found = self.sent(hub, "--hold", "1s")
        self.assertEqual((found["outcome"], report["reached"]), ("ok", "hold"))

    def test_needs_the_link_which_is_not_taken_with_what_was_found(self):
        hub = self.start()
        text = hub.connection_string("edge-1")
        for arguments, environment in ((("--hub", "hub.test"), {}),
                                       ((), {"EdgeHubConnectionString": text})):
            done = edgeprobe("run", *arguments, "--send-test-message", "--address", "127.0.0.1",
                             **environment)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("--send-test-message: goes by the telemetry link, so it needs the link "
                          "stage: ", done.stderr)
        done = edgeprobe("run", "--hub", "hub.test", "--quick", "--send-test-message")
        self.assertIn("--quick", done.stderr)


if __name__ == "__main__":
    harness.unittest.main()
