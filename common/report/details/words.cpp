#include "common/report/details/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/report/describe.hpp"

namespace edge {
namespace {

constexpr std::size_t kShownItems = 4;

}  // namespace

std::string abridged(std::vector<std::string> items, std::string_view separator) {
  if (items.size() > kShownItems) {
    const auto last = items.end() - 1;
    const auto first_left_out = items.begin() + kShownItems - 1;
    const std::string left_out = fmt::format("({} more)", last - first_left_out);
    items.insert(items.erase(first_left_out, last), left_out);
  }
  return fmt::format("{}", fmt::join(items, separator));
}

std::string joined(std::initializer_list<std::string> parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string labelled(std::string_view label, const std::string& value) {
  return value.empty() ? std::string{} : fmt::format("{} {}", label, value);
}

std::string quotation(const std::string& text) {
  return text.empty() ? std::string{} : "\"" + shortened(text) + "\"";
}

}  // namespace edge
