// What the edge hub writes of its start, its attempts and its state.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kEdgeHub[] = {
    {.name = "edge-hub-starts", .component = Component::edge_hub, .says = Says::progress,
     .any = {"Starting Edge Hub"},
     .means = "the edge hub starts",
     .event = LogEvent::starts, .versions = "1.x", .source = "azure-iot-edge 1.3",
     .example = "<6> 2026-11-29 20:50:25.100 +00:00 [INF] - Starting Edge Hub"},
    {.name = "edge-hub-attempt", .component = Component::edge_hub, .says = Says::progress,
     .any = {"Attempting to connect to IoT Hub for client "},
     .means = "an attempt of the edge hub begins",
     .event = LogEvent::attempt, .versions = "1.x", .source = "CloudConnection.cs",
     .example = "<6> 2026-11-29 20:50:25.100 +00:00 [INF] - Attempting to connect to IoT Hub for "
                "client device-1/$edgeHub via AMQP..."},
    {.name = "edge-hub-connected", .component = Component::edge_hub, .says = Says::progress,
     .any = {"Created cloud proxy for client "},
     .means = "the edge hub has connected",
     .event = LogEvent::connected, .versions = "1.x", .source = "CloudConnection.cs",
     .example = "<6> 2026-11-29 20:50:26.100 +00:00 [INF] - Created cloud proxy for client "
                "device-1/$edgeHub via AMQP, with client operation timeout 20 seconds."},
    {.name = "edge-hub-failed", .component = Component::edge_hub, .says = Says::symptom,
     .any = {"Error creating cloud connection for client "},
     .means = "the edge hub could not connect upstream; the exception below it says why",
     .code = "edge-hub-offline",
     .about = About::hub,
     .event = LogEvent::failed, .versions = "1.x", .source = "agent-today 4, row 45; I#6692",
     .example = "<4> 2026-11-29 20:50:45.100 +00:00 [WRN] - Error creating cloud connection for "
                "client device-1/$edgeHub"},
    {.name = "edge-hub-disconnected", .component = Component::edge_hub, .says = Says::symptom,
     .any = {"Entering disconnected state", "Entering unreachable state",
             "Error calling IotHub for connectivity test"},
     .means = "the edge hub has lost its connection to the hub, or has none",
     .code = "edge-hub-offline",
     .about = About::hub, .event = LogEvent::offline,
     .versions = "1.x", .source = "agent-today 4, row 46",
     .example = "<6> 2026-11-29 20:52:25.100 +00:00 [INF] - Entering disconnected state"},
    {.name = "edge-hub-online", .component = Component::edge_hub, .says = Says::note,
     .any = {"Entering connected state"},
     .means = "the edge hub is connected to the hub",
     .ends = "edge-hub-offline", .event = LogEvent::online,
     .versions = "1.x", .source = "agent-today 4, row 46",
     .example = "<6> 2026-11-29 20:52:25.100 +00:00 [INF] - Entering connected state"},
    {.name = "edge-hub-scope", .component = Component::edge_hub,
     .any = {"Encountered an error while refreshing the device scope identities cache"},
     .means = "HTTPS from the edge hub to the hub fails, though AMQP may work",
     .code = "edge-hub-https-blocked",
     .about = About::https,
     .versions = "1.x", .source = "agent-today 4, row 47",
     .example = "<4> 2026-11-29 20:52:25.100 +00:00 [WRN] - Encountered an error while refreshing "
                "the device scope identities cache. Will retry the operation in 00:05:00."},
    {.name = "edge-hub-scope-read", .component = Component::edge_hub, .says = Says::note,
     .any = {"Done refreshing device scope identities cache"},
     .means = "HTTPS from the edge hub to the hub works",
     .ends = "edge-hub-https-blocked",
     .versions = "1.x", .source = "DeviceScopeIdentitiesCache.cs",
     .example = "<6> 2026-11-29 20:52:25.100 +00:00 [INF] - Done refreshing device scope "
                "identities cache. Waiting for 60 minutes."},
    {.name = "edge-hub-upstream", .component = Component::edge_hub, .says = Says::note,
     .any = {"Error sending messages to IotHub", "Error opening IotHub connection for ",
             "Error getting cloud proxy for ", "Error getting cloud connection for device ",
             "Error creating or updating the cloud proxy for client ",
             "Could not get an active Iot Hub connection for client ",
             "Error receiving C2D messages for ",
             "upstream call timed out, closing cloud proxy for "},
     .means = "what the edge hub asked of the hub failed, for the reason below",
     .about = About::hub,
     .versions = "1.x", .source = "CloudProxy.cs, CloudEndpoint.cs",
     .example = "<4> 2026-11-29 20:52:25.100 +00:00 [WRN] - Error getting cloud proxy for "
                "device-1/sensor"},
    {.name = "edge-hub-status", .component = Component::edge_hub, .says = Says::note,
     .any = {"Connection status for "}, .all = {" changed to "},
     .means = "how a client's connection to the hub stands, which the edge hub has made for it",
     .about = About::hub,
     .versions = "1.x", .source = "ConnectionManager.cs",
     .example = "<6> 2026-11-29 20:52:25.100 +00:00 [INF] - Connection status for device-1/sensor "
                "changed to ConnectionLost"},
    {.name = "edge-hub-client", .component = Component::edge_hub, .says = Says::note,
     .any = {"Closing connection for device: ", "Disposing MessagingServiceClient for device Id ",
             "Error reading transport. CorrelationId ", "Error writing transport. CorrelationId ",
             "Websockets read failed CorrelationId ", "Websockets write failed CorrelationId ",
             "TLS handshake failed., ", "Error sending messages to module "},
     .means = "a connection of a module or device to the edge hub ended: the edge hub is the "
              "server there, and its own way to the hub another matter",
     .about = About::client,
     .versions = "1.x", .source = "MessagingServiceClient.cs, ServerWebSocketTransport.cs; I#159",
     .example = "<4> 2026-11-29 20:52:25.100 +00:00 [WRN] - Closing connection for device: "
                "device-1/sensor, scope: ExceptionCaught, System.Net.Sockets.SocketException"},
    {.name = "edge-hub-client-refused", .component = Component::edge_hub, .says = Says::note,
     .any = {"Error authenticating token ", "Error authenticating certificate ",
             "Unable to authenticate device ", "Unable to authenticate client ",
             "An error occurred while accepting a connection.",
             "An error occurred while opening a connection.",
             "Invalid client certificate for incoming connection: ",
             "Error validating token for "},
     .means = "the edge hub did not let a module or device in, which is no matter of its own way "
              "to the hub",
     .about = About::client,
     .versions = "1.x", .source = "TokenAuthenticator.cs, AmqpProtocolHead.cs",
     .example = "<4> 2026-11-29 20:52:25.100 +00:00 [WRN] - Error authenticating token for "
                "device-7 because the token has expired."},
    {.name = "client-refuses-certificate", .component = Component::edge_hub, .says = Says::note,
     .any = {"alert unknown ca", "alert bad certificate", "alert certificate unknown",
             "alert certificate expired"},
     .means = "a module or device does not trust the certificate that the edge hub shows it: the "
              "alert is that of a client",
     .about = About::client,
     .source = "RFC 8446 6.2; OpenSSL, ssl/ssl_stat.c",
     .example = " ---> Interop+Crypto+OpenSslCryptographicException: error:14094418:SSL routines:"
                "ssl3_read_bytes:tlsv1 alert unknown ca"},
    {.name = "no-answer-from-socket", .component = Component::edge_hub,
     .any = {"Shutting down because no response from "},
     .means = "a module ends, as the daemon behind its socket does not answer; exit code 111",
     .code = "daemon-socket-stale",
     .versions = "1.x", .source = "agent-today 4, row 43; I#5505",
     .example = "<0> 2026-11-29 20:52:25.100 +00:00 [FTL] - Shutting down because no response from "
                "unix:///var/run/iotedge/workload.sock for sign"},
    {.name = "sign-failed", .component = Component::edge_hub, .says = Says::symptom,
     .any = {"Error calling SignAsync"},
     .means = "the daemon did not sign the module's token",
     .code = "daemon-socket-stale", .confidence = Confidence::possible,
     .others = "daemon-socket-rights",
     .versions = "1.x", .source = "azure-iot-edge 1.7",
     .example = "System.InvalidOperationException: Error calling SignAsync: Module not found"},
    {.name = "socket-permission", .component = Component::edge_hub,
     .any = {"Permission denied /var/run/iotedge/"},
     .means = "the module may not open the daemon's socket: its rights, or SELinux",
     .code = "daemon-socket-rights",
     .versions = "1.x", .source = "agent-today 4, row 44; I#5979",
     .example = "System.Net.Sockets.SocketException (13): Permission denied "
                "/var/run/iotedge/workload.sock"},
};

}  // namespace

std::span<const SignatureRow> edge_hub_signatures() { return kEdgeHub; }

}  // namespace edge::probe
