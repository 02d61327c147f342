// Where packets to the AMQP port die while the other way is open: the three verdicts share this
// classification, so that exactly one of them holds.
#pragma once

#include "probe/verdicts/connect_facts.hpp"

namespace edge::probe {

enum class DropPlace {
  local,    // not even the first hop answers on this port, but it does on the other
  by_host,  // the host answers, the router behind it does not, while it does for the other port
  on_path,  // further out, or not to be located
};

DropPlace drop_place(const PortBlock& block, const Vantage& vantage);

}  // namespace edge::probe
