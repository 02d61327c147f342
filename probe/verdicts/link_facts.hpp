// Whether the hub refused the telemetry link, and whether for lack of authority.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// The hub said something: a condition or an error code of its own.
bool link_answered(const LinkDetail& detail);
/// amqp:unauthorized-access, a hub error code 401xxx, or an edgeHub's words for it.
bool link_unauthorized(const LinkDetail& detail);
/// An edgeHub says only at the link that the token is no good (LinkHandler.cs).
bool unauthorized_by_gateway(const LinkDetail& detail);
/// `amqp:link:stolen "text", hub error 400027`.
std::string refusal_text(const LinkDetail& detail);
std::string refusal_text(const MessageDetail& detail);
/// "accepts the token but ", where one was shown and not a certificate.
std::string_view credentials_taken(const Case& facts);

}  // namespace edge::probe
