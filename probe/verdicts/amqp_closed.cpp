// amqp-closed: the peer ends the AMQP connection during the open, and says why.
#include <fmt/format.h>

#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> amqp_closed_rule(const Case& facts) {
  const auto found = culprits<AmqpDetail>(facts, [](const AmqpDetail& detail, const auto&) {
    return !detail.condition.empty() && !other_amqp_header(detail) &&
           hub_reason(detail) == HubReason::other;
  });
  if (found.empty()) return std::nullopt;
  const AmqpDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("{} closes the AMQP connection while it is being opened: {}{}.",
                              facts.host, detail.condition, quoted_error(detail.description));
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpClosed{
    .code = "amqp-closed",
    .severity = Severity::error,
    .stage = "amqp-open",
    .title = "The hub closes the AMQP connection with a condition",
    .fix = "Act on the condition.\n"
           "amqp:unauthorized-access: the hub's IP filter or private-endpoint setting refuses this "
           "network's address; allow it in the portal under Networking.\n"
           "amqp:connection:forced or amqp:internal-error: the hub is failing over or overloaded; "
           "try again in some minutes and look at its health in the portal.\n"
           "amqp:connection:redirect: the hub has moved.",
    .guide = "",
    .rule = amqp_closed_rule};

}  // namespace edge::probe
