#include "simulator/hub_program/hub_lines.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "common/iothub/sas_token.hpp"
#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kShownBody = 1024;

/// "12:03:04.120Z"
std::string time_of_day(WallTime at) {
  using namespace std::chrono;
  const auto second = floor<seconds>(at);
  const auto millis = floor<milliseconds>(at - second).count();
  return fmt::format("{:%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(second)), millis);
}

}  // namespace

std::string line_of(const HubMessage& message) {
  const std::string who = to_string(message.identity);
  std::string line = fmt::format("{} {} {} {}", time_of_day(message.at),
                                 who.empty() ? "client" : printable(who),
                                 message.to_device ? "<-" : "->",
                                 printable(without_signatures(message.what)));
  if (message.body.empty()) return line;
  return fmt::format("{} {} bytes {}", line, message.body.size(),
                     printable(without_signatures(message.body), kShownBody));
}

/// `frame` is "[channel] <- name [fields]": the arrow is the hub's, and is turned round.
std::string line_of_frame(WallTime at, std::uint64_t connection, std::string_view frame) {
  const auto arrow = std::min(frame.find("<-"), frame.find("->"));
  std::string line = fmt::format("{} client {}", time_of_day(at), connection);
  if (arrow == frame.npos) return fmt::format("{} {}", line, frame);
  if (arrow > 0 && frame[0] != ' ') {
    line += fmt::format(" channel {}", frame.substr(0, frame.find(' ')));
  }
  return fmt::format("{} {}{}", line, frame[arrow] == '<' ? "->" : "<-", frame.substr(arrow + 2));
}

void watch_hub(DeviceHub& hub, const HubWatch& watch,
               const std::function<void(const std::string&)>& write) {
  const auto print = [write](const std::string& line) { write(without_own_secrets(line)); };
  HubWatcher& watcher = hub.watcher();
  if (watch.json) {
    watcher.on_arrival = [print](const Arrival& arrival) { print(json_of(arrival) + "\n"); };
  } else if (watch.messages) {
    watcher.on_message = [print](const HubMessage& message) { print(line_of(message) + "\n"); };
  }
  if (!watch.frames) return;
  watcher.on_frame = [&hub, print](std::uint64_t connection, const std::string& line) {
    print(line_of_frame(hub.clock(), connection, line) + "\n");
  };
}

}  // namespace edge::sim
