#include "simulator/hub_program/control/json_text.hpp"

namespace edge::sim {

nlohmann::json parse_shallow_json(std::string_view text) {
  using nlohmann::json;
  bool too_deep = false;
  const auto look = [&](int depth, json::parse_event_t, json&) {
    too_deep |= depth > kMaxJsonDepth;
    return !too_deep;  // else the value is dropped
  };
  json parsed = json::parse(text, look, false);
  return too_deep ? json(json::value_t::discarded) : parsed;
}

}  // namespace edge::sim
