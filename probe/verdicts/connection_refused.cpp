// connection-refused: RST on every port. Its distance (TTL of the first SYN it answers) is all that
// can be known of the sender, since a RST carries the peer's address whoever sent it.
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// " at distance 3, right behind hop 2 (192.168.1.1)" or nothing if it was not measured.
std::string distance_text(const Trace& trace) {
  const Hop* end = trace ? terminal(*trace.detail) : nullptr;
  if (!end || end->answer != Answer::reset) return {};
  const Hop* router = last_router(*trace.detail);
  std::string text = fmt::format(" from {} hop{} away", end->ttl, end->ttl == 1 ? "" : "s");
  if (end->ttl == 1 && !trace.detail->target.address.is_loopback()) {
    text += ", or from a packet filter of this device itself (`nft list ruleset`)";
  }
  if (router) text += ", at or right behind " + name_of_hop(*router);
  return text;
}

std::optional<Verdict> connection_refused_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::reset);
  if (found.empty()) return std::nullopt;
  const Trace trace = trace_of(facts, found.front().evidence->transport,
                               found.front().decisive.peer.address);
  Verdict verdict = verdict_on(found);
  cite(verdict, trace.evidence);
  verdict.cause = fmt::format("Connections to {} are refused at once: a TCP reset comes back{}.",
                              peers_text(found), distance_text(trace));
  verdict.separate_by = fmt::format(
      "Compare {} with the address that {} has on an unrestricted network: another address means "
      "wrong DNS or hosts data; the same one means that a firewall on the way sends the resets.",
      found.front().decisive.peer.address.to_string(), facts.host);
  return verdict;
}

}  // namespace

constinit const VerdictRow kConnectionRefused{
    .code = "connection-refused",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Every port of the hub is refused by a TCP reset",
    .fix = "An IoT hub listens on both ports, so this is not the hub, or a firewall resets the "
           "connections in its name. Check that the name resolves to the hub's address (look into "
           "the hosts file too); then have the firewall allow outgoing TCP {own.port} and "
           "{web.port} to "
           "{hubs}.",
    .elsewhere = "Check that the name resolves to the endpoint's own address (look into the hosts "
                 "file too). If it does, a firewall resets the connections in its name: have it "
                 "allow outgoing TCP {port} to {hubs}.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = connection_refused_rule};

}  // namespace edge::probe
