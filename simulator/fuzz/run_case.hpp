// One case of the fuzzer: a scenario drawn at random, run and held against what must always be so,
// and shrunk if it is not.
#pragma once

#include <optional>

#include "simulator/fuzz/judge_case.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

struct FoundCase {
  Violation violation;
  Scenario scenario;  // shrunk: without anything that does not matter to it
};

/// The first rule that `scenario` breaks: by itself, with all its wires a little slower, or when
/// everything heals before the probe begins.
std::optional<Violation> check_case(const Scenario& scenario);

/// `scenario` with as little in it as still breaks the same rule.
Scenario shrunk(Scenario scenario, const std::string& rule);

/// Case `number` of those that `seed` gives; nothing if all is well.
std::optional<FoundCase> run_case(std::uint64_t seed, std::uint64_t number);

}  // namespace edge::sim
