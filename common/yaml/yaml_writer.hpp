// JSON as YAML that people like to read: what fits into a line stands in one. Any YAML reader takes
// it for the same; knows nothing of topologies.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace edge {

/// Each line begins with `indent` blanks and ends with a newline.
std::string written_yaml(const nlohmann::ordered_json& value, std::size_t indent);

}  // namespace edge
