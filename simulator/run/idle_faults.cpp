#include "simulator/run/idle_faults.hpp"

#include <fmt/core.h>

#include <optional>

#include "common/base/duration_text.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/whole_number.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/run/used_ports.hpp"
#include "simulator/topology/proxy_service.hpp"

namespace edge::sim {
namespace {

/// They have been looked for already.
std::vector<Contradiction> not_again(const Topology&) { return {}; }

using Network = Topology (*)(Topology);

/// Whether the step makes no difference to what `part` leaves of the network.
bool leaves_alone(Network part, const Scenario& scenario, std::size_t step,
                  std::span<const FaultRow> faults) {
  auto without = scenario;
  without.timeline.erase(without.timeline.begin() + static_cast<std::ptrdiff_t>(step));
  const auto at = scenario.timeline[step].at;
  try {
    return part(topology_at(scenario, faults, at, not_again)) ==
           part(topology_at(without, faults, at, not_again));
  } catch (const UsageError&) {
    return false;  // another step needs it
  }
}

Topology all_of(Topology topology) { return topology; }

Topology without_proxies(Topology topology) {
  std::erase_if(topology.services, [](const Service& service) {
    return service.if_is<ProxyService>() != nullptr;
  });
  return topology;
}

/// Rules may lead to a proxy that nobody asks for: known of a network by its name, as long as no
/// other fault changes any.
bool knows_no_proxy(const Scenario& scenario, std::span<const FaultRow> faults) {
  if (scenario.probe.proxy || scenario.network.described) return false;
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    if (!leaves_alone(without_proxies, scenario, i, faults)) return false;
  }
  return true;
}

/// The port that the step names and nothing in the scenario has, such as 5761 for 5671.
std::optional<std::uint16_t> unused_port(const Scenario& scenario, std::size_t step,
                                         std::span<const FaultRow> faults) {
  const auto& with = scenario.timeline[step].with;
  const auto named = with.find("port");
  const auto port = named == with.end() ? std::nullopt
                                        : whole_number<std::uint16_t>(named->second.text());
  if (!port) return std::nullopt;
  const auto network = topology_at(scenario, faults, scenario.timeline[step].at, not_again);
  return used_ports(scenario, network).contains(*port) ? std::nullopt : port;
}

}  // namespace

std::vector<std::string> idle_faults(const Scenario& scenario, std::span<const FaultRow> faults,
                                     Duration ended) {
  std::vector<std::string> lines;
  const bool no_proxy = knows_no_proxy(scenario, faults);
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    const auto& step = scenario.timeline[i];
    const auto name = fmt::format("line {}: fault '{}'", step.places.whole.line, step.fault);
    if (step.at >= ended) {
      lines.push_back(fmt::format("{} begins at {}, but the run had ended by {}", name,
                                  duration_text(step.at), duration_text(ended)));
    } else if (leaves_alone(all_of, scenario, i, faults)) {
      lines.push_back(name + " changes nothing in this network");
    } else if (const auto port = unused_port(scenario, i, faults)) {
      lines.push_back(fmt::format("{} is about port {}, which nothing in this scenario has", name,
                                  *port));
    } else if (no_proxy) {
      lines.push_back(name + " is about a proxy, but `probe` has none");
    }
  }
  return lines;
}

}  // namespace edge::sim
