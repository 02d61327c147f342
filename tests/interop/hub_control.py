"""The cloud's side of a hub for tests: its control endpoint, JSON over HTTP with the token of the
state folder."""
import contextlib
import http.client
import json
import time
from pathlib import Path


class Refused(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class Control:
    def __init__(self, ready):
        """`ready`: what `edgesim hub` printed when it was."""
        self.ready = ready

    def ask(self, method, path, body=None):
        token = Path(self.ready["control_token_file"]).read_text().strip()
        connection = http.client.HTTPConnection("127.0.0.1", self.ready["control_port"])
        with contextlib.closing(connection):
            connection.request(method, path, json.dumps(body) if body is not None else None,
                               {"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            text = answer.read().decode()
        if not 200 <= answer.status < 300:
            raise Refused(answer.status, f"{method} {path}: {text}")
        return json.loads(text) if text else None

    def ask_until(self, method, path, body=None):
        """The same, asked again while the device is not there or does not listen yet."""
        while True:
            try:
                return self.ask(method, path, body)
            except Refused as refused:
                if refused.status != 404:
                    raise
            time.sleep(0.1)

    def messages(self, after=0, wait="20s"):
        """What has arrived since; waits for at least one."""
        return self.ask("GET", f"/messages?after={after}&wait={wait}")["messages"]
