#include "probe/environment/proxy_url.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/ascii_case.hpp"
#include "common/base/host_name.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/whole_number.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/world/address.hpp"
#include "probe/environment/variables.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kForm = "write http://[user:password@]host:port";

/// RFC 3986 section 3.1; lower case. Empty: there is none.
std::string scheme_of(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0) return {};
  const std::string scheme = lower_case(text.substr(0, colon));
  const auto in_scheme = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  const bool begins = scheme.front() >= 'a' && scheme.front() <= 'z';
  return begins && std::ranges::all_of(scheme, in_scheme) ? scheme : std::string{};
}

bool is_web_scheme(std::string_view scheme) { return scheme == "http" || scheme == "https"; }

/// Uri.UnescapeDataString: what is no escape stays as it is.
std::string unescaped(std::string_view text) {
  auto decoded = percent_decode(text);
  return decoded ? std::move(*decoded) : std::string(text);
}

ProxyUrl refused(std::string_view consequence, std::string problem) {
  return {.problem = std::move(problem), .consequence = consequence};
}

void take_credentials(ProxyUrl& url, std::string_view userinfo, bool at_every_colon) {
  ProxyOptions& proxy = url.proxy;
  const auto colon = userinfo.find(':');
  proxy.user = unescaped(userinfo.substr(0, colon));
  if (colon == userinfo.npos) return;
  std::string_view password = userinfo.substr(colon + 1);
  if (const auto next = password.find(':'); at_every_colon && next != password.npos) {
    url.remark = "has a ':' in its password, at which the agent cuts it off; write %3A";
    own_secret(password);  // the whole of it is one, too
    password = password.substr(0, next);
  }
  std::string decoded = unescaped(password);
  proxy.password = take_own_secret(decoded);
}

}  // namespace

ProxyUrl proxy_url(std::string_view given, bool at_every_colon) {
  const std::string_view text = trimmed(given);
  const std::string scheme = scheme_of(text);
  std::string_view rest = text.substr(scheme.empty() ? 0 : scheme.size() + 1);
  const bool rooted = rest.starts_with("//");
  // .NET takes one letter for a drive, and wants a host behind the schemes that it knows.
  const bool wants_host = scheme.size() == 1 || is_web_scheme(scheme);
  if (scheme.empty() || (!rooted && wants_host)) {
    return refused(kEndsAtItsStart, fmt::format("is no URL; {}", kForm));
  }
  const std::string shown = scheme.size() > 20 ? "..." : scheme;
  if (!rooted) {
    return refused(kHasNoWebSocket, fmt::format("is a URL of the scheme '{}' to .NET, and no proxy "
                                                "has that; {}", shown, kForm));
  }
  rest = rest.substr(2);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  ProxyUrl url;
  if (const auto at = rest.rfind('@'); at != rest.npos) {
    if (at_every_colon && rest.substr(0, at).find_first_of("@\\") != rest.npos) {
      own_secret(rest.substr(0, at));
      return refused(kEndsAtItsStart, fmt::format("has a raw '@' or '\\' in its user or password, "
                                                  "where %40 or %5C must stand; {}", kForm));
    }
    take_credentials(url, rest.substr(0, at), at_every_colon);
    rest.remove_prefix(at + 1);
  }
  const auto parts = split_host_and_port(rest);
  url.proxy.host = std::string(parts.host);
  if (parts.port && !parts.port->empty()) {
    url.proxy.port = whole_number<std::uint16_t>(*parts.port).value_or(0);
  }
  if (std::ranges::any_of(url.proxy.host, [](char c) { return static_cast<signed char>(c) < 0; })) {
    return refused(kGoesThroughIt, "has a name that is not ASCII, which is not imitated yet");
  }
  const bool named = is_host_name(url.proxy.host) || parse_address(url.proxy.host);
  if (!named || url.proxy.port == 0) {
    return refused(kEndsAtItsStart, fmt::format("has no usable host or port; {}", kForm));
  }
  if (scheme == "http") return url;
  constexpr std::string_view kKnown[] = {"https", "socks4", "socks4a", "socks5"};
  if (std::ranges::find(kKnown, scheme) != std::end(kKnown)) {
    return refused(kGoesThroughIt,
                   fmt::format("is a proxy by {}, which is not imitated yet", scheme));
  }
  return refused(kHasNoWebSocket, fmt::format("is a URL of the scheme '{}', and no proxy has that; "
                                              "{}", shown, kForm));
}

}  // namespace edge::probe
