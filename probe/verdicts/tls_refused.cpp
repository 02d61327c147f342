// tls-refused: the peer ends the handshake with an alert of its own (RFC 8446 section 6.2).
#include <fmt/format.h>

#include "common/base/rows.hpp"
#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

struct AlertRow {
  int number;              // RFC 8446 appendix B.2; 71 and 86 as RFC 5246 and RFC 7507 use them
  std::string_view name;
  std::string_view meaning;  // "it ..."
  std::string_view fix;
};

constexpr std::string_view kNotTheHub =
    "An IoT hub takes TLS 1.2 with every current cipher, so this answer is not the hub's: look at "
    "which machine has that address, and at what inspects TLS on the way. If this device's own "
    "settings are narrowed (OPENSSL_CONF, /etc/ssl/openssl.cnf: MinProtocol, CipherString), widen "
    "them.";
constexpr std::string_view kWrongName =
    "The machine at that address serves other names. Check that the name resolves to the hub's own "
    "address (look into the hosts file and for a private endpoint of another hub), and that the "
    "hub has not been deleted.";
constexpr std::string_view kPolicy =
    "Something on the way forbids this connection by policy, most often a firewall that inspects "
    "TLS: have it exempt {hubs}.";
constexpr std::string_view kClientCertificate =
    "The peer wants to know this device by a certificate. An IoT hub asks for one and takes "
    "connections without: this is an inspecting proxy, or a gateway that was set up for client "
    "certificates; have it exempt {hubs}, or give the device the certificate that it wants.";

constexpr AlertRow kAlerts[] = {
    {40, "handshake_failure", "finds no cipher, group or signature in common with this device",
     kNotTheHub},
    {42, "bad_certificate", "takes no offence at the name but at a certificate of this device",
     kClientCertificate},
    {43, "unsupported_certificate", "wants a certificate of another kind from this device",
     kClientCertificate},
    {48, "unknown_ca", "does not know the authority of this device's certificate",
     kClientCertificate},
    {49, "access_denied", "denies the connection by its policy", kPolicy},
    {70, "protocol_version", "takes none of the TLS versions that this device offers", kNotTheHub},
    {71, "insufficient_security", "finds this device's ciphers too weak", kNotTheHub},
    {80, "internal_error", "has an error of its own", kPolicy},
    {86, "inappropriate_fallback", "takes the version for a forced step down", kNotTheHub},
    {112, "unrecognized_name", "serves no such name", kWrongName},
    {116, "certificate_required", "demands a client certificate", kClientCertificate},
    {120, "no_application_protocol", "finds no application protocol in common", kNotTheHub},
};

/// In TLS 1.2 that is how a server says that it got no client certificate (RFC 5246 section 7.4.6).
constexpr AlertRow kAfterItsCertificate{
    40, "handshake_failure",
    "ends the handshake after its own certificate, most often as it demands a client certificate",
    kClientCertificate};

const AlertRow* row_of_alert(const TlsDetail& detail) {
  const int number = *detail.alert;
  if (number == kAfterItsCertificate.number && !detail.chain.empty()) return &kAfterItsCertificate;
  return find_row(std::span<const AlertRow>(kAlerts), number, &AlertRow::number);
}

std::optional<Verdict> tls_refused_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [](const TlsDetail& detail, const Evidence& seen) {
    return seen.outcome == Outcome::failed && detail.alert &&
           *detail.alert != kCloseNotify && detail.defects.empty();
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const AlertRow* row = row_of_alert(*detail);
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format(
      "{} refuses TLS for {} with alert {}{} after {}{}.",
      tls_peer_text(facts, *evidence),
      detail->server_name.empty() ? facts.host : detail->server_name, *detail->alert,
      row ? fmt::format(" ({})", row->name) : "", human_duration(evidence->end - evidence->begin),
      row ? fmt::format(": it {}", row->meaning) : "");
  if (row) verdict.fix = row->fix;
  return verdict;
}

}  // namespace

constinit const VerdictRow kTlsRefused{
    .code = "tls-refused",
    .severity = Severity::error,
    .stage = "tls",
    .title = "The peer refuses TLS with an alert: version, cipher, name or policy",
    .fix = kNotTheHub,
    .guide = "",
    .rule = tls_refused_rule};

}  // namespace edge::probe
