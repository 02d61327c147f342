// Evidence of asking a time server (RFC 5905, as SNTP clients do).
#pragma once

#include <optional>
#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/time.hpp"

namespace edge {

struct NtpDetail {
  static constexpr std::string_view kind = "ntp";
  int sent = 0;                         // requests, over all addresses
  bool answered = false;
  int stratum = 0;                      // 1 to 15; 0 with `refusal`
  std::string refusal;                  // "kiss code" in place of the time, such as "RATE"
  std::optional<Duration> offset;       // of the server's clock to this device's
  std::optional<Duration> rtt;
  ErrorFact error;                      // of the last request
};

template <class F>
constexpr auto fields_of(F f, const NtpDetail*) {
  return f.described("detail-ntp", "", f.known("sent", &NtpDetail::sent, "requests"),
                   f.known("answered", &NtpDetail::answered),
                   f.known("stratum", &NtpDetail::stratum),
                   f.optional("refusal", &NtpDetail::refusal, "the kiss code, in place of a time"),
                   f.optional("offset_ms", &NtpDetail::offset,
                              "of the server's clock to this device's"),
                   f.optional("rtt_ms", &NtpDetail::rtt),
                   f.optional("error", &NtpDetail::error, "of the last request"));
}

std::string words_on(const NtpDetail& detail);

}  // namespace edge
