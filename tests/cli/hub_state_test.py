#!/usr/bin/env python3
"""What `edgesim hub` keeps in its folder: over restarts, a kill -9, and among many devices."""
import json
import os
import resource
import signal
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from amqp_device import Refused
from hub_client import HubTest
from programs import CLEAN, harness


class State(HubTest):
    def fill(self, hub):
        hub.good("PUT", "/devices/new")
        hub.good("PATCH", "/twins/new", {"properties": {"desired": {"a": {"b": [1, None]}}}})
        hub.good("POST", "/devices/new/messages", {"body": "for later", "properties": {"k": "v"}})
        self.send(hub, "new", "one", "two")
        return self.memory(hub)

    def memory(self, hub):
        """What must outlive the hub, so not who is connected."""
        devices = hub.good("GET", "/devices?keys=true")
        twin = hub.good("GET", "/twins/new")
        for answer in (*devices, twin):
            del answer["connectionState"]
        return devices, twin, hub.good("GET", "/messages")

    def test_a_restart_forgets_nothing(self):
        hub = self.start()
        before = self.fill(hub)
        self.assertEqual(hub.stop(), "")
        hub = self.start()
        self.assertEqual(self.memory(hub), before)
        self.assertEqual(hub.good("GET", "/devices/new")["cloudToDeviceMessageCount"], 1)
        self.send(hub, "new", "three")
        self.assertEqual(hub.good("GET", "/messages?after=2")["messages"][0]["sequence"], 3)

    def test_nor_does_a_kill(self):
        hub = self.start()
        before = self.fill(hub)
        hub.stop(signal.SIGKILL)
        with open(Path(self.folder) / "messages.jsonl", "a") as log:
            log.write('{"sequence":3,"deviceId":"ne')  # as a machine that failed may leave it
        hub = self.start()
        self.assertEqual(self.memory(hub), before)
        self.send(hub, "new", "three")
        hub.stop(signal.SIGKILL)
        self.assertEqual(self.start().good("GET", "/messages")["newest"], 3)

    def test_a_message_that_cannot_be_kept_is_not_accepted(self):
        hub = self.start()
        before = self.fill(hub)
        hub.stop()
        log = Path(self.folder) / "messages.jsonl"
        size, text = log.stat().st_size, log.read_bytes()
        limit = (size + 10, size + 10)
        hub = self.start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        with self.assertRaises(Refused):
            self.send(hub, "new", "three")
        hub.process.wait()  # it ends by itself
        self.assertRegex(hub.stop(), r"cannot write .*/messages\.jsonl: File too large")
        self.assertEqual(hub.process.returncode, 3)
        self.assertEqual(log.read_bytes(), text)
        self.assertEqual(self.memory(self.start()), before)

    def test_what_is_deleted_stays_so(self):
        hub = self.start()
        self.fill(hub)
        hub.good("DELETE", "/devices/new")
        hub.good("DELETE", "/devices/edge-1")
        hub.stop()
        hub = self.start()
        self.assertEqual(hub.good("GET", "/devices"), [])
        self.assertIsNone(hub.ready["connection_string_file"])
        hub.good("PUT", "/devices/new")
        self.assertNotIn("a", hub.good("GET", "/twins/new")["properties"]["desired"])

    def test_everything_in_the_folder_is_private(self):
        hub = self.start()
        self.fill(hub)
        for folder, _, files in os.walk(self.folder):
            for name in files:
                mode = stat.S_IMODE((Path(folder) / name).stat().st_mode)
                self.assertEqual(mode & 0o077, 0, name)

    def test_a_file_of_devices_is_never_written(self):
        file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "mine.json"
        file.write_text(json.dumps([{"deviceId": "mine", "key": "AAAA"}]))
        text = file.read_text()
        hub = self.start("--devices", file)
        hub.good("PUT", "/devices/more")
        hub.good("PATCH", "/twins/mine", {"properties": {"desired": {"a": 1}}})
        hub.stop()
        hub = self.start("--devices", file)
        self.assertEqual([device["deviceId"] for device in hub.good("GET", "/devices")], ["mine"])
        self.assertEqual(hub.good("GET", "/twins/mine")["properties"]["desired"]["a"], 1)
        self.assertEqual(file.read_text(), text)

    def refused(self, *arguments):
        """What a hub says that cannot start on the folder."""
        done = subprocess.run([harness.BIN / "edgesim", "hub", "--amqp-port", "0", "--ws-port", "0",
                               "--control-port", "0", "--state-dir", self.folder, *arguments],
                              text=True, env=CLEAN, capture_output=True)
        self.assertIn(done.returncode, (2, 3))
        return done.stderr

    def test_a_folder_that_is_not_there_for_a_hub_is_left_as_it_is(self):
        """Others lose their rights on a hub's folder: not on /tmp, nor on a project."""
        folder = Path(self.folder)
        for mode, names in ((0o1777, ()), (0o777, ("ca-key.pem",)), (0o755, ("main.c",)),
                            (0o755, ("devices.json", "main.c")), (0o755, (".ssh",))):
            with self.subTest(mode=oct(mode), names=names):
                for name in names:
                    (folder / name).write_text("theirs")
                folder.chmod(mode)
                said = self.refused()
                self.assertIn(f"cannot keep a hub's state in {folder}: it is", said.replace(
                    "all users may write to it", "it is"))
                self.assertIn(f"such as {folder}/hub-state", said)
                self.assertEqual(folder.stat().st_mode & 0o7777, mode)
                self.assertEqual(sorted(each.name for each in folder.iterdir()), sorted(names))
                for name in names:
                    (folder / name).unlink()

    def test_two_hubs_do_not_share_a_folder(self):
        self.start()
        others = Path(self.folder) / "others.json"
        others.write_text('[{"deviceId": "other", "key": "AAAA"}]')
        before = (Path(self.folder) / "connection-string.txt").read_text()
        self.assertIn("another program holds it", self.refused("--devices", str(others)))
        self.assertEqual((Path(self.folder) / "connection-string.txt").read_text(), before)

    def test_the_connection_string_follows_the_identities(self):
        hub = self.start()
        file = Path(hub.ready["connection_string_file"])
        self.assertIn("DeviceId=edge-1;Shared", file.read_text())
        hub.good("PUT", "/devices/another")
        self.assertIn("DeviceId=edge-1;Shared", file.read_text())
        hub.good("DELETE", "/devices/edge-1")
        self.assertEqual(file.read_text().strip(), hub.connection_string("another"))
        hub.good("PUT", "/devices/another",
                 {"authentication": {"symmetricKey": {"primaryKey": "AAAA"}}})
        self.assertEqual(file.read_text().strip(), hub.connection_string("another"))
        hub.good("DELETE", "/devices/another")
        self.assertFalse(file.exists())
        words = hub.stop()
        self.assertIn("now names another host, identity or key", words)
        self.assertIn("connection-string.txt is removed", words)

    def test_lines_that_are_no_messages_are_told(self):
        self.start().stop()
        with open(Path(self.folder) / "messages.jsonl", "a") as log:
            log.write("rain\n")
        self.assertIn("messages.jsonl: 1 of its lines is no message and left out",
                      self.start().stop())

    @unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
    def test_a_folder_of_another_user_is_named(self):
        self.start().stop()
        os.chmod(self.folder, 0o700)
        nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        program = harness.BIN / "edgesim"
        if subprocess.run([*nobody, "test", "-x", program]).returncode != 0:
            self.skipTest("other users cannot reach the programs here")
        done = subprocess.run([*nobody, program, "hub", "--amqp-port", "0", "--ws-port", "0",
                               "--state-dir", self.folder], text=True, env=CLEAN,
                              capture_output=True)
        self.assertEqual(done.returncode, 3)
        for words in ("cannot use the folder", "Permission denied", "belongs to user 0",
                      "--state-dir"):
            self.assertIn(words, done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "only root can give a folder away")
    def test_root_takes_no_folder_of_another_user_nor_follows_his_links(self):
        precious = Path(self.folder).with_name(Path(self.folder).name + "-precious")
        self.addCleanup(precious.unlink)
        precious.write_text("a text without an end of line")
        (Path(self.folder) / "messages.jsonl").symlink_to(precious)
        os.chown(self.folder, 65534, 65534)
        self.assertIn("it belongs to user 65534: run as that user", self.refused())
        os.chown(self.folder, 0, 0)
        self.assertIn("messages.jsonl: it is a link", self.refused())
        self.assertEqual(precious.read_text(), "a text without an end of line")

    def test_a_pipe_in_place_of_a_file_is_refused_at_once(self):
        self.start().stop()
        for name in ("messages.jsonl", "devices.json", "control-token.txt", "ca-key.pem", "lock"):
            file = Path(self.folder) / name
            file.rename(self.folder + "/kept")
            os.mkfifo(file)
            self.assertIn(f"{name}: it is no regular file", self.refused())
            file.unlink()
            Path(self.folder + "/kept").rename(file)

    def test_what_a_kill_left_of_a_write_is_taken_away(self):
        self.start().stop()
        left = Path(self.folder) / ".devices.json.tmp"
        left.write_text("[{")
        self.start()
        self.assertFalse(left.exists())

    def test_an_empty_file_is_damaged_not_new(self):
        hub = self.start()
        hub.good("PATCH", "/twins/edge-1", {"properties": {"desired": {"a": 1}}})
        hub.stop()
        for name in ("states/edge-1.json", "devices.json"):
            file = Path(self.folder) / name
            text = file.read_text()
            file.write_text("")
            self.assertIn(name, self.refused())
            file.write_text(text)


class Many(HubTest):
    def test_ten_thousand_devices(self):
        devices = [{"deviceId": f"device-{i:05}", "key": "AAAA"} for i in range(10000)]
        (Path(self.folder) / "devices.json").write_text(json.dumps(devices))
        hub = self.start()
        self.assertEqual(len(hub.good("GET", "/devices?limit=10000")), 10000)
        hub.good("PUT", "/devices/one-more")
        hub.good("POST", "/devices", [{"deviceId": f"bulk-{i}"} for i in range(5000)])
        hub.stop()
        hub = self.start()
        self.assertEqual(len(hub.good("GET", "/devices?limit=10000&after=device-04999")), 5001)
        self.assertEqual(hub.good("GET", "/devices/bulk-4999")["status"], "enabled")


if __name__ == "__main__":
    harness.main()
