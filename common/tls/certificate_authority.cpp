#include "common/tls/certificate_authority.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>

#include <boost/asio/ip/address.hpp>
#include <array>
#include <stdexcept>
#include <utility>

#include "common/base/check.hpp"
#include "common/tls/openssl.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;

using GeneralNamePtr = std::unique_ptr<GENERAL_NAME, OpenSslFree<GENERAL_NAME_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, OpenSslFree<GENERAL_NAMES_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpenSslFree<X509_EXTENSION_free>>;

constexpr auto kAuthorityLifetime = 10 * 365 * 24h;

KeyPtr new_key() {
  KeyPtr key(EVP_EC_gen("P-256"));
  require_openssl(key != nullptr, "making an ECDSA key");
  return key;
}

/// Of a size that OpenSSL's security level 1 refuses.
KeyPtr weak_key() {
  KeyPtr key(EVP_RSA_gen(1024));
  require_openssl(key != nullptr, "making a weak RSA key");
  return key;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  require_openssl(PEM_write_bio_X509(bio.get(), certificate) == 1, "writing a certificate");
  return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  require_openssl(
      PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
      "writing a private key");
  return text_of(bio.get());
}

void set_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  require_openssl(RAND_bytes(bytes.data(), bytes.size()) == 1, "drawing a serial number");
  bytes[0] = (bytes[0] & 0x7f) | 0x40;  // positive, and of one length (RFC 5280 section 4.1.2.2)
  BIGNUM* number = BN_bin2bn(bytes.data(), bytes.size(), nullptr);
  CHECK(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr);
  BN_free(number);
}

void set_date(ASN1_TIME* date, WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  require_openssl(ASN1_TIME_set(date, static_cast<std::time_t>(seconds)) != nullptr,
                  "certificate date");
}

void set_subject(X509* certificate, const std::string& common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
  const int size = static_cast<int>(common_name.size());
  require_openssl(
      X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, size, -1, 0) == 1,
      "certificate common name '" + common_name + "'");
}

/// `issuer` is `certificate` itself for a self-signed one.
void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_nconf_nid(nullptr, &context, nid, value));
  require_openssl(extension && X509_add_ext(certificate, extension.get(), -1) == 1,
                  "certificate extension");
}

/// Built entry by entry: a name never becomes part of a configuration text.
GeneralNamePtr general_name(const std::string& name) {
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(name, not_an_address);
  GeneralNamePtr entry(GENERAL_NAME_new());
  if (!not_an_address) {
    ASN1_OCTET_STRING* octets = a2i_IPADDRESS(name.c_str());
    require_openssl(octets != nullptr, "certificate address '" + name + "'");
    GENERAL_NAME_set0_value(entry.get(), GEN_IPADD, octets);
  } else {
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    CHECK(ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())) == 1);
    GENERAL_NAME_set0_value(entry.get(), GEN_DNS, text);
  }
  return entry;
}

void add_names(X509* certificate, const std::vector<std::string>& names) {
  if (names.empty()) return;
  const GeneralNamesPtr all(GENERAL_NAMES_new());
  for (const std::string& name : names) {
    sk_GENERAL_NAME_push(all.get(), general_name(name).release());
  }
  require_openssl(
      X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, X509V3_ADD_DEFAULT) == 1,
      "certificate names");
}

CertificatePtr new_certificate(const std::string& common_name, WallTime not_before,
                               WallTime not_after, EVP_PKEY* key) {
  CertificatePtr certificate(X509_new());
  CHECK(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  set_serial(certificate.get());
  set_subject(certificate.get(), common_name);
  set_date(X509_getm_notBefore(certificate.get()), not_before);
  set_date(X509_getm_notAfter(certificate.get()), not_after);
  require_openssl(X509_set_pubkey(certificate.get(), key) == 1, "certificate key");
  return certificate;
}

void sign(X509* certificate, const X509_NAME* issuer, EVP_PKEY* key,
          const EVP_MD* digest = EVP_sha256()) {
  require_openssl(X509_set_issuer_name(certificate, issuer) == 1, "certificate issuer");
  require_openssl(X509_sign(certificate, key, digest) > 0, "signing a certificate");
}

}  // namespace

struct CertificateAuthority::Impl {
  KeyPtr key;
  CertificatePtr certificate;
  std::string pem;
};

CertificateAuthority::CertificateAuthority(const std::string& common_name, WallTime now)
    : impl_(std::make_unique<Impl>()) {
  impl_->key = new_key();
  impl_->certificate = new_certificate(common_name, now - kAuthorityLifetime,
                                       now + kAuthorityLifetime, impl_->key.get());
  X509* own = impl_->certificate.get();
  add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(own, own, NID_subject_key_identifier, "hash");
  sign(own, X509_get_subject_name(own), impl_->key.get());
  impl_->pem = pem_of(own);
}

CertificateAuthority::CertificateAuthority(const std::string& certificate_pem,
                                           const std::string& private_key_pem)
    : impl_(std::make_unique<Impl>()) {
  ERR_clear_error();
  impl_->certificate = parse_certificate(bio_over(certificate_pem).get());
  require_openssl(impl_->certificate != nullptr, "certificate of the authority");
  impl_->key = parse_private_key(private_key_pem);
  require_openssl(impl_->key != nullptr, "private key of the authority");
  require_openssl(X509_check_private_key(impl_->certificate.get(), impl_->key.get()) == 1,
                  "certificate and private key of the authority do not belong together");
  if (X509_check_ca(impl_->certificate.get()) == 0) {
    throw std::runtime_error("certificate of the authority: it is not a CA certificate");
  }
  impl_->pem = pem_of(impl_->certificate.get());
}

CertificateAuthority::~CertificateAuthority() = default;

const std::string& CertificateAuthority::certificate_pem() const { return impl_->pem; }

std::string CertificateAuthority::private_key_pem() const { return pem_of(impl_->key.get()); }

IssuedCertificate CertificateAuthority::issue(const CertificateRequest& request) const {
  const KeyPtr key = request.weak_key ? weak_key() : new_key();
  const CertificatePtr leaf =
      new_certificate(request.common_name, request.not_before, request.not_after, key.get());
  X509* issuer = request.self_signed ? leaf.get() : impl_->certificate.get();
  add_extension(leaf.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), issuer, NID_ext_key_usage,
                request.client_only ? "clientAuth" : "serverAuth,clientAuth");
  add_extension(leaf.get(), issuer, NID_subject_key_identifier, "hash");
  add_extension(leaf.get(), issuer, NID_authority_key_identifier, "keyid");
  add_names(leaf.get(), request.dns_names);
  EVP_PKEY* signer = request.self_signed ? key.get() : impl_->key.get();
  sign(leaf.get(), X509_get_subject_name(issuer), signer,
       request.weak_digest ? EVP_sha1() : EVP_sha256());
  return {pem_of(leaf.get()), pem_of(key.get())};
}

}  // namespace edge
