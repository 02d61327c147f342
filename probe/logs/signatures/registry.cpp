// Why an image was not pulled, in the words of the engine (Go) and of registries.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kRegistry[] = {
    {.name = "registry-name",
     .component = Component::engine,
     .any = {"server misbehaving", "no such host", "i/o timeout"}, .all = {"lookup "},
     .none = {"proxyconnect tcp"},
     .means = "the engine could not look the registry's name up, on the host's name server",
     .code = "registry-dns",
     .source = "agent-today 4, rows 10, 11; I#6863",
     .example = "dial tcp: lookup mcr.microsoft.com on 192.168.10.10:53: server misbehaving"},
    {.name = "registry-silent",
     .component = Component::engine,
     .any = {"Client.Timeout exceeded while awaiting headers", "net/http: TLS handshake timeout"},
     .none = {"lookup ", "proxyconnect tcp"},
     .means = "the registry, or the host that has its data, does not answer",
     .code = "registry-no-answer",
     .source = "agent-today 4, rows 12, 13; I#5591, I#7151",
     .example = "Get \"https://mcr.microsoft.com/v2/\": net/http: request canceled while waiting "
                "for connection (Client.Timeout exceeded while awaiting headers)"},
    {.name = "registry-dropped",
     .component = Component::engine,
     .any = {"i/o timeout"}, .all = {"dial tcp ", "https://"},
     .none = {"lookup ", "proxyconnect tcp"},
     .means = "no SYN to the registry, or to the host that has its data, was answered",
     .code = "registry-no-answer",
     .source = "agent-today 4, row 14",
     .example = "Get \"https://contoso.blob.core.windows.net/d\": dial tcp 192.0.2.7:443: i/o "
                "timeout"},
    {.name = "registry-refused",
     .component = Component::engine,
     .any = {"connect: connection refused", "connect: no route to host",
             "connect: network is unreachable"},
     .all = {"dial tcp", "https://"}, .none = {"proxyconnect tcp", ".sock"},
     .means = "the registry's port is refused, or there is no route to it",
     .code = "registry-refused",
     .source = "Go's net, not verified here",
     .example = "Get \"https://registry.test/v2/\": dial tcp 192.0.2.7:443: connect: connection "
                "refused"},
    {.name = "engine-proxy",
     .component = Component::engine,
     .any = {"proxyconnect tcp: "},
     .means = "the engine does not get to its own proxy",
     .code = "engine-proxy-fails",
     .source = "Go's net/http, not verified here",
     .example = "Get \"https://mcr.microsoft.com/v2/\": proxyconnect tcp: dial tcp 10.0.0.1:3128: "
                "connect: connection refused"},
    {.name = "registry-untrusted",
     .component = Component::engine,
     .any = {"x509: certificate signed by unknown authority"},
     .means = "the engine does not trust the registry's certificate: TLS is intercepted, or a root "
              "is missing",
     .code = "registry-certificate",
     .source = "agent-today 4, row 15",
     .example = "Get \"https://mcr.microsoft.com/v2/\": x509: certificate signed by unknown "
                "authority"},
    {.name = "registry-time",
     .component = Component::engine,
     .any = {"x509: certificate has expired or is not yet valid"},
     .means = "the registry's certificate is not valid by the host's clock",
     .code = "registry-clock",
     .source = "agent-today 4, row 15",
     .example = "Get \"https://mcr.microsoft.com/v2/\": x509: certificate has expired or is not "
                "yet valid: current time 1970-01-01T00:01:09Z is before 2026-01-01T00:00:00Z"},
    {.name = "pull-401",
     .component = Component::engine,
     .any = {"unauthorized: authentication required",
             "unauthorized: Application not registered with AAD"},
     .means = "the registry wants credentials, or does not know these (401)",
     .code = "image-pull-unauthorized",
     .source = "agent-today 4, rows 16, 17; I#3645, I#5085",
     .example = "unauthorized: authentication required, visit https://aka.ms/acr/authorization for "
                "more information."},
    {.name = "registry-401",
     .component = Component::engine,
     .any = {"401 Unauthorized"}, .all = {"/v2/"},
     .means = "the registry wants credentials, or does not know these (401)",
     .code = "image-pull-unauthorized",
     .source = "the engine's words for a bare status, not verified here; agent-today 5",
     .example = "unexpected status from HEAD request to https://registry.test/v2/m/manifests/1: "
                "401 Unauthorized"},
    {.name = "registry-firewall",
     .component = Component::engine,
     .any = {"denied: client with IP '"},
     .means = "the registry does not let this network in (403), whatever the credentials",
     .code = "registry-firewall",
     .source = "agent-today 4, row 18",
     .example = "denied: client with IP '203.0.113.9' is not allowed access. Refer "
                "https://aka.ms/acr/firewall to grant access."},
    {.name = "pull-403",
     .component = Component::engine,
     .any = {"pull access denied for ", "denied: requested access to the resource is denied"},
     .means = "the registry refuses the image (403): no right to it, or no such repository",
     .code = "image-pull-denied",
     .source = "agent-today 4, row 19; 5",
     .example = "pull access denied for contoso/module, repository does not exist or may require "
                "'docker login'"},
    {.name = "registry-403",
     .component = Component::engine,
     .any = {"403 Forbidden"}, .all = {"/v2/"},
     .means = "the registry, or a proxy in front of it, refuses (403)",
     .code = "image-pull-denied", .others = "registry-firewall engine-proxy-fails",
     .source = "the engine's words for a bare status, not verified here; agent-today 5",
     .example = "unexpected status from HEAD request to https://registry.test/v2/m/manifests/1: "
                "403 Forbidden"},
    {.name = "image-unknown",
     .component = Component::engine,
     .any = {"manifest unknown"},
     .means = "the registry has no such tag (404)",
     .code = "image-not-found",
     .source = "agent-today 4, row 20",
     .example = "manifest for contoso.azurecr.io/module:2.0 not found: manifest unknown: manifest "
                "tagged by \"2.0\" is not found"},
    {.name = "image-platform",
     .component = Component::engine,
     .any = {"no matching manifest for "},
     .means = "the image is not made for this machine's architecture",
     .code = "image-no-platform",
     .source = "agent-today 4, row 21",
     .example = "no matching manifest for linux/arm/v7 in the manifest list entries"},
    {.name = "registry-limit",
     .component = Component::engine,
     .any = {"toomanyrequests: ", "Too Many Requests (HAP429)"},
     .means = "the registry limits how many images this address may pull (429)",
     .code = "registry-rate-limit",
     .source = "agent-today 4, row 22",
     .example = "toomanyrequests: You have reached your unauthenticated pull rate limit."},
};

}  // namespace

std::span<const SignatureRow> registry_signatures() { return kRegistry; }

}  // namespace edge::probe
