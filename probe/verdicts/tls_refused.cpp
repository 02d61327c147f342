// tls-refused: the peer ends the handshake with an alert of its own (RFC 8446 section 6.2).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/base/rows.hpp"
#include "common/base/whole_number.hpp"
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
constexpr std::string_view kOwnError =
    "The machine at that address fails by itself: look at its log if it is a gateway of yours. An "
    "IoT hub that does so is ill (Azure's status page), or it is not the hub: check the address.";
constexpr std::string_view kClientCertificate =
    "The peer wants to know this device by a certificate. An IoT hub asks for one and takes "
    "connections without: this is an inspecting proxy, or a gateway that was set up for client "
    "certificates; have it exempt {hubs}, or give the device the certificate that it wants.";

constexpr AlertRow kAlerts[] = {
    {40, "handshake_failure",
     "does not serve this name, or finds no cipher, group or signature in common with this device",
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
    {80, "internal_error", "has an error of its own", kOwnError},
    {86, "inappropriate_fallback", "takes the version for a forced step down", kNotTheHub},
    {112, "unrecognized_name", "serves no such name", kWrongName},
    {116, "certificate_required", "demands a client certificate", kClientCertificate},
    {120, "no_application_protocol", "finds no application protocol in common", kNotTheHub},
};

/// In answer to the ClientHello alone: no certificate of this device was asked for or sent.
constexpr AlertRow kBeforeItsCertificate{
    0, "", "speaks of a certificate though none was asked for, as a middlebox does", kPolicy};

/// In TLS 1.2 that is how a server says that it got no client certificate (RFC 5246 section 7.4.6).
constexpr AlertRow kAfterItsCertificate{
    40, "handshake_failure",
    "ends the handshake after its own certificate, most often as it demands a client certificate",
    kClientCertificate};

/// An alert that ended the handshake, or came right after it: in TLS 1.3 the client is done before
/// the server has judged its certificate (RFC 8446 section 4.4.2.4).
struct Refusal {
  const Evidence* evidence;
  int alert;
  bool after_certificate;  // the peer's own had come
  std::string server_name;
};

constexpr std::string_view kAlertSymbol = "tls.alert-";

std::optional<Refusal> refusal_in_handshake(const Evidence& seen, const TlsDetail& tls) {
  if (!tls.alert || *tls.alert == kCloseNotify || !tls.defects.empty()) return std::nullopt;
  return Refusal{&seen, *tls.alert, !tls.chain.empty(), tls.server_name};
}

std::optional<Refusal> refusal_after_it(const Evidence& seen, const ErrorFact& error) {
  if (!error.symbol.starts_with(kAlertSymbol)) return std::nullopt;
  const auto number = whole_number<int>(std::string_view(error.symbol).substr(kAlertSymbol.size()));
  if (!number || *number == kCloseNotify) return std::nullopt;
  return Refusal{&seen, *number, true, {}};
}

std::optional<Refusal> refusal_in(const Evidence& seen) {
  if (seen.outcome != Outcome::failed) return std::nullopt;
  if (const auto* tls = detail_of<TlsDetail>(seen)) return refusal_in_handshake(seen, *tls);
  if (const auto* amqp = detail_of<AmqpDetail>(seen)) return refusal_after_it(seen, amqp->error);
  const auto* websocket = detail_of<WebSocketDetail>(seen);
  return websocket ? refusal_after_it(seen, websocket->error) : std::nullopt;
}

const AlertRow* row_of(const Refusal& refusal) {
  const bool late = refusal.alert == kAfterItsCertificate.number && refusal.after_certificate;
  if (late) return &kAfterItsCertificate;
  const bool of_certificate = refusal.alert == 42 || refusal.alert == 43 || refusal.alert == 48;
  if (of_certificate && !refusal.after_certificate) return &kBeforeItsCertificate;
  return find_row(std::span<const AlertRow>(kAlerts), refusal.alert, &AlertRow::number);
}

/// "alert 70 (protocol_version) after 2.1 ms: it takes none of the TLS versions ...".
std::string alert_text(const Refusal& refusal) {
  const AlertRow* row = row_of(refusal);
  const Evidence& seen = *refusal.evidence;
  return fmt::format("alert {}{} after {}{}", refusal.alert,
                     row && !row->name.empty() ? fmt::format(" ({})", row->name) : "",
                     human_duration(seen.end - seen.begin),
                     row ? fmt::format(": it {}", row->meaning) : "");
}

std::string cause_text(const Case& facts, const std::vector<Refusal>& found) {
  const Refusal& first = found.front();
  const bool alike = std::ranges::all_of(found, [&](const Refusal& other) {
    return other.alert == first.alert && other.after_certificate == first.after_certificate;
  });
  if (alike) {
    return fmt::format("{} refuses TLS for {} with {}.", tls_peer_text(facts, *first.evidence),
                       first.server_name.empty() ? facts.host : first.server_name,
                       alert_text(first));
  }
  std::vector<std::string> each;
  for (const Refusal& one : found) {
    each.push_back(fmt::format("{} with {}", tls_peer_text(facts, *one.evidence),
                               alert_text(one)));
  }
  return fmt::format("TLS is refused in different ways: {}.", fmt::join(each, "; "));
}

std::optional<Verdict> tls_refused_rule(const Case& facts) {
  std::vector<Refusal> found;
  std::vector<const Evidence*> evidence;
  for (const Failure& failure : failures(facts)) {
    const auto refusal = refusal_in(*failure.evidence);
    if (!refusal) continue;
    found.push_back(*refusal);
    evidence.push_back(failure.evidence);
  }
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(evidence);
  verdict.stage = TlsDetail::kind;
  verdict.cause = cause_text(facts, found);
  if (const AlertRow* row = row_of(found.front())) verdict.fix = row->fix;
  return verdict;
}

}  // namespace

constinit const VerdictRow kTlsRefused{
    .code = "tls-refused",
    .severity = Severity::error,
    .stage = "tls",
    .title = "The peer refuses TLS with an alert: version, cipher, name or policy",
    .fix = kNotTheHub,
    .elsewhere = "Check that the name resolves to the endpoint's own address and that the port is "
                 "its TLS port. If both are right, something on the way ends TLS in its name: "
                 "have it exempt {hubs}.",
    .guide = "",
    .rule = tls_refused_rule};

}  // namespace edge::probe
