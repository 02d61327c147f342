import uamqp
from sas_token import sas_token
hub, name, key = (part.split("=", 1)[1] for part in open("hub-state/connection-string.txt").read().strip().split(";"))
auth = uamqp.authentication.SASTokenAuth(f"{hub}/devices/{name}", f"amqps://{hub}", sas_token(f"{hub}/devices/{name}", key), hostname=hub.encode(), verify="hub-state/ca.pem")
uamqp.send_message(f"amqps://{hub}/devices/{name}/messages/events", b'{"temperature": 21.5}', auth=auth)
