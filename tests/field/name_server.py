"""A name server of few words for tests/field: what it says to a query is a function of the test."""
import socket
import struct
import threading

from field_network import HUB, HUB_ADDRESS, NAME_SERVER

from dns_response import response  # of tests/interop, as field_network says


def hub_only(name, over_tcp):
    """The hub's address, and of every other name that it does not exist."""
    return [HUB_ADDRESS] if name == HUB else "NXDOMAIN"


class NameServer:
    """Answers by UDP, and by TCP where `tcp`, at an address of one of the network's namespaces.
    `answer(name, over_tcp)` gives addresses, a key of FLAGS, or None: silence. Without `edns` it
    hears no query with an OPT record; `reply_from` is another address to answer from by UDP."""

    def __init__(self, net, answer=hub_only, address=(NAME_SERVER, 53), node=None, tcp=True,
                 edns=True, reply_from=None):
        self.answer, self.asked, self.edns = answer, [], edns
        node = node or net.internet
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.datagrams = node.made(lambda: socket.socket(family, socket.SOCK_DGRAM))
        self.datagrams.bind(address)
        net.ending.callback(self.datagrams.close)
        self.replies = self.datagrams
        if reply_from:
            self.replies = node.made(lambda: socket.socket(family, socket.SOCK_DGRAM))
            self.replies.bind((reply_from, address[1]))
            net.ending.callback(self.replies.close)
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
                    self.replies.sendto(answer, client)
            except OSError:
                return

    def answer_stream(self, client):
        with client.makefile("rb") as queries:
            while length := queries.read(2):
                answer = self.response(queries.read(struct.unpack("!H", length)[0]), over_tcp=True)
                if answer:
                    client.sendall(struct.pack("!H", len(answer)) + answer)

    def response(self, query, over_tcp):
        if not self.edns and query[10:12] != b"\0\0":  # ARCOUNT
            return None

        def noted(name, tcp):
            self.asked.append((name, tcp))
            return self.answer(name, tcp)

        return response(query, noted, over_tcp)
