#include "common/report/describe.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/report/details/words.hpp"

namespace edge {
namespace {

constexpr std::size_t kShownBytes = 160;  // of one text of a peer

/// "3 segments sent again, 1 not acknowledged".
std::string tcp_words(const Evidence& evidence) {
  const auto segments = [](int count, std::string_view what) {
    if (count <= 0) return std::string();
    return fmt::format("{} segment{} {}", count, count == 1 ? "" : "s", what);
  };
  return joined({segments(evidence.sent_again, "sent again"),
                 segments(evidence.unacknowledged, "not acknowledged")});
}

}  // namespace

std::string describe(const Evidence& evidence) {
  const std::string seen = std::visit(
      []<class T>(const T& detail) {
        if constexpr (std::same_as<T, std::monostate>) return std::string();
        else return words_on(detail);
      },
      evidence.detail);
  return joined({seen, tcp_words(evidence), evidence.note});
}

std::string shortened(std::string_view text) { return printable(text, kShownBytes); }

}  // namespace edge
