#include "probe/verdicts/proxy_setting_facts.hpp"

#include <fmt/format.h>

namespace edge::probe {

std::optional<Verdict> verdict_on_proxy_setting(const Case& facts, std::string_view consequence,
                                                std::string_view what_follows) {
  for (const Evidence& seen : facts.evidence) {
    const auto* host = detail_of<HostDetail>(seen);
    if (!host || host->proxies.empty()) continue;
    const ProxyReading& agent = host->proxies.front();
    if (agent.consequence != consequence) continue;
    Verdict verdict;
    verdict.evidence = {seen.number};
    verdict.cause = fmt::format("The variable {} {}. {}", agent.variable, agent.note, what_follows);
    return verdict;
  }
  return std::nullopt;
}

}  // namespace edge::probe
