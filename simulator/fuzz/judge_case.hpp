// What must hold of every run, whatever its network is. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

/// A rule that a run breaks: its name, which shrinking keeps, and what it did.
struct Violation {
  std::string rule;
  std::string what;
};

/// How a verdict stands to the faults of its scenario.
enum class Rating {
  connected,  // the agent connects, and the verdict says so
  right,      // it names a fault
  undecided,  // it says that it cannot name the cause
  wrong       // it names what is not there
};
std::string_view name_of(Rating rating);

Rating rating_of(const Scenario& scenario, const Report& report);

/// The rules that the run breaks, of those that one run shows.
std::vector<Violation> violations(const Scenario& scenario, const Report& report);

/// The answer to something came within a second of its time limit: a little later, and it would be
/// silence.
bool is_close_call(const Report& report);

}  // namespace edge::sim
