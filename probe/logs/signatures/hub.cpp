// What the hub says of itself, and how its connections end.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kHub[] = {
    {.name = "hub-throttles",
     .any = {"device-container-throttled", "IotHubThrottledException", "\"errorCode\":429",
             "HTTP request throttled (attempt ", "errorCode\\\":429"},
     .means = "the hub, or the provisioning service, gets more requests than its size allows",
     .code = "hub-throttles",
     .source = "agent-today 4, row 35; azure-iot-edge 5, row 47",
     .example = "2026-11-29T20:50:25Z [WARN] - HTTP request throttled (attempt 1 of 2). Sleeping "
                "for 30 seconds."},
    {.name = "hub-quota",
     .any = {"com.microsoft:quota-exceeded", "\"errorCode\":403002", "errorCode\\\":403002"},
     .means = "the day's messages of the hub are used up",
     .code = "hub-quota-used-up",
     .source = "azure-iot-edge 2.7",
     .example = "{\"errorCode\":403002,\"message\":\"quota exceeded\"}"},
    {.name = "hub-suspended",
     .any = {"iot-hub-suspended", "\"errorCode\":403001", "errorCode\\\":403001"},
     .means = "the hub is suspended",
     .code = "hub-suspended",
     .source = "azure-iot-edge 2.7",
     .example = "{\"errorCode\":403001,\"message\":\"suspended\"}"},
    {.name = "hub-failing-over",
     .any = {"\"errorCode\":404012", "errorCode\\\":404012"},
     .means = "the hub is failing over to another region",
     .code = "hub-failing-over",
     .source = "azure-iot-edge 2.7",
     .example = "{\"errorCode\":404012,\"message\":\"failing over\"}"},
    {.name = "hub-not-found",
     .any = {"iot-hub-not-found-error", "\"errorCode\":401001", "errorCode\\\":401001"},
     .means = "the service knows no hub of that name",
     .code = "hub-not-found",
     .source = "azure-iot-edge 2.7",
     .example = "{\"errorCode\":401001,\"message\":\"IotHubNotFound\"}"},
    {.name = "connection-forced", .says = Says::symptom,
     .any = {"amqp:connection:forced", "\"errorCode\":404104", "errorCode\\\":404104"},
     .means = "an open connection was ended from outside, or fell silent for 60 s",
     .code = "connection-lost", .confidence = Confidence::possible,
     .others = "connection-falls-silent duplicate-identity",
     .bare = true,
     .source = "azure-iot-edge 2.4, 2.7",
     .example = "Microsoft.Azure.Amqp.AmqpException: The connection was closed: "
                "amqp:connection:forced"},
    {.name = "sasl-mechanism",
     .any = {"Could not find desired SASL mechanism in the list presented by server"},
     .means = "what answers speaks AMQP, but as no IoT hub does",
     .code = "amqp-not-iot-hub",
     .source = "azure-iot-edge 5, row 52; I#215",
     .example = "Could not find desired SASL mechanism in the list presented by server"},
    {.name = "mqtt-unavailable",
     .any = {"MQTT connection rejected because the server was unavailable"},
     .means = "the hub refuses MQTT from here: often its IP filter, or its public access is off",
     .code = "path-inconclusive", .confidence = Confidence::possible,
     .others = "hub-throttles hub-suspended",
     .versions = "1.6", .source = "agent-today 1.2; azure-iot-edge 5, row 40",
     .example = "IotHubException: MQTT connection rejected because the server was unavailable"},
};

}  // namespace

std::span<const SignatureRow> hub_signatures() { return kHub; }

}  // namespace edge::probe
