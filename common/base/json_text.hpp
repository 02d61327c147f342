// The one place that writes JSON. A library's own dump() throws at the first byte that is no UTF-8,
// and a file's name, a peer's or a program's words may have one: it becomes U+FFFD.
// Not for reports with their own form: common/report/json.hpp, which writes them with this.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace edge {

/// In one line, or indented by so many spaces.
std::string json_text(const nlohmann::json& value, int indent = -1);
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

}  // namespace edge
