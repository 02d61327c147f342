#include "common/report/details/host.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace edge {

std::string words_on(const HostDetail& x) {
  // Without a name of an engine nothing is said: not every container can be recognised.
  std::string text = x.facts.container.empty() ? x.facts.host_name
                                               : "container (" + x.facts.container + ")";
  for (const InterfaceFact& one : x.facts.interfaces) {
    if (one.name == "lo") continue;
    text += fmt::format(", {} {} mtu {}{}", one.name, fmt::join(one.addresses, " "), one.mtu,
                        one.up ? "" : " down");
  }
  for (const RouteFact& route : x.facts.routes) {
    const bool is_default = route.destination == "0.0.0.0/0" || route.destination == "::/0";
    if (is_default && route.gateway) text += ", gateway " + route.gateway->to_string();
  }
  for (const Endpoint& server : x.resolver.servers) {
    text += ", name server " + server.address.to_string();
  }
  return text;
}

}  // namespace edge
