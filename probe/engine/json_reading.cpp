#include "probe/engine/json_reading.hpp"

namespace edge::probe {
namespace {

constexpr int kDeepest = 64;  // objects in objects

}  // namespace

nlohmann::json engine_json(const std::string& text) {
  bool deep = false;
  const auto shallow = [&deep](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    deep = deep || depth > kDeepest;
    return !deep;
  };
  auto json = nlohmann::json::parse(text, shallow, false);
  return deep ? nlohmann::json(nlohmann::json::value_t::discarded) : json;
}

}  // namespace edge::probe
