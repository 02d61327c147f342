#!/usr/bin/env python3
"""What `edgesim lab` tells of a lab that is up, people and programs, and what stays of one."""
import fcntl
import json
import os
import socket
import subprocess
import sys
import unittest

from lab_case import BIN, ROOT, LabCase
from lab_test import lab_is_possible


class LabStatus(LabCase):
    def test_the_map_names_what_there_is(self):
        with self.up(ROOT / "scenarios/vpn-full-tunnel-drops.yaml"):
            shown = self.lab("status").stdout
        for words in ("module\n  eth0 172.18.0.2/16", "route default via 172.18.0.1 dev eth0",
                      "route 0.0.0.0/1", "masquerade", "chain DOCKER-USER {", "jump DOCKER-USER",
                      "ip daddr 172.18.0.2/32 drop", "module/eth0 -- host/br-azure-iot  delay",
                      "hub on hub 198.51.100.10: IoT hub hub.test, AMQP 5671",
                      "1 vpn-full-tunnel egress=drop style=openvpn-def1, since 0s"):
            self.assertIn(words, shown)
        self.assertNotIn("SharedAccessKey", shown)

    def test_the_map_names_settings_and_tables(self):
        with self.up(ROOT / "scenarios/vpn-wg-quick-passes.yaml"):
            shown = self.lab("status").stdout
            nodes = json.loads(self.lab("status", "-o", "json").stdout)["nodes"]
        host = next(node for node in nodes if node["name"] == "host")
        self.assertIn("  src_valid_mark 1\n", shown)
        self.assertIn("lookup main suppress_prefixlength 0\n", shown)
        self.assertTrue(host["src_valid_mark"])
        self.assertTrue(any("lookup main" in rule for rule in host["rules"]))

    def test_json_for_programs(self):
        with self.up(ROOT / "scenarios/healthy-bridge.yaml"):
            for port in ("5671", "443"):
                self.lab("fault", "add", "port-dropped", "at=host", f"port={port}")
            self.assertEqual(self.lab("fault", "heal", "1").returncode, 0)
            status = json.loads(self.lab("status", "-o", "json").stdout)
        fault, = status["faults"]
        self.assertEqual((fault["number"], fault["fault"], fault["with"], fault["active"]),
                         (2, "port-dropped", {"at": "host", "port": "443"}, True))
        self.assertEqual(status["scenario"], "healthy-bridge")
        module = status["nodes"][0]
        self.assertEqual(module["interfaces"][0]["addresses"], ["172.18.0.2/16"])
        self.assertEqual(module["routes"], ["default via 172.18.0.1 dev eth0"])
        self.assertIn("chain DOCKER-USER", status["nodes"][1]["filter"])
        self.assertEqual(status["wires"][0]["from"], "module/eth0")
        self.assertIn("IoT hub hub.test", [each["what"] for each in status["services"]
                                           if each["name"] == "hub"][0])

        holder = subprocess.Popen([BIN / "edgesim", "lab", "up", "-o", "json",
                                   ROOT / "scenarios/healthy-direct.yaml"], text=True,
                                  stdout=subprocess.PIPE, env=self.environment)
        self.assertEqual(json.loads(holder.stdout.readline())["note"], "up")
        self.lab("fault", "add", "no-default-route", "at=device")
        changed = json.loads(holder.stdout.readline())
        self.assertEqual(self.lab("down").returncode, 0)
        self.assertEqual(holder.communicate()[0], "")
        self.assertEqual(changed["note"], "fault no-default-route added")
        self.assertEqual(len(changed["faults"]), 1)

    def test_no_file_of_a_lab_stays(self):
        place = self.folder / "edgesim"
        with self.up():
            self.assertEqual(len(list(place.iterdir())), 2)
            self.lab("down")
            self.assertEqual(list(place.iterdir()), [])
        with self.up() as holder, self.up(ROOT / "scenarios/healthy-direct.yaml", "--name", "b"):
            holder.kill()
            holder.wait()
            self.assertEqual(self.lab("status", "--name", "b").returncode, 0)
            self.assertEqual(sorted(each.name for each in place.iterdir()),
                             ["b.lock", "b.socket"])

    def test_down_is_over_when_nothing_is_left(self):
        place = self.folder / "edgesim"
        with self.up(), socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
            client.connect(str(place / "lab.socket"))
            folder = os.open(place, os.O_RDONLY)
            self.addCleanup(os.close, folder)
            fcntl.flock(folder, fcntl.LOCK_EX)  # the lab cannot take its files away now
            client.send(b'{"do": "down"}')
            self.assertIn(b"goes down", client.recv(1000))
            client.settimeout(0.3)
            with self.assertRaises(TimeoutError):
                client.recv(1000)
            fcntl.flock(folder, fcntl.LOCK_UN)
            client.settimeout(None)
            self.assertEqual(client.recv(1000), b"")
            self.assertEqual(list(place.iterdir()), [])


if __name__ == "__main__":
    if not lab_is_possible():
        print("skipped: no user namespaces or no /dev/net/tun here")
        sys.exit(77)
    unittest.main(verbosity=2)
