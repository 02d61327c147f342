// The tables of transports: the ways to a hub that agents know, and to other endpoints, as data.
// What a stage does is in probe/attempt/stages; which transports an agent tries, and in which
// order, in its profile.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace edge::probe {

struct TransportRow {
  std::string_view name;             // in options, reports and scenarios: "amqp-ws"
  std::string_view what;             // one line for `list transports`
  std::string_view title;            // in a sentence: "AMQP over WebSocket"
  std::uint16_t default_port = 0;    // TCP, of the hub
  bool proxied = false;              // through the HTTP proxy, if there is one
  bool web_port = false;             // on the port of the web, which more firewalls leave open
  std::string_view port_option = {}; // short form of `--port NAME=N`, kept for scripts; or empty
  std::vector<std::string_view> stages;  // rows of probe/attempt/stages.cpp, in order
};

/// The ways of agents to their hub.
std::span<const TransportRow> transport_rows();
/// The ways to endpoints that are no hub, as a survey tries them: each alone, in one try.
std::span<const TransportRow> endpoint_ways();
/// Of either kind. Null if there is none of that name.
const TransportRow* find_transport(std::string_view name);
/// The row of a name that is known to have one.
const TransportRow& transport_called(std::string_view name);

}  // namespace edge::probe
