#include "common/tls/trust_store.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>

#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"
#include "common/tls/lazy_bundle.hpp"
#include "common/tls/openssl.hpp"

namespace edge {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 16 * 1024 * 1024;

/// Where distributions keep all anchors in one file: Debian and Alpine, Fedora, SUSE.
constexpr std::array kBundles = {"/etc/ssl/certs/ca-certificates.crt",
                                 "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"};

[[noreturn]] void refuse(const std::string& source, const std::string& reason) {
  throw std::runtime_error(source + ": " + reason);
}

std::string text_of(const std::string& file) {
  try {
    return read_named_file(file, {kMaxFileBytes});
  } catch (const FileError& error) {
    refuse("CA file '" + file + "'", "cannot be read: " + error.reason());
  }
}

/// Why a text yielded no certificate at all.
std::string reason_for_nothing(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  if (pem.empty()) return "is empty";
  const auto begin = pem.find(kBegin);
  if (begin == std::string_view::npos) {
    const bool der = pem.front() == '\x30';
    return der ? "is not PEM but DER; convert it with: openssl x509 -inform der -outform pem"
               : "is not PEM: it has no line '-----BEGIN CERTIFICATE-----'";
  }
  const auto label = pem.substr(begin + kBegin.size());
  const auto end = std::min(label.find("-----"), std::size_t{40});
  const bool plain = std::all_of(label.begin(), label.begin() + std::min(end, label.size()),
                                 [](char c) { return c == ' ' || (c >= '0' && c <= 'Z'); });
  return "contains no certificate" +
         (plain ? ", but: " + std::string(label.substr(0, end)) : std::string());
}

/// Names like 5ad8a5d6.0, which X509_NAME_hash() leads to.
bool is_hashed_name(const std::string& name) {
  constexpr std::size_t kHashDigits = 8;
  if (name.size() < kHashDigits + 2 || name[kHashDigits] != '.') return false;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return std::all_of(name.begin(), name.begin() + kHashDigits, is_hex);
}

bool has_hashed_names(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (is_hashed_name(it->path().filename().string())) return true;
  }
  return false;
}

/// Folders with ':' between them, as in SSL_CERT_DIR.
bool any_has_hashed_names(std::string_view folders) {
  while (!folders.empty()) {
    const auto end = std::min(folders.find(':'), folders.size());
    if (has_hashed_names(fs::path(folders.substr(0, end)))) return true;
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return false;
}

}  // namespace

void trust_pem(X509_STORE* store, std::string_view pem, const std::string& source) {
  ERR_clear_error();
  const BioPtr bio = bio_over(pem);
  int count = 0;
  while (const CertificatePtr certificate = parse_certificate(bio.get())) {
    ++count;
    require_openssl(X509_STORE_add_cert(store, certificate.get()) == 1, source);
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (!at_end) {
    const std::string which = "certificate number " + std::to_string(count + 1);
    refuse(source, which + " is malformed: " + take_openssl_error());
  }
  ERR_clear_error();
  if (count == 0) refuse(source, reason_for_nothing(pem));
}

void trust_file(X509_STORE* store, const std::string& file) {
  const std::string pem = text_of(file);
  trust_pem(store, pem, "CA file '" + file + "'");
}

void trust_system(SSL_CTX* context, const std::string& named_bundle,
                  const std::string& named_folders) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  std::error_code ignored;
  const bool named = !named_bundle.empty();
  bool found = named && fs::exists(named_bundle, ignored) &&
               trust_lazily(store, text_of(named_bundle)) > 0;
  const std::string folders = named_folders.empty() ? X509_get_default_cert_dir() : named_folders;
  if (any_has_hashed_names(folders)) {
    require_openssl(SSL_CTX_load_verify_dir(context, folders.c_str()) == 1, "system trust store");
    found = true;
  }
  if (found) return;
  if (named) refuse("CA file '" + named_bundle + "'", "is not there or contains no certificate");
  for (const char* bundle : kBundles) {
    if (fs::exists(bundle, ignored) && trust_lazily(store, text_of(bundle)) > 0) return;
  }
  throw NoSystemCertificates("system trust store: no certificates in " + folders +
                             " and no bundle; install ca-certificates, or name one with --ca-file");
}

}  // namespace edge
