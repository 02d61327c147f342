#include "simulator/hub/amqp/connection_context.hpp"

#include <fmt/format.h>

#include "common/iothub/hub_error.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {

const AmqpPersonality& ConnectionContext::personality() const {
  return amqp_personality(service().personality);
}

AmqpCondition ConnectionContext::worded(const AmqpCondition& why) const {
  return sim::worded(personality(), why, hub_->world(), clock());
}

AmqpCondition ConnectionContext::error(int code, std::string_view words) const {
  HubErrorRow row = hub_error(code);
  if (!words.empty()) row.message = words;
  return worded(hub_error_condition(row));
}

void ConnectionContext::note(const Identity& identity, bool to_device, std::string_view what,
                             std::string_view body) const {
  hub_->note(*behaviour_, identity, to_device, what, body);
}

void ConnectionContext::note_refusal(const Identity& identity, std::string_view what,
                                     const AmqpCondition& why) const {
  if (!hub_->is_watched()) return;
  const auto error = parse_hub_error(why.description);
  const std::string words = error && error->code
                                ? fmt::format("{} {}", *error->code, error->message)
                                : why.description;
  note(identity, true, fmt::format("{}: {} {}", what, why.condition, words));
}

}  // namespace edge::sim
