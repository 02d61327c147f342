// The names a file may use, gathered from the tables. A value, so that the readers depend on no
// table and a test can give other names to the same things.
#pragma once

#include <string>
#include <vector>

namespace edge::sim {

struct Vocabulary {
  std::vector<std::string> topologies, faults, profiles, transports, verdicts;
  std::vector<std::string> stages;      // that an attempt can be told to end with
  std::vector<std::string> all_stages;  // and those that only an option asks for: "hold"
  std::vector<std::string> host_verdicts;  // `verdicts`, and the causes that only a host shows
};

}  // namespace edge::sim
