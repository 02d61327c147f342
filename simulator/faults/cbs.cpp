// The answer to a put-token.
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/hub/token_words.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr std::array kAcceptance{Choice<int>{"200", 200}, Choice<int>{"202", 202}};
constexpr ChoiceParameter kAccepted{"status", kAcceptance, "200"};

Topology cbs_accepted(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.cbs.status = with[kAccepted];
    hub.cbs.description = hub.cbs.status == 202 ? "Accepted" : "OK";
  });
}

/// What a hub says with a status; the first of a status is the usual one. Texts of 401 and 404:
/// azure-iot-sdk-csharp issue 886, iotedge issues 3982, 5639, 5715.
struct Answer {
  int status;
  const char* text;
};

constexpr std::array kTexts{
    Choice<Answer>{"by-status", {500, "Refused"}},
    Choice<Answer>{"malformed-request", {400, kNotAResource}},
    Choice<Answer>{"unauthorized", {401, "Unauthorized"}},
    Choice<Answer>{"expired", {401, kTokenExpired}},
    Choice<Answer>{"invalid-signature", {401, kInvalidSignature}},
    Choice<Answer>{"forbidden", {403, "The operation is forbidden for this device."}},
    Choice<Answer>{"not-registered", {404, "Device at IotHub not registered."}},
    Choice<Answer>{"throttled", {429, "Throttled. Try again later."}},
    Choice<Answer>{"server-error", {500, "The service cannot verify the token now."}},
    Choice<Answer>{"unavailable", {503, "The service is unavailable."}},
};
constexpr ChoiceParameter kText{"text", kTexts, kOptional, "by the status if absent"};
constexpr NumberParameter kStatus{"status", 300, 599, kOptional, "by the text, or 500, if absent"};
constexpr ValueParameter kWords{"description", kind::text, kOptional};

Topology cbs_refused(Topology topology, const Arguments& with) {
  Answer answer = with.find(kText).value_or(kTexts.front().value);
  const bool by_status = std::string_view(answer.text) == kTexts.front().value.text;
  answer.status = with.find(kStatus).value_or(answer.status);
  if (by_status) {
    const auto usual = std::find_if(kTexts.begin() + 1, kTexts.end(), [&](const auto& each) {
      return each.value.status == answer.status;
    });
    if (usual != kTexts.end()) answer.text = usual->value.text;
  }
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.cbs.status = answer.status;
    hub.cbs.description = with.find(kWords).value_or(answer.text);
  });
}

Topology cbs_silence(Topology topology, const Arguments&) {
  return with_hub(std::move(topology), [](HubService& hub) { hub.cbs.silent = true; });
}

constexpr FaultRow kCbsFaults[] = {
    {.name = "cbs-accepted",
     .what = "the hub takes every token, unseen",
     .needs = Needs::hub,
     .parameters = {&kAccepted},
     .apply = cbs_accepted},
    {.name = "cbs-refused",
     .what = "the hub answers every put-token with this status",
     .needs = Needs::hub,
     .parameters = {&kStatus, &kText, &kWords},
     .found_as = {"cbs-refused", "token-expired", "token-signature-invalid",
                  "device-not-registered", "device-disabled", "hub-throttles", "hub-suspended"},
     .apply = cbs_refused},
    {.name = "cbs-silence",
     .what = "the hub never answers a put-token",
     .needs = Needs::hub,
     .found_as = {"cbs-no-answer"},
     .apply = cbs_silence},
};

}  // namespace

std::span<const FaultRow> cbs_faults() { return kCbsFaults; }

}  // namespace edge::sim
