#include "simulator/hub/hub_errors.hpp"

#include <nlohmann/json.hpp>

#include "common/base/json_text.hpp"

namespace edge::sim {

AmqpCondition hub_error_condition(const HubErrorRow& row) {
  const nlohmann::ordered_json error{{"errorCode", row.code}, {"message", row.message}};
  return {std::string(row.condition), json_text(error)};
}

}  // namespace edge::sim
