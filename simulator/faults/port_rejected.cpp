#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology port_rejected(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  auto& node = read.node(topology, "at");
  const auto port = read.port("port", 5671);
  const auto kind = read.value<RejectKind>("kind",
                                           {{"port-unreachable", RejectKind::port_unreachable},
                                            {"host-unreachable", RejectKind::host_unreachable},
                                            {"net-unreachable", RejectKind::net_unreachable},
                                            {"admin-prohibited", RejectKind::admin_prohibited}},
                                           true);
  read.finish();
  put_first(node, hook_of(topology, node), tcp_to(port), Reject{kind}, "fault: port rejected");
  return topology;
}

}  // namespace edge::sim
