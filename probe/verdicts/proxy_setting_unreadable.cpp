// proxy-setting-unreadable: the agent cannot make anything of its https_proxy, and ends.
#include "probe/verdicts/proxy_setting_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> proxy_setting_unreadable_rule(const Case& facts) {
  return verdict_on_proxy_setting(facts, kEndsAtItsStart,
                                  "The agent ends at its start with it (\"Fatal error building "
                                  "application.\"); what was tried below, it would not come to.");
}

}  // namespace

constinit const VerdictRow kProxySettingUnreadable{
    .code = "proxy-setting-unreadable",
    .severity = Severity::error,
    .stage = "",
    .title = "The agent cannot read the proxy that its environment names, and ends",
    .fix = "Write https_proxy as http://host:port, or http://user:password@host:port with every "
           "special character of user and password percent-encoded (a ':' too), in the agent's "
           "environment variables (config.toml, [agent.env], and the deployment).",
    .guide = "",
    .rule = proxy_setting_unreadable_rule,
    .stops_all = true};

}  // namespace edge::probe
