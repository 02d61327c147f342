// Proxies and the WebSocket's upgrade, as .NET and the host's services word them.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kProxies[] = {
    {.name = "proxy-407",
     .any = {"failed with status code '407'"},
     .means = "407 is its answer to the agent's CONNECT",
     .code = "proxy-credentials-missing",
     .versions = "1.x", .source = "agent-today 2.2; 4, row 28; I#852",
     .example = " ---> System.Net.Http.HttpRequestException: The proxy tunnel request to proxy "
                "'http://proxy.test:3128/' failed with status code '407'."},
    {.name = "proxy-refuses",
     .any = {"The proxy tunnel request to proxy '"}, .none = {"'407'"},
     .means = "the proxy does not make the tunnel: 403 is its policy; 502, 503 and 504 that it "
              "does not get to the hub itself",
     .code = "proxy-denies",
     .versions = "1.x", .source = "agent-today 2.2; 4, row 28",
     .example = " ---> System.Net.Http.HttpRequestException: The proxy tunnel request to proxy "
                "'http://proxy.test:3128/' failed with status code '403'."},
    {.name = "proxy-scheme",
     .any = {"schemes are allowed for proxies", "scheme is allowed for proxies"},
     .means = "the proxy's address begins with something else than a scheme .NET knows; "
              "\"proxy:3128\" reads as the scheme \"proxy\"",
     .code = "proxy-setting-unusable",
     .versions = "1.x", .source = "agent-today 2.1; azure-iot-edge 5, row 30; I#1324",
     .example = " ---> System.NotSupportedException: Only the 'http', 'https', 'socks4', 'socks4a' "
                "and 'socks5' schemes are allowed for proxies."},
    {.name = "proxy-uri", .says = Says::symptom,
     .any = {"System.UriFormatException"},
     .means = "an address in the settings is no URI; with \"Fatal error building application.\" it "
              "is https_proxy",
     .code = "proxy-setting-unreadable", .confidence = Confidence::possible,
     .versions = "1.x", .source = "agent-today 2.1; 4, row 30",
     .example = "System.UriFormatException: Invalid URI: The URI scheme is not valid."},
    {.name = "agent-not-built",
     .any = {"Fatal error building application."},
     .means = "a setting, mostly https_proxy, ends the agent at its start, with exit code 1",
     .code = "proxy-setting-unreadable", .confidence = Confidence::possible,
     .versions = "1.x", .source = "agent-today 1.2; 4, row 30",
     .example = "<0> 2026-11-29 20:50:25.100 +00:00 [FTL] - Fatal error building application."},
    {.name = "upgrade-refused",
     .any = {"when status code '101' was expected"},
     .means = "whoever answers on port 443 does not open the WebSocket",
     .code = "websocket-upgrade-refused",
     .source = "agent-today 4, row 29; azure-iot-edge 5, row 32",
     .example = " ---> System.Net.WebSockets.WebSocketException: The server returned status code "
                "'404' when status code '101' was expected."},
    {.name = "host-proxy", .component = Component::daemon, .says = Says::note,
     .any = {"Detected HTTPS proxy server "},
     .means = "the host's services use a proxy; NO_PROXY means nothing to them",
     .versions = "1.2 and later", .source = "agent-today 2.3",
     .example = "2026-11-29T20:50:25Z [INFO] - Detected HTTPS proxy server http://proxy:3128/"},
    {.name = "host-proxy-invalid", .component = Component::daemon,
     .any = {"invalid proxy uri"},
     .means = "a service of the host cannot read its proxy",
     .code = "host-proxy-invalid",
     .versions = "1.2 and later", .source = "agent-today 2.3",
     .example = "2026-11-29T20:50:25Z [ERR!] - invalid proxy uri"},
    {.name = "host-proxy-407", .component = Component::daemon,
     .any = {"unsuccessful tunnel (HTTP/1.1 407", "unsuccessful tunnel (HTTP/1.0 407"},
     .means = "407 is its answer to the CONNECT of a service of the host",
     .code = "proxy-credentials-missing",
     .versions = "1.2 and later", .source = "hyper-proxy, src/tunnel.rs",
     .example = "2026-11-29T20:50:25Z [ERR!] - caused by: error trying to connect: unsuccessful "
                "tunnel (HTTP/1.1 407 Pro)"},
    {.name = "host-proxy-refuses", .component = Component::daemon,
     .any = {"unsuccessful tunnel ("}, .none = {".1 407", ".0 407"},
     .means = "the proxy does not make the tunnel for a service of the host",
     .code = "proxy-denies",
     .versions = "1.2 and later", .source = "hyper-proxy, src/tunnel.rs",
     .example = "2026-11-29T20:50:25Z [ERR!] - caused by: error trying to connect: unsuccessful "
                "tunnel (HTTP/1.1 403 For)"},
};

}  // namespace

std::span<const SignatureRow> proxy_signatures() { return kProxies; }

}  // namespace edge::probe
