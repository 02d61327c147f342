#include "common/report/details/host.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace edge {

namespace {

std::string proxy_words(const ProxyReading& reading) {
  const auto note = reading.note.empty() ? "" : ", which " + reading.note;
  if (reading.variable.empty()) return fmt::format("{}: no proxy", reading.program);
  if (reading.proxy.empty()) {
    return fmt::format("{}: no proxy, though {} is set{}", reading.program, reading.variable, note);
  }
  return fmt::format("{}: proxy {} by {}{}", reading.program, reading.proxy, reading.variable,
                     note);
}

}  // namespace

bool ends_at_its_start(const std::vector<ProxyReading>& proxies) {
  return !proxies.empty() && proxies.front().consequence == kEndsAtItsStart;
}

std::string words_on(const HostDetail& detail) {
  // Without a name of an engine nothing is said: not every container can be recognised.
  std::string text = detail.facts.container.empty() ? detail.facts.host_name
                                               : "container (" + detail.facts.container + ")";
  for (const InterfaceFact& one : detail.facts.interfaces) {
    if (one.name == "lo") continue;
    const bool told = !one.kind.empty() && one.kind != "veth";  // those of containers are
    text += fmt::format(", {}{} {} mtu {}{}", one.name, told ? " (" + one.kind + ")" : "",
                        fmt::join(one.addresses, " "), one.mtu, one.up ? "" : " down");
  }
  for (const RouteFact& route : detail.facts.routes) {
    const bool is_default = route.destination == "0.0.0.0/0" || route.destination == "::/0";
    if (is_default && route.gateway) text += ", gateway " + route.gateway->to_string();
  }
  for (const Endpoint& server : detail.resolver.servers) {
    text += ", name server " + server.address.to_string();
  }
  for (const ProxyReading& reading : detail.proxies) text += "; " + proxy_words(reading);
  return text;
}

}  // namespace edge
