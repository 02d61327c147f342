// JSON from outside, read with a limit on its depth: the library's writer calls itself for each
// level.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace edge::sim {

/// Far more than a twin or a message has.
inline constexpr int kMaxJsonDepth = 64;

/// Discarded (is_discarded()) when `text` is no JSON or deeper than that.
nlohmann::json parse_shallow_json(std::string_view text);

}  // namespace edge::sim
