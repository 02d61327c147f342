// Whether the hub refused the telemetry link, and whether for lack of authority.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// The hub said something: a condition or an error code of its own.
bool link_answered(const LinkDetail& detail);
/// amqp:unauthorized-access, or a hub error code 401xxx.
bool link_unauthorized(const LinkDetail& detail);
/// `amqp:link:stolen "text", hub error 400027`.
std::string refusal_text(const LinkDetail& detail);

}  // namespace edge::probe
