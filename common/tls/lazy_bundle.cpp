#include "common/tls/lazy_bundle.hpp"

#include <openssl/pem.h>

#include <memory>
#include <utility>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/check.hpp"
#include "common/tls/openssl.hpp"

namespace edge {
namespace {

using NamePtr = std::unique_ptr<X509_NAME, OpenSslFree<X509_NAME_free>>;

struct Anchor {
  NamePtr subject;
  Bytes der;
};
using Bundle = std::vector<Anchor>;

/// Moves `at` behind one element of any type, or into it; false when there is none in `left` bytes.
bool step(const unsigned char*& at, long& left, bool into) {
  const unsigned char* const begin = at;
  long length = 0;
  int tag = 0, kind = 0;
  if (ASN1_get_object(&at, &length, &tag, &kind, left) & 0x80) return false;
  if (!into) at += length;
  left = into ? length : left - (at - begin);
  return true;
}

/// The subject of a certificate (RFC 5280 section 4.1), found without decoding the rest.
NamePtr subject_of(const Bytes& der) {
  const unsigned char* at = der.data();
  auto left = static_cast<long>(der.size());
  if (!step(at, left, true) || !step(at, left, true)) return nullptr;  // Certificate, TBS
  if (left > 0 && *at == 0xa0 && !step(at, left, false)) return nullptr;  // [0] version
  for (int field = 0; field < 4; ++field) {  // serial, algorithm, issuer, validity
    if (!step(at, left, false)) return nullptr;
  }
  return NamePtr(d2i_X509_NAME(nullptr, &at, left));
}

Bundle index_of(std::string_view pem) {
  Bundle bundle;
  const BioPtr bio = bio_over(pem);
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  while (PEM_read_bio(bio.get(), &name, &header, &data, &size) == 1) {
    Bytes der(data, data + size);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    if (NamePtr subject = subject_of(der)) bundle.push_back({std::move(subject), std::move(der)});
  }
  ERR_clear_error();
  return bundle;
}

/// X509_LOOKUP's contract: what is found goes into the store, which then owns it.
int find(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name, X509_OBJECT* found) {
  if (type != X509_LU_X509) return 0;
  bool any = false;
  for (const Anchor& anchor : *static_cast<Bundle*>(X509_LOOKUP_get_method_data(lookup))) {
    if (X509_NAME_cmp(anchor.subject.get(), name) != 0) continue;
    const unsigned char* der = anchor.der.data();
    const CertificatePtr certificate(
        d2i_X509(nullptr, &der, static_cast<long>(anchor.der.size())));
    if (!certificate) continue;
    if (X509_STORE_add_cert(X509_LOOKUP_get_store(lookup), certificate.get()) != 1) continue;
    if (!any) {
      X509_OBJECT_set1_X509(found, certificate.get());
      X509_free(certificate.get());  // `found` borrows the store's reference
    }
    any = true;
  }
  return any ? 1 : 0;
}

void forget(X509_LOOKUP* lookup) {
  delete static_cast<Bundle*>(X509_LOOKUP_get_method_data(lookup));
}

X509_LOOKUP_METHOD* bundle_method() {
  static X509_LOOKUP_METHOD* const method = [] {
    auto* made = X509_LOOKUP_meth_new("bundle decoded on demand");
    CHECK(made && X509_LOOKUP_meth_set_get_by_subject(made, find) &&
          X509_LOOKUP_meth_set_free(made, forget));
    return made;
  }();
  return method;
}

}  // namespace

int trust_lazily(X509_STORE* store, std::string_view pem) {
  auto bundle = std::make_unique<Bundle>(index_of(pem));
  const auto count = static_cast<int>(bundle->size());
  X509_LOOKUP* lookup = X509_STORE_add_lookup(store, bundle_method());
  require_openssl(lookup != nullptr, "bundle of trust anchors");
  X509_LOOKUP_set_method_data(lookup, bundle.release());
  return count;
}

}  // namespace edge
