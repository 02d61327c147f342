"""A local port that leads through an HTTP proxy's CONNECT to one destination, for clients that
cannot ask a proxy themselves."""
import contextlib
import socket
import threading


@contextlib.contextmanager
def tunnel(proxy_port, destination):
    """Gives the port; `destination` is "host:port"."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener, proxy_port, destination))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)  # ends accept()
            thread.join()


def serve(listener, proxy_port, destination):
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            proxy = connect(proxy_port, destination)
            for one, other in ((client, proxy), (proxy, client)):
                threading.Thread(target=pump, args=(one, other), daemon=True).start()


def connect(proxy_port, destination):
    proxy = socket.create_connection(("127.0.0.1", proxy_port))
    proxy.sendall(f"CONNECT {destination} HTTP/1.1\r\nHost: {destination}\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = proxy.recv(1)
        if not byte:
            raise RuntimeError(f"the proxy went: {head!r}")
        head += byte
    if b" 200 " not in head.splitlines()[0]:
        raise RuntimeError(f"the proxy refused: {head!r}")
    return proxy


def pump(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
