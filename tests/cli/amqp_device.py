"""A device in plain sockets: enough AMQP 1.0 (OASIS, parts 1 to 3) to connect to a hub, show a
token and send telemetry. It needs nothing installed, and shares no code with the hub."""
import base64
import hashlib
import hmac
import socket
import ssl
import struct
import time
import urllib.parse

OPEN, BEGIN, ATTACH, FLOW, TRANSFER, DISPOSITION = 0x10, 0x11, 0x12, 0x13, 0x14, 0x15
ACCEPTED = b"\x00\x53\x24"
HEADER = b"AMQP\x00\x01\x00\x00"


class Refused(Exception):
    """What the hub said instead; str() has its bytes as text."""


class Uint(int):
    pass


def encoded(value):
    if value is None:
        return b"\x40"
    if isinstance(value, bool):
        return b"\x41" if value else b"\x42"
    if isinstance(value, Uint):
        return b"\x70" + struct.pack(">I", value)
    if isinstance(value, bytes):
        return b"\xb0" + struct.pack(">I", len(value)) + value
    if isinstance(value, dict):
        parts = b"".join(encoded(key) + encoded(item) for key, item in value.items())
        return b"\xd1" + struct.pack(">II", len(parts) + 4, 2 * len(value)) + parts
    if isinstance(value, Described):
        return value.bytes
    text = value.encode()
    return b"\xb1" + struct.pack(">I", len(text)) + text


class Described:
    """A described value: a list of fields, or another value."""

    def __init__(self, code, value):
        if isinstance(value, list):
            parts = b"".join(map(encoded, value))
            body = b"\xd0" + struct.pack(">II", len(parts) + 4, len(value)) + parts
        else:
            body = encoded(value)
        self.bytes = bytes([0x00, 0x53, code]) + body


def token_of(audience, key):
    expires = int(time.time()) + 3600
    resource = urllib.parse.quote(audience, safe="")
    signed = hmac.new(base64.b64decode(key), f"{resource}\n{expires}".encode(), hashlib.sha256)
    signature = urllib.parse.quote(base64.b64encode(signed.digest()), safe="")
    return f"SharedAccessSignature sr={resource}&sig={signature}&se={expires}"


class Device:
    """Connected and authorised, with a link for telemetry; raises Refused otherwise."""

    def __init__(self, connection_string, port, ca_file):
        parts = dict(part.split("=", 1) for part in connection_string.split(";"))
        host, device = parts["HostName"], parts["DeviceId"]
        context = ssl.create_default_context(cafile=ca_file)
        raw = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.stream = context.wrap_socket(raw, server_hostname=host)
        self.sent = 0
        self.stream.sendall(HEADER)
        if self.read(len(HEADER)) != HEADER:
            raise Refused("no AMQP")
        self.frame(OPEN, ["python-device", host])
        self.frame(BEGIN, [None, Uint(0), Uint(1000), Uint(1000)])
        self.attach(0, False, "$cbs")
        self.attach(1, True, "$cbs")
        self.frame(FLOW, [Uint(0), Uint(1000), Uint(0), Uint(1000), Uint(1), Uint(0), Uint(10)])
        audience = f"{host}/devices/{device}"
        self.transfer(0, Described(0x73, ["1", None, "$cbs", None, "cbs"]), Described(0x74, {
            "operation": "put-token", "type": "servicebus.windows.net:sastoken",
            "name": audience}), Described(0x77, token_of(audience, parts["SharedAccessKey"])))
        answer = self.await_frame(TRANSFER)
        status = answer[answer.index(b"status-code") + len("status-code"):]
        code = status[1] if status[0] == 0x54 else struct.unpack(">i", status[1:5])[0]
        if code not in (200, 202):
            raise Refused(answer.decode(errors="replace"))
        self.attach(2, False, f"/devices/{device}/messages/events")
        self.await_frame(FLOW)  # credit, of this link: those of the others came before the answer

    def read(self, size):
        data = b""
        while len(data) < size:
            got = self.stream.recv(size - len(data))
            if not got:
                raise Refused("the hub ended the connection")
            data += got
        return data

    def frame(self, code, fields, payload=b""):
        body = Described(code, fields).bytes + payload
        self.stream.sendall(struct.pack(">IBBH", len(body) + 8, 2, 0, 0) + body)

    def attach(self, handle, receives, address):
        node = [Described(0x28, [address]), Described(0x29, [address])]
        self.frame(ATTACH, [f"link-{handle}", Uint(handle), receives, None, None, *node, None, None,
                            None if receives else Uint(0)])

    def transfer(self, handle, *sections):
        tag = struct.pack(">I", self.sent)
        self.frame(TRANSFER, [Uint(handle), Uint(self.sent), tag, Uint(0), False],
                   b"".join(section.bytes for section in sections))
        self.sent += 1

    def await_frame(self, wanted):
        """The first frame of this kind; DETACH, END and CLOSE are refusals."""
        while True:
            size, offset, _, _ = struct.unpack(">IBBH", self.read(8))
            body = self.read(size - 8)[4 * offset - 8:]
            if not body:
                continue  # a heartbeat
            if body[2] in (0x16, 0x17, 0x18):
                raise Refused(body.decode(errors="replace"))
            if body[2] == wanted:
                return body

    def send(self, text, **properties):
        """Returns once the hub has accepted it."""
        self.transfer(2, Described(0x74, properties), Described(0x75, text.encode()))
        answer = self.await_frame(DISPOSITION)
        if ACCEPTED not in answer:
            raise Refused(answer.decode(errors="replace"))

    def wait_for_the_end(self):
        """What the hub says when it ends the connection."""
        try:
            self.await_frame(None)
        except Refused as end:
            return str(end)

    def close(self):
        self.stream.close()
