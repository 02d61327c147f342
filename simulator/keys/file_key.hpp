// One key that a file can have, for people.
#pragma once

#include <string>

namespace edge::sim {

struct FileKey {
  std::string of;       // "a route"
  std::string key;
  std::string value;    // what may be written
  std::string usual;    // what holds without it; empty: nothing, or it must be written
  std::string what;
  bool required = false;
};

}  // namespace edge::sim
