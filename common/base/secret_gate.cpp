#include "common/base/secret_gate.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/fnv1a.hpp"
#include "common/base/whole_number.hpp"

namespace edge {

/// What of a text is to be left out, by its bytes: in the order of their begins.
struct SecretGate::Found {
  struct Part {
    std::size_t begin, end;
    bool base64;
  };
  std::vector<Part> parts;
};

namespace {

constexpr std::string_view kMask = "***";

std::uint64_t hash_of(std::string_view text) { return fnv1a(as_bytes(text)); }

/// RFC 4648 sections 4 and 5.
bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '-' || c == '_' || c == '=';
}

/// The characters of base64 that depend on nothing but `text`, with `before` bytes in front of it.
std::string base64_core(std::string_view text, std::size_t before, std::string_view last_two) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < before ? 0u : static_cast<std::uint8_t>(text[i - before]);
  };
  std::string core;
  const std::size_t bits = 8 * (before + text.size());
  for (std::size_t bit = (8 * before + 5) / 6 * 6; bit + 6 <= bits; bit += 6) {
    const std::size_t at = bit / 8, shift = bit % 8;
    const unsigned next = at + 1 < before + text.size() ? byte(at + 1) : 0;
    const unsigned value = ((byte(at) << 8 | next) >> (10 - shift)) & 63;
    core += value < kDigits.size() ? kDigits[value] : last_two[value - kDigits.size()];
  }
  return core;
}

std::string as_json(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// A text without its percent-encoding (RFC 3986 section 2.1), and where each byte came from.
struct Decoded {
  std::string text;
  std::vector<std::size_t> origin;  // one more than `text` has: the end
};

Decoded percent_decoded(std::string_view text) {
  Decoded decoded;
  for (std::size_t at = 0; at < text.size();) {
    const auto hex = text[at] == '%' ? text.substr(at + 1, 2) : std::string_view();
    const auto value = hex.size() == 2 ? whole_number<std::uint8_t>(hex, 16) : std::nullopt;
    decoded.text += value ? static_cast<char>(*value) : text[at];
    decoded.origin.push_back(at);
    at += value ? 3 : 1;
  }
  decoded.origin.push_back(text.size());
  return decoded;
}

}  // namespace

void SecretGate::add_plain(std::string_view secret) {
  if (secret.size() < kShortest) return;
  add_form(secret, false);
  if (secret.find(' ') == secret.npos) return;
  std::string form(secret);  // as HTML forms encode a space
  std::ranges::replace(form, ' ', '+');
  add_form(form, false);
}

void SecretGate::add(std::string_view secret) {
  if (secret.size() < kShortest) return;
  add_plain(secret);
  add_form(as_json(secret), false);
  for (std::size_t before = 0; before < 3; ++before) {
    for (const std::string_view last_two : {"+/", "-_"}) {
      add_form(base64_core(secret, before, last_two), true);
    }
  }
}

void SecretGate::add_form(std::string_view form, bool base64) {
  const auto begin = hash_of(form.substr(0, kShortest));
  const Form added{hash_of(form), static_cast<std::uint32_t>(form.size()), base64};
  const auto [first, last] = forms_.equal_range(begin);
  const bool known = std::any_of(first, last, [&](const auto& e) { return e.second == added; });
  if (known) return;
  forms_.emplace(begin, added);
  begins_.set(begin % begins_.size());
}

void SecretGate::find(std::string_view text, Found& found) const {
  for (std::size_t at = 0; at + kShortest <= text.size(); ++at) {
    const auto begin = hash_of(text.substr(at, kShortest));
    if (!begins_.test(begin % begins_.size())) continue;
    const auto [first, last] = forms_.equal_range(begin);
    for (auto form = first; form != last; ++form) {
      const auto [hash, size, base64] = form->second;
      if (text.size() - at < size || hash_of(text.substr(at, size)) != hash) continue;
      found.parts.push_back({at, at + size, base64});
    }
  }
}

std::string SecretGate::without(std::string_view text) const {
  if (forms_.empty()) return std::string(text);
  Found found;
  find(text, found);
  if (text.find('%') != text.npos) {
    const Decoded decoded = percent_decoded(text);
    Found encoded;
    find(decoded.text, encoded);
    for (auto [begin, end, base64] : encoded.parts) {
      found.parts.push_back({decoded.origin[begin], decoded.origin[end], base64});
    }
  }
  for (auto& [begin, end, base64] : found.parts) {
    while (base64 && begin > 0 && is_base64(text[begin - 1])) --begin;
    while (base64 && end < text.size() && is_base64(text[end])) ++end;
  }
  std::ranges::sort(found.parts, {}, &Found::Part::begin);
  std::string shown;
  std::size_t done = 0;
  for (const auto& [begin, end, base64] : found.parts) {
    if (end <= done) continue;
    if (begin >= done) shown.append(text.substr(done, begin - done)).append(kMask);
    done = end;
  }
  return shown.append(text.substr(done));
}

SecretGate& secret_gate() {
  static SecretGate gate;
  return gate;
}

Secret own_secret(std::string_view text) {
  secret_gate().add(text);
  return Secret(text);
}

Secret take_own_secret(std::string& text) {
  secret_gate().add(text);
  return take_secret(text);
}

std::string without_own_secrets(std::string_view text) { return secret_gate().without(text); }

SeparateSecretGate::SeparateSecretGate() { std::swap(before_, secret_gate()); }

SeparateSecretGate::~SeparateSecretGate() { std::swap(before_, secret_gate()); }

}  // namespace edge
