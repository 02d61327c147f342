"""A container engine that answers as a test tells it: the Docker-compatible API on a socket, and
engines that behave badly."""
import json
import socket
import struct
import tempfile
import threading
from pathlib import Path

AGENT_ENVIRONMENT = {
    "IOTEDGE_IOTHUBHOSTNAME": "plant7.azure-devices.net", "IOTEDGE_DEVICEID": "press-4",
    "IOTEDGE_MODULEID": "$edgeAgent", "IOTEDGE_AUTHSCHEME": "sasToken",
    "IOTEDGE_APIVERSION": "2022-08-03", "EdgeDeviceHostName": "press-4", "Mode": "iotedged",
    "IOTEDGE_WORKLOADURI": "unix:///var/run/iotedge/workload.sock",
    "IOTEDGE_MANAGEMENTURI": "unix:///var/run/iotedge/mgmt.sock",
    "IOTEDGE_MODULEGENERATIONID": "637", "DOTNET_VERSION": "8.0.11"}


def http(body, status="200 OK", kind="application/json", length=None):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n"
    if length is None:
        length = len(body)
    return f"{head}Content-Length: {length}\r\n\r\n".encode() + body


def answer(value):
    return http(json.dumps(value).encode())


def chunked(*pieces):
    head = (b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n")
    return head + b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (*pieces, b""))


def frame(text, stream=1):
    """As the API sends a piece of a container's log."""
    data = text.encode() if isinstance(text, str) else text
    return struct.pack(">BxxxI", stream, len(data)) + data


def container(name, pid=0, environment=None, status=None, **more):
    """An answer to GET /containers/NAME/json; `more` are members of its State."""
    state = {"Status": status or ("running" if pid else "exited"), "Running": bool(pid),
             "Pid": pid, "ExitCode": 0, "Error": "", "OOMKilled": False,
             "StartedAt": "2026-11-30T10:00:00.123456789Z",
             "FinishedAt": "0001-01-01T00:00:00Z", **more}
    variables = AGENT_ENVIRONMENT if environment is None else environment
    return {"Id": name.encode().hex().ljust(64, "0"), "Name": f"/{name}", "State": state,
            "RestartCount": 0, "Image": "sha256:0",
            "HostConfig": {"RestartPolicy": {"Name": "no"}, "Dns": []},
            "Config": {"Image": f"mcr.microsoft.com/azureiotedge-{name}:1.5", "Tty": False,
                       "Env": [f"{key}={value}" for key, value in variables.items()]},
            "NetworkSettings": {"Ports": {}, "Networks": {
                "azure-iot-edge": {"IPAddress": "172.18.0.2"}}}}


class FakeEngine:
    """While it is entered it listens at `path`. What it answers to GET TARGET is `answers[TARGET]`:
    bytes, or a function that gets the connection. What stands under "" is for all others."""

    def __init__(self, *containers, networks=()):
        self.folder = tempfile.TemporaryDirectory()
        self.path = str(Path(self.folder.name) / "engine.sock")
        self.asked = []
        self.answers = {"": http(b'{"message":"No such container: x"}', "404 Not Found"),
                        "/containers/json?all=1": answer([
                            {"Id": each["Id"], "Names": [each["Name"]]} for each in containers]),
                        "/networks": answer(list(networks)),
                        "/version": answer({"Version": "28.0.1", "Components": [
                            {"Name": "Engine"}]})}
        for each in containers:
            for name in (each["Name"][1:], each["Id"]):
                self.answers[f"/containers/{name}/json"] = answer(each)

    def log(self, name, content):
        self.answers[f"/containers/{name}/logs?stdout=1&stderr=1"] = content

    def __enter__(self):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.folder.cleanup()

    def _accept(self):
        try:
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        except OSError:
            return

    def _serve(self, connection):
        try:
            with connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    more = connection.recv(4096)
                    if not more:
                        return
                    request += more
                target = request.split(b" ")[1].decode()
                self.asked.append(target)
                found = self.answers.get(target, self.answers[""])
                if callable(found):
                    found(connection)
                else:
                    connection.sendall(found)
        except OSError:
            return  # who asked has gone


def silent(connection):
    while connection.recv(4096):
        pass


def endless(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")


NONSENSE = {
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP as an engine does"),
    "nothing": (b"", "ends the connection without an answer"),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-", "breaks its answer off"),
    "half a body": (http(b"{}", length=200), "breaks its answer off"),
    "a huge length": (http(b"{}", length=1 << 62), "answers with more than 16777216 bytes"),
    "no JSON": (http(b"<html>hello</html>"), "answers with what is no JSON"),
    "deep JSON": (http(b"[" * 100_000), "answers with what is no JSON"),
    "another's JSON": (http(b"[1, 2]"), "does not say what container"),
    "an error": (http(b'{"message":"broken \\u001b[31m; token=abcdefgh"}', "500 Oops"),
                 "refuses with HTTP 500: broken \\x1b[31m; token=***"),
    "an endless body": (endless, "answers with more than 16777216 bytes"),
}
