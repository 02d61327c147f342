#include "simulator/heal/heal.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/base/usage_error.hpp"
#include "probe/host/combined_verdict.hpp"
#include "simulator/heal/moved_packets.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

/// Each way once, at the same time: whether any leads to the hub does not depend on more.
Scenario in_short(Scenario scenario) {
  scenario.probe.quick = true;
  return scenario;
}

/// False also for a network that cannot be: an address without its network, a gateway off link.
bool connects(const Scenario& scenario) {
  try {
    return agent_succeeds(run_scenario(scenario).report);
  } catch (const UsageError&) {
    return false;
  }
}

Scenario with(Scenario scenario, const std::vector<Change>& parts) {
  for (const Change& each : parts) each.apply(scenario);
  return scenario;
}

std::size_t steps_of(const Healing& healing) {
  std::size_t steps = 0;
  for (const Change& each : healing.parts) steps += each.commands.size() + each.settings.size();
  return steps;
}

int weight_of(const Healing& healing) {
  int weight = 0;
  for (const Change& each : healing.parts) weight += each.weight;
  return weight;
}

class Search {
 public:
  explicit Search(const Scenario& base)
      : base_(base), short_(in_short(base)), site_(site_of(base)) {
    for (const auto add : {add_rule_changes, add_route_changes, add_filter_changes,
                           add_setting_changes}) {
      add(site_, changes_);
    }
  }

  void singles(HealResult& result) {
    for (const Change& each : changes_) try_out({each}, result);
  }

  void pairs(HealResult& result) {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      for (std::size_t j = i + 1; j < changes_.size(); ++j) {
        try_out({changes_[i], changes_[j]}, result);
      }
    }
  }

 private:
  void try_out(std::vector<Change> parts, HealResult& result) {
    ++result.tried;
    if (!connects(with(short_, parts)) || !connects(with(base_, parts))) return;
    const Scenario healed = with(base_, parts);
    auto moved = moved_packets(site_, *healed.network.described);
    result.healings.push_back({std::move(parts), std::move(moved)});
  }

  const Scenario& base_;
  const Scenario short_;
  const Site site_;
  std::vector<Change> changes_;
};

}  // namespace

std::function<void(Scenario&)> on_host(const Site& site, std::function<void(Node&)> change) {
  return [name = site.host.name, change = std::move(change)](Scenario& scenario) {
    Node* host = find_node(*scenario.network.described, name);
    CHECK(host);
    change(*host);
  };
}

Scenario as_it_ended(const Scenario& scenario) {
  const auto result = run_scenario(scenario);
  Scenario ended = scenario;
  ended.network.described =
      topology_at(scenario, fault_rows(), scenario.probe.begins + result.report.ended);
  ended.network.name.clear();
  ended.network.with.clear();
  ended.timeline.clear();
  ended.probe.begins = {};
  ended.probe.hold.reset();
  ended.probe.repeat_for.reset();
  ended.probe.idle_up_to.reset();
  return ended;
}

HealResult heal(const Scenario& scenario) {
  const Scenario base = as_it_ended(scenario);
  const Report report = run_scenario(base).report;
  HealResult result{report.host_verdict.value_or(""), agent_succeeds(report), 0, {}};
  if (result.connects) return result;
  Search search(base);
  search.singles(result);
  if (result.healings.empty() && probe::host_may_be_to_blame(report)) search.pairs(result);
  std::ranges::stable_sort(result.healings, [](const Healing& a, const Healing& b) {
    return std::pair(steps_of(a), weight_of(a)) < std::pair(steps_of(b), weight_of(b));
  });
  return result;
}

}  // namespace edge::sim
