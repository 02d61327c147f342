#include "common/base/host_name.hpp"

namespace edge {

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

}  // namespace edge
