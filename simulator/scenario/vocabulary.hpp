// The names a scenario may use, gathered from the tables. A value, so that the parser depends on no
// table and a test can give other names to the same things.
#pragma once

#include <string>
#include <vector>

namespace edge::sim {

struct Vocabulary {
  std::vector<std::string> topologies, faults, profiles, transports, stages, verdicts;
  std::vector<std::string> requested_stages;  // those that only an option asks for: "hold"
};

}  // namespace edge::sim
