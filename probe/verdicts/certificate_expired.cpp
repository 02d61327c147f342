// certificate-expired: by the device's clock a certificate of the chain is no longer valid.
#include <fmt/format.h>

#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

constexpr const char* kAuthorityFix =
    "First the clock: `date -u` on the device. If it is right, whoever runs that authority (a "
    "site's or a parent gateway's own, as the hubs' are renewed in time) issues a new certificate "
    "for it: put it where the agent looks (its trust bundle; for this probe --ca-file or the "
    "system's store) in place of the expired one.";

constexpr const char* kOneMachineFix =
    "The clock is right. Have that machine's address taken out of the name's records (an old front "
    "end, a hosts file, a private zone), or its certificate renewed by whoever runs it.";

constexpr const char* kInspectorFix =
    "Have whoever runs that authority, mostly a firewall that inspects TLS, exempt {hubs} from "
    "inspection, or renew its certificate. If that one is valid by a reliable clock, set this "
    "device's (`date -u`; NTP is UDP port 123).";

/// Who issued what stands for a hub of the cloud, if it is none of those who do.
std::string inspectors_name(const Case& facts, const TlsDetail& detail) {
  if (!is_cloud_hub(facts.host) || detail.chain.empty()) return {};
  const std::string& issuer = detail.chain.back().issuer;
  return names_hub_authority(issuer) ? std::string() : issuer;
}

/// Another machine of the name, whose certificate was found sound by the same clock.
struct Sound {
  const Evidence* evidence = nullptr;
  Endpoint peer;
};

Sound sound_elsewhere(const Case& facts, const Evidence& expired) {
  if (!proxy_of(facts, expired.transport).empty()) return {};  // the peer is the proxy
  const auto here = tls_peer(facts, expired);
  for (const Evidence& seen : facts.evidence) {
    const bool sound = detail_of<TlsDetail>(seen) && seen.outcome == Outcome::ok &&
                       proxy_of(facts, seen.transport).empty();
    const auto peer = sound ? tls_peer(facts, seen) : std::nullopt;
    if (here && peer && peer->address != here->address) return {&seen, *peer};
  }
  return {};
}

std::optional<Verdict> certificate_expired_rule(const Case& facts) {
  const auto found = with_defect(facts, CertificateDefect::expired);
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const CertificateFacts* certificate = out_of_date(*detail, CertificateDefect::expired);
  Verdict verdict = verdict_on(found);
  const std::string until =
      certificate ? " was valid until " + date_text(certificate->not_after) : " has expired";
  verdict.cause = fmt::format("{}{}{}; this device's clock says {}.",
                              certificate_name(facts, *detail, certificate),
                              at_peer(*evidence), until,
                              date_text(detail->checked_at));
  if (!certificate && !detail->chain.empty()) {
    verdict.cause = fmt::format(
        "The authority {}, which this device trusts, has expired: each certificate shown{} "
        "is in its dates, and this device's clock says {}.", detail->chain.back().issuer,
        at_peer(*evidence), date_text(detail->checked_at));
    verdict.fix = kAuthorityFix;
  }
  const Sound sound = certificate ? sound_elsewhere(facts, *evidence) : Sound{};
  if (sound.evidence) {
    verdict.cause += fmt::format(" {}, another machine of the name, showed one that is in its "
                                 "dates by the same clock.", sound.peer.address.to_string());
    verdict.fix = kOneMachineFix;
    cite(verdict, sound.evidence);
    return verdict;
  }
  const std::string inspector = inspectors_name(facts, *detail);
  if (!inspector.empty()) {
    verdict.cause += fmt::format(" It is issued by {}, which is no authority of an IoT hub in the "
                                 "cloud: TLS is inspected here, or this is a server of your own.",
                                 inspector);
    verdict.fix = kInspectorFix;
  }
  verdict.confidence = Confidence::likely;
  verdict.separate_by = fmt::format(
      "Compare the device's clock ({}) with a reliable one: if it is wrong, the clock is the "
      "cause; if it is right, the certificate is.", date_text(detail->checked_at));
  return verdict;
}

}  // namespace

constinit const VerdictRow kCertificateExpired{
    .code = "certificate-expired",
    .severity = Severity::error,
    .stage = "tls",
    .title = "A certificate has expired, by the device's clock",
    .fix = "First the clock: `date -u` on the device; if it is wrong, set it and fix NTP (UDP port "
           "123) or the clock's battery.\nIf it is right: an IoT hub renews its certificate in "
           "time, so the certificate is that of an inspecting firewall or of a parent gateway, "
           "and its owner must renew it.",
    .elsewhere = "Look at this device's clock first (`date -u`; NTP is UDP port 123). If it is "
                 "right, whoever runs the endpoint must renew its certificate.",
    .guide = "",
    .rule = certificate_expired_rule};

}  // namespace edge::probe
