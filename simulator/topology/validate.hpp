// Refuses a topology that no world could realise. Not a judgement about whether it works: a network
// with wrong routes is exactly what a simulation is for.
#pragma once

#include <optional>
#include <string>

#include "simulator/topology/topology.hpp"

namespace edge {

/// Throws std::invalid_argument naming the element and what is wrong with it: a doubled or missing
/// name, a reference to a node or interface that is not there, a value out of its range.
void validate(const Topology& topology);

/// What is wrong with where `rule` translates addresses: nft(8) allows it only in chains made for
/// it.
std::optional<std::string> nat_problem(const Rule& rule);

}  // namespace edge
