"""What answers at the hub's address in tests/field: TLS servers, with certificates that openssl has
made, or openssl's own."""
import socket
import ssl
import subprocess

from field_network import HUB, HUB_ADDRESS

PORTS = (5671, 443)


class Authority:
    """A certificate authority in a folder: a root, or one that another has signed."""

    def __init__(self, folder, name, parent=None):
        self.folder, self.name = folder, name
        if parent:
            parent.sign(name, f"/CN={name}", "basicConstraints=critical,CA:TRUE")
        else:
            openssl("req", "-x509", *new_key(self.key), "-out", self.file, "-days", "9", "-subj",
                    f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE")

    @property
    def file(self):
        return self.folder / f"{self.name}.pem"

    @property
    def key(self):
        return self.folder / f"{self.name}.key"

    def sign(self, name, subject, extension):
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        extensions.write_text(extension + "\n")
        openssl("req", *new_key(self.folder / f"{name}.key"), "-subj", subject, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.key,
                "-CAcreateserial", "-days", "9", "-extfile", extensions, "-out",
                self.folder / f"{name}.pem")

    def server(self, name=HUB, chain=(), more_names=0):
        """A context with a certificate for the name; after it the server sends `chain`."""
        names = [name, *(f"certificate-is-large-{number}.example" for number in range(more_names))]
        self.sign(name, f"/CN={name}", "subjectAltName=" + ",".join(f"DNS:{one}" for one in names))
        sent = self.folder / "sent.pem"
        certificates = (self.folder / f"{name}.pem", *(authority.file for authority in chain))
        sent.write_text("".join(each.read_text() for each in certificates))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sent, self.folder / f"{name}.key")
        return context


def new_key(path):
    return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr}")
    return done.stdout


def listen(net, port, address=HUB_ADDRESS, node=None):
    node = node or net.internet
    return node.made(lambda: socket.create_server((address, port), backlog=64))


def until_closed(client):
    """Takes what comes and says nothing."""
    while client.recv(4096):
        pass


def s_server(net, authority, *options):
    """openssl's own server on both ports, until the network ends."""
    authority.server()
    for port in PORTS:
        process = subprocess.Popen(
            net.internet.inside("openssl", "s_server", "-accept", f"{HUB_ADDRESS}:{port}", "-cert",
                                authority.folder / f"{HUB}.pem", "-key",
                                authority.folder / f"{HUB}.key", *options),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        net.ending.callback(process.communicate)
        net.ending.callback(process.terminate)
        if not any(line == "ACCEPT\n" for line in process.stdout):
            raise RuntimeError("openssl s_server does not listen")


def serve_tls(net, context, ports=PORTS, then=until_closed, address=HUB_ADDRESS):
    def handshake(client):
        with context.wrap_socket(client, server_side=True) as secured:
            then(secured)

    for port in ports:
        net.serve(listen(net, port, address), handshake)
