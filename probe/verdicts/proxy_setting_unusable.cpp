// proxy-setting-unusable: what https_proxy names is a URL to .NET, and leads to no proxy.
#include "probe/verdicts/proxy_setting_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> proxy_setting_unusable_rule(const Case& facts) {
  auto verdict = verdict_on_proxy_setting(facts, kHasNoWebSocket,
                                          "The agent's WebSocket cannot connect with it; here it "
                                          "was tried without.");
  if (verdict) verdict->transport = "amqp-ws";
  return verdict;
}

}  // namespace

constinit const VerdictRow kProxySettingUnusable{
    .code = "proxy-setting-unusable",
    .severity = Severity::error,
    .stage = "",
    .title = "What the environment names leads to no proxy: the agent has no WebSocket",
    .fix = "Write https_proxy as http://host:port, or http://user:password@host:port with every "
           "special character of user and password percent-encoded (a ':' too), in the agent's "
           "environment variables (config.toml, [agent.env], and the deployment).",
    .guide = "",
    .rule = proxy_setting_unusable_rule};

}  // namespace edge::probe
