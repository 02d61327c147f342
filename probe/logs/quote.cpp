#include "probe/logs/quote.hpp"

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/redaction.hpp"
#include "probe/logs/line_form.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kBefore = 80;    // bytes that are shown in front of the known text
constexpr std::size_t kLongest = 200;  // bytes

std::string_view without_blanks(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin);
}

}  // namespace

std::string quote_of(std::string_view line, std::size_t at, const SignatureRow& row) {
  const std::size_t from = at - std::min(at, kLookedAt);
  const std::string safe = redacted(line.substr(from, 2 * kLookedAt));
  const std::string_view text = from == 0 ? line_start(safe).text : std::string_view(safe);
  auto found = text.npos;
  for (const auto known : row.any) {
    if (!known.empty()) found = std::min(found, text.find(known));
  }
  if (found == text.npos) return std::string(row.any[0]);  // a secret stood in its midst
  std::string_view shown = text;
  if (found > kBefore) {
    shown.remove_prefix(found - kBefore);
    shown.remove_prefix(std::min(shown.find(' '), kBefore));
  }
  return printable(without_blanks(shown), kLongest);
}

}  // namespace edge::probe
