#include "probe/verdicts/link_facts.hpp"

#include <fmt/format.h>

#include "probe/verdicts/words.hpp"

namespace edge::probe {

bool link_answered(const LinkDetail& detail) {
  return !detail.condition.empty() || detail.hub_error_code;
}

bool link_unauthorized(const LinkDetail& detail) {
  return detail.condition == "amqp:unauthorized-access" ||
         (detail.hub_error_code && *detail.hub_error_code / 1000 == 401);
}

std::string refusal_text(const LinkDetail& detail) {
  std::string text = detail.condition + quoted(detail.description);
  if (!detail.hub_error_code) return text;
  const std::string_view comma = text.empty() ? "" : ", ";
  return fmt::format("{}{}hub error {}", text, comma, *detail.hub_error_code);
}

}  // namespace edge::probe
