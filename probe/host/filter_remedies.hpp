// The commands that let a module network through the packet filter that stops it, by the tool that
// the filter is kept with, and those that take them back.
#pragma once

#include "probe/host/filter_trace.hpp"
#include "probe/host/remedies.hpp"
#include "probe/host/scene.hpp"

namespace edge::probe {

/// What is to get through: out of the bridge, and the answers to it.
struct LetThrough {
  Prefix subnet;
  std::string bridge, uplink;  // names
  std::uint16_t port = 0;
};

LetThrough let_through(const Scene& scene);

/// Empty where the tool is not known, or a name cannot be written in a command.
Remedy remedy_of_filter(const HostState& state, const FilterStep& stop, std::uint32_t hook,
                        const LetThrough& wanted);
Remedy remedy_of_translation(const HostState& state, const LetThrough& wanted);

}  // namespace edge::probe
