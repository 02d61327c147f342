#include "common/tls/tls_error.hpp"

#include <openssl/ssl.h>

#include <string>

namespace edge {
namespace {

constexpr int kAlertBase = static_cast<int>(TlsError::alert);

class TlsCategory final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "tls"; }

  std::string message(int value) const override {
    if (value >= kAlertBase) {
      const int number = value - kAlertBase;
      return "TLS alert " + std::to_string(number) + " (" + SSL_alert_desc_string_long(number) +
             ")";
    }
    switch (static_cast<TlsError>(value)) {
      case TlsError::certificate: return "certificate verify failed";
      case TlsError::not_tls: return "the answer is not TLS";
      case TlsError::protocol: return "TLS protocol error";
      case TlsError::alert: break;
    }
    return "unknown TLS error";
  }
};

}  // namespace

const boost::system::error_category& tls_category() {
  static const TlsCategory category;
  return category;
}

ErrorCode make_error_code(TlsError error) { return {static_cast<int>(error), tls_category()}; }

ErrorCode tls_alert(int number) { return {kAlertBase + number, tls_category()}; }

std::optional<int> alert_of(const ErrorCode& error) {
  if (error.category() != tls_category() || error.value() < kAlertBase) return std::nullopt;
  return error.value() - kAlertBase;
}

}  // namespace edge
