// The keys of an endpoint in a catalogue, as data: parser, schema and docs walk this list. For this
// folder and `list`.
#pragma once

#include <span>
#include <string_view>

#include "common/yaml/yaml_reader.hpp"
#include "probe/survey/catalogue.hpp"

namespace edge::probe {

struct CatalogueKey {
  std::string_view name;
  std::string_view what;      // one line
  bool required = false;
  std::string_view schema;    // of its value, as JSON
  /// Takes the value. Throws YamlError.
  void (*read)(const YAML::Node& value, EndpointSpec& to) = nullptr;
};

std::span<const CatalogueKey> catalogue_keys();

}  // namespace edge::probe
