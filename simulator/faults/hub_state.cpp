#include "simulator/faults/helpers.hpp"
#include "simulator/hub/hub_errors.hpp"

namespace edge::sim {
namespace {

enum class State { throttled, suspended, failing_over, quota_used_up };

}  // namespace

/// As a hub in that state treats devices: one that fails over lets nobody stay, the others let them
/// log on and then refuse what they want to do.
Topology hub_state(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto state = read.value<State>("state",
                                       {{"throttled", State::throttled},
                                        {"suspended", State::suspended},
                                        {"failing-over", State::failing_over},
                                        {"quota-used-up", State::quota_used_up}},
                                       false);
  read.finish();
  const auto error = [](int code) { return hub_error_condition(hub_error(code)); };
  return with_hub(std::move(topology), [&](HubService& hub) {
    switch (state) {
      case State::throttled: hub.refuse_link = hub.refuse_messages = error(429001); break;
      case State::suspended: hub.refuse_link = hub.refuse_messages = error(403001); break;
      case State::failing_over: hub.close_after_open = error(404012); break;
      case State::quota_used_up: hub.refuse_link = hub.refuse_messages = error(403002); break;
    }
  });
}

}  // namespace edge::sim
