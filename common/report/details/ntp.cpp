#include "common/report/details/ntp.hpp"

#include <fmt/format.h>

#include "common/report/details/words.hpp"
#include "common/report/layout.hpp"

namespace edge {
namespace {

std::string offset_words(Duration offset) {
  const bool behind = offset > Duration::zero();
  return fmt::format("this clock is {} {}", human_duration(behind ? offset : -offset),
                     behind ? "behind" : "ahead");
}

}  // namespace

std::string words_on(const NtpDetail& detail) {
  if (!detail.answered) {
    return joined({detail.sent > 0 ? fmt::format("{} sent, no answer", detail.sent) : "",
                   detail.error.text});
  }
  return joined({detail.refusal.empty() ? fmt::format("stratum {}", detail.stratum) : "",
                 labelled("refused:", detail.refusal),
                 detail.offset ? offset_words(*detail.offset) : ""});
}

}  // namespace edge
