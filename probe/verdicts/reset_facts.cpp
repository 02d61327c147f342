#include "probe/verdicts/reset_facts.hpp"

#include <fmt/format.h>

#include "probe/evidence/answer.hpp"

namespace edge::probe {
namespace {

bool same_first_router(const PathDetail& a, const PathDetail& b) {
  const Hop* one = hop_at(a, 1);
  const Hop* other = hop_at(b, 1);
  return one && other && time_exceeded(*one) && time_exceeded(*other) && one->from == other->from;
}

}  // namespace

const Hop* reset_hop(const Trace& trace) {
  const Hop* end = trace ? terminal(*trace.detail) : nullptr;
  return end && end->answer == Answer::reset ? end : nullptr;
}

std::string reset_distance(const Case& facts, const Trace& trace) {
  const Hop* end = reset_hop(trace);
  if (!end) return {};
  std::string text = fmt::format("{} hop{} away", end->ttl, end->ttl == 1 ? "" : "s");
  const Vantage vantage = vantage_of(facts);
  // A filter of this very device looks the same: its packets never leave.
  if (end->ttl == 1 && !trace.detail->target.address.is_loopback()) {
    const bool of_host = vantage.behind_host && vantage.gateway;
    if (of_host) text += ", by " + router_text(vantage, *vantage.gateway);
    text += ", or from a packet filter of this device itself (`nft list ruleset`)";
  }
  const Hop* router = last_router(*trace.detail);
  if (!router) return text;
  const bool first = router->ttl == 1 && router->from && vantage.gateway == router->from;
  const bool next = router->ttl + 1 >= end->ttl;
  return text + (next ? ", at or right behind " : ", behind ") +
         (first ? router_text(vantage, *router->from) : name_of_hop(*router));
}

const Hop* router_beyond_reset(const Case& facts, const Trace& trace) {
  const Hop* end = reset_hop(trace);
  if (!end) return nullptr;
  auto others = traces(facts);
  for (const Trace& other : name_server_traces(facts)) others.push_back(other);
  for (const Trace& other : others) {
    const Hop* router = last_router(*other.detail);
    if (!router || router->ttl < end->ttl) continue;
    if (same_first_router(*trace.detail, *other.detail)) return router;
  }
  return nullptr;
}

}  // namespace edge::probe
