// A hub that refuses, and says why in a way that names the cause: by its error code, an AMQP
// condition or a status, at whatever stage. Codes: iot-hub-troubleshoot-error-codes.md.
// Not for refusals of the token or the link as such: cbs_facts.hpp, link_facts.hpp.
#pragma once

#include "common/iothub/hub_errors.hpp"
#include "probe/verdicts/failures.hpp"

namespace edge::probe {

HubReason hub_reason(const AmqpDetail& detail);
HubReason hub_reason(const CbsDetail& detail);
HubReason hub_reason(const LinkDetail& detail);
HubReason hub_reason(const MessageDetail& detail);
HubReason hub_reason(const HoldDetail& detail);

/// The verdict on the attempts that ended for `reason`, if there are any: "hub.test answers, but
/// `what`: 429 "Throttled"."
std::optional<Verdict> refused_because(const Case& facts, HubReason reason, std::string_view what);

}  // namespace edge::probe
