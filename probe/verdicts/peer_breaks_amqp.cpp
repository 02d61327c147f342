// peer-breaks-amqp: AMQP 1.0 began, then came what the protocol does not allow: a frame that does
// not decode, or one larger than was agreed.
#include <fmt/format.h>

#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

struct BrokeOff {
  bool operator()(const AmqpDetail& amqp) const {
    return amqp.peer_header == kPlainAmqpHeader && broke_protocol(amqp.error);
  }
  bool operator()(const CbsDetail& cbs) const { return broke_protocol(cbs.error); }
  bool operator()(const LinkDetail& link) const { return broke_protocol(link.error); }
  bool operator()(const MessageDetail& sent) const { return broke_protocol(sent.error); }
  bool operator()(const HoldDetail& hold) const { return broke_protocol(hold.error); }
  bool operator()(const auto&) const { return false; }
};

std::optional<Verdict> peer_breaks_amqp_rule(const Case& facts) {
  std::vector<const Evidence*> found;
  for (const Failure& failure : failures(facts)) {
    if (std::visit(BrokeOff{}, failure.evidence->detail)) found.push_back(failure.evidence);
  }
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format(
      "The peer at {} begins AMQP 1.0 and then sends what the protocol does not allow (seen in "
      "{}).", facts.host, verdict.stage);
  verdict.confidence = Confidence::likely;
  verdict.separate_by =
      "Run the probe from another network with --trace-frames: if it works there, something here "
      "opens TLS and changes what is inside; if not, the hub or gateway is at fault.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kPeerBreaksAmqp{
    .code = "peer-breaks-amqp",
    .severity = Severity::error,
    .stage = "amqp-open",
    .title = "The peer begins AMQP 1.0, then breaks its rules",
    .fix = "Look at what terminates TLS for that name: a parent gateway, a reverse proxy or "
           "another broker that is broken or of an old version; update it. An IoT hub of Azure "
           "does not do this.",
    .guide = "",
    .rule = peer_breaks_amqp_rule};

}  // namespace edge::probe
