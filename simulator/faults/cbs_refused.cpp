#include <algorithm>
#include <iterator>

#include "simulator/faults/helpers.hpp"

namespace edge::sim {
namespace {

/// What a hub says with a status; the first of a status is the usual one. Texts of 401 and 404:
/// azure-iot-sdk-csharp issue 886, iotedge issues 3982, 5639, 5715.
struct Answer {
  int status;
  const char* name;
  const char* text;
};

constexpr Answer kAnswers[] = {
    {400, "malformed-request", "The token's name is not a resource of this IoT hub."},
    {401, "unauthorized", "Unauthorized"},
    {401, "expired", "The specified SAS token is expired"},
    {401, "invalid-signature", "The specified SAS token has an invalid signature. It does not "
                               "match either the primary or secondary key."},
    {403, "forbidden", "The operation is forbidden for this device."},
    {404, "not-registered", "Device at IotHub not registered."},
    {429, "throttled", "Throttled. Try again later."},
    {500, "server-error", "The service cannot verify the token now."},
    {503, "unavailable", "The service is unavailable."},
};

}  // namespace

Topology cbs_refused(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  std::vector<std::string> names{"by-status"};
  for (const auto& answer : kAnswers) names.emplace_back(answer.name);
  const auto name = read.choice("text", names, "by-status");
  int status = 500;
  std::string text = "Refused";
  const auto named = [&](const Answer& answer) { return answer.name == name; };
  if (const auto* found = std::ranges::find_if(kAnswers, named); found != std::end(kAnswers)) {
    status = found->status;
    text = found->text;
  }
  status = read.number("status", 300, 599, status);
  if (name == "by-status") {
    const auto* found = std::ranges::find(kAnswers, status, &Answer::status);
    if (found != std::end(kAnswers)) text = found->text;
  }
  text = read.text("description", text);
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.cbs.status = status;
    hub.cbs.description = text;
  });
}

}  // namespace edge::sim
