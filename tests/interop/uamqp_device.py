#!/usr/bin/python3
"""A device with Microsoft's C stack (azure-uamqp-c through python3-uamqp).

Usage: uamqp_device.py amqp|amqp-ws CONNECTION_STRING_FILE CA_FILE [PROXY_PORT]
Prints one line of JSON.
"""
import json
import logging
import sys
from datetime import timedelta
from urllib.parse import quote_plus

import uamqp
from uamqp import authentication

from sas_token import sas_token

logging.disable(logging.CRITICAL)


def main():
    transport, connection_string_file, ca_file, *proxy_port = sys.argv[1:]
    with open(connection_string_file) as file:
        fields = dict(part.split("=", 1) for part in file.read().strip().split(";"))
    host, audience = fields["HostName"], f"{fields['HostName']}/devices/{fields['DeviceId']}"
    if "ModuleId" in fields:
        audience += f"/modules/{quote_plus(fields['ModuleId'])}"
    over_websocket = transport == "amqp-ws"
    auth = authentication.SASTokenAuth(
        audience=audience,
        uri=f"amqps://{audience}",
        token=sas_token(audience, fields["SharedAccessKey"]),
        expires_in=timedelta(hours=1),
        port=443 if over_websocket else 5671,
        hostname=host,
        verify=ca_file,
        timeout=20,
        http_proxy={"proxy_hostname": "127.0.0.1", "proxy_port": int(proxy_port[0])}
        if proxy_port else None,
        transport_type=uamqp.TransportType.AmqpOverWebsocket if over_websocket
        else uamqp.TransportType.Amqp)
    target = f"amqps://{audience}/messages/events"
    client = uamqp.SendClient(target, auth=auth, debug=False)
    try:
        client.queue_message(uamqp.Message(b'{"temperature": 21.5}'))
        results = client.send_all_messages(close_on_done=True)
        if all(result == uamqp.constants.MessageState.SendComplete for result in results):
            return {"opened": True, "sent": True}
        return {"opened": False, "error": ", ".join(result.name for result in results)}
    except Exception as error:  # noqa: BLE001 - whatever the client reports is the result
        return {"opened": False, "error": type(error).__name__, "message": str(error)}


if __name__ == "__main__":
    print(json.dumps(main()))
