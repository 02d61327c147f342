"""A name server of few words for tests/field: what it says to a query is a function of the test."""
import ipaddress
import socket
import struct
import threading

from field_network import HUB, HUB_ADDRESS, NAME_SERVER

A, AAAA = 1, 28
ANSWERED = 0x8180  # QR, RD, RA
FLAGS = {"truncated": ANSWERED | 0x0200, "SERVFAIL": ANSWERED | 2, "NXDOMAIN": ANSWERED | 3}


def hub_only(name, over_tcp):
    """The hub's address, and of every other name that it does not exist."""
    return [HUB_ADDRESS] if name == HUB else "NXDOMAIN"


def response(query, answer, over_tcp):
    """RFC 1035 section 4.1: the header, the question again, the records of its type."""
    end, labels = 12, []
    while query[end]:
        labels.append(query[end + 1:end + 1 + query[end]].decode().lower())
        end += 1 + query[end]
    question = query[12:end + 5]
    [kind] = struct.unpack_from("!H", query, end + 1)
    said = answer(".".join(labels), over_tcp)
    if said is None:
        return None
    addresses, flags = (said, ANSWERED) if isinstance(said, list) else ([], FLAGS[said])
    packed_all = [ipaddress.ip_address(address).packed for address in addresses]
    records = [packed for packed in packed_all if len(packed) == {A: 4, AAAA: 16}.get(kind)]
    return (query[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0) + question +
            b"".join(struct.pack("!HHHIH", 0xc00c, kind, 1, 60, len(packed)) + packed
                     for packed in records))


class NameServer:
    """Answers by UDP, and by TCP where `tcp`, at an address of one of the network's namespaces.
    `answer(name, over_tcp)` gives addresses, a key of FLAGS, or None: silence."""

    def __init__(self, net, answer=hub_only, address=(NAME_SERVER, 53), node=None, tcp=True):
        self.answer, self.asked = answer, []
        node = node or net.internet
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.datagrams = node.made(lambda: socket.socket(family, socket.SOCK_DGRAM))
        self.datagrams.bind(address)
        net.ending.callback(self.datagrams.close)
        threading.Thread(target=self.answer_datagrams, daemon=True).start()
        if tcp:
            listener = node.made(lambda: socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
            net.serve(listener, self.answer_stream)

    def answer_datagrams(self):
        while True:
            try:
                query, client = self.datagrams.recvfrom(4096)
                answer = self.response(query, over_tcp=False)
                if answer:
                    self.datagrams.sendto(answer, client)
            except OSError:
                return

    def answer_stream(self, client):
        with client.makefile("rb") as queries:
            while length := queries.read(2):
                answer = self.response(queries.read(struct.unpack("!H", length)[0]), over_tcp=True)
                if answer:
                    client.sendall(struct.pack("!H", len(answer)) + answer)

    def response(self, query, over_tcp):
        def noted(name, tcp):
            self.asked.append((name, tcp))
            return self.answer(name, tcp)

        return response(query, noted, over_tcp)
