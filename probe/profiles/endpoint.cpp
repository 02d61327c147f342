// One endpoint of a survey: no agent, so no retries and no log lines. Names are looked up as glibc
// does it, which is where most of a device's programs run: the host.
#include "probe/profiles/rows.hpp"
#include "probe/profiles/transports.hpp"

namespace edge::probe {

Profile endpoint() {
  using namespace std::chrono_literals;
  Profile profile{
      .name = "endpoint",
      .what = "One endpoint of a survey, once",
      .attempt_timeout = 15s,
      .budget = Budget::running_try,
      .open = {},
      .product_info = "",
      .api_version = "",
      .websocket_path = "",
      .start_lines = {},
      .attempt_line = "Checking via {0}.",
      .connected_line = "Connected via {0}.",
      .restart_command = "",
      .to_hub = false,
      .change_credentials = "give it the new credentials",
  };
  for (const TransportRow& way : endpoint_ways()) profile.transports.push_back(way.name);
  return profile;
}

}  // namespace edge::probe
