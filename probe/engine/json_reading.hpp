// Members of JSON that somebody else wrote: one that is missing, or of another kind than expected,
// is as none.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>

namespace edge::probe {

/// What `text` is; discarded if it is no JSON, or has more objects in objects than engines write.
nlohmann::json engine_json(const std::string& text);

/// The value down the path of `keys`; null if there is none.
inline const nlohmann::json* member(const nlohmann::json& from,
                                    std::initializer_list<const char*> keys) {
  const nlohmann::json* at = &from;
  for (const char* key : keys) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(key);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

inline std::string text_of(const nlohmann::json& from, std::initializer_list<const char*> keys) {
  const auto* found = member(from, keys);
  return found && found->is_string() ? found->get<std::string>() : std::string();
}

inline bool flag_of(const nlohmann::json& from, std::initializer_list<const char*> keys) {
  const auto* found = member(from, keys);
  return found && found->is_boolean() && found->get<bool>();
}

/// A whole number from 0 to 2^31 - 1; others are 0.
inline int number_of(const nlohmann::json& from, std::initializer_list<const char*> keys) {
  const auto* found = member(from, keys);
  if (!found || !found->is_number_integer()) return 0;
  if (found->is_number_unsigned() && found->get<std::uint64_t>() > std::uint64_t{INT32_MAX}) {
    return 0;
  }
  const auto value = found->get<std::int64_t>();
  return value < 0 || value > INT32_MAX ? 0 : static_cast<int>(value);
}

/// The elements of an array, or nothing.
inline const nlohmann::json::array_t& list_of(const nlohmann::json& from,
                                              std::initializer_list<const char*> keys) {
  static const nlohmann::json::array_t kNone;
  const auto* found = member(from, keys);
  return found && found->is_array() ? found->get_ref<const nlohmann::json::array_t&>() : kNone;
}

/// The members of an object, or nothing.
inline const nlohmann::json::object_t& members_of(const nlohmann::json& from,
                                                  std::initializer_list<const char*> keys) {
  static const nlohmann::json::object_t kNone;
  const auto* found = member(from, keys);
  return found && found->is_object() ? found->get_ref<const nlohmann::json::object_t&>() : kNone;
}

}  // namespace edge::probe
