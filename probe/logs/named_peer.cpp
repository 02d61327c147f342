#include "probe/logs/named_peer.hpp"

#include <algorithm>

#include "common/base/whole_number.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLongestHost = 253;  // RFC 1035

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

bool is_of_host(char c) {
  return is_decimal(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

/// "TaskEx.cs" and the like, behind which a line's number stands.
bool is_source_file(std::string_view name) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{".c", ".cc", ".cpp", ".cs", ".go", ".java", ".js",
                                              ".py", ".rs"},
      [name](auto ending) { return name.ends_with(ending); });
}

/// The port that begins `text`; nothing where other characters than a place in prose follow it.
std::optional<int> port_in(std::string_view text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto port = end > 5 ? std::nullopt : whole_number<int>(text.substr(0, end));
  if (!port || *port < 1 || *port > 65535) return std::nullopt;
  const auto rest = text.substr(end);
  if (rest.empty() || rest.front() == '.') {
    return rest.size() > 1 && rest[1] != ' ' ? std::nullopt : port;
  }
  const bool ends = std::string_view(" \t)],;'\"/>\\").find(rest.front()) != rest.npos;
  return ends ? port : std::nullopt;
}

/// What ends at `colon` and may be a host; empty if nothing is.
std::string_view host_before(std::string_view line, std::size_t colon) {
  if (colon > 0 && line[colon - 1] == ']') {
    const auto from = colon - std::min(colon, std::size_t{48});
    const auto bracket = line.substr(from, colon - from).rfind('[');
    if (bracket == line.npos) return {};
    return line.substr(from + bracket + 1, colon - 2 - from - bracket);
  }
  std::size_t begin = colon;
  while (begin > 0 && colon - begin < kLongestHost && is_of_host(line[begin - 1])) --begin;
  const auto host = line.substr(begin, colon - begin);
  if (host.empty() || std::ranges::all_of(host, is_decimal) || is_source_file(host)) return {};
  const auto before = line.substr(0, begin);
  const bool marked = before.ends_with('(') || before.ends_with("//") || before.ends_with('@');
  const auto dot = host.find('.');
  const bool dotted = dot != host.npos && dot > 0 && dot + 1 < host.size();
  return marked || dotted ? host : std::string_view{};
}

/// "HTTPConnectionPool(host='influxdb', port=8086)"
std::optional<NamedPeer> python_peer(std::string_view line) {
  constexpr std::string_view kHost = "(host='", kPort = "port=";
  const auto at = line.find(kHost);
  if (at == line.npos) return std::nullopt;
  const auto rest = line.substr(at + kHost.size());
  const auto end = rest.find('\'');
  if (end == rest.npos || end > kLongestHost) return std::nullopt;
  const auto port = rest.find(kPort, end);
  NamedPeer peer{std::string(rest.substr(0, end))};
  if (port != rest.npos) peer.port = port_in(rest.substr(port + kPort.size())).value_or(0);
  return peer;
}

}  // namespace

std::optional<NamedPeer> named_peer(std::string_view line) {
  if (auto peer = python_peer(line)) return peer;
  for (auto colon = line.find(':'); colon != line.npos; colon = line.find(':', colon + 1)) {
    if (colon + 1 >= line.size() || !is_decimal(line[colon + 1])) continue;
    const auto port = port_in(line.substr(colon + 1));
    const auto host = port ? host_before(line, colon) : std::string_view{};
    if (!host.empty()) return NamedPeer{std::string(host), *port};
  }
  return std::nullopt;
}

std::optional<NamedPeer> peer_of_url(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == url.npos) return std::nullopt;
  auto rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/ \"'"));
  if (const auto user = rest.rfind('@'); user != rest.npos) rest.remove_prefix(user + 1);
  const auto colon = rest.rfind(':');
  const auto port = colon == rest.npos ? std::nullopt : port_in(rest.substr(colon + 1));
  auto host = port ? rest.substr(0, colon) : rest;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.size() > kLongestHost) return std::nullopt;
  return NamedPeer{std::string(host), port.value_or(0)};
}

bool is_hub_name(std::string_view host) {
  return host.find(".azure-devices.") != host.npos;
}

}  // namespace edge::probe
