#include "simulator/host_view/host_verdict.hpp"

#include "common/base/check.hpp"
#include "probe/host/combined_verdict.hpp"
#include "probe/host/host_findings.hpp"
#include "simulator/host_view/host_facts.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {

const Node& host_of(const Topology& topology) {
  const Node* host = find_node(topology, "host");
  CHECK(!topology.nodes.empty());
  return host ? *host : topology.nodes.front();
}

std::string host_verdict(const Report& report, const probe::HostState& facts, const Endpoint& peer,
                         const probe::AskKernel& ask) {
  if (!peer.address.is_v4()) return probe::combined_verdict(report, {});
  const auto traces = probe::trace_all(facts, probe::module_networks(facts),
                                       peer.address, peer.port, ask);
  return probe::combined_verdict(report, probe::host_findings(facts, traces));
}

std::string host_verdict(const Report& report, const Topology& topology, const Endpoint& peer) {
  const Node& host = host_of(topology);
  return host_verdict(report, host_facts(topology, host.name), peer, computed_kernel(host));
}

}  // namespace edge::sim
