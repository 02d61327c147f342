// UpstreamProtocol, the variable by which the agents of 1.x, and the edge hub, are told one way
// (edge-agent's Core/UpstreamProtocol.cs, edge-hub's CloudProxy/UpstreamProtocol.cs).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace edge::probe {

struct UpstreamProtocol {
  std::vector<std::string> transports;  // the only ones it tries; empty: its own
  std::string note;                     // what there is to say of the value; or empty
  bool fatal = false;                   // they do not come to connect with it
};

/// What they make of `value`: a name of .NET's enum Amqp, AmqpWs, Mqtt, MqttWs in any case, its
/// number, or several of them joined by commas; anything else is ignored without a word.
UpstreamProtocol upstream_protocol(std::string_view value);

}  // namespace edge::probe
