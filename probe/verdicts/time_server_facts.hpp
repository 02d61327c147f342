// What the end of asking a time server means.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// An ICMP error "port unreachable" came in place of an answer.
inline bool is_refused_port(const NtpDetail& detail) {
  return !detail.answered && detail.error.symbol == "ECONNREFUSED";
}

}  // namespace edge::probe
