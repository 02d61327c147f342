#include "common/report/describe.hpp"

#include "common/base/escape.hpp"
#include "common/report/details/words.hpp"

namespace edge {
namespace {

constexpr std::size_t kShownBytes = 160;  // of one text of a peer

}  // namespace

std::string describe(const Evidence& evidence) {
  const std::string seen = std::visit(
      []<class T>(const T& detail) {
        if constexpr (std::same_as<T, std::monostate>) return std::string();
        else return words_on(detail);
      },
      evidence.detail);
  return joined({seen, evidence.note});
}

std::string shortened(std::string_view text) { return printable(text, kShownBytes); }

}  // namespace edge
