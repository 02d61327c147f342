// What the edge agent writes of its start and its attempts. The texts are those of probe/profiles,
// which a test holds against these rows.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kProgress[] = {
    {.name = "agent-starts", .says = Says::progress,
     .any = {"Starting module management agent.", "Initializing Edge Agent.", "Edge Agent Main()",
             "Starting Edge Agent"},
     .means = "the edge agent starts",
     .event = LogEvent::starts,
     .source = "agent-2017 1.3, agent-today 1.2",
     .example = "2017-11-28 18:46:19 [INF] - Starting module management agent."},
    {.name = "version", .says = Says::progress,
     .any = {"- Version - "},
     .means = "the program's version",
     .event = LogEvent::version,
     .source = "azure-iot-edge 1.3",
     .example = "2017-11-28 18:46:19 [INF] - Version - 1.0.7516610 "
                "(03c94f85d0833a861a43c669842f0817924911d5)"},
    {.name = "agent-attempt", .says = Says::progress,
     .any = {"Edge agent attempting to connect to IoT Hub via "},
     .means = "an attempt to connect begins",
     .event = LogEvent::attempt,
     .source = "azure-iot-edge 1.2, 1.3",
     .example = "2017-11-28 18:46:19 [INF] - Edge agent attempting to connect to IoT Hub via "
                "AMQP..."},
    {.name = "agent-connected", .says = Says::progress,
     .any = {"Edge agent connected to IoT Hub via "},
     .means = "the edge agent has connected",
     .event = LogEvent::connected,
     .source = "azure-iot-edge 1.2, 1.3",
     .example = "<6> 2026-11-29 20:50:25.924 +00:00 [INF] - Edge agent connected to IoT Hub via "
                "Amqp_Tcp_Only."},
    {.name = "agent-failed", .says = Says::symptom,
     .any = {"Error creating a device-to-cloud connection",
             "Error creating a device to cloud connection"},
     .means = "all ways of the agent have failed; it begins anew",
     .code = "path-inconclusive", .confidence = Confidence::possible,
     .about = About::hub,
     .event = LogEvent::failed, .versions = "since 2017-12-04",
     .source = "azure-iot-edge 1.3, agent-2017 6",
     .example = "<4> 2026-11-29 20:51:35.610 +00:00 [WRN] - Error creating a device-to-cloud "
                "connection"},
    {.name = "agent-exits", .says = Says::symptom,
     .any = {"Device client threw non-transient exception during setup"},
     .means = "the agent exits with code 1: its only way (UpstreamProtocol) was refused",
     .code = "cbs-refused", .confidence = Confidence::possible,
     .others = "token-signature-invalid token-expired device-disabled link-unauthorized",
     .about = About::hub,
     .event = LogEvent::fatal, .versions = "since 2017-12-09",
     .source = "agent-today 4, row 41",
     .example = "<3> 2026-11-29 20:50:26.012 +00:00 [ERR] - Device client threw non-transient "
                "exception during setup"},
    {.name = "agent-retries", .says = Says::note,
     .any = {"Retrying connection to IoT Hub. Current retry count"},
     .means = "the agent begins anew (debug level)",
     .versions = "1.x", .source = "azure-iot-edge 1.3",
     .example = "<7> 2026-11-29 20:51:41.610 +00:00 [DBG] [Agent] - Retrying connection to IoT "
                "Hub. Current retry count 2."},
    {.name = "twin-obtained", .says = Says::note,
     .any = {"Obtained Edge agent twin from IoTHub with desired properties version"},
     .means = "the agent got its twin: it was connected",
     .versions = "1.x", .source = "azure-iot-edge 1.3",
     .example = "<6> 2026-11-29 20:50:27.100 +00:00 [INF] - Obtained Edge agent twin from IoTHub "
                "with desired properties version 3 and reported properties version 17."},
    {.name = "proxy-detected", .says = Says::note,
     .any = {"Detected proxy "},
     .means = "https_proxy is set for the agent; it is used for WebSocket alone",
     .versions = "1.x", .source = "agent-today 2.1",
     .example = "<6> 2026-11-29 20:50:25.100 +00:00 [INF] - Detected proxy http://proxy:3128/"},
    {.name = "empty-config", .says = Says::note,
     .any = {"Empty edge agent config was received"},
     .means = "no twin yet, every 10 s; not that the deployment is empty",
     .versions = "1.x", .source = "agent-today 4, row 39; I#3308",
     .example = "<4> 2026-11-29 20:50:35.100 +00:00 [WRN] - Empty edge agent config was received. "
                "Attempting to read config from backup (/tmp/edgeAgent/backup.json) instead"},
    {.name = "twin-failed", .says = Says::symptom,
     .any = {"Error getting edge agent twin from IoTHub"},
     .means = "the connection stood, or seemed to, and the twin did not come",
     .code = "connection-lost", .confidence = Confidence::possible,
     .others = "connection-falls-silent hub-throttles packet-loss",
     .about = About::hub,
     .versions = "1.x", .source = "azure-iot-edge 1.3",
     .example = "<4> 2026-11-29 20:50:35.100 +00:00 [WRN] - Error getting edge agent twin from "
                "IoTHub"},
    {.name = "agent-hub-call", .says = Says::note,
     .any = {"Error refreshing edge agent configuration from twin.",
             "Error setting up new module client", "Updating reported properties failed with error",
             "Error updating deployment config from edge agent desired properties."},
     .means = "what the agent asked of the hub failed, for the reason below",
     .about = About::hub,
     .versions = "1.x", .source = "EdgeAgentConnection.cs",
     .example = "<4> 2026-11-29 20:50:35.100 +00:00 [WRN] - Error refreshing edge agent "
                "configuration from twin."},
    {.name = "transient-error", .says = Says::symptom,
     .any = {"Transient network error occurred, please retry.",
             "Transient error occured, please retry."},
     .means = "a wrapper: the exception inside it says what it was",
     .code = "path-inconclusive", .confidence = Confidence::possible,
     .bare = true, .about = About::hub,
     .source = "azure-iot-edge 1.3, agent-2017 1.1",
     .example = "Microsoft.Azure.Devices.Client.Exceptions.IotHubCommunicationException: Transient "
                "network error occurred, please retry."},
};

}  // namespace

std::span<const SignatureRow> progress_signatures() { return kProgress; }

}  // namespace edge::probe
