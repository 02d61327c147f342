#include "probe/verdicts/phrases.hpp"

#include <fmt/format.h>

#include "common/iothub/hub_error.hpp"
#include "common/report/describe.hpp"
#include "common/report/timestamp.hpp"

namespace edge::probe {

std::string date_text(WallTime time) { return log_time_text(time) + " UTC"; }

std::string list_text(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string quotation(std::string_view text) {
  return text.empty() ? std::string{} : fmt::format(" \"{}\"", shortened(text));
}

std::string quoted_error(const std::string& description) {
  const auto error = parse_hub_error(description);
  if (!error || !error->code) return quotation(description);
  const std::string id = error->tracking_id.empty() ? "" : ", tracking id " + error->tracking_id;
  return fmt::format("{}, hub error {}{}", quotation(error->message), *error->code, id);
}

std::string smaller_mtu_run() {
  return "Run the probe once in a network with a smaller MTU ({engine} network create --opt "
         "{engine.mtu}=1300 mtu-test; {engine} run --network mtu-test ...): if TLS "
         "then passes, the path loses large packets and the MTU is the cause.";
}

}  // namespace edge::probe
