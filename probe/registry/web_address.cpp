#include "probe/registry/web_address.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/visible.hpp"
#include "common/base/whole_number.hpp"
#include "common/world/address.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLongest = 8192;  // bytes of a URL
constexpr std::size_t kShownUrl = 80;

bool stands_in_url(char c) {
  return is_visible(c) && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

WebAddress unusable(std::string_view url, std::string_view why) {
  WebAddress address;
  address.problem = fmt::format("'{}' {}", printable(without_query(url), kShownUrl), why);
  return address;
}

}  // namespace

std::string without_query(std::string_view target) {
  return std::string(target.substr(0, target.find_first_of("?#")));
}

WebAddress https_address(std::string_view url) {
  if (url.empty()) return unusable(url, "is no address");
  if (url.size() > kLongest) return unusable(url, "is too long for an address");
  if (!std::ranges::all_of(url, stands_in_url)) return unusable(url, "has bytes that no URL has");
  const auto colon = url.find("://");
  const std::string scheme = lower_case(url.substr(0, std::min(colon, url.size())));
  if (colon == url.npos) return unusable(url, "is no address with a scheme");
  if (scheme == "http") return unusable(url, "is plain HTTP, where anybody on the way reads along");
  if (scheme != "https") return unusable(url, "is of another scheme than https");
  const auto rest = url.substr(colon + 3);
  const auto path = std::min(rest.find_first_of("/?#"), rest.size());
  const auto authority = rest.substr(0, path);
  if (authority.find('@') != authority.npos) return unusable(url, "has a user in it");
  const auto [host, port, bracketed] = split_host_and_port(authority);
  if (!is_host_name(host) && !parse_address(std::string(host))) {
    return unusable(url, "names no host");
  }
  WebAddress address;
  address.host = host;
  if (port) address.port = whole_number<std::uint16_t>(*port).value_or(0);
  if (address.port == 0) return unusable(url, "has a port that is none");
  const auto target = rest.substr(path, rest.find('#') - path);
  address.target = (target.starts_with('/') ? "" : "/") + std::string(target);
  return address;
}

}  // namespace edge::probe
