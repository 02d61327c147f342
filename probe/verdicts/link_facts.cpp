#include "probe/verdicts/link_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/phrases.hpp"

namespace edge::probe {
namespace {

std::string with_code(const std::string& text, const std::optional<int>& code) {
  if (!code || text.find(std::to_string(*code)) != text.npos) return text;
  return fmt::format("{}{}hub error {}", text, text.empty() ? "" : ", ", *code);
}

}  // namespace

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
  return with_code(detail.condition + quoted_error(detail.description), detail.hub_error_code);
}

std::string refusal_text(const MessageDetail& detail) {
  return with_code(detail.condition + quoted_error(detail.description), detail.hub_error_code);
}

std::string_view credentials_taken(const Case& facts) {
  const bool token = std::ranges::any_of(facts.evidence, [](const Evidence& seen) {
    return detail_of<CbsDetail>(seen) != nullptr;
  });
  return token ? "accepts the token but " : "";
}

}  // namespace edge::probe
