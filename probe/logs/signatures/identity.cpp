// What the hub says of the device's identity, and what shows that two devices share one.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kIdentity[] = {
    {.name = "token-expired",
     .any = {"specified SAS token is expired"},
     .means = "the hub finds the token expired: the device's clock is more than 5 min behind",
     .code = "token-expired",
     .source = "agent-today 4, row 42; I#3982",
     .example = "Microsoft.Azure.Devices.Client.Exceptions.UnauthorizedException: The specified "
                "SAS token is expired"},
    {.name = "token-signature",
     .any = {"specified SAS token has an invalid signature"},
     .means = "the key is not this device's",
     .code = "token-signature-invalid",
     .source = "agent-today 4, row 42; I#5715",
     .example = "Microsoft.Azure.Devices.Client.Exceptions.UnauthorizedException: The specified "
                "SAS token has an invalid signature. It does not match either the primary or "
                "secondary key."},
    {.name = "not-registered",
     .any = {" not registered."}, .all = {" at IotHub "},
     .means = "the hub does not know this device or module",
     .code = "device-not-registered",
     .source = "agent-today 4, row 42; I#5639",
     .example = "Microsoft.Azure.Devices.Client.Exceptions.DeviceNotFoundException: Device "
                "device-1/$edgeAgent at IotHub contoso not registered."},
    {.name = "not-registered-code",
     .any = {"\"errorCode\":404001", "errorCode\\\":404001", "\"errorCode\":404010",
             "errorCode\\\":404010"},
     .none = {" at IotHub "},
     .means = "the hub does not know this device (404001) or module (404010)",
     .code = "device-not-registered",
     .source = "azure-iot-edge 2.7; I#5448",
     .example = "{\"errorCode\":404001,\"trackingId\":\"0-TimeStamp:1\",\"message\":"
                "\"DeviceNotFound\"}"},
    {.name = "device-disabled",
     .any = {"Device_Disabled", "\"errorCode\":403012", "errorCode\\\":403012"},
     .means = "the identity exists, but is disabled",
     .code = "device-disabled",
     .source = "azure-iot-edge 1.3, 2.7",
     .example = "<6> 2026-11-29 20:50:25.100 +00:00 [INF] - Connection status changed to "
                "Disconnected with reason Device_Disabled"},
    {.name = "unauthorized-401002",
     .any = {"\"errorCode\":401002", "errorCode\\\":401002"},
     .none = {"HTTP response error", "Invalid certificate"},
     .means = "the token was good, but not for this device or module",
     .code = "link-unauthorized",
     .source = "azure-iot-edge 2.7; I#6828",
     .example = "{\"errorCode\":401002,\"trackingId\":\"0-TimeStamp:1\",\"message\":\"Unauthorized "
                "access\"}"},
    {.name = "unauthorized", .says = Says::symptom,
     .any = {"UnauthorizedException", "amqp:unauthorized-access", "\"errorCode\":401003",
             "errorCode\\\":401003"},
     .none = {"SAS token", "\"errorCode\":401002", "errorCode\\\":401002"},
     .means = "the hub refuses the identity",
     .code = "cbs-refused", .confidence = Confidence::possible,
     .others = "link-unauthorized token-signature-invalid token-expired",
     .bare = true,
     .source = "azure-iot-edge 2.7",
     .example = "Microsoft.Azure.Devices.Client.Exceptions.UnauthorizedException: Unauthorized"},
    {.name = "put-token-failed", .says = Says::symptom,
     .any = {"Put token failed. status-code: "}, .none = {"SAS token", " not registered."},
     .means = "the hub refuses the token",
     .code = "cbs-refused",
     .source = "azure-iot-edge 2.5",
     .example = "Put token failed. status-code: 500, status-description: internal."},
    {.name = "token-invalid",
     .any = {"Token Invalid."},
     .means = "the hub took the token back in the midst of a connection",
     .code = "token-expired", .confidence = Confidence::possible, .others = "connection-lost",
     .source = "azure-iot-edge 2.5",
     .example = "amqp:unauthorized: Token Invalid."},
    {.name = "duplicate-identity",
     .any = {"Pulling twin by 'Connected' event has been triggered frequently", "amqp:link:stolen",
             "\"errorCode\":400027", "\"errorCode\":409002", "errorCode\\\":400027",
             "errorCode\\\":409002"},
     .means = "another device or a second agent connects with the same identity, and each throws "
              "the other off",
     .code = "duplicate-identity",
     .source = "agent-today 4, row 40; azure-iot-edge 5, row 46; I#5201",
     .example = "<4> 2026-11-29 20:50:25.100 +00:00 [WRN] - Pulling twin by 'Connected' event has "
                "been triggered frequently, 12 times in the last 30 seconds. This can be a sign "
                "when more edge devices use the same identity and they keep getting disconnected."},
    {.name = "mqtt-refused",
     .any = {"Failed to open the MQTT connection due to incorrect or unauthorized credentials"},
     .means = "the hub refuses the identity (MQTT)",
     .code = "cbs-refused", .confidence = Confidence::possible,
     .others = "token-signature-invalid token-expired device-not-registered device-disabled",
     .versions = "1.6", .source = "agent-today 1.2",
     .example = "IotHubException: Failed to open the MQTT connection due to incorrect or "
                "unauthorized credentials"},
};

}  // namespace

std::span<const SignatureRow> identity_signatures() { return kIdentity; }

}  // namespace edge::probe
