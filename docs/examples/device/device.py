import datetime, uamqp, sas_token
device, token = sas_token.for_device("hub-state/connection-string.txt")
auth = uamqp.authentication.SASTokenAuth(device, f"amqps://{device}", token,
                                         expires_in=datetime.timedelta(hours=1),
                                         verify="hub-state/ca.pem")
print(uamqp.send_message(f"amqps://{device}/messages/events", b'{"temperature": 21.5}', auth=auth))
