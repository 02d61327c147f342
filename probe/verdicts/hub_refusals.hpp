// A hub that refuses, and says why in a way that names the cause: by its error code, an AMQP
// condition or a status, at whatever stage. Codes: iot-hub-troubleshoot-error-codes.md.
// Not for refusals of the token or the link as such: cbs_facts.hpp, link_facts.hpp.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

enum class HubReason {
  other,
  throttled,        // 429xxx, 503005, 503008
  suspended,        // 403001
  failing_over,     // 404012
  quota_used_up,    // 403002
  device_disabled,  // 403012
};

HubReason hub_reason(const AmqpDetail& detail);
HubReason hub_reason(const CbsDetail& detail);
HubReason hub_reason(const LinkDetail& detail);
HubReason hub_reason(const HoldDetail& detail);

/// The verdict on the attempts that ended for `reason`, if there are any: "hub.test answers, but
/// `what`: 429 "Throttled"."
std::optional<Verdict> refused_because(const Case& facts, HubReason reason, std::string_view what);

}  // namespace edge::probe
