#!/usr/bin/env python3
"""What is linked into which program: the simulator's seeded randomness never into the probe."""
import os
import subprocess
import unittest
from pathlib import Path

BIN = Path(os.environ["EDGE_BIN"])


def symbols(program):
    return subprocess.run(["nm", "-C", BIN / program], capture_output=True, text=True,
                          check=True).stdout


class Linked(unittest.TestCase):
    def test_seeded_randomness_is_the_simulators_only(self):
        for word in ("SeededRandom", "RAND_set_rand_method"):
            self.assertIn(word, symbols("edgesim"))
            self.assertNotIn(word, symbols("edgeprobe"))

    def test_the_probe_holds_nothing_of_the_simulator(self):
        self.assertIn("edge::sim::", symbols("edgesim"))
        self.assertNotIn("edge::sim::", symbols("edgeprobe"))


if __name__ == "__main__":
    unittest.main()
