// tls-blocked-on-port: TLS fails on the AMQP port without a word of TLS, and passes on the web's
// port of the same address with the same name: a filter by port that lets TCP open.
#include <fmt/format.h>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

constexpr const char* kWebPortFix =
    "Have whatever inspects TLS on port {web.port} exempt {hubs}: what passes on {own.port} is "
    "stopped there.";

std::optional<Verdict> tls_blocked_on_port_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const auto& detail, const Evidence& seen) {
    return ends_without_tls(detail, seen) && same_hello_elsewhere(facts, seen, detail) &&
           !explained_by_second_look(facts, seen) && !may_be_lost(facts, seen);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const Evidence* other = same_hello_elsewhere(facts, *evidence, *detail);
  Verdict verdict = verdict_on(found);
  const Evidence* swallowed = first_byte_arrived(facts, *evidence);
  cite(verdict, other);
  cite(verdict, swallowed);
  const auto peer = tls_peer(facts, *evidence), there = tls_peer(facts, *other);
  const bool silent = evidence->outcome == Outcome::timed_out;
  verdict.cause = fmt::format(
      "TCP port {} of {} opens, but the TLS ClientHello on it {}, while the same ClientHello "
      "passes on port {}: neither the packet size (MTU) nor the name is the reason. A firewall "
      "lets this port open and stops what is not the web's{}.",
      peer->port, peer->address.to_string(),
      silent ? fmt::format("gets no answer within {}",
                           human_duration(evidence->end - evidence->begin))
             : "is answered with the end of the connection",
      there->port,
      swallowed ? ": the ClientHello is not acknowledged, and a single byte is"
                : ", or what listens there serves no TLS");
  if (on_web_port(evidence->transport)) verdict.fix = kWebPortFix;
  if (swallowed) return verdict;
  verdict.confidence = Confidence::likely;
  verdict.separate_by = "Run the probe with the same options on an unrestricted network: if TLS "
                        "passes on both ports there, it is this network's firewall.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kTlsBlockedOnPort{
    .code = "tls-blocked-on-port",
    .severity = Severity::error,
    .stage = "tls",
    .title = "TLS is stopped on one port of the hub and passes on the other",
    .fix = "Have the site's firewall allow TLS on TCP port {own.port} to {hubs}, not only the "
           "opening of the connection: rules that go by application (\"web browsing\", \"ssl on "
           "its default port\") stop TLS on any port but {web.port}.",
    .guide = "",
    .rule = tls_blocked_on_port_rule};

}  // namespace edge::probe
