#include "probe/verdicts/link_facts.hpp"

#include <fmt/format.h>

#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/phrases.hpp"

namespace edge::probe {

bool link_answered(const LinkDetail& detail) {
  return !detail.condition.empty() || detail.hub_error_code;
}

bool link_unauthorized(const LinkDetail& detail) {
  if (hub_reason(detail) != HubReason::other) return false;
  return detail.condition == "amqp:unauthorized-access" || unauthorized_by_gateway(detail) ||
         (detail.hub_error_code && *detail.hub_error_code / 1000 == 401);
}

/// An edgeHub says so in the words of the description only.
bool unauthorized_by_gateway(const LinkDetail& detail) {
  return detail.description.find("could not be authenticated") != std::string::npos;
}

std::string refusal_text(const LinkDetail& detail) {
  const std::string text = detail.condition + quoted_error(detail.description);
  if (!detail.hub_error_code) return text;
  if (text.find(std::to_string(*detail.hub_error_code)) != text.npos) return text;
  const std::string_view comma = text.empty() ? "" : ", ";
  return fmt::format("{}{}hub error {}", text, comma, *detail.hub_error_code);
}

}  // namespace edge::probe
