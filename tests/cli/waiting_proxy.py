"""A proxy that answers once it is told to, so that whoever asks it can be looked at meanwhile."""
import queue
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "field"))
from field_network import HUB_ADDRESS  # noqa: E402
from tls_servers import listen  # noqa: E402

PORT = 3128
ADDRESS = f"{HUB_ADDRESS}:{PORT}"


class WaitingProxy:
    """At ADDRESS of `net`. `requests` has what was asked, and `go_on` lets it answer 502."""

    def __init__(self, net):
        self.requests, self.go_on = queue.SimpleQueue(), threading.Event()
        net.serve(listen(net, PORT), self.answer)

    def answer(self, client):
        self.requests.put(client.recv(65536).decode())
        self.go_on.wait()
        client.sendall(b"HTTP/1.1 502 no\r\n\r\n")


def words_of_copies(process):
    """The command lines of a process and of those that it has started, and what they have in
    their environment."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [Path(f"/proc/{pid}/{file}").read_text().split("\0")
            for pid in [process.pid, *children] for file in ("cmdline", "environ")]
