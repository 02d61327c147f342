// Evidence of a TLS handshake: the peer's chain with every defect, alert, or what came instead.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/time.hpp"

namespace edge {

struct CertificateFacts {
  std::string subject, issuer;          // RFC 2253
  std::vector<std::string> names;       // subjectAltName DNS and IP entries
  WallTime not_before{}, not_after{};
  std::string sha256;                   // of the DER, hexadecimal
};

enum class CertificateDefect { expired, not_yet_valid, wrong_name, untrusted_issuer, other };
std::string_view name_of(CertificateDefect defect);  // "wrong-name"

struct TlsDetail {
  static constexpr std::string_view kind = "tls";
  std::string server_name;              // SNI
  std::string version, cipher;          // "TLSv1.3", "TLS_AES_256_GCM_SHA384"; empty before
  std::vector<CertificateFacts> chain;  // as sent, leaf first
  std::vector<CertificateDefect> defects;  // every one, not the first
  std::string defect_text;              // OpenSSL's words for `other`
  std::optional<int> alert;             // received TLS alert (RFC 8446 section 6)
  std::string first_bytes;              // printable start of an answer that is not TLS
  std::uint64_t bytes_received = 0;     // by TLS, before the failure
  Duration last_byte{};                 // when the latest of them came, since the handshake's begin
  ErrorFact error;                      // text: errno name or OpenSSL reason; empty when ok
  WallTime checked_at{};                // the device's clock that dates were held against
};

template <class F>
constexpr auto fields_of(F f, const CertificateFacts*) {
  return f.described("certificate", "as sent by the peer",
                   f.always("subject", &CertificateFacts::subject),
                   f.always("issuer", &CertificateFacts::issuer),
                   f.always("names", &CertificateFacts::names),
                   f.always("not_before", &CertificateFacts::not_before),
                   f.always("not_after", &CertificateFacts::not_after),
                   f.optional("sha256", &CertificateFacts::sha256));
}

template <class F>
constexpr auto fields_of(F f, const TlsDetail*) {
  return f.described(
      "detail-tls", "", f.optional("server_name", &TlsDetail::server_name),
      f.optional("version", &TlsDetail::version), f.optional("cipher", &TlsDetail::cipher),
      f.always("chain", &TlsDetail::chain), f.always("defects", &TlsDetail::defects),
      f.optional("defect_text", &TlsDetail::defect_text), f.optional("alert", &TlsDetail::alert),
      f.optional("first_bytes", &TlsDetail::first_bytes),
      f.always("bytes_received", &TlsDetail::bytes_received),
      f.known("last_byte_ms", &TlsDetail::last_byte,
              "when the latest of them came, since the handshake began"),
      f.optional("error", &TlsDetail::error),
      f.known("checked_at", &TlsDetail::checked_at,
              "the device's clock that dates were held against"));
}

std::string words_on(const TlsDetail& detail);

}  // namespace edge
