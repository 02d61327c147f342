// Where the values of a file stand, for complaints about two of them that do not fit together. Such
// are found after reading: whoever looks at the values names a place by its path.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>

namespace edge::sim::keys {

/// Where each value stands, by its path: "nodes[0].routes[2].metric".
using Marks = std::map<std::string, YAML::Mark>;

/// Of the value at `path` or, if it is left out, of what it would be part of.
YAML::Mark mark_of(const Marks& marks, std::string path);

/// Something wrong with the value at a path.
struct Misfit {
  std::string path;  // keys as in the file
  std::string what;
};

}  // namespace edge::sim::keys
