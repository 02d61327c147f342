#include "common/base/redaction.hpp"

#include <algorithm>
#include <array>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"

namespace edge {
namespace {

constexpr std::string_view kHidden = "***";
constexpr std::size_t kShortestBase64 = 40;  // a device's key has 44

/// Names of what is secret, in lower case; a longer name may end in one ("client_secret").
constexpr std::array<std::string_view, 11> kSecretNames = {
    "sharedaccesskey", "sharedaccesssignature", "accountkey", "primarykey", "secondarykey",
    "password", "passwd", "secret", "token", "apikey", "sig"};
constexpr std::array<std::string_view, 3> kSchemes = {"bearer ", "basic ", "negotiate "};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_base64_character(char c) {
  return is_name_character(c) || c == '+' || c == '/' || c == '=' || c == '%';
}

bool begins_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::ranges::equal(text.substr(0, lower.size()), lower, {},
                            [](char c) { return lower_case(c); });
}

/// The bytes of `text` up to the value, where it begins with a separator; 0: it does not.
std::size_t separator(std::string_view text) {
  const auto blanks = std::min(text.find_first_not_of("\\\"' \t"), text.size());
  auto rest = text.substr(blanks);
  const std::size_t sign = rest.starts_with('=') || rest.starts_with(':') ? 1
                           : begins_with(rest, "%3d")                     ? 3
                                                                          : 0;
  if (sign == 0) return 0;
  rest.remove_prefix(sign);
  return blanks + sign + std::min(rest.find_first_not_of("\\\"' \t"), rest.size());
}

struct Found {
  std::size_t begin = 0, size = 0;  // of what is hidden
};

/// "name = value" that begins at the front of `text`.
Found named_value(std::string_view text) {
  for (const auto name : kSecretNames) {
    if (!begins_with(text, name)) continue;
    const auto gap = separator(text.substr(name.size()));
    if (gap == 0) continue;
    const auto begin = name.size() + gap;
    const auto value = text.substr(begin);
    return {begin, std::min(value.find_first_of(";&\"'\\ \t,}<>"), value.size())};
  }
  for (const auto scheme : kSchemes) {
    if (!begins_with(text, scheme)) continue;
    const auto value = text.substr(scheme.size());
    const auto size = std::min(value.find_first_of("\"'\\ \t,}<>;"), value.size());
    if (size >= 8) return {scheme.size(), size};
  }
  return {};
}

/// "user:password" behind "://", at the front of `text`. A password may have any '@' and '/'.
Found userinfo(std::string_view text) {
  constexpr std::string_view kBegin = "://";
  if (!text.starts_with(kBegin)) return {};
  const auto rest = text.substr(kBegin.size());
  const auto word = rest.substr(0, rest.find_first_of("\"'<> \t"));
  const auto at = word.rfind('@');
  const auto slash = word.find('/'), colon = word.find(':');
  if (at == word.npos || colon == word.npos || colon > at) return {};
  const auto port = word.substr(colon + 1, std::min(slash, word.size()) - colon - 1);
  const bool of_host = slash < at && !port.empty() &&
                       port.find_first_not_of("0123456789") == port.npos;
  if (of_host || slash < colon) return {};
  return {kBegin.size(), at};
}

/// A run of base64 that is long, of mixed letters and no hexadecimal digest.
Found base64_run(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_base64_character);
  const auto run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  const auto count = [run](auto is) { return std::ranges::count_if(run, is); };
  const bool upper = count([](char c) { return c >= 'A' && c <= 'Z'; }) > 0;
  const bool lower = count([](char c) { return c >= 'a' && c <= 'z'; }) > 0;
  const bool digits = count([](char c) { return c >= '0' && c <= '9'; }) > 0;
  const bool secret = run.size() >= kShortestBase64 && upper && lower && digits;
  return {0, secret ? run.size() : 0};
}

}  // namespace

std::string redacted(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    Found found = named_value(rest);
    if (found.size == 0) found = userinfo(rest);
    const bool begins_word = at == 0 || !is_base64_character(text[at - 1]);
    if (found.size == 0 && begins_word) found = base64_run(rest);
    if (found.size == 0) {
      shown += text[at++];
      continue;
    }
    shown += rest.substr(0, found.begin);
    shown += kHidden;
    at += found.begin + found.size;
  }
  return shown;
}

std::string shown_of_log(std::string_view words, std::size_t longest) {
  return printable(redacted(words.substr(0, kLookedAt)), longest);
}

}  // namespace edge
