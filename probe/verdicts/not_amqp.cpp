// not-amqp: over TLS (and WebSocket) something answers that is no AMQP header (AMQP 1.0, part 2.2).
#include <fmt/format.h>

#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> not_amqp_rule(const Case& facts) {
  const auto found = culprits<AmqpDetail>(facts, [](const auto& detail, const auto&) {
    return is_echo(detail) || (!detail.first_bytes.empty() && detail.peer_header.empty());
  });
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The peer behind TLS at {} does not speak AMQP: its answer begins "
                              "with{}.", facts.host, quotation(found.front().detail->first_bytes));
  if (is_echo(*found.front().detail)) {
    verdict.cause = fmt::format("The peer behind TLS at {} does not speak AMQP: it sends back what "
                                "it gets, the agent's own OPEN among it (an echo service).",
                                facts.host);
  }
  const bool other_version = found.front().detail->first_bytes.starts_with("AMQP");
  if (other_version) {
    verdict.cause = fmt::format("The peer behind TLS at {} speaks AMQP in another version than the "
                                "1.0 that IoT hubs speak, as a RabbitMQ broker does: its answer "
                                "begins with{}.", facts.host,
                                quotation(found.front().detail->first_bytes));
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kNotAmqp{
    .code = "not-amqp",
    .severity = Severity::error,
    .stage = "amqp-open",
    .title = "Something other than AMQP answers behind TLS",
    .fix = "Another service listens on this port. Check HostName, the port and the address that "
           "the name resolves to; a reverse proxy in front of a parent gateway must pass AMQP "
           "through untouched.",
    .guide = "",
    .rule = not_amqp_rule};

}  // namespace edge::probe
