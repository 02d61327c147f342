#include "simulator/faults/helpers.hpp"

namespace edge::sim {

/// What the node itself sends still passes a forward hook's drop: a name server on the site's LAN
/// goes on answering, which is what the documented 30 s gaps need.
Topology all_dropped(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  const auto hook = read_hook(read, topology, node);
  const auto except = read.address("except");
  read.finish();
  put_first(node, hook, {}, Drop{}, "fault: everything dropped");
  if (except) {
    const Prefix address{*except, except->is_v4() ? 32 : 128};
    Match from, to;
    from.source = address;
    to.destination = address;
    put_first(node, hook, from, Accept{}, "fault: except from this address");
    put_first(node, hook, to, Accept{}, "fault: except to this address");
  }
  return topology;
}

}  // namespace edge::sim
