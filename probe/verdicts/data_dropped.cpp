// data-dropped: TCP stands, and nothing that is sent on it is acknowledged, a single byte neither:
// what comes after the SYN is dropped, whatever it is. So does a stateful firewall that does not
// see the answers (RFC 6092 section 3.1; conntrack's state INVALID), since they come back another
// way.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

constexpr const char* kWindowClosedFix =
    "Find what takes the connections there: a box on the way that answers for the hub (a WAN "
    "optimiser, a proxy, load protection of a firewall) and hangs or is full: have it exempt "
    "{hubs}. Of a gateway of your own: does its service read what it gets (`ss -tn`, Recv-Q)?";

/// RFC 9293 section 3.8.6.1.
void say_window_closed(Verdict& verdict, const std::string& peer) {
  verdict.cause = fmt::format(
      "{} accepts the connection and lets nothing be sent on it: its receive window is closed (0 "
      "bytes), so not even the first byte of the TLS ClientHello leaves this device.", peer);
  verdict.fix = kWindowClosedFix;
  verdict.confidence = Confidence::likely;
}

std::optional<Verdict> data_dropped_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const auto&, const Evidence& seen) {
    return first_byte_lost(facts, seen) != nullptr;
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  cite(verdict, first_byte_lost(facts, *evidence));
  verdict.cause = fmt::format(
      "{} accepts the connection, and then nothing that is sent to it is acknowledged within {}: "
      "no ClientHello, large or in small segments, and not a single byte either. Something on the "
      "way drops whatever follows the SYN: usually a stateful firewall that does not see the "
      "answers, since they come back by another way.", tls_peer_text(facts, *evidence),
      human_duration(evidence->end - evidence->begin));
  const auto* hello = detail_of<HelloDetail>(*first_byte_lost(facts, *evidence));
  if (hello->window_closed) say_window_closed(verdict, tls_peer_text(facts, *evidence));
  return verdict;
}

}  // namespace

constinit const VerdictRow kDataDropped{
    .code = "data-dropped",
    .severity = Severity::error,
    .stage = "tls",
    .title = "TCP connects, and nothing sent after that arrives, whatever it is",
    .fix = "Have both directions of the traffic to {hubs} go through the same firewall (look for a "
           "second uplink, a second router or a VPN by which the answers come back), or have the "
           "firewall that sees one direction only let such connections pass. It is not about TLS, "
           "names or packet sizes.",
    .guide = "",
    .rule = data_dropped_rule};

}  // namespace edge::probe
