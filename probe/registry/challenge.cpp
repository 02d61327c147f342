#include "probe/registry/challenge.hpp"

#include <algorithm>

#include "common/base/ascii_case.hpp"
#include "common/http/request.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostChallenges = 8, kMostParameters = 16;

/// Takes from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  void skip(std::string_view these) {
    text_.remove_prefix(std::min(text_.find_first_not_of(these), text_.size()));
  }
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string token() {
    const auto end = std::ranges::find_if_not(text_, stands_in_token);
    std::string token(text_.begin(), end);
    text_.remove_prefix(token.size());
    return token;
  }
  /// A token, or a quoted-string whose begin has been taken. False: it does not end.
  bool quoted(std::string& value) {
    while (!text_.empty()) {
      if (take('"')) return true;
      take('\\');
      if (text_.empty()) return false;
      value += text_.front();
      text_.remove_prefix(1);
    }
    return false;
  }

 private:
  std::string_view text_;
};

}  // namespace

std::string Challenge::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

std::vector<Challenge> parse_challenges(std::string_view text) {
  std::vector<Challenge> challenges;
  Reader reader(text);
  while (true) {
    reader.skip(" \t,");
    const std::string name = lower_case(reader.token());
    if (name.empty()) return challenges;
    reader.skip(" \t");
    if (!reader.take('=')) {
      if (challenges.size() == kMostChallenges) return challenges;
      challenges.push_back({name, {}});
      continue;
    }
    reader.skip(" \t=");  // what ends in more of them is no parameter, but base64 of a scheme
    std::string value;
    const bool whole = !reader.take('"') || reader.quoted(value);
    if (value.empty()) value = reader.token();
    if (!whole || challenges.empty()) return challenges;
    auto& parameters = challenges.back().parameters;
    if (parameters.size() < kMostParameters) parameters.emplace(name, value);
  }
}

Challenge usable_challenge(std::string_view value) {
  const auto challenges = parse_challenges(value);
  for (const std::string_view scheme : {"bearer", "basic"}) {
    const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
    if (found != challenges.end()) return *found;
  }
  return {};
}

}  // namespace edge::probe
