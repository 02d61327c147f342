#!/usr/bin/python3
"""A device with Qpid Proton's Python binding: authorises on $cbs, sends one message; with
"receive" it then waits for one.

Usage: qpid_device.py CONNECTION_STRING_FILE CA_FILE PORT [receive]. Prints one line of JSON.
"""
import json
import sys

from proton import Message, SSLDomain
from proton.handlers import MessagingHandler
from proton.reactor import Container

from sas_token import sas_token


class Device(MessagingHandler):
    def __init__(self, fields, ca_file, port, receives):
        super().__init__()
        self.receives, self.asked = receives, False
        self.host, self.device = fields["HostName"], fields["DeviceId"]
        self.key, self.ca_file, self.port = fields["SharedAccessKey"], ca_file, port
        self.result = {"opened": False, "sent": False}

    def on_start(self, event):
        domain = SSLDomain(SSLDomain.MODE_CLIENT)
        domain.set_trusted_ca_db(self.ca_file)
        domain.set_peer_authentication(SSLDomain.VERIFY_PEER_NAME)
        self.connection = event.container.connect(
            f"amqps://{self.host}:{self.port}", ssl_domain=domain, allowed_mechs="ANONYMOUS",
            reconnect=False)
        self.answers = event.container.create_receiver(self.connection, "$cbs", name="answers")
        self.tokens = event.container.create_sender(self.connection, "$cbs", name="tokens")

    def on_sendable(self, event):
        if event.sender == self.tokens and not self.asked:
            self.asked = True
            audience = f"{self.host}/devices/{self.device}"
            self.tokens.send(Message(
                id="put", reply_to="answers", body=sas_token(audience, self.key),
                properties={"operation": "put-token", "type": "servicebus.windows.net:sastoken",
                            "name": audience}))
        elif event.sender != self.tokens and not self.result["sent"]:
            self.result["sent"] = True
            event.sender.send(Message(id="m-1", body=b'{"temperature": 21.5}'))

    def on_message(self, event):
        if event.receiver != self.answers:
            self.result["received"] = bytes(event.message.body).decode()
            return self.connection.close()
        status = event.message.properties["status-code"]
        if status != 200:
            description = event.message.properties["status-description"]
            self.result.update(status=status, message=description)
            return self.connection.close()
        self.result["opened"] = True
        event.container.create_sender(self.connection, self.address("messages/events"))
        return None

    def on_accepted(self, event):
        if event.sender == self.tokens:
            return
        if not self.receives:
            self.connection.close()
        else:
            event.container.create_receiver(self.connection, self.address("messages/devicebound"))

    def on_rejected(self, event):
        self.fail(event.delivery.remote.condition)

    def on_link_error(self, event):
        self.fail(event.link.remote_condition)

    def on_connection_error(self, event):
        self.fail(event.connection.remote_condition)

    def on_transport_error(self, event):
        self.fail(event.transport.condition)

    def fail(self, condition):
        self.result.update(error=condition.name, message=condition.description)
        self.connection.close()

    def address(self, node):
        return f"/devices/{self.device}/{node}"


def main():
    connection_string_file, ca_file, port, *receive = sys.argv[1:]
    with open(connection_string_file) as file:
        fields = dict(part.split("=", 1) for part in file.read().strip().split(";"))
    device = Device(fields, ca_file, port, bool(receive))
    Container(device).run()
    print(json.dumps(device.result))


if __name__ == "__main__":
    main()
