#include "common/http/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/base/version.hpp"
#include "common/base/visible.hpp"

namespace edge {
namespace {

constexpr std::size_t kShown = 80;  // bytes

/// RFC 9110 section 5.5, without bytes beyond ASCII.
bool stands_in_field(char c) { return c == '\t' || c == ' ' || is_visible(c); }

}  // namespace

bool stands_in_token(char c) {
  constexpr std::string_view kDelimiters = "()<>@,;:\\\"/[]?={}";
  return is_visible(c) && kDelimiters.find(c) == kDelimiters.npos;
}

std::string request_lines(const HttpAsk& request) {
  const auto require = [&](bool right, std::string_view what, std::string_view text) {
    if (right) return;
    throw std::invalid_argument(
        fmt::format("{}: '{}' is no {}", request.method, printable(text, kShown), what));
  };
  require(is_visible(request.host), "host name", request.host);
  require(request.target.starts_with('/') && is_visible(request.target), "path", request.target);
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: edgeprobe/{}\r\n",
                                 request.method, request.target, request.host, kVersion);
  for (const auto& [name, value] : request.fields) {
    require(!name.empty() && std::ranges::all_of(name, stands_in_token), "name of a field", name);
    require(std::ranges::all_of(value.reveal(), stands_in_field), "value of a field", "***");
    text += fmt::format("{}: {}\r\n", name, value.reveal());
  }
  return text;
}

}  // namespace edge
