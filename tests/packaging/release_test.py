#!/usr/bin/env python3
"""What scripts/release takes from other files. CI does not run it, as it takes too long."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging/release"))
os.environ["DEB_HOST_ARCH"] = "arm64"
import cross  # noqa: E402
import parts  # noqa: E402


class OtherArchitecture(unittest.TestCase):
    def test_tools_are_of_this_machine_and_libraries_of_the_other(self):
        packages = list(cross.packages())
        for each in ("crossbuild-essential-arm64", "clang-16", "cmake", "libssl-dev:arm64",
                     "libnftables-dev:arm64", "libgtest-dev:arm64"):
            self.assertIn(each, packages)
        self.assertEqual([each for each in packages if each.endswith("-dev")], [])

    def test_unit_tests_are_those_without_the_kernels_networks(self):
        tests = set(cross.unit_tests())
        self.assertLessEqual({"common_base_test", "probe_logs_test", "simulator_run_test"}, tests)
        self.assertFalse({"common_world_real_test", "simulator_lab_test", "simulator_heal_test"}
                         & tests)
        self.assertGreater(len(tests), 40)

    def test_the_compiler_is_that_of_the_release_build(self):
        toolchain = (ROOT / "packaging/cross/arm64.cmake").read_text()
        self.assertIn(f"set(CMAKE_CXX_COMPILER_TARGET {parts.machine()}-linux-gnu)", toolchain)
        self.assertNotIn("CMAKE_CXX_COMPILER ", toolchain)  # the preset says which


class CommandLine(unittest.TestCase):
    def test_what_cannot_be_is_refused_before_anything_is_built(self):
        done = subprocess.run([ROOT / "scripts/release", "--architecture", "m68k"], text=True,
                              capture_output=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("invalid choice: 'm68k'", done.stderr)


if __name__ == "__main__":
    unittest.main()
