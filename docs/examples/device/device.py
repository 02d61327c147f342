import base64, datetime, uamqp
with open("hub-state/connection-string.txt") as file:
    identity = dict(field.split("=", 1) for field in file.read().strip().split(";"))
device, key = f"{identity['HostName']}/devices/{identity['DeviceId']}", identity["SharedAccessKey"]
token = uamqp.utils.create_sas_token(b"", base64.b64decode(key), device.encode())
auth = uamqp.authentication.SASTokenAuth(device, f"amqps://{device}", token,
                                         expires_in=datetime.timedelta(hours=1),
                                         verify="hub-state/ca.pem")
print(uamqp.send_message(f"amqps://{device}/messages/events", b'{"temperature": 21.5}', auth=auth))
