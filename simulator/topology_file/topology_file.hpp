// A whole network as text: what a scenario may write under `topology:` instead of a name, and what
// a network is written out as. All of a Topology can be said; what is as usual is left out. Not for
// scenarios (simulator/scenario), nor for whether a network can be realised or works
// (simulator/network/contradictions).
#pragma once

#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/keys/file_key.hpp"
#include "simulator/keys/marks.hpp"
#include "simulator/topology/topology.hpp"
#include "common/yaml/yaml_reader.hpp"

namespace edge::sim {

/// Refuses unknown and doubled keys, values outside their limits, names of nodes and interfaces
/// that are not there. Throws YamlError with the place, what is wrong and what is allowed.
Topology read_topology(const YAML::Node& node);
/// With the place of each of its parts.
Topology read_topology(const YAML::Node& node, keys::Marks& marks);
/// The same of a text that is nothing else.
Topology parse_topology(std::string_view text);

/// YAML that parse_topology() makes an equal value of, provided that `topology` is one that it
/// would take and its durations are whole microseconds. Each line begins with `indent` blanks.
std::string topology_text(const Topology& topology, std::size_t indent = 0);

/// A JSON schema (draft 2020-12) of what read_topology() takes, as far as a schema can tell;
/// complete in itself.
nlohmann::ordered_json topology_schema();

/// What can be written, for people.
std::vector<FileKey> topology_keys();

}  // namespace edge::sim
