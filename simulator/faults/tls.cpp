// What a hub's TLS ports do before TLS stands, and the certificate they show.
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

enum class Defect { expired, not_yet_valid, wrong_name, untrusted_issuer };

constexpr std::array kDefectNames{
    Choice<Defect>{"expired", Defect::expired},
    Choice<Defect>{"not-yet-valid", Defect::not_yet_valid},
    Choice<Defect>{"wrong-name", Defect::wrong_name},
    Choice<Defect>{"untrusted-issuer", Defect::untrusted_issuer},
};
constexpr ChoicesParameter kDefects{"defects", kDefectNames, kRequired};

void damage(CertificateSpec& certificate, Defect defect) {
  switch (defect) {
    case Defect::expired: certificate.not_after = -std::chrono::hours{1}; break;
    case Defect::not_yet_valid: certificate.not_before = std::chrono::hours{24}; break;
    case Defect::wrong_name:
      certificate.common_name = "portal.test";
      certificate.dns_names = {"portal.test"};
      break;
    case Defect::untrusted_issuer: certificate.issuer = "inspection-ca"; break;
  }
}

Topology certificate(Topology topology, const Arguments& with) {
  const auto defects = with[kDefects];
  if (std::ranges::count(defects, Defect::expired) != 0 &&
      std::ranges::count(defects, Defect::not_yet_valid) != 0) {
    throw kDefects.refusal("expired, not-yet-valid", "no certificate is both",
                           "one of the two, with wrong-name, untrusted-issuer or both");
  }
  return with_hub(std::move(topology), [&](HubService& hub) {
    for (const auto defect : defects) damage(hub.certificate, defect);
  });
}

template <TlsBehaviour kBehaviour>
Topology tls_port(Topology topology, const Arguments&) {
  return with_hub(std::move(topology), [](HubService& hub) { hub.tls = kBehaviour; });
}

constexpr NumberParameter kAlert{"number", 10, 255, "40", "RFC 8446 appendix B.2"};

Topology tls_alert(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.tls = TlsBehaviour::alert;
    hub.tls_alert = with[kAlert];
  });
}

constexpr std::array kNameFilters{
    Choice<TlsBehaviour>{"silence", TlsBehaviour::silent_to_own_name},
    Choice<TlsBehaviour>{"reset", TlsBehaviour::reset_for_own_name}};
constexpr ChoiceParameter kNameFilter{"by", kNameFilters, "silence"};

Topology tls_name_filtered(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology), [&](HubService& hub) { hub.tls = with[kNameFilter]; });
}

/// All but the usual form.
constexpr std::array kOddForms{
    Choice<CertificateForm>{"weak-key", CertificateForm::weak_key},
    Choice<CertificateForm>{"weak-digest", CertificateForm::weak_digest},
    Choice<CertificateForm>{"client-only", CertificateForm::client_only},
    Choice<CertificateForm>{"self-signed", CertificateForm::self_signed}};
constexpr ChoiceParameter kCertificateForm{"form", kOddForms, kRequired};

Topology certificate_form(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.certificate.form = with[kCertificateForm]; });
}

constexpr ValueParameter kIssuer{"name", kind::text, "FortiGate CA"};

/// An appliance on the way opens TLS with certificates of its own authority.
Topology certificate_issuer(Topology topology, const Arguments& with) {
  constexpr std::size_t kLongest = 64;  // ub-common-name, RFC 5280 appendix A.1
  if (with[kIssuer].size() > kLongest) {
    throw kIssuer.refusal(with[kIssuer], "it is too long for a name", "at most 64 bytes");
  }
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.certificate.issuer = with[kIssuer]; });
}

constexpr FaultRow kTlsFaults[] = {
    {.name = "certificate",
     .what = "the hub's certificate has defects",
     .needs = Needs::hub,
     .parameters = {&kDefects},
     .example = "defects=expired",
     .found_as = {"certificate-expired", "certificate-not-yet-valid",
                  "certificate-untrusted-issuer", "certificate-wrong-name"},
     .apply = certificate},
    {.name = "tls-silence",
     .what = "no answer to the TLS ClientHello",
     .needs = Needs::hub,
     .found_as = {"tls-no-answer"},
     .apply = tls_port<TlsBehaviour::silent_after_client_hello>},
    {.name = "tls-reset",
     .what = "the TLS ClientHello is answered with RST",
     .needs = Needs::hub,
     .found_as = {"tls-reset"},
     .apply = tls_port<TlsBehaviour::reset_after_client_hello>},
    {.name = "tls-name-filtered",
     .what = "the TLS ClientHello is stopped if it has the hub's name (SNI) in it",
     .needs = Needs::hub,
     .parameters = {&kNameFilter},
     .found_as = {"tls-name-filtered", "tls-no-answer", "tls-reset"},
     .apply = tls_name_filtered},
    {.name = "tls-alert",
     .what = "the TLS ClientHello is answered with an alert",
     .needs = Needs::hub,
     .parameters = {&kAlert},
     .found_as = {"tls-refused"},
     .apply = tls_alert},
    {.name = "http-on-tls-port",
     .what = "the hub's ports answer in plain HTTP",
     .needs = Needs::hub,
     .found_as = {"not-tls"},
     .apply = tls_port<TlsBehaviour::plain_http>},
    {.name = "certificate-form",
     .what = "the hub's certificate has a weak key or digest, another purpose or no issuer",
     .needs = Needs::hub,
     .parameters = {&kCertificateForm},
     .example = "form=self-signed",
     .found_as = {"certificate-unacceptable", "certificate-untrusted-issuer"},
     .apply = certificate_form},
    {.name = "tls-wants-certificate",
     .what = "the hub lets in only who shows a certificate in TLS",
     .needs = Needs::hub,
     .found_as = {"tls-refused"},
     .apply = tls_port<TlsBehaviour::demand_certificate>},
    {.name = "certificate-issuer",
     .what = "the hub's certificate is by an authority of that name, which nobody trusts",
     .needs = Needs::hub,
     .parameters = {&kIssuer},
     .found_as = {"certificate-untrusted-issuer"},
     .apply = certificate_issuer},
};

}  // namespace

std::span<const FaultRow> tls_faults() { return kTlsFaults; }

}  // namespace edge::sim
