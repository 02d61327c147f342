#include "probe/verdicts/open_addresses.hpp"

#include <algorithm>

#include "probe/verdicts/lookup_facts.hpp"

namespace edge::probe {
namespace {

/// It goes to the port that another address was silent on, as when each look-up puts another one
/// first.
bool is_beside_dead_address(const PathDetail& path, const std::vector<ConnectFailure>& failed) {
  const auto& [address, port] = path.target;
  return std::ranges::any_of(failed, [&](const ConnectFailure& failure) {
    const ConnectTry& made = failure.decisive;
    return failure.whom == Whom::hub && made.answer == Answer::silence && made.peer.port == port &&
           made.peer.address != address && failure.evidence->transport == path.subject;
  });
}

/// The agent connected to `peer`, and failed at another address that is dead on this port as well.
bool is_beside_dead_machine(const Case& facts, const Evidence& seen,
                            const std::vector<ConnectFailure>& failed) {
  const bool connected = detail_of<ConnectDetail>(seen) && seen.outcome == Outcome::ok;
  if (!connected || !seen.peer || !proxy_of(facts, seen.transport).empty()) return false;
  return std::ranges::any_of(failed, [&](const ConnectFailure& failure) {
    const ConnectTry& made = failure.decisive;
    return failure.whom == Whom::hub && made.peer.address != seen.peer->address &&
           traced_answer(facts, seen.transport, made.peer.address) == made.answer;
  });
}

}  // namespace

std::vector<OpenAddress> open_addresses(const Case& facts) {
  std::vector<OpenAddress> open;
  const auto failed = connect_failures(facts);
  for (const Evidence& seen : facts.evidence) {
    if (is_beside_dead_machine(facts, seen, failed)) open.push_back({*seen.peer, &seen, false});
    const auto* path = detail_of<PathDetail>(seen);
    if (!path || !path->reached) continue;
    const bool untried = path->subject == PathDetail::other_address;
    if (untried || is_beside_dead_address(*path, failed)) {
      open.push_back({path->target, &seen, untried,
                      untried ? only_given_by(facts, path->target.address) : nullptr});
    }
  }
  return open;
}

bool is_open_elsewhere(const std::vector<OpenAddress>& open, const ConnectFailure& failure) {
  const ConnectTry& made = failure.decisive;
  return std::ranges::any_of(open, [&](const OpenAddress& one) {
    // One that refuses has the agent go on to the next that it knows of.
    if (one.untried) return one.given_by || made.answer == Answer::silence;
    const bool other = one.endpoint.address != made.peer.address;
    const bool by_agent = detail_of<ConnectDetail>(*one.evidence) != nullptr;
    return other && (by_agent || one.endpoint.port == made.peer.port);
  });
}

}  // namespace edge::probe
