#include "simulator/faults/condition_parameters.hpp"

#include "common/base/whole_number.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {
namespace {

std::optional<int> hub_error_code(const std::string& text) {
  const auto code = whole_number<int>(text);
  return code && find_hub_error(*code) ? code : std::nullopt;
}

constexpr std::string_view kHubErrorExamples[] = {"401002", "403002", "404001", "429001"};

}  // namespace

constinit const ValueKind<int> kind::hub_error{
    "HUB-ERROR", "a code that `edgesim list hub-errors` shows", hub_error_code,
    R"({"type": ["integer", "string"], "minimum": 400000, "maximum": 599999,
        "pattern": "^[0-9]+$"})",
    kHubErrorExamples};

AmqpCondition in_words(const Arguments& with, AmqpCondition condition) {
  condition.condition = with.find(kCondition).value_or(condition.condition);
  condition.description = with.find(kDescription).value_or(condition.description);
  return condition;
}

}  // namespace edge::sim
