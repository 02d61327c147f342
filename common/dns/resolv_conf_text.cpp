#include "common/dns/resolv_conf_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace edge {

std::string resolv_conf_text(const ResolverConfig& config) {
  std::string text;
  for (const auto& server : config.servers) {
    text += "nameserver " + server.address.to_string() + "\n";
  }
  if (!config.search.empty()) text += fmt::format("search {}\n", fmt::join(config.search, " "));
  const auto timeout = std::chrono::duration_cast<std::chrono::seconds>(config.timeout);
  return text + fmt::format("options ndots:{} timeout:{} attempts:{}{}{}{}\n", config.ndots,
                            timeout.count(), config.attempts, config.rotate ? " rotate" : "",
                            config.use_vc ? " use-vc" : "", config.edns0 ? " edns0" : "");
}

}  // namespace edge
