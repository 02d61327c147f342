#include "probe/verdicts/words.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace edge::probe {

std::string seconds_text(Duration duration) {
  const double ms = std::chrono::duration<double, std::milli>(duration).count();
  if (ms < 1000) return fmt::format("{:.1f} ms", ms);
  if (duration % std::chrono::seconds{1} == Duration{}) return fmt::format("{:.0f} s", ms / 1000);
  return fmt::format("{:.1f} s", ms / 1000);
}

std::string date_text(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(seconds.time_since_epoch().count()));
}

std::string list_text(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string quoted(std::string_view text) {
  return text.empty() ? std::string{} : fmt::format(" \"{}\"", text);
}

std::string restart_command(const Profile& profile) {
  if (profile.tool == "iotedgectl") return "iotedgectl restart";
  if (profile.tool == "iotedge") return "iotedge system restart";
  return {};
}

std::string credentials_place(const Profile& profile) {
  if (profile.tool == "iotedgectl") {
    return "run `iotedgectl setup --connection-string ...` with the new connection string";
  }
  if (profile.tool == "iotedge") {
    return "put the new connection string into /etc/aziot/config.toml and run "
           "`iotedge config apply`";
  }
  return "give the device the new connection string";
}

std::string smaller_mtu_run() {
  return "Run the probe once in a network with a smaller MTU (docker network create --opt "
         "com.docker.network.driver.mtu=1300 mtu-test; docker run --network mtu-test ...): if TLS "
         "then passes, the path loses large packets and the MTU is the cause.";
}

}  // namespace edge::probe
