// The single checks of `edgesim doctor`: each does what the lab does and says why it could not.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace edge::sim {

/// errno and what was attempted; 0: it worked.
struct Refusal {
  int error = 0;
  std::string attempt;
};

struct Check {
  std::string_view name, what, without_it;
  bool needed = true;
  bool vital = false;  // without it the later ones cannot be tried
  bool apart = false;  // by itself, not in the namespaces that the earlier ones have made
  Refusal (*run)();    // may throw as well
  std::vector<std::string> (*remedies)(const Refusal& refusal);
};

std::span<const Check> doctor_checks();

}  // namespace edge::sim
