#include "probe/verdicts/way_out.hpp"

#include <fmt/format.h>

#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/name_server_fixes.hpp"

namespace edge::probe {

WayOut way_out(const Case& facts) {
  const Trace beyond = trace_of(facts, PathDetail::beyond_host);
  const Hop* router = beyond ? last_router(*beyond.detail) : nullptr;
  if (!router) return {};
  const Hop* end = terminal(*beyond.detail);
  // Further on a router may well know that nobody has the address that was asked for.
  const bool of_site = end && end->icmp && end->ttl == (vantage_of(facts).behind_host ? 2 : 1) &&
                       is_private(end->icmp->sender);
  const bool refused = of_site && is_host_unreachable(*end->icmp);
  return {beyond.evidence, router, end && !refused, refused ? end : nullptr};
}

std::string way_out_text(const WayOut& way) {
  if (way.refusal) {
    return fmt::format("{} refuses packets for elsewhere: {}, so it has no way out itself",
                       way.refusal->icmp->sender.to_string(), icmp_text(*way.refusal->icmp));
  }
  return fmt::format("Packets for elsewhere get as far as {}{}", name_of_hop(*way.router),
                     way.open ? " and further" : ", and nothing behind it is heard of");
}

std::string refusal_fix(const WayOut& way) {
  return fmt::format(kNoWayOut, way.refusal->icmp->sender.to_string());
}

}  // namespace edge::probe
