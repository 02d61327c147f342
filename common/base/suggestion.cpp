#include "common/base/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "common/base/ascii_case.hpp"

namespace edge {
namespace {

constexpr std::size_t kLongestName = 64;  // bytes of a name; anything longer is no slip
constexpr std::size_t kSlip = 2;          // letters
constexpr std::size_t kShortestPart = 3;  // bytes; less is a part of too many

/// How many letters must be put in, taken out or replaced (Levenshtein).
std::size_t letters_apart(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

/// Of `names` the one with the fewest letters to change, at most `most` and not all; or empty.
std::string_view nearest(std::string_view word, std::span<const std::string> names,
                         std::size_t most) {
  std::string_view best;
  std::size_t least = most + 1;
  for (const std::string& name : names) {
    const std::size_t away = letters_apart(word, lower_case(name));
    if (away >= least || away >= std::min(name.size(), word.size())) continue;
    least = away;
    best = name;
  }
  return best;
}

/// The first of `names` that `word` is a part of; or empty.
std::string_view first_with(std::string_view word, std::span<const std::string> names) {
  if (word.size() < kShortestPart) return {};
  const auto has = [&](const std::string& name) { return name.find(word) != name.npos; };
  const auto found = std::ranges::find_if(names, has);
  return found == names.end() ? std::string_view() : *found;
}

/// Empty if none is.
std::string_view likely_name(std::string_view word, std::span<const std::string> names) {
  if (word.size() > kLongestName) return {};
  const std::string given = lower_case(word);
  // A slip of the finger comes before a part, a part before what is no more than like it.
  std::string_view best = nearest(given, names, kSlip);
  if (best.empty()) best = first_with(given, names);
  if (best.empty()) best = nearest(given, names, given.size() / 3);
  return best;
}

}  // namespace

std::string suggestion(std::string_view word, std::span<const std::string> names,
                       std::string_view before) {
  const std::string_view name = likely_name(word, names);
  return name.empty() ? std::string() : fmt::format(" (did you mean '{}{}'?)", before, name);
}

}  // namespace edge
