// stage-reached: as far as asked, which is not as far as the hub's AMQP: `--until connect` and the
// like. Says what was reached, which may be a proxy's port only.
#include <fmt/format.h>

#include "common/world/endpoint.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/successes.hpp"

namespace edge::probe {
namespace {

std::string addresses_text(const ResolveDetail& detail) {
  std::vector<std::string> addresses;
  for (const auto& address : detail.addresses) addresses.push_back(address.to_string());
  return list_text(addresses);
}

/// Who is at the other end of the TCP connection.
std::string peer_text(const Case& facts, const Success& success) {
  const std::string proxy = proxy_of(facts, success.attempt->transport);
  if (!proxy.empty()) return "the proxy " + proxy;
  const auto& peer = success.evidence->peer;
  return facts.host + (peer ? " (" + to_string(*peer) + ")" : "");
}

/// "TCP to the proxy 10.0.0.1:3128 stands" and what that leaves open.
std::string reached_text(const Case& facts, const Success& success) {
  const Evidence* seen = success.evidence;
  const bool proxied = !proxy_of(facts, success.attempt->transport).empty();
  if (!seen) return fmt::format("The stage {} was reached", success.attempt->stage);
  if (const auto* resolve = detail_of<ResolveDetail>(*seen)) {
    return fmt::format("The name {} stands for {}; nothing was sent there", resolve->name,
                       addresses_text(*resolve));
  }
  if (detail_of<ConnectDetail>(*seen)) {
    return fmt::format("TCP to {} stands; {}", peer_text(facts, success),
                       proxied ? "the hub behind it was not asked for"
                               : "who answers there was not looked at");
  }
  if (const auto* page = detail_of<HttpDetail>(*seen)) {
    return fmt::format("{} answers by HTTPS with status {}{}", facts.host, page->status,
                       quotation(page->title));
  }
  if (const auto* registry = detail_of<RegistryDetail>(*seen)) {
    return fmt::format("{} can be pulled for {}: {} answers {} {} with status {}",
                       image_text(*registry), registry->platform, facts.host, registry->method,
                       registry->answer.path, registry->answer.status);
  }
  if (const auto* time = detail_of<NtpDetail>(*seen)) {
    return fmt::format("The time server {} answers: {}", facts.host, words_on(*time));
  }
  if (detail_of<ProxyDetail>(*seen)) {
    return fmt::format("The tunnel to {} through {} stands", facts.host,
                       peer_text(facts, success));
  }
  return fmt::format("{} with {} stands", detail_of<TlsDetail>(*seen) ? "TLS" : "A WebSocket",
                     facts.host);
}

std::optional<Verdict> stage_reached_rule(const Case& facts) {
  const auto success = last_success(facts);
  if (!facts.connected || !success || connected_to_hub(*success)) return std::nullopt;
  const AttemptReport& attempt = *success->attempt;
  Verdict verdict = verdict_on(*success);
  verdict.cause = fmt::format("{}. It took {}, and it is as far as asked ({}).",
                              reached_text(facts, *success),
                              human_duration(attempt.end - attempt.begin), attempt.stage);
  return verdict;
}

}  // namespace

constinit const VerdictRow kStageReached{
    .code = "stage-reached",
    .severity = Severity::info,
    .stage = "",
    .title = "The asked-for stage was reached; whether the hub answers was not asked",
    .fix = "This does not say that the agent can connect: run the probe without --until for that, "
           "or until a later stage (`edgeprobe list stages` shows them in order).",
    .elsewhere = "Nothing to do: the endpoint was reached as far as was looked.",
    .guide = "",
    .rule = stage_reached_rule};

}  // namespace edge::probe
