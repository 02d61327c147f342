#!/usr/bin/env python3
"""What the programs make for man(1) and for shells, in the shells themselves."""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from programs import CLEAN  # noqa: E402
import harness  # noqa: E402

PROGRAMS = ("edgeprobe", "edgesim")
# what is typed, | being the cursor; words that are offered, and one that is not
TYPED = [
    ("edgesim ru|", ["run"], "list"),
    ("edgesim run --wor|", ["--world"], "--jobs"),
    ("edgesim run --world |", ["virtual", "lab"], "run"),
    ("edgesim run --jobs 2 --sh|", ["--shard"], "--jobs"),
    ("edgesim lab |", ["up", "exec", "fault", "down"], "run"),
    ("edgesim lab fault |", ["add", "heal"], "up"),
    ("edgesim completion |", ["bash", "zsh", "fish"], "run"),
    ("edgeprobe run --transp|", ["--transport"], "--hub"),
    ("edgeprobe expl|", ["explain"], "run"),
]
BASH = """source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_$1; printf '%s\\n' "${COMPREPLY[@]}"
"""


def run(*command, **given):
    return subprocess.run(command, text=True, capture_output=True, env=CLEAN, **given)


def printed(program, *arguments):
    done = run(harness.BIN / program, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def options_in_help(program):
    """The commands of the program and the options of each, as --help shows them."""
    listed = printed(program, "--help").split("Subcommands:")[1].split("Examples:")[0]
    commands = re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)
    return {command: set(re.findall(r"--[a-z][a-z-]+", re.split(r"\nExamples?:", printed(
        program, command, "--help"))[0])) for command in commands}


class Completions(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file_of(self, program, shell):
        path = self.folder / f"{program}.{shell}"
        path.write_text(printed(program, "completion", shell))
        return path

    def assert_offers(self, shell, offered_in):
        files = {program: self.file_of(program, shell) for program in PROGRAMS}
        for typed, offered, other in TYPED:
            with self.subTest(typed):
                words = typed.rstrip("|").split(" ")
                found = offered_in(files[words[0]], words)
                self.assertLessEqual(set(offered), set(found))
                self.assertNotIn(other, found)

    def test_bash_offers_what_may_follow(self):
        self.assert_offers("bash", lambda file, words: run(
            "bash", "-c", BASH, "bash", file, *words).stdout.split())

    def test_bash_takes_an_equals_sign_for_a_word_of_its_own(self):
        file = self.file_of("edgesim", "bash")
        done = run("bash", "-c", BASH, "bash", file, "edgesim", "run", "--output", "=", "j")
        self.assertEqual((done.stdout, done.stderr), ("json\n", ""))

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed (scripts/setup --tests)")
    def test_fish_offers_what_may_follow(self):
        def offered(file, words):
            asked = f"source {file}; complete -C '{' '.join(words)}'"
            done = run("fish", "--no-config", "-c", asked)
            return [line.split("\t")[0] for line in done.stdout.splitlines()]
        self.assert_offers("fish", offered)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed (scripts/setup --tests)")
    def test_zsh_offers_what_may_follow(self):
        """In a terminal of its own, where the list that it shows is read. A key before the prompt
        is there would go to the terminal's own line editing, and ^D would end the shell."""
        script = """zmodload zsh/zpty; zpty shell zsh -f -i
zpty -w shell "PS1=; cd $1; autoload -U compinit; compinit -u -D; source $2; LISTMAX=9999"
zpty -w shell "zstyle ':completion:*' list-colors ''; bindkey '^D' list-choices; PS1='REA''DY> '"
zpty -r shell line '*READY> *'
zpty -n -w shell "$3"$'\\004'
zpty -n -w shell $'\\025'"print 'EN''D'"$'\\n'
zpty -r shell line '*END*'; print -r -- "$line"
"""
        def offered(file, words):
            done = run("zsh", "-f", "-c", script, "zsh", self.folder, file, " ".join(words))
            shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x07\r]", " ", done.stdout)
            shown = shown.replace(" ".join(words), "", 1)
            return re.findall(r"(?<![\w-])(?:--)?[a-z][a-z-]*(?![\w-])", shown)
        file = self.file_of("edgesim", "zsh")
        for typed, words in (("edgesim lab ", ["up", "exec", "fault", "down"]),
                             ("edgesim run --world ", ["virtual", "lab"])):
            with self.subTest(typed):
                self.assertLessEqual(set(words), set(offered(file, typed.split(" "))))

    def test_a_shell_that_is_not_known(self):
        done = run(harness.BIN / "edgesim", "completion", "tcsh")
        self.assertEqual(done.returncode, 2)
        self.assertIn("bash", done.stderr)


class Manual(unittest.TestCase):
    def test_has_every_option_of_every_command(self):
        for program in PROGRAMS:
            page = printed(program, "man").replace("\\-", "-")
            for command, options in options_in_help(program).items():
                section = page.split(f'.SS "{program} {command}"')[1].split(f'.SS "{program} ')[0]
                for option in options:
                    self.assertIn(f"\\fB{option}\\fR", section, f"{program} {command}")

    def test_shows_examples_as_the_help_does(self):
        if not shutil.which("man"):
            self.skipTest("man is not installed")
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "edgesim.1"
            page.write_text(printed("edgesim", "man"))
            done = run("man", "-l", "-Tutf8", "--warnings", page)
        self.assertEqual(done.stderr, "")
        text = re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout)
        self.assertIn("edgesim run X.yaml --exec 'node agent.js'", text)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_finds_nothing_wrong(self):
        for program in PROGRAMS:
            done = run("mandoc", "-T", "lint", "-W", "warning", input=printed(program, "man"))
            # It has none on purpose: the same bytes, whenever it is made.
            said = [line for line in done.stdout.splitlines() if "missing date" not in line]
            self.assertEqual((said, done.stderr), ([], ""), program)


if __name__ == "__main__":
    unittest.main()
