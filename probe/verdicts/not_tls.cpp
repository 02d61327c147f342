// not-tls: the first bytes from the peer are no TLS record.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

/// What is known by its first bytes.
struct ProtocolRow {
  std::string_view begin;
  std::string_view cause;  // "..., so ..."
  std::string_view fix;    // empty: the verdict's
};

constexpr std::string_view kWithoutTls =
    "The service itself is there, but without TLS: have it listen with TLS on this port (AMQPS), "
    "or take its encrypted port. An IoT hub has no port without TLS, so it is none, or something "
    "on the way has taken TLS off.";
constexpr std::string_view kOtherService =
    "This is not the hub. Check the port (`--amqp-port`, `--ws-port`), the address that the name "
    "resolves to, and port forwards of the host and of the site's router for that port.";

constexpr ProtocolRow kProtocols[] = {
    {"HTTP/", " but plain HTTP, as a proxy or a captive portal does", ""},
    {"AMQP", " but AMQP without it", kWithoutTls},
    {"SSH-", ": it is an SSH server", kOtherService},
    {"220 ", ": it is a mail or file server (SMTP or FTP)", kOtherService},
    {"220-", ": it is a mail or file server (SMTP or FTP)", kOtherService},
    {"+OK", ": it is a mail server (POP3)", kOtherService},
    {"* OK", ": it is a mail server (IMAP)", kOtherService},
    {"RFB ", ": it is a VNC server", kOtherService},
};

const ProtocolRow* protocol_of(std::string_view bytes) {
  const auto row = std::ranges::find_if(
      kProtocols, [&](const ProtocolRow& one) { return bytes.starts_with(one.begin); });
  return row == std::end(kProtocols) ? nullptr : row;
}

std::optional<Verdict> not_tls_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(
      facts, [](const auto& detail, const auto&) { return !detail.first_bytes.empty(); });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const ProtocolRow* protocol = protocol_of(detail->first_bytes);
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("{} does not speak TLS{}: the answer begins with{}.",
                              tls_peer_text(facts, *evidence), protocol ? protocol->cause : "",
                              quotation(detail->first_bytes));
  if (protocol) verdict.fix = protocol->fix;
  blame_tunnel(verdict, facts, *evidence);
  return verdict;
}

}  // namespace

constinit const VerdictRow kNotTls{
    .code = "not-tls",
    .severity = Severity::error,
    .stage = "tls",
    .title = "Something other than TLS answers on the TLS port",
    .fix = "This is not the hub. A transparent proxy or captive portal has taken the connection "
           "(log the device in or have it exempted), the port is wrong, or the name resolves to "
           "another machine.",
    .elsewhere = "What answers there does not speak TLS. A transparent proxy or captive portal "
                 "has taken the connection (log the device in, or have {hubs} exempted), or the "
                 "port is another service's.",
    .guide = "",
    .rule = not_tls_rule};

}  // namespace edge::probe
