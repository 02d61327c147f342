#include "common/tls/verification.hpp"

#include <boost/asio/ip/address.hpp>
#include <algorithm>

#include "common/tls/certificate_facts.hpp"
#include "common/tls/openssl.hpp"

namespace edge {
namespace {

CertificateDefect defect_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return CertificateDefect::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID: return CertificateDefect::not_yet_valid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return CertificateDefect::wrong_name;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: return CertificateDefect::untrusted_issuer;
    default: return CertificateDefect::other;
  }
}

TlsDetail* detail_of_store(const X509_STORE_CTX* store) {
  const int index = SSL_get_ex_data_X509_STORE_CTX_idx();
  return detail_of_connection(static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, index)));
}

/// Keeps the list sorted and without repetitions: OpenSSL reports one cause in several ways.
void add_defect(TlsDetail& detail, int error) {
  const CertificateDefect defect = defect_of(error);
  if (defect == CertificateDefect::other) {
    const std::string text = X509_verify_cert_error_string(error);
    if (detail.defect_text.find(text) != std::string::npos) return;
    detail.defect_text += (detail.defect_text.empty() ? "" : "; ") + text;
  }
  const auto place = std::lower_bound(detail.defects.begin(), detail.defects.end(), defect);
  if (place == detail.defects.end() || *place != defect) detail.defects.insert(place, defect);
}

/// OpenSSL asks this at every defect; 1 goes on to the next one.
int record_defect(int ok, X509_STORE_CTX* store) {
  if (ok == 1) return 1;
  int& first_error = *static_cast<int*>(X509_STORE_CTX_get_app_data(store));
  if (first_error == X509_V_OK) first_error = X509_STORE_CTX_get_error(store);
  if (TlsDetail* detail = detail_of_store(store)) {
    add_defect(*detail, X509_STORE_CTX_get_error(store));
  }
  return 1;
}

void record_chain(X509_STORE_CTX* store) {
  TlsDetail* detail = detail_of_store(store);
  if (detail == nullptr) return;
  detail->chain.clear();
  STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(store);
  for (int i = 0; i < sk_X509_num(sent); ++i) {
    detail->chain.push_back(facts_of(sk_X509_value(sent, i)));
  }
}

/// The alert that the peer gets is chosen by the error left in `store`.
int verify_chain(X509_STORE_CTX* store, void*) {
  record_chain(store);
  int first_error = X509_V_OK;
  X509_STORE_CTX_set_app_data(store, &first_error);
  X509_STORE_CTX_set_verify_cb(store, record_defect);
  const int verified = X509_verify_cert(store);
  X509_STORE_CTX_set_app_data(store, nullptr);
  if (first_error != X509_V_OK) X509_STORE_CTX_set_error(store, first_error);
  return verified == 1 && first_error == X509_V_OK ? 1 : 0;
}

int accept_chain(X509_STORE_CTX* store, void*) {
  record_chain(store);
  X509_verify_cert(store);  // leaves its judgement in `store`
  ERR_clear_error();
  return 1;
}

std::string common_name_of(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (index < 0) return {};
  unsigned char* text = nullptr;
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
  const int size = ASN1_STRING_to_UTF8(&text, value);
  if (size < 0) return {};
  std::string name(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name;
}

}  // namespace

void verify_and_record(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_chain, nullptr);
}

void accept_and_record(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, accept_chain, nullptr);
}

std::optional<PeerCertificate> peer_certificate(const SSL* ssl) {
  const X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return std::nullopt;
  return PeerCertificate{common_name_of(certificate), facts_of(certificate).sha256,
                         SSL_get_verify_result(ssl) == X509_V_OK};
}

void hold_against(SSL* ssl, WallTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl), static_cast<std::time_t>(seconds.count()));
}

void expect_peer(SSL* ssl, const std::string& server_name, WallTime now) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
  hold_against(ssl, now);
  if (is_ip_literal(server_name)) {
    require_openssl(X509_VERIFY_PARAM_set1_ip_asc(rules, server_name.c_str()) == 1,
                    "TLS name '" + server_name + "'");
    return;
  }
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  require_openssl(
      X509_VERIFY_PARAM_set1_host(rules, server_name.data(), server_name.size()) == 1 &&
          SSL_set_tlsext_host_name(ssl, server_name.c_str()) == 1,
      "TLS name '" + server_name + "'");
}

bool is_ip_literal(const std::string& name) {
  ErrorCode error;
  boost::asio::ip::make_address(name, error);
  return !error;
}

void set_detail_of_connection(SSL* ssl, TlsDetail* detail) { SSL_set_app_data(ssl, detail); }

TlsDetail* detail_of_connection(const SSL* ssl) {
  return static_cast<TlsDetail*>(SSL_get_app_data(ssl));
}

}  // namespace edge
