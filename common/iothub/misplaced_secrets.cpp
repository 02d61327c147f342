#include "common/iothub/misplaced_secrets.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "common/base/secret_gate.hpp"
#include "common/base/whole_number.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/world/address.hpp"
#include "common/world/endpoint.hpp"

namespace edge {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"SharedAccessKey", "SharedAccessSignature",
                                                    "AccountKey", "password", "sig"};

/// The values of "SharedAccessKey=..." and the like, with '=' as it is or URL-encoded.
std::vector<std::string_view> named_secrets(std::string_view text) {
  std::vector<std::string_view> found;
  if (text.find_first_of("=%") == text.npos) return found;  // as most of the environment
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const auto name : kNames) {
      const std::size_t begin = begins_field(text.substr(at), name);
      if (begin == 0) continue;
      const auto value = text.substr(at + begin);
      found.push_back(value.substr(0, value.find_first_of(name == "sig" ? "&" : ";")));
    }
  }
  return found;
}

/// "user:password" of "scheme://user:password@host"; empty if there is none.
std::string_view userinfo_of(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == text.npos) return {};
  const auto rest = text.substr(scheme + 3);
  const auto at = rest.rfind('@');
  const auto userinfo = rest.substr(0, at == rest.npos ? 0 : at);
  return userinfo.find(':') == userinfo.npos ? std::string_view() : userinfo;
}

/// "user:password" alone. A host and port, an address, a URL and a path have a colon, too.
bool is_user_and_password(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == text.npos || colon + 1 == text.size()) return false;
  const auto user = text.substr(0, colon), password = text.substr(colon + 1);
  if (user.find('/') != user.npos || password.front() == '/' || password.front() == '\\') {
    return false;
  }
  const bool port = whole_number<std::uint16_t>(password).has_value();
  return !port && !parse_address(std::string(text)) && !parse_endpoint(std::string(text), 1);
}

/// A hub's keys have 32 or 64 bytes, others 16 at least.
bool is_key(std::string_view text) {
  constexpr std::size_t kShortest = 16, kLongest = 64;
  if (!text.ends_with('=')) return false;
  const auto bytes = base64_decode(text);
  return bytes && bytes->size() >= kShortest && bytes->size() <= kLongest;
}

bool has_marked_secret(std::string_view value) {
  return !named_secrets(value).empty() || !userinfo_of(value).empty() || is_key(value);
}

void guard(std::string_view whole, std::string_view value) {
  auto& gate = secret_gate();
  gate.add(whole);
  gate.add(value);
  for (const auto secret : named_secrets(value)) gate.add(secret);
  const auto userinfo = userinfo_of(value);
  if (userinfo.empty()) return;
  gate.add(userinfo);
  const auto password = userinfo.substr(userinfo.find(':') + 1);
  gate.add(password);
  if (const auto decoded = percent_decode(password)) gate.add(*decoded);
}

}  // namespace

bool holds_secret(std::string_view value) {
  return has_marked_secret(value) || is_user_and_password(value);
}

void guard_argument(std::string_view argument) {
  const auto equals = argument.find('=');
  const std::string_view values[] = {
      argument, argument.substr(argument.starts_with('@') ? 1 : 0),
      equals == argument.npos ? std::string_view() : argument.substr(equals + 1)};
  for (const auto value : values) {
    if (holds_secret(value)) guard(argument, value);
  }
}

void guard_variable(std::string_view value) {
  if (has_marked_secret(value)) guard(value, value);
}

}  // namespace edge
