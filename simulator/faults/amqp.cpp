// A hub's AMQP connection: its header, SASL, OPEN, CLOSE, and how long it holds.
#include "simulator/faults/condition_parameters.hpp"
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

template <AmqpBehaviour kBehaviour>
Topology amqp_peer(Topology topology, const Arguments&) {
  return with_hub(std::move(topology), [](HubService& hub) { hub.amqp = kBehaviour; });
}

constexpr std::array kWrongBytes{
    Choice<AmqpBehaviour>{"header", AmqpBehaviour::wrong_header},
    Choice<AmqpBehaviour>{"garbage", AmqpBehaviour::garbage},
};
constexpr ChoiceParameter kBytesForm{"form", kWrongBytes, "header"};

Topology amqp_wrong_bytes(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology), [&](HubService& hub) { hub.amqp = with[kBytesForm]; });
}

constexpr std::array kBrokenFrames{
    Choice<AmqpBehaviour>{"malformed", AmqpBehaviour::malformed_frame},
    Choice<AmqpBehaviour>{"too-large", AmqpBehaviour::oversized_frame},
};
constexpr ChoiceParameter kFrameForm{"form", kBrokenFrames, "malformed"};

Topology amqp_broken_frame(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology), [&](HubService& hub) { hub.amqp = with[kFrameForm]; });
}

constexpr ValueParameter kCloseCode{"code", kind::hub_error, kOptional,
                                    "amqp:connection:forced if absent"};

Topology amqp_closed(Topology topology, const Arguments& with) {
  AmqpCondition condition{"amqp:connection:forced", "The connection was closed by the service."};
  if (const auto code = with.find(kCloseCode)) condition = hub_error_condition(hub_error(*code));
  condition = in_words(with, std::move(condition));
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.close_after_open = condition; });
}

constexpr ValueParameter kMechanism{"mechanism", kind::mechanism, kOptional,
                                    "the hub's own if absent"};

Topology sasl_required(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.sasl.required = true;
    if (const auto mechanism = with.find(kMechanism)) hub.sasl.mechanisms = {*mechanism};
  });
}

// Outcomes of AMQP 1.0 part 5, section 5.3.3.6; the last offers what no client of a hub has.
constexpr std::array kOutcomes{
    Choice<std::uint8_t>{"auth", 1},     Choice<std::uint8_t>{"sys", 2},
    Choice<std::uint8_t>{"sys-perm", 3}, Choice<std::uint8_t>{"sys-temp", 4},
    Choice<std::uint8_t>{"no-mechanism", 0},
};
constexpr ChoiceParameter kOutcome{"outcome", kOutcomes, "auth"};

Topology sasl_refused(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.sasl.outcome = with[kOutcome];
    if (hub.sasl.outcome == 0) hub.sasl.mechanisms = {"SCRAM-SHA-512"};
  });
}

Topology heartbeats_stop(Topology topology, const Arguments&) {
  return with_hub(std::move(topology), [](HubService& hub) { hub.connection.heartbeats = false; });
}

constexpr ValueParameter kAfter{"after", kind::duration, kOptional,
                                "10s if `messages` is absent too"};
constexpr NumberParameter kMessages{"messages", 1, 1'000'000, kOptional,
                                    "then after that many of them"};

Topology connection_ends(Topology topology, const Arguments& with) {
  auto after = with.find(kAfter);
  const auto messages = with.find(kMessages);
  if (!after && !messages) after = std::chrono::seconds{10};
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.connection.ends_after = after;
    if (messages) hub.connection.ends_after_messages = messages;
  });
}

constexpr FaultRow kAmqpFaults[] = {
    {.name = "amqp-silence",
     .what = "no answer to the AMQP header",
     .needs = Needs::hub,
     .found_as = {"amqp-no-answer"},
     .apply = amqp_peer<AmqpBehaviour::silent>},
    {.name = "amqp-wrong-bytes",
     .what = "the AMQP header is answered with something else",
     .needs = Needs::hub,
     .parameters = {&kBytesForm},
     .found_as = {"amqp-not-iot-hub", "not-amqp"},
     .apply = amqp_wrong_bytes},
    {.name = "amqp-open-silence",
     .what = "the AMQP header is answered, OPEN is not",
     .needs = Needs::hub,
     .found_as = {"amqp-no-answer"},
     .apply = amqp_peer<AmqpBehaviour::open_unanswered>},
    {.name = "amqp-broken-frame",
     .what = "OPEN is answered, and a frame that breaks AMQP's rules follows",
     .needs = Needs::hub,
     .parameters = {&kFrameForm},
     .found_as = {"peer-breaks-amqp", "cbs-no-answer"},
     .apply = amqp_broken_frame},
    {.name = "amqp-closed",
     .what = "the hub closes the connection after OPEN",
     .needs = Needs::hub,
     .parameters = {&kCloseCode, &kCondition, &kDescription},
     .found_as = {"amqp-closed", "hub-throttles", "hub-failing-over", "hub-suspended",
                  "device-not-registered", "device-disabled", "hub-quota-used-up",
                  "link-unauthorized"},
     .apply = amqp_closed},
    {.name = "sasl-required",
     .what = "a client that begins without SASL is sent the SASL header, no more",
     .needs = Needs::hub,
     .parameters = {&kMechanism},
     .found_as = {"amqp-not-iot-hub"},
     .apply = sasl_required},
    {.name = "sasl-refused",
     .what = "who begins with SASL gets no further",
     .needs = Needs::hub,
     .parameters = {&kOutcome},
     .found_as = {"amqp-not-iot-hub"},
     .apply = sasl_refused},
    {.name = "heartbeats-stop",
     .what = "the hub sends no empty frames on idle connections",
     .needs = Needs::hub,
     .found_as = {"connection-falls-silent"},
     .apply = heartbeats_stop},
    {.name = "connection-ends",
     .what = "the hub drops TCP without a word some time after OPEN",
     .needs = Needs::hub,
     .parameters = {&kAfter, &kMessages},
     .found_as = {"connection-lost", "cbs-no-answer", "amqp-no-answer", "link-no-answer"},
     .apply = connection_ends},
};

}  // namespace

std::span<const FaultRow> amqp_faults() { return kAmqpFaults; }

}  // namespace edge::sim
