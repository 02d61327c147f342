"""The hub's control endpoint for tests: JSON over HTTP with the token of the state folder."""
import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path


class Refused(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class Control:
    def __init__(self, ready):
        """`ready`: what `edgesim hub` printed when it was."""
        self.base = f"http://127.0.0.1:{ready['control_port']}"
        self.token = Path(ready["control_token_file"]).read_text().strip()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from None
        return json.loads(text) if text else None

    def messages(self, after=0, wait="20s"):
        """What has arrived since; waits for at least one."""
        return self.ask("GET", f"/messages?after={after}&wait={wait}")["messages"]

    def add_fault(self, name, **parameters):
        return self.ask("POST", "/faults", {"name": name, **parameters})

    def heal(self):
        self.ask("DELETE", "/faults")

    def connection_string_file(self, device, directory):
        """Of an identity ("dev" or "dev/modules/mod"), in a file a client can be given."""
        answer = self.ask("GET", f"/devices/{device}/connection-string")
        path = Path(directory) / f"{urllib.parse.quote(device, safe='')}.txt"
        path.write_text(answer["connectionString"])
        return str(path)
