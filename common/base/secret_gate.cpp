#include "common/base/secret_gate.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/base/fnv1a.hpp"
#include "common/base/unescape.hpp"

namespace edge {

namespace {

constexpr std::string_view kMask = "***";
/// A text that was escaped more often than this is no accident of a peer's page or log.
constexpr int kDeepest = 4;

std::uint64_t hash_of(std::string_view text) { return fnv1a(as_bytes(text)); }

/// Of the first bytes; fast, as each place of every text is asked for.
std::uint16_t begin_of(std::string_view text) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text.data(), SecretGate::kShortest);
  return static_cast<std::uint16_t>(bytes * 0x9e3779b97f4a7c15 >> 48);
}

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

std::string hex(std::string_view text, std::string_view digits) {
  std::string written;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    written += digits[byte >> 4];
    written += digits[byte & 0xf];
  }
  return written;
}

/// The filling at the end of base64 (RFC 4648 section 3.2) is often left away.
std::string_view unfilled(std::string_view secret) {
  while (secret.ends_with('=')) secret.remove_suffix(1);
  return secret;
}

}  // namespace

void SecretGate::add_plain(std::string_view secret) {
  add_text(secret);
  if (secret.find(' ') != secret.npos) {
    std::string form(secret);  // as HTML forms encode a space
    std::ranges::replace(form, ' ', '+');
    add_text(form);
  }
  if (secret.find_first_of("+/") != secret.npos) {
    std::string url_safe(secret);  // RFC 4648 section 5
    std::ranges::replace(url_safe, '+', '-');
    std::ranges::replace(url_safe, '/', '_');
    add_text(url_safe);
  }
}

void SecretGate::add(std::string_view secret) {
  if (secret.size() < kShortest) return;
  add_plain(secret);
  for (const std::string_view digits : {"0123456789abcdef", "0123456789ABCDEF"}) {
    add_form(hex(secret, digits), Around::nothing);
  }
  for (std::size_t before = 0; before < 3; ++before) {
    for (const std::string_view last_two : {"+/", "-_"}) {
      add_form(base64_core(secret, before, last_two), Around::base64);
    }
  }
}

void SecretGate::add_text(std::string_view secret) {
  const auto core = unfilled(secret);
  if (core.size() == secret.size()) return add_form(secret, Around::nothing);
  add_form(core, Around::filling);
}

void SecretGate::add_form(std::string_view form, Around around) {
  if (form.size() < kShortest) return;
  const auto begin = begin_of(form);
  const Form added{hash_of(form), static_cast<std::uint32_t>(form.size()), around};
  const auto [first, last] = forms_.equal_range(begin);
  const bool known = std::any_of(first, last, [&](const auto& e) { return e.second == added; });
  if (known) return;
  forms_.emplace(begin, added);
  begins_.set(begin);
}

std::vector<SecretGate::Found> SecretGate::find(std::string_view text) const {
  std::vector<Found> found;
  for (std::size_t at = 0; at + kShortest <= text.size(); ++at) {
    const auto begin = begin_of(text.substr(at));
    if (!begins_.test(begin)) continue;
    const auto [first, last] = forms_.equal_range(begin);
    for (auto form = first; form != last; ++form) {
      const auto [hash, size, around] = form->second;
      if (text.size() - at < size || hash_of(text.substr(at, size)) != hash) continue;
      found.push_back({at, at + size});
      auto& [start, end] = found.back();
      while (around == Around::base64 && start > 0 && is_base64(text[start - 1])) --start;
      while (around == Around::base64 && end < text.size() && is_base64(text[end])) ++end;
      while (around == Around::filling && end < text.size() && text[end] == '=') ++end;
    }
  }
  return found;
}

std::string SecretGate::without(std::string_view text) const {
  if (forms_.empty()) return std::string(text);
  auto found = find(text);
  Unescaped plain{std::string(), {}};
  for (int depth = 0; depth < kDeepest; ++depth) {
    const std::string_view written = depth == 0 ? text : std::string_view(plain.text);
    if (!may_have_escapes(written)) break;
    Unescaped next = unescape(written);
    if (next.text.size() == written.size()) break;
    for (auto& at : next.origin) at = depth == 0 ? at : plain.origin[at];
    plain = std::move(next);
    for (const auto& [begin, end] : find(plain.text)) {
      found.push_back({plain.origin[begin], plain.origin[end]});
    }
  }
  std::ranges::sort(found, {}, &Found::begin);
  std::string shown;
  std::size_t done = 0;
  for (const auto& [begin, end] : found) {
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
