#include "probe/verdicts/amqp_port_dropped.hpp"

namespace edge::probe {
namespace {

bool answered_at(const Trace& trace, int ttl) {
  const Hop* hop = trace ? hop_at(*trace.detail, ttl) : nullptr;
  return hop && answered(*hop);
}

bool silent_at(const Trace& trace, int ttl) {
  const Hop* hop = trace ? hop_at(*trace.detail, ttl) : nullptr;
  return hop && !answered(*hop);
}

}  // namespace

DropPlace drop_place(const PortBlock& block, const Vantage& vantage) {
  if (!block.own) return DropPlace::on_path;
  const int reach = last_answer(*block.own.detail);
  // A device filter by port acts on any destination, so the proxy's trace serves as well here.
  if (reach == 0 && silent_at(block.own, 1) && answered_at(block.other, 1)) {
    return DropPlace::local;
  }
  const bool host_is_last = vantage.behind_host && reach == 1;
  if (host_is_last && block.same_target && answered_at(block.other, 2)) return DropPlace::by_host;
  return DropPlace::on_path;
}

}  // namespace edge::probe
