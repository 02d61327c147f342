#!/usr/bin/env python3
"""The scenarios hold to the schema that is shipped for editors, and the schema refuses what edgesim
refuses."""
import copy
import json
import sys
import unittest
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

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
    (["why"], None), (["why"], ""), (["why"], 3), (["topology"], "mesh"), (["colour"], "red"),
    (["topology"], {"with": {}}), (["expect"], None), (["seed"], -1), (["profile"], "agent-1999"),
    (["timeline", 0, "at"], 5), (["timeline", 0, "at"], "soon"), (["timeline", 0, "at"], "-5s"),
    (["timeline", 0, "fault"], "sabotage"), (["timeline", 0, "with"], [1]),
    (["timeline", 0, "with"], {"a": {"b": 1}}), (["expect", "exit"], 256),
    (["expect", "verdict"], "rain"), (["expect", "attempts", 0, "stage"], "dinner"),
    (["expect", "attempts", 0, "outcome"], "fine"), (["expect", "attempts", 0, "transport"], None),
    (["expect", "exec"], {"exit": "later"}), (["expect", "exec"], {"hub": {"rain": 1}}),
    (["probe"], {"proxy": "squid"}), (["lab"], {}),
]


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

    def test_what_edgesim_refuses_is_refused(self):
        self.assertTrue(self.validator.is_valid(STORY))
        for place, value in REFUSED:
            with self.subTest(f"{place} = {value}"):
                self.assertFalse(self.validator.is_valid(changed(STORY, place, value)))


if __name__ == "__main__":
    unittest.main()
