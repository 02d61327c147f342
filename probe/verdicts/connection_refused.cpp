// connection-refused: RST on every port.
#include <fmt/format.h>

#include "common/report/layout.hpp"
#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/reset_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kGatewayFix =
    "If that is the parent gateway, its machine is up and nothing listens there: look at its "
    "edgeHub (`iotedge list`, its log), and whether its firewall rejects {own.port} and "
    "{web.port}. If it is not, the name leads to the wrong address (look into the hosts file too).";

/// Longer than a round trip to anywhere on earth.
constexpr Duration kLaterThanAnyKernel = std::chrono::seconds{1};

std::optional<Verdict> connection_refused_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::reset);
  if (found.empty() || is_meant_own(facts, found.front().decisive.peer.address)) {
    return std::nullopt;
  }
  const Trace trace = trace_of(facts, found.front().evidence->transport,
                               found.front().decisive.peer.address);
  Verdict verdict = verdict_on(found);
  cite(verdict, trace.evidence);
  const std::string distance = reset_distance(facts, trace);
  const ConnectTry& decisive = found.front().decisive;
  const Duration took = decisive.end - decisive.begin;
  verdict.cause = fmt::format(
      "Connections to {} are refused: a TCP reset comes back{}{}.", peers_text(found),
      distance.empty() ? "" : " from " + distance,
      took < kLaterThanAnyKernel ? " at once"
                                 : fmt::format(" after {}, which is a firewall's unless the first "
                                               "packets were lost: a machine on which nothing "
                                               "listens resets at once", human_duration(took)));
  if (is_private(found.front().decisive.peer.address) && !is_cloud_hub(facts.host)) {
    verdict.fix = kGatewayFix;
  }
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
