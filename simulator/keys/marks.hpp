// Where the values of a file stand, for complaints about two of them that do not fit together. Such
// are found after reading: whoever looks at the values names a place by its path.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <utility>

namespace edge::sim::keys {

/// Where each value stands, by its path: "nodes[0].routes[2].metric".
using Marks = std::map<std::string, YAML::Mark>;

/// That of the value at `path` or, if it is left out, of what it would be part of; or end().
template <class T>
auto nearest(const std::map<std::string, T>& places, std::string path) {
  auto found = places.find(path);
  while (found == places.end() && !path.empty()) {
    const auto end = path.find_last_of(".[");
    path.resize(end == std::string::npos ? 0 : end);
    found = places.find(path);
  }
  return found;
}

/// The mark of the value at `path`, as nearest() has it: the whole file has one.
inline YAML::Mark mark_of(const Marks& marks, std::string path) {
  return nearest(marks, std::move(path))->second;
}

/// Something wrong with the value at a path.
struct Misfit {
  std::string path;  // keys as in the file
  std::string what;
};

}  // namespace edge::sim::keys
