// dns-forwarder-failure: the container engine's resolver, which only passes queries on, answers
// SERVFAIL: so it does when a server behind it fails, and when it can reach none.
#include <fmt/format.h>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/instead_of_hub.hpp"
#include "probe/verdicts/name_server_note.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> dns_forwarder_failure_rule(const Case& facts) {
  const auto found = failed_look_ups(facts, [](const auto& detail, const auto&) {
    return only_the_engine_failed(detail);
  });
  if (found.empty() || !instead_of_hub(facts).empty()) return std::nullopt;
  const ResolveDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  verdict.confidence = Confidence::likely;
  verdict.cause = fmt::format(
      "The name {} cannot be resolved: {} answers {}{}. It only passes queries on: it cannot "
      "reach the host's name servers, or they fail.", detail.name,
      servers_text(detail, "SERVFAIL"),
      says_no_address(detail) ? answers_text(detail) : "SERVFAIL",
      late_text(detail, "SERVFAIL"));
  add_note(verdict, note_on_servers(facts, detail));
  verdict.separate_by = fmt::format(
      "`getent hosts {}` on the host: if that fails too, the host's name servers or the way to "
      "them are at fault; if it answers, it is what lies between them and the containers.",
      detail.name);
  return verdict;
}

}  // namespace

constinit const VerdictRow kDnsForwarderFailure{
    .code = "dns-forwarder-failure",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "The container engine's resolver gets no answer that it can pass on",
    .fix = "If the name does not resolve on the host either, mend the host's name servers "
           "(/etc/resolv.conf, `resolvectl status`, a VPN's own).\nIf it does, see whether the "
           "subnet of the module network (`{engine} network inspect azure-iot-edge`) is also one "
           "of the host's (`ip route`): then the host looks for its name servers in the module "
           "network; create that anew with another --subnet.\nElse name a server that containers "
           "may ask: {engine.dns}.",
    .guide = "Edge Agent module reports 'empty config file' and no modules start on the device",
    .rule = dns_forwarder_failure_rule};

}  // namespace edge::probe
