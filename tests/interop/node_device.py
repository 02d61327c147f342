"""A device of the Azure Node SDK that a test tells what to do (node/device_life.js)."""
import json
import queue
import subprocess
import threading
from pathlib import Path

SCRIPT = Path(__file__).parent / "node/device_life.js"


class NodeDevice:
    def __init__(self, transport, connection_string_file, ca_file, proxy=None):
        command = ["node", SCRIPT, transport, connection_string_file, ca_file]
        self.process = subprocess.Popen([*command, *([proxy] if proxy else [])], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.lines = queue.Queue()
        self.seen = []  # events nobody has waited for yet
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                self.lines.put(json.loads(line))
        self.lines.put(None)

    def next(self):
        line = self.lines.get()
        if line is None:
            raise RuntimeError(f"node ended: {self.process.stderr.read()[-2000:]}")
        return line

    def do(self, command, **more):
        """Gives the answer: {"done": command} with a result, or an error and its message."""
        self.process.stdin.write(json.dumps({"do": command, **more}) + "\n")
        self.process.stdin.flush()
        while True:
            line = self.next()
            if line.get("done") == command:
                return line
            self.seen.append(line)

    def event(self, kind):
        """The next event of that kind: one that came already, or one to come."""
        for index, line in enumerate(self.seen):
            if line.get("event") == kind:
                return self.seen.pop(index)
        while True:
            line = self.next()
            if line.get("event") == kind:
                return line
            self.seen.append(line)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
