// proxy-setting-unreadable: the agent cannot make anything of its https_proxy.
#include <fmt/format.h>

#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> proxy_setting_unreadable_rule(const Case& facts) {
  for (const Evidence& seen : facts.evidence) {
    const auto* host = detail_of<HostDetail>(seen);
    if (!host || host->proxies.empty()) continue;
    const ProxyReading& agent = host->proxies.front();
    if (agent.consequence.empty()) continue;
    Verdict verdict;
    verdict.evidence = {seen.number};
    verdict.cause = fmt::format("The variable {} {}. The agent {} with it.", agent.variable,
                                agent.note, agent.consequence);
    return verdict;
  }
  return std::nullopt;
}

}  // namespace

constinit const VerdictRow kProxySettingUnreadable{
    .code = "proxy-setting-unreadable",
    .severity = Severity::error,
    .stage = "",
    .title = "The agent cannot read the proxy that its environment names",
    .fix = "Write https_proxy as http://host:port, or http://user:password@host:port with every "
           "special character of user and password percent-encoded (a ':' too), in the agent's "
           "environment variables (config.toml, [agent.env], and the deployment).",
    .guide = "",
    .rule = proxy_setting_unreadable_rule,
    .stops_all = true};

}  // namespace edge::probe
