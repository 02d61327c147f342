// "KEY=VALUE" as arguments, variables and fields of tokens are written. Not for connection strings,
// whose values may hold the separator: common/iothub/connection_string.hpp.
#pragma once

#include <optional>
#include <string_view>

namespace edge {

/// Parts of the text it was read from.
struct KeyValue {
  std::string_view key, value;
};

/// Split at the first '='. Nothing without one, or without a key before it.
constexpr std::optional<KeyValue> key_value(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0) return std::nullopt;
  return KeyValue{text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace edge
