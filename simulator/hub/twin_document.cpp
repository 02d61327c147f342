#include "simulator/hub/twin_document.hpp"

#include <nlohmann/json.hpp>

namespace edge::sim {
namespace {

using nlohmann::json;

constexpr int kLevels = 10;  // a hub's limit; deeper texts would exhaust the stack, too
constexpr const char* kVersion = "$version";

/// Deeper levels are dropped as they are parsed, and make the whole invalid.
std::optional<json> parse_patch(const std::string& text) {
  bool too_deep = false;
  const auto shallow = [&](int depth, json::parse_event_t event, json&) {
    const bool opens = event == json::parse_event_t::object_start ||
                       event == json::parse_event_t::array_start;
    if (opens && depth >= kLevels) too_deep = true;
    return !too_deep;
  };
  json parsed = json::parse(text, shallow, false);
  if (too_deep || !parsed.is_object()) return std::nullopt;
  std::erase_if(parsed.get_ref<json::object_t&>(),
                [](const auto& member) { return member.first.starts_with('$'); });
  return parsed;
}

json difference(const json& before, const json& after) {
  json patch = json::object();
  for (const auto& [key, value] : before.items()) {
    if (!after.contains(key)) patch[key] = nullptr;
  }
  for (const auto& [key, value] : after.items()) {
    const auto old = before.find(key);
    if (old == before.end()) {
      patch[key] = value;
    } else if (old->is_object() && value.is_object()) {
      if (const json inner = difference(*old, value); !inner.empty()) patch[key] = inner;
    } else if (*old != value) {
      patch[key] = value;
    }
  }
  return patch;
}

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::optional<std::string> merged(const std::string& object, const std::string& patch) {
  const auto parsed = parse_patch(patch);
  if (!parsed) return std::nullopt;
  json whole = json::parse(object);
  whole.merge_patch(*parsed);
  return text_of(whole);
}

std::optional<std::string> patch_between(const std::string& before, const std::string& after) {
  const auto parsed = parse_patch(after);
  if (!parsed) return std::nullopt;
  return text_of(difference(json::parse(before), *parsed));
}

std::string with_version(const std::string& object, std::uint64_t version) {
  json whole = json::parse(object);
  whole[kVersion] = version;
  return text_of(whole);
}

std::string to_json(const Twin& twin) {
  return "{\"desired\":" + with_version(twin.desired, twin.desired_version) +
         ",\"reported\":" + with_version(twin.reported, twin.reported_version) + "}";
}

}  // namespace edge::sim
