#include "common/tls/certificate_facts.hpp"

#include <boost/asio/ip/address.hpp>
#include <algorithm>
#include <array>
#include <ctime>

#include "common/base/escape.hpp"
#include "common/tls/openssl.hpp"

namespace edge {
namespace {

constexpr int kMaxNames = 100;
constexpr std::size_t kMaxNameBytes = 256;

using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, OpenSslFree<GENERAL_NAMES_free>>;

std::string text_of(const X509_NAME* name) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  // Without ESC_MSB the output is UTF-8, which printable() shows as it is.
  constexpr unsigned long kFlags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
  if (X509_NAME_print_ex(bio.get(), name, 0, kFlags) < 0) ERR_clear_error();
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return printable({data, static_cast<std::size_t>(std::max(size, 0L))});
}

std::string text_of_address(const ASN1_OCTET_STRING* octets) {
  const auto* data = ASN1_STRING_get0_data(octets);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(octets));
  if (size == 4) {
    boost::asio::ip::address_v4::bytes_type bytes{};
    std::copy_n(data, size, bytes.begin());
    return boost::asio::ip::address_v4(bytes).to_string();
  }
  if (size == 16) {
    boost::asio::ip::address_v6::bytes_type bytes{};
    std::copy_n(data, size, bytes.begin());
    return boost::asio::ip::address_v6(bytes).to_string();
  }
  return "malformed IP address";
}

std::vector<std::string> names_of(const X509* certificate) {
  std::vector<std::string> names;
  const GeneralNamesPtr all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  ERR_clear_error();
  const int count = all ? std::min(sk_GENERAL_NAME_num(all.get()), kMaxNames) : 0;
  for (int i = 0; i < count; ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &type);
    if (type == GEN_DNS) {
      const auto* text = static_cast<const ASN1_STRING*>(value);
      names.push_back(printable({reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                 static_cast<std::size_t>(ASN1_STRING_length(text))},
                                kMaxNameBytes));
    } else if (type == GEN_IPADD) {
      names.push_back(text_of_address(static_cast<const ASN1_OCTET_STRING*>(value)));
    }
  }
  return names;
}

WallTime time_of(const ASN1_TIME* time) {
  using namespace std::chrono;
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) {
    ERR_clear_error();
    return {};
  }
  const year_month_day date{year{parts.tm_year + 1900},
                            month{static_cast<unsigned>(parts.tm_mon + 1)},
                            day{static_cast<unsigned>(parts.tm_mday)}};
  const sys_seconds instant = sys_days{date} + hours{parts.tm_hour} + minutes{parts.tm_min} +
                              seconds{parts.tm_sec};
  // "No expiry" is written as the year 9999 (RFC 5280 section 4.1.2.5), beyond 64-bit nanoseconds.
  constexpr auto kFirst = ceil<seconds>(WallTime::min());
  constexpr auto kLast = floor<seconds>(WallTime::max());
  return std::clamp(instant, kFirst, kLast);
}

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 0xf];
  }
  return text;
}

}  // namespace

CertificateFacts facts_of(const X509* certificate) {
  CertificateFacts facts;
  facts.subject = text_of(X509_get_subject_name(certificate));
  facts.issuer = text_of(X509_get_issuer_name(certificate));
  facts.names = names_of(certificate);
  facts.not_before = time_of(X509_get0_notBefore(certificate));
  facts.not_after = time_of(X509_get0_notAfter(certificate));
  facts.sha256 = fingerprint_of(certificate);
  return facts;
}

}  // namespace edge
