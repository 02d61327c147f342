// How .NET words what became of a TCP connection: musl's and glibc's texts of the same errno, which
// .NET Core up to 2.x wrote without its number, and those of Windows. Those of unix sockets, which
// end in a path, are not the network's.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kSilence =
    "amqp-port-dropped-on-path amqp-port-dropped-by-host host-does-not-pass-traffic "
    "vpn-drops-everything host-does-not-forward tls-no-answer mtu-black-hole packet-loss";

constexpr SignatureRow kSockets[] = {
    {.name = "socket-timed-out",
     .any = {"(110): Operation timed out", "(110): Connection timed out",
             "SocketException: Connection timed out", "SocketException: Operation timed out",
             "(0x80004005): Connection timed out",
             "did not properly respond after a period of time"}, .none = {".sock"},
     .means = "no SYN of a connection was answered (ETIMEDOUT)",
     .code = "network-drops-everything", .confidence = Confidence::possible, .others = kSilence,
     .bare = true, .proxy_code = "proxy-unreachable",
     .source = "agent-today 3.2; 4, row 1; I#5474; WSAETIMEDOUT",
     .example = " ---> System.Net.Sockets.SocketException (110): Operation timed out"},
    {.name = "operation-timed-out", .says = Says::symptom,
     .any = {"TimeoutException: The operation timed out.", "Operation timeout expired.",
             "TaskCanceledException: A task was canceled.",
             "The operation did not complete within the allocated time"},
     .none = {"for object message."},
     .means = "an attempt's time was over in the midst of a try: silence, or a slow path",
     .code = "network-drops-everything", .confidence = Confidence::possible, .others = kSilence,
     .bare = true,
     .source = "agent-today 4, row 2; I#6928; agent-2017 0",
     .example = " ---> System.Threading.Tasks.TaskCanceledException: A task was canceled."},
    {.name = "send-timed-out",
     .any = {" for object message."},
     .means = "a message was not accepted within its time: the connection had stood, and fell "
              "silent",
     .code = "connection-falls-silent", .confidence = Confidence::possible,
     .others = "connection-lost hub-throttles packet-loss",
     .bare = true,
     .source = "azure-amqp; I#1801",
     .example = " ---> System.TimeoutException: The operation did not complete within the "
                "allocated time 00:01:00 for object message."},
    {.name = "socket-refused",
     .any = {"(111): Connection refused", "SocketException: Connection refused",
             "(0x80004005): Connection refused", "the target machine actively refused it"},
     .none = {".sock", "os error"},
     .means = "the port was refused by a TCP reset (ECONNREFUSED): a firewall, a proxy that is not "
              "there, or the machine itself",
     .code = "connection-refused", .confidence = Confidence::likely,
     .others = "proxy-unreachable",
     .bare = true, .proxy_code = "proxy-unreachable",
     .source = "agent-today 3.2; 4, row 3; I#6692; WSAECONNREFUSED",
     .example = " ---> System.Net.Sockets.SocketException (111): Connection refused"},
    {.name = "host-unreachable",
     .any = {"(113): Host is unreachable", "(113): No route to host",
             "SocketException: No route to host", "SocketException: Host is unreachable",
             "(0x80004005): No route to host", "attempted to an unreachable host"},
     .means = "a router or the own network says that there is no way to the machine (EHOSTUNREACH)",
     .code = "host-unreachable", .confidence = Confidence::possible,
     .others = "connection-rejected gateway-unreachable no-route",
     .bare = true, .proxy_code = "proxy-unreachable",
     .source = "agent-today 3.2; 4, row 4; WSAEHOSTUNREACH",
     .example = " ---> System.Net.Sockets.SocketException (113): Host is unreachable"},
    {.name = "network-unreachable",
     .any = {"(101): Network unreachable", "(101): Network is unreachable",
             "SocketException: Network is unreachable", "SocketException: Network unreachable",
             "(0x80004005): Network is unreachable", "attempted to an unreachable network"},
     .means = "there is no route to the address (ENETUNREACH)",
     .code = "no-route", .confidence = Confidence::likely, .others = "host-unreachable",
     .bare = true, .proxy_code = "proxy-unreachable",
     .source = "agent-today 3.2; 4, row 4; WSAENETUNREACH",
     .example = " ---> System.Net.Sockets.SocketException (101): Network unreachable"},
    {.name = "address-not-available",
     .any = {"(99): Address not available", "(99): Cannot assign requested address",
             "SocketException: Cannot assign requested address",
             "SocketException: Address not available"},
     .means = "the machine has no address of the kind that the destination needs",
     .code = "no-route", .confidence = Confidence::possible,
     .bare = true, .proxy_code = "proxy-unreachable",
     .source = "agent-today 3.2",
     .example = " ---> System.Net.Sockets.SocketException (99): Address not available"},
    {.name = "socket-reset",
     .any = {"(104): Connection reset by peer",
             "Unable to read data from the transport connection: Connection reset by peer",
             "SocketException: Connection reset by peer", "(0x80004005): Connection reset by peer",
             "was forcibly closed by the remote host"},
     .none = {".sock"},
     .means = "an open connection was cut by a TCP reset (ECONNRESET)",
     .code = "tls-reset", .confidence = Confidence::possible,
     .others = "tls-blocked-on-port tls-name-filtered connection-lost",
     .bare = true,
     .source = "agent-today 3.2; WSAECONNRESET",
     .example = " ---> System.Net.Sockets.SocketException (104): Connection reset by peer"},
    {.name = "websocket-wrapper", .says = Says::symptom,
     .any = {"Unable to connect to the remote server"},
     .means = "the WebSocket could not be opened; the exception inside it says why",
     .code = "path-inconclusive", .confidence = Confidence::possible,
     .bare = true,
     .source = "agent-today 4, row 27; I#1751",
     .example = " ---> System.Net.WebSockets.WebSocketException (0x80004005): Unable to connect to "
                "the remote server"},
    {.name = "mqtt-timed-out", .says = Says::symptom,
     .any = {"Timed out waiting for MQTT connection to open."},
     .means = "the MQTT connection (port 8883) got no answer in time",
     .code = "network-drops-everything", .confidence = Confidence::possible, .others = kSilence,
     .bare = true,
     .versions = "1.6", .source = "agent-today 1.2",
     .example = "System.TimeoutException: Timed out waiting for MQTT connection to open."},
};

}  // namespace

std::span<const SignatureRow> socket_signatures() { return kSockets; }

}  // namespace edge::probe
