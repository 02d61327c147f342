// proxy-not-imitated: the agent goes through a proxy of a kind that this program cannot use.
#include "probe/verdicts/proxy_setting_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> proxy_not_imitated_rule(const Case& facts) {
  return verdict_on_proxy_setting(facts, kGoesThroughIt,
                                  "The agent's WebSocket goes through it; here it was tried "
                                  "without, so what is said of it is not the agent's.");
}

}  // namespace

constinit const VerdictRow kProxyNotImitated{
    .code = "proxy-not-imitated",
    .severity = Severity::warning,
    .stage = "",
    .title = "The agent goes through a proxy of a kind that cannot be tried yet",
    .fix = "Try the proxy with another program (`curl -v --proxy URL https://HUB/`), or give one "
           "that speaks HTTP with --proxy; with --proxy none this warning goes away.",
    .guide = "",
    .rule = proxy_not_imitated_rule};

}  // namespace edge::probe
