#!/usr/bin/env python3
"""The scenarios hold to the schema that is shipped for editors, and the schema refuses what edgesim
refuses, of networks of a user's own as well."""
import copy
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

from programs import CLEAN, harness

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
STORY = {
    "why": "w",
    "topology": "bridge",
    "timeline": [{"at": "0s", "fault": "certificate", "with": {"defects": ["expired"]}}],
    "expect": {"exit": 1, "attempts": [
        {"transport": "amqp", "stage": "tls", "outcome": "failed", "ends": "60.5ms"}]},
}

# where in STORY, what is put there (None: taken away)
REFUSED = [
    (["why"], None), (["why"], ""), (["topology"], "mesh"), (["colour"], "red"),
    (["topology"], {"with": {}}), (["expect"], None), (["seed"], -1), (["profile"], "agent-1999"),
    (["timeline", 0, "at"], 5), (["timeline", 0, "at"], "soon"), (["timeline", 0, "at"], "-5s"),
    (["timeline", 0, "fault"], "sabotage"), (["timeline", 0, "with"], [1]),
    (["timeline", 0, "with"], {"a": {"b": 1}}), (["timeline", 0, "with"], {"colour": "red"}),
    (["timeline", 0, "with"], {"defects": ["worn-out"]}), (["timeline", 0, "with"], None),
    (["topology"], {"name": "bridge", "with": {"colour": "red"}}), (["expect", "exit"], 256),
    (["expect", "verdict"], "rain"), (["expect", "attempts", 0, "stage"], "dinner"),
    (["expect", "attempts", 0, "outcome"], "fine"), (["expect", "attempts", 0, "transport"], None),
    (["expect", "exec"], {"exit": "later"}), (["expect", "exec"], {"hub": {"rain": 1}}),
    (["expect", "exec"], {"hub": {"links": {}}}), (["expect", "thrown-off"], {"at-least": -1}),
    (["expect", "exec"], {"hub": {"links": {"about": 3}}}),
    (["timeline", 0], {"at": "0s", "fault": "port-dropped", "with": {"at": "moon"}}),
    (["timeline", 0], {"at": "0s", "fault": "wire-down", "with": {"from": "host", "to": "hub2"}}),
    (["probe"], {"proxy": "squid"}), (["lab"], {}),
]

NETWORK = {
    "nodes": [
        {"name": "a", "interfaces": [{"name": "eth0", "addresses": ["192.0.2.1/24"]}],
         "routes": [{"destination": "0.0.0.0/0", "gateway": "192.0.2.2", "interface": "eth0"}],
         "rules": [{"action": "drop"}, {"action": {"reject": {"with": "tcp-reset"}}}],
         "resolver": {"servers": ["192.0.2.2", "192.0.2.3:5353", "2001:db8::1"]}},
        {"name": "b", "interfaces": [{"name": "eth0", "addresses": ["192.0.2.2/24"]}]}],
    "wires": [{"from": "a/eth0", "to": "b/eth0", "loss": "2%", "delay": "1ms", "rate": "2Mbit"}],
    "services": [{"name": "hub", "node": "b", "address": "192.0.2.2",
                  "runs": {"hub": {"devices": [{"device-id": "d", "key": "AAEC"}]}}},
                 {"name": "proxy", "node": "b", "address": "192.0.2.2", "runs": "proxy"}],
    "clocks": {"a": "-5m"},
}

