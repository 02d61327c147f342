// amqp-not-iot-hub: AMQP it is, but a broker other than an IoT hub: it wants SASL first or another
// version, has no $cbs node, or opens as no hub does.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// The $cbs node gave a status code on this transport: it is a hub, whatever its OPEN looks like.
bool answers_cbs(const Case& facts, const std::string& transport) {
  return std::any_of(facts.evidence.begin(), facts.evidence.end(), [&](const Evidence& evidence) {
    const auto* cbs = detail_of<CbsDetail>(evidence);
    return cbs && cbs->status && evidence.transport == transport;
  });
}

const Evidence* cbs_refusal(const Case& facts, const std::string& transport) {
  for (const Evidence& evidence : facts.evidence) {
    const auto* cbs = detail_of<CbsDetail>(evidence);
    if (cbs && !cbs->condition.empty() && evidence.transport == transport) return &evidence;
  }
  return nullptr;
}

/// Protocol id, then major, minor, revision (AMQP 1.0, part 2.2); id 3 is SASL.
bool wants_sasl(const AmqpDetail& detail) { return detail.peer_header.ends_with(" 3 1 0 0"); }

bool foreign(const Case& facts, const Evidence& evidence, const AmqpDetail& detail) {
  if (is_echo(detail)) return false;  // it is no broker at all
  if (other_amqp_header(detail) || refused_sasl(detail.error)) return true;
  return detail.open_received && !detail.iot_hub && !answers_cbs(facts, evidence.transport);
}

std::string signs_text(const AmqpDetail& detail) {
  if (refused_sasl(detail.error)) {
    return fmt::format("it does not take the agent's SASL, as a hub does: {}", detail.error.text);
  }
  if (other_amqp_header(detail)) {
    const bool same_version = detail.peer_header.ends_with(" 1 0 0");
    return fmt::format("it answers the agent's header with \"{}\", {}", detail.peer_header,
                       same_version ? "where a hub goes on without SASL"
                                    : "which is another version than 1.0");
  }
  std::string text = "its OPEN is not a hub's";
  if (!detail.container_id.empty()) text += ", container" + quotation(detail.container_id);
  if (!detail.product.empty()) text += ", product" + quotation(detail.product);
  return text;
}

std::optional<Verdict> amqp_not_iot_hub_rule(const Case& facts) {
  std::vector<Culprit<AmqpDetail>> found;
  for (const Evidence& evidence : facts.evidence) {
    const auto* detail = detail_of<AmqpDetail>(evidence);
    if (detail && foreign(facts, evidence, *detail)) found.push_back({&evidence, detail});
  }
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const Evidence* refusal = cbs_refusal(facts, evidence->transport);
  cite(verdict, refusal);
  verdict.cause = fmt::format("{} speaks AMQP but is no IoT hub: {}{}.", facts.host,
                              signs_text(*detail), refusal ? ", and it has no $cbs node" : "");
  // One that only wants SASL first may be a hub of a kind not seen yet.
  const bool other_version = other_amqp_header(*detail) && !wants_sasl(*detail);
  const bool proven = refusal || is_known_broker(*detail) || other_version;
  verdict.confidence = proven ? Confidence::certain : Confidence::likely;
  return verdict;
}

}  // namespace

constinit const VerdictRow kAmqpNotIotHub{
    .code = "amqp-not-iot-hub",
    .severity = Severity::error,
    .stage = "amqp-open",
    .title = "The peer speaks AMQP but is no IoT hub",
    .fix = "Another broker listens there (RabbitMQ, Artemis, Service Bus, ...). Correct HostName, "
           "or the name server's answer, so that the agent meets the hub or its parent gateway.",
    .guide = "",
    .rule = amqp_not_iot_hub_rule};

}  // namespace edge::probe
