// Why TLS failed, as ErrorCodes. Errors of the stream below (eof, connection_reset) are passed on
// unchanged and are not found here.
#pragma once

#include <optional>

#include "common/base/result.hpp"

namespace edge {

enum class TlsError {
  certificate = 1,  // the peer's certificate has defects; TlsDetail lists them
  not_tls = 2,      // the peer answered with something else than TLS records
  protocol = 3,     // TLS records that OpenSSL refuses
  alert = 256,      // plus the number of the received alert (RFC 8446 section 6)
};

const boost::system::error_category& tls_category();
ErrorCode make_error_code(TlsError error);

/// The error for a received alert, and the way back; nothing for any other error.
ErrorCode tls_alert(int number);
std::optional<int> alert_of(const ErrorCode& error);

}  // namespace edge

template <>
struct boost::system::is_error_code_enum<edge::TlsError> : std::true_type {};