# the same of NETWORK
REFUSED_OF_NETWORK = [
    (["nodes"], None), (["colour"], "red"), (["nodes"], {}), (["nodes", 0, "name"], None),
    (["nodes", 0, "name"], "../a"), (["nodes", 0, "interfaces", 0, "name"], "sixteen-letters-"),
    (["nodes", 0, "interfaces", 0, "mtu"], 67), (["nodes", 0, "interfaces", 0, "up"], "maybe"),
    (["nodes", 0, "interfaces", 0, "addresses", 0], "192.0.2.1/33"),
    (["nodes", 0, "routes", 0, "metric"], 2147483648), (["nodes", 0, "routes", 0, "metric"], -1),
    (["nodes", 0, "routes", 0, "gateway"], "192.0.2.256"), (["nodes", 0, "rules", 0], {}),
    (["nodes", 0, "rules", 0, "action"], "burn"), (["nodes", 0, "rules", 0, "action"], "set-mark"),
    (["nodes", 0, "rules", 0, "action"], {"drop": {}, "accept": {}}),
    (["nodes", 0, "resolver", "servers", 0], "dns.test"), (["wires", 0, "from"], "a:eth0"),
    (["wires", 0, "loss"], 2), (["wires", 0, "delay"], "-1ms"), (["wires", 0, "rate"], "2Tbit"),
    (["services", 0, "runs"], "cat"), (["services", 1, "runs"], "agent"),
    (["services", 0, "runs", "hub", "amqp-port"], 65536), (["clocks", "a"], "soon"),
    (["starts-at"], "yesterday"), (["syn-schedule"], {}),
]


def refuses(document):
    """Whether edgesim does."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump(document, file)
        file.flush()
        return subprocess.run([harness.BIN / "edgesim", "run", file.name], env=CLEAN,
                              capture_output=True).returncode == 2


def changed(story, place, value):
    story = copy.deepcopy(story)
    target = story
    for step in place[:-1]:
        target = target[step]
    if value is None:
        del target[place[-1]]
    else:
        target[place[-1]] = value
    return story


def keys_in(schema):
    """Of all mappings in a schema but those of networks and of what a row of a table takes."""
    if isinstance(schema, list):
        return set().union(*map(keys_in, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {}))
    below = {key: value for key, value in schema.items()
             if key not in ("topology", "named-topology", "allOf")}
    return own | keys_in(list(below.values()))


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = json.loads((FOLDER / "scenario.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def test_every_scenario_is_valid(self):
        files = sorted(FOLDER.glob("*.yaml"))
        self.assertTrue(files)
        for file in files:
            with self.subTest(file.name):
                errors = [error.message for error in
                          self.validator.iter_errors(yaml.safe_load(file.read_text()))]
                self.assertEqual(errors, [])

    def test_every_key_is_in_the_table_for_people(self):
        table = subprocess.run([harness.BIN / "edgesim", "list", "scenario-keys", "--markdown"],
                               env=CLEAN, capture_output=True, text=True, check=True).stdout
        listed = {line.split("|")[2].strip() for line in table.splitlines() if "|" in line}
        within_values = {"any-of", "at-least", "at-most"}
        self.assertEqual(keys_in(self.validator.schema) - listed - within_values, set())

    def test_what_edgesim_refuses_is_refused(self):
        self.assertTrue(self.validator.is_valid(STORY))
        for place, value in REFUSED:
            with self.subTest(f"{place} = {value}"):
                other = changed(STORY, place, value)
                self.assertTrue(refuses(other))
                self.assertFalse(self.validator.is_valid(other))

    def test_counts_may_have_limits(self):
        for count in (3, {"at-least": 3}, {"at-most": 3}, {"at-least": 1, "at-most": 3}):
            story = changed(STORY, ["expect"], {"exec": {"exit": 0, "hub": {"messages": count}}})
            self.assertTrue(self.validator.is_valid(story))
            self.assertFalse(refuses(story))
        story = changed(STORY, ["expect"], {"thrown-off": {"at-least": 3, "at-most": 1}})
        self.assertTrue(refuses(story))  # a schema cannot compare

    def test_networks_are_taken_and_refused_as_by_edgesim(self):
        story = {"why": "w", "topology": NETWORK, "expect": {}}
        self.assertEqual([error.message for error in self.validator.iter_errors(story)], [])
        self.assertFalse(refuses(story))
        for place, value in REFUSED_OF_NETWORK:
            with self.subTest(f"{place} = {value}"):
                other = changed(story, ["topology", *place], value)
                self.assertTrue(refuses(other))
                self.assertFalse(self.validator.is_valid(other))


if __name__ == "__main__":
    unittest.main()
