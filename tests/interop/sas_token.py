"""A token as every SDK makes it (Azure IoT Hub, "Control access to IoT Hub with SAS")."""
import base64
import hashlib
import hmac
import time
from urllib.parse import quote_plus


def sas_token(audience, key, lifetime=3600):
    """`key` is base64; `lifetime` in seconds."""
    resource, expires = quote_plus(audience), str(int(time.time()) + lifetime)
    digest = hmac.new(base64.b64decode(key), f"{resource}\n{expires}".encode(), hashlib.sha256)
    signature = quote_plus(base64.b64encode(digest.digest()))
    return f"SharedAccessSignature sr={resource}&sig={signature}&se={expires}"
