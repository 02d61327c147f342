// A scenario's key "expect": what is to come of it.
#pragma once

#include "simulator/scenario/scenario.hpp"
#include "simulator/scenario/vocabulary.hpp"
#include "simulator/yaml/yaml_reader.hpp"

namespace edge::sim {

/// One outcome, or with random wires a set of them: "any-of". Throws YamlError.
Expectation read_expectation(const YAML::Node& node, const Vocabulary& names, bool statistical);

}  // namespace edge::sim
