#include "simulator/hub/twin_document.hpp"

#include <nlohmann/json.hpp>

#include "common/base/json_text.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;

constexpr const char* kVersion = "$version";

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
  return json_text(value);
}

}  // namespace

/// Deeper levels are dropped as they are parsed: texts of many would exhaust the stack.
PatchProblem problem_of(const std::string& patch) {
  auto problem = PatchProblem::none;
  const auto judge = [&](int depth, json::parse_event_t event, json& parsed) {
    const bool opens = event == json::parse_event_t::object_start ||
                       event == json::parse_event_t::array_start;
    if (opens && depth >= kTwinLevels) problem = PatchProblem::too_deep;
    const bool name = event == json::parse_event_t::key;
    if (name && parsed.get_ref<const std::string&>().starts_with('$') &&
        problem == PatchProblem::none) {
      problem = PatchProblem::reserved_name;
    }
    return problem != PatchProblem::too_deep;
  };
  const json parsed = json::parse(patch, judge, false);
  if (problem == PatchProblem::too_deep) return problem;
  return parsed.is_object() ? problem : PatchProblem::no_object;
}

std::string merged(const std::string& object, const std::string& patch) {
  json whole = json::parse(object);
  whole.merge_patch(json::parse(patch));
  return text_of(whole);
}

std::string patch_between(const std::string& before, const std::string& after) {
  return text_of(difference(json::parse(before), json::parse(after)));
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
