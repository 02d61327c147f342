#!/usr/bin/env python3
"""A client that floods a hub, over and over until it is ended: what hub.py measures others beside.

Usage: tests/bench/floods.py KIND PORT CA_FILE [CONNECTION_STRING]"""
import contextlib
import json
import socket
import ssl
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from amqp_device import (ATTACH, BEGIN, FLOW, HEADER, OPEN, TRANSFER,  # noqa: E402
                         Described, Device, Uint)

ATTACHES = 30_000
MANY = 100_000


def frame(code, fields, payload=b"", channel=0):
    body = Described(code, fields).bytes + payload
    return struct.pack(">IBBH", len(body) + 8, 2, 0, channel) + body


def attach(handle, address, receives=False):
    node = [Described(0x28, [address]), Described(0x29, [address])]
    return frame(ATTACH, [f"link-{handle}", Uint(handle), receives, None, None, *node, None, None,
                          None if receives else Uint(0)])


def transfer(number, *sections):
    return frame(TRANSFER, [Uint(0), Uint(number), struct.pack(">I", number), Uint(0), True],
                 b"".join(section.bytes for section in sections))


SESSION = frame(BEGIN, [None, Uint(0), Uint(5000), Uint(5000)])

# What a client without a token sends once its OPEN and BEGIN are answered.
STRANGERS = {
    "ATTACH, no token": lambda: b"".join(attach(n, "nowhere") for n in range(ATTACHES)),
    "BEGIN, no token": lambda: b"".join(
        frame(BEGIN, [None, Uint(0), Uint(9), Uint(9)], channel=1 + n % 8000)
        for n in range(ATTACHES)),
    "empty frames, no token": lambda: MANY * struct.pack(">IBBH", 8, 2, 0, 0),
    "wrong tokens": lambda: attach(0, "$cbs") + attach(1, "$cbs", True) + b"".join(
        transfer(n, Described(0x74, {"operation": "put-token", "name": "hub.test/devices/x",
                                     "type": "servicebus.windows.net:sastoken"}),
                 Described(0x77, "SharedAccessSignature sr=x&sig=AAAA&se=1")) +
        frame(FLOW, [Uint(0), Uint(5000), Uint(0), Uint(5000), Uint(1), Uint(n), Uint(100)])
        for n in range(ATTACHES // 10)),
}


def until_it_ends(stream, data):
    """Reads beside it, so that what the hub answers never stops it."""
    with contextlib.suppress(OSError):
        stream.setblocking(False)
        view = memoryview(data)
        while view:
            with contextlib.suppress(ssl.SSLWantWriteError, ssl.SSLWantReadError):
                view = view[stream.send(view[:65536]):]
            with contextlib.suppress(ssl.SSLWantReadError):
                if not stream.recv(65536):
                    return


def as_stranger(kind, port, ca_file):
    context = ssl.create_default_context(cafile=ca_file)
    data = STRANGERS[kind]()
    while True:
        with contextlib.suppress(OSError):
            raw = socket.create_connection(("127.0.0.1", port))
            with context.wrap_socket(raw, server_hostname="hub.test") as stream:
                stream.sendall(HEADER + frame(OPEN, ["flood", "hub.test"]) + SESSION)
                stream.recv(4096)
                until_it_ends(stream, data)


def with_handshakes(port, ca_file):
    context = ssl.create_default_context(cafile=ca_file)
    while True:
        with contextlib.suppress(OSError):
            context.wrap_socket(socket.create_connection(("127.0.0.1", port)),
                                server_hostname="hub.test").close()


def with_twin(port, ca_file, connection_string):
    """Changes of a twin that is as large as it may be, each of which the hub writes to a file."""
    device = Device(connection_string, port, ca_file)
    name = connection_string.split("DeviceId=")[1].split(";")[0]
    device.attach(3, False, f"/devices/{name}/twin")
    number = 0
    while True:
        patch = json.dumps({f"k{number % 90}": "x" * 300}).encode()
        device.transfer(3, Described(0x72, {"operation": "PATCH",
                                            "resource": "/properties/reported"}),
                        Described(0x75, patch))
        number += 1


KINDS = {**{kind: as_stranger for kind in STRANGERS},
         "TLS handshakes": lambda _, *place: with_handshakes(*place),
         "changes of a twin": lambda _, *place: with_twin(*place)}


@contextlib.contextmanager
def clients(kind, port, ca_file, connection_strings):
    """One for each of `connection_strings`. They give way to the hub, whose delays are measured."""
    flooding = [subprocess.Popen(["nice", sys.executable, __file__, kind, str(port), ca_file,
                                  *([device] if kind == "changes of a twin" else [])])
                for device in connection_strings]
    try:
        yield
    finally:
        for each in flooding:
            each.kill()
            each.wait()


if __name__ == "__main__":
    KINDS[sys.argv[1]](sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
