#include "simulator/keys/reader.hpp"
#include "simulator/topology_file/checks.hpp"
#include "simulator/topology_file/topology_fields.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {

Topology read_topology(const YAML::Node& node) {
  keys::Marks marks;
  return read_topology(node, marks);
}

Topology read_topology(const YAML::Node& node, keys::Marks& marks) {
  const Vocabulary none;
  auto topology = keys::read_as<Topology>(node, "topology", none, marks);
  if (const auto misfit = topology_file::first_misfit(topology)) {
    throw YamlError(keys::mark_of(marks, misfit->path), misfit->what);
  }
  return topology;
}

Topology parse_topology(std::string_view text) { return read_topology(read_yaml(text)); }

}  // namespace edge::sim
