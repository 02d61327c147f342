#include "probe/verdicts/amqp_port_dropped.hpp"

#include "probe/evidence/path_comparison.hpp"

namespace edge::probe {
namespace {

/// A router at `ttl`: the hub itself, or a parent gateway, may as well drop the port on arrival.
bool router_at(const Trace& trace, int ttl) {
  const Hop* hop = trace ? hop_at(*trace.detail, ttl) : nullptr;
  return hop && time_exceeded(*hop);
}

}  // namespace

DropPlace drop_place(const PortBlock& block, const Vantage& vantage) {
  if (!block.own || !block.other) return DropPlace::on_path;
  const PathComparison compared = compare_paths(*block.own.detail, *block.other.detail);
  if (compared.silent_from_first_hop) return DropPlace::local;
  // Only a reference that is heard one hop further shows that silence there means a drop.
  const bool host_is_last = vantage.behind_host && compared.last_answering_ttl == 1;
  return host_is_last && router_at(block.other, 2) ? DropPlace::by_host : DropPlace::on_path;
}

}  // namespace edge::probe
