// A hub as a whole: what it refuses whom, what it is, how slow, and by which clock it goes.
#include <optional>
#include <stdexcept>

#include "simulator/faults/condition_parameters.hpp"
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/topology/agent_service.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr ValueParameter kLinkCode{"code", kind::hub_error, "401002"};

Topology link_refused(Topology topology, const Arguments& with) {
  const auto condition = in_words(with, hub_error_condition(hub_error(with[kLinkCode])));
  return with_hub(std::move(topology), [&](HubService& hub) { hub.refuse_link = condition; });
}

Topology link_silence(Topology topology, const Arguments&) {
  return with_hub(std::move(topology), [](HubService& hub) { hub.links_silent = true; });
}

constexpr ValueParameter kMessageCode{"code", kind::hub_error, "403002"};

Topology messages_refused(Topology topology, const Arguments& with) {
  const auto condition = in_words(with, hub_error_condition(hub_error(with[kMessageCode])));
  return with_hub(std::move(topology), [&](HubService& hub) { hub.refuse_messages = condition; });
}

enum class State { throttled, suspended, failing_over, quota_used_up };

constexpr std::array kStates{
    Choice<State>{"throttled", State::throttled},
    Choice<State>{"suspended", State::suspended},
    Choice<State>{"failing-over", State::failing_over},
    Choice<State>{"quota-used-up", State::quota_used_up},
};
constexpr ChoiceParameter kState{"state", kStates, kRequired};

/// As a hub in that state treats devices: one that fails over lets nobody stay, the others let them
/// log on and then refuse what they want to do.
Topology hub_state(Topology topology, const Arguments& with) {
  const auto error = [](int code) { return hub_error_condition(hub_error(code)); };
  return with_hub(std::move(topology), [&](HubService& hub) {
    switch (with[kState]) {
      case State::throttled: hub.refuse_link = hub.refuse_messages = error(429001); break;
      case State::suspended: hub.refuse_link = hub.refuse_messages = error(403001); break;
      case State::failing_over: hub.close_after_open = error(404012); break;
      case State::quota_used_up: hub.refuse_link = hub.refuse_messages = error(403002); break;
    }
  });
}

constexpr ValueParameter kSlowBy{"by", kind::duration, "2s"};

Topology hub_slow(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.connection.answer_delay = with[kSlowBy]; });
}

constexpr ChoiceParameter kPersonality{"personality", kNames<HubPersonality>, kRequired};

Topology hub_personality(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.personality = with[kPersonality]; });
}

/// The agent that already runs on this device holds the identity the probe is given.
Topology identity_in_use(Topology topology, const Arguments&) {
  auto* host = find_node(topology, "host");
  const auto& node = host ? *host : probe_node(topology);
  if (node.interfaces.empty() || node.interfaces.back().addresses.empty()) {
    throw std::invalid_argument("'" + node.name + "' has no address for an agent");
  }
  std::optional<AgentService> agent;
  for (const auto& service : topology.services) {
    const auto* hub = service.if_is<HubService>();
    if (!hub || hub->devices.empty()) continue;
    agent = {hub->host_name, {service.address, hub->amqp_port}, hub->devices.front()};
  }
  if (!agent) throw std::invalid_argument("no hub has a device whose identity could be in use");
  const auto& address = node.interfaces.back().addresses.front().address;
  topology.services.push_back({"running-agent", node.name, address, *agent});
  return topology;
}

constexpr ValueParameter kOffBy{"by", kind::duration, kRequired};
constexpr std::array kDirections{Choice<int>{"ahead", 1}, Choice<int>{"behind", -1}};
constexpr ChoiceParameter kDirection{"direction", kDirections, kRequired};

Topology clock_offset(Topology topology, const Arguments& with) {
  const auto& node = kAt.find(topology, with);
  topology.clock_offsets[node.name] += with[kDirection] * with[kOffBy];
  return topology;
}

constexpr FaultRow kHubFaults[] = {
    {.name = "link-refused",
     .what = "the hub attaches the telemetry link, then detaches it",
     .needs = Needs::hub,
     .parameters = {&kLinkCode, &kCondition, &kDescription},
     .found_as = {"link-refused", "link-unauthorized", "hub-quota-used-up", "hub-throttles",
                  "device-disabled", "device-not-registered", "hub-suspended", "hub-failing-over"},
     .apply = link_refused},
    {.name = "link-silence",
     .what = "the hub never answers a device's link",
     .needs = Needs::hub,
     .found_as = {"link-no-answer"},
     .apply = link_silence},
    {.name = "messages-refused",
     .what = "the hub rejects every message of a device",
     .needs = Needs::hub,
     .parameters = {&kMessageCode, &kCondition, &kDescription},
     .apply = messages_refused},
    {.name = "hub-state",
     .what = "the hub as a whole refuses devices",
     .needs = Needs::hub,
     .parameters = {&kState},
     .example = "state=throttled",
     .found_as = {"hub-throttles", "hub-suspended", "hub-failing-over", "hub-quota-used-up",
                  "amqp-closed"},
     .apply = hub_state},
    {.name = "hub-slow",
     .what = "every answer of the hub comes late",
     .needs = Needs::hub,
     .parameters = {&kSlowBy},
     .found_as = {"amqp-no-answer", "cbs-no-answer", "tls-no-answer"},
     .apply = hub_slow},
    {.name = "hub-personality",
     .what = "the hub is of another kind; `edgesim list personalities`",
     .needs = Needs::hub,
     .parameters = {&kPersonality},
     .example = "personality=hub-v2",
     .apply = hub_personality},
    {.name = "identity-in-use",
     .what = "an agent with the same identity is connected already",
     .apply = identity_in_use},
    {.name = "clock-offset",
     .what = "a node's clock is wrong",
     .needs = Needs::hub,
     .parameters = {&kAt, &kOffBy, &kDirection},
     .example = "at=hub by=2h direction=ahead",
     .found_as = {"certificate-not-yet-valid", "certificate-expired", "token-expired"},
     .apply = clock_offset},
};

}  // namespace

std::span<const FaultRow> hub_faults() { return kHubFaults; }

}  // namespace edge::sim
