// JSON as YAML that people like to read: what fits into a line stands in one. Any YAML reader takes
// it for the same; knows nothing of topologies.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace edge::sim::keys {

/// Each line begins with `indent` blanks and ends with a newline.
std::string yaml_text(const nlohmann::ordered_json& value, std::size_t indent);

}  // namespace edge::sim::keys
