#include "common/tls/tls_error.hpp"

#include <openssl/ssl.h>

#include <string>

#include "common/base/error_fact.hpp"

namespace edge {
namespace {

constexpr int kAlertBase = static_cast<int>(TlsError::alert);

constexpr ErrorRow kTlsErrors[] = {
    {static_cast<int>(TlsError::certificate), "certificate", "certificate verify failed"},
    {static_cast<int>(TlsError::not_tls), "not-tls", "the answer is not TLS"},
    {static_cast<int>(TlsError::protocol), "protocol", "TLS protocol error"},
};

/// The table, and one error for each alert.
class TlsCategory final : public ErrorTable {
 public:
  TlsCategory() : ErrorTable("tls", kTlsErrors) {}

  std::string message(int value) const override {
    if (value < kAlertBase) return ErrorTable::message(value);
    const int number = value - kAlertBase;
    return "TLS alert " + std::to_string(number) + " (" + SSL_alert_desc_string_long(number) + ")";
  }

  /// "tls.alert-40".
  std::string symbol(int value) const override {
    if (value < kAlertBase) return ErrorTable::symbol(value);
    return "tls.alert-" + std::to_string(value - kAlertBase);
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
