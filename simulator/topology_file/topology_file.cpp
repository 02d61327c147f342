#include "simulator/topology_file/topology_file.hpp"

#include "simulator/keys/describer.hpp"
#include "simulator/keys/key_table.hpp"
#include "common/yaml/yaml_writer.hpp"
#include "simulator/topology_file/topology_fields.hpp"

namespace edge::sim {

std::string topology_text(const Topology& topology, std::size_t indent) {
  return written_yaml(keys::Writer::encode(topology, keys::AsTyped{}), indent);
}

nlohmann::ordered_json topology_schema() {
  const Vocabulary none;
  auto schema = keys::Describer(none).schema(static_cast<const Topology*>(nullptr));
  schema["description"] = "A network of your own; docs/topologies.md.";
  return schema;
}

std::vector<FileKey> topology_keys() { return keys::key_table<Topology>(); }

}  // namespace edge::sim
