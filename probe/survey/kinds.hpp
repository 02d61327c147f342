// The kinds of endpoints that a survey knows, as data: by which way each is tried, and what an
// entry of a catalogue may say of it. The ways themselves: probe/profiles/transports.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace edge::probe {

struct EndpointKind {
  std::string_view name;        // in catalogues and reports
  std::string_view what;        // one line for `list endpoint-kinds`
  std::string_view way;         // of endpoint_ways(); empty: an agent's ways to its hub
  std::uint16_t port = 0;       // the usual one; 0: it must be given
  bool udp = false;
  bool proxied = false;         // can go through an HTTP proxy
  bool takes_page = false;      // `path` and `status`
  std::string_view path = {};   // asked for
  bool registry = false;        // of containers: knows its own answers
};

std::span<const EndpointKind> endpoint_kinds();
/// The row of a name that is known to have one.
const EndpointKind& kind_called(std::string_view name);

}  // namespace edge::probe
