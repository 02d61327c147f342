#!/usr/bin/env python3
"""What tests/bench measures with tells what it says it does."""
import sys
import unittest

from programs import harness

sys.path.insert(0, str(harness.ROOT / "tests/bench"))
import run  # noqa: E402


class Measuring(unittest.TestCase):
    def test_the_memory_of_a_program_is_without_that_of_who_started_it(self):
        own = bytearray(64 << 20)  # MiB that are this Python's
        self.assertLess(run.peak_memory(["true"]), 8)
        self.assertGreater(run.peak_memory([sys.executable, "-c", "bytearray(64 << 20)"]), 64)
        del own

    def test_a_program_that_fails_ends_the_measurement(self):
        for measure in (run.seconds_of, run.peak_memory):
            with self.assertRaises(SystemExit):
                measure(["false"])

    def test_the_command_of_the_docs_can_be_run(self):
        for name in ("run", "hub", "lab", "logs", "soak", "survey"):
            mode = (harness.ROOT / f"tests/bench/{name}.py").stat().st_mode
            self.assertTrue(mode & 0o100, name)


if __name__ == "__main__":
    unittest.main()
