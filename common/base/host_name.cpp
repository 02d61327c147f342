#include "common/base/host_name.hpp"

#include "common/base/ascii_case.hpp"

namespace edge {

bool is_host_name(std::string_view name) {
  name = without_root_dot(name);
  if (name.empty() || name.size() > 253 || name.front() == '-') return false;
  std::size_t label = 0;
  for (const char c : name) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      continue;
    }
    const bool letter = lower_case(c) >= 'a' && lower_case(c) <= 'z';
    const bool plain = letter || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!plain || ++label > 63) return false;
  }
  return label > 0;
}

bool same_host_name(std::string_view a, std::string_view b) {
  return same_ignoring_case(without_root_dot(a), without_root_dot(b));
}

std::string_view without_root_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

HostAndPort split_host_and_port(std::string_view text) {
  HostAndPort parts{text, std::nullopt, false};
  const auto colon = text.rfind(':');
  if (colon != text.npos && text.find(']', colon) == text.npos) {
    parts.host = text.substr(0, colon);
    parts.port = text.substr(colon + 1);
  }
  parts.bracketed = parts.host.starts_with('[') && parts.host.ends_with(']');
  if (parts.bracketed) parts.host = parts.host.substr(1, parts.host.size() - 2);
  return parts;
}

std::string url_host(std::string_view host) {
  const bool v6 = host.find(':') != host.npos;
  return v6 ? "[" + std::string(host) + "]" : std::string(host);
}

std::string join_host_and_port(std::string_view host, std::uint16_t port) {
  return url_host(host) + ":" + std::to_string(port);
}

}  // namespace edge
