// packet-loss: the line loses packets at random, whichever stage it hits first. Filters drop all of
// a kind or none; here some of the same were answered and some were not, now this, now that.
#include <fmt/format.h>

#include <algorithm>

#include "common/report/layout.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/icmp_phrases.hpp"
#include "probe/verdicts/loss_facts.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

/// Less than that the agent's own repetitions overcome within an attempt: 30 s of SYNs at 1, 3, 7,
/// 15 s and more (RFC 6298) are lost together once in hundreds of runs.
constexpr double kHeavy = 0.2;

constexpr const char* kRunSeveralTimes =
    "Run the probe several times: where the same share of connections dies in each run, and `ping` "
    "loses nothing, it is a path or a limit; where `ping` loses packets too, the link.";

/// When a SYN without an answer is sent again (RFC 6298: after 1 s, then doubled).
constexpr Duration kSynTimes[] = {Duration{}, std::chrono::seconds{1}, std::chrono::seconds{3},
                                  std::chrono::seconds{7}, std::chrono::seconds{15}};
constexpr Duration kSchedulingSlack = std::chrono::milliseconds{200};

/// A SYN of `made` had no answer though it was sent after `accepted`, to the same port, had one: so
/// the port was open, and this was no fault that has healed.
bool died_beside(const ConnectTry& made, const Trace& accepted) {
  const Hop* end = terminal(*accepted.detail);
  return std::ranges::any_of(kSynTimes, [&](Duration after) {
    const Duration sent = made.begin + after;
    return sent > accepted.evidence->end && sent + 4 * end->rtt + kSchedulingSlack <= made.end;
  });
}

/// The trace that was accepted on a port while the agent's own connection to it died.
std::optional<Verdict> some_flows_die(const Case& facts) {
  for (const ConnectFailure& failure : connect_failures(facts)) {
    const ConnectTry& made = failure.decisive;
    if (failure.whom != Whom::hub || made.answer != Answer::silence) return std::nullopt;
  }
  for (const ConnectFailure& failure : connect_failures(facts)) {
    const ConnectTry& made = failure.decisive;
    const Trace trace = trace_of(facts, failure.evidence->transport, made.peer.address);
    if (!trace || !trace.detail->reached || !died_beside(made, trace)) continue;
    Verdict verdict = verdict_on(connect_failures(facts));
    cite(verdict, trace.evidence);
    verdict.transport.clear();
    verdict.cause = fmt::format(
        "Some connections to {} pass and others die: on TCP port {} the agent's own got no answer "
        "for {}, while one from another source port was accepted meanwhile.",
        made.peer.address.to_string(), made.peer.port, human_duration(made.end - made.begin));
    verdict.fix = kFlowsFix;
    verdict.confidence = Confidence::likely;
    verdict.separate_by = kRunSeveralTimes;
    return verdict;
  }
  return std::nullopt;
}

/// A handshake that got no answer, though the same ClientHello passes on another port of the
/// address and one in small segments on this: neither its size nor its name nor its port is the
/// reason.
std::optional<Verdict> some_handshakes_die(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const TlsDetail& detail, const Evidence& seen) {
    return seen.outcome == Outcome::timed_out && same_hello_elsewhere(facts, seen, detail) &&
           (small_hello_that_passed(facts, seen) || may_be_lost(facts, seen));
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  cite(verdict, same_hello_elsewhere(facts, *evidence, *detail));
  cite(verdict, small_hello_that_passed(facts, *evidence));
  verdict.cause = fmt::format(
      "Some connections pass and others die: a TLS ClientHello to {} got no answer for {}, while "
      "the same one passed on another port of this address{}.",
      tls_peer_text(facts, *evidence), human_duration(evidence->end - evidence->begin),
      small_hello_that_passed(facts, *evidence)
          ? ", and a later one on this port"
          : fmt::format(", and {} other packets of this run were lost", facts.loss.lost));
  verdict.fix = kFlowsFix;
  verdict.confidence = Confidence::likely;
  verdict.separate_by = kRunSeveralTimes;
  return verdict;
}

/// The same handshake passes on another connection to the same port.
std::optional<Verdict> handshakes_die_by_flow(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const TlsDetail& detail, const Evidence& seen) {
    const bool silent = seen.outcome == Outcome::timed_out && detail.bytes_received == 0;
    return (silent || ends_without_tls(detail, seen)) && same_hello_that_passed(facts, seen);
  });
  if (found.empty() || facts.loss.is_random()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  cite(verdict, same_hello_that_passed(facts, *evidence));
  const std::string waited = human_duration(evidence->end - evidence->begin);
  verdict.cause = fmt::format(
      "Some connections to {} pass and others die: a TLS ClientHello {}, while the same one passed "
      "on another connection, from another source port.", tls_peer_text(facts, *evidence),
      evidence->outcome == Outcome::timed_out ? "got no answer for " + waited
                                              : "was cut off after " + waited);
  verdict.fix = kFlowsFix;
  verdict.confidence = Confidence::likely;
  verdict.separate_by = kRunSeveralTimes;
  return verdict;
}

/// A port that refuses this connection and takes that one.
std::optional<Verdict> connections_are_refused_by_flow(const Case& facts) {
  for (const ConnectFailure& failure : connect_failures(facts)) {
    const Evidence* taken = taken_from_elsewhere(facts, *failure.evidence);
    if (failure.whom != Whom::hub || !taken) continue;
    Verdict verdict = verdict_on(std::vector{failure.evidence});
    cite(verdict, taken);
    verdict.transport.clear();
    verdict.cause = fmt::format(
        "Some connections to {} pass and others are refused: this one by {}, while another one "
        "from another source port was taken right after it, and TLS with it.",
        to_string(failure.decisive.peer),
        failure.decisive.icmp ? icmp_text(*failure.decisive.icmp) : "a TCP reset");
    verdict.fix = kFlowsFix;
    verdict.confidence = Confidence::likely;
    verdict.separate_by = kRunSeveralTimes;
    return verdict;
  }
  return std::nullopt;
}

constexpr const char* kOneAddressFix =
    "What is about this address, or port, alone loses them: a rule that limits its rate (nft "
    "`limit`, hashlimit, a firewall's flood protection or quality-of-service class), a machine "
    "there that takes no more connections (of a gateway of your own: `ss -ltn`, where Recv-Q is as "
    "large as Send-Q) or queries, or a bad link beyond the routers that answer here.";

/// Nothing else loses any.
void say_one_address(Verdict& verdict, const PacketLoss& loss) {
  const std::string port = loss.alone_port ? fmt::format("port {} of ", *loss.alone_port) : "";
  verdict.cause = fmt::format(
      "Packets for {}{} are lost now and then, and no others: of {} queries and TCP segments {} "
      "({:.0f} %) went without an answer, while each of {} packets to others had one.",
      port, loss.alone->to_string(), loss.sent, loss.lost, 100 * loss.share(), loss.elsewhere);
  verdict.fix = kOneAddressFix;
  verdict.separate_by = fmt::format(
      "Run the probe again, and on the host `ping -c 100 {}`: if `ping` loses nothing, it is a "
      "limit or that machine; else the link on the way there.", loss.alone->to_string());
}

std::optional<Verdict> packet_loss_rule(const Case& facts) {
  const PacketLoss& loss = facts.loss;
  if (auto verdict = handshakes_die_by_flow(facts)) return verdict;
  if (auto verdict = connections_are_refused_by_flow(facts)) return verdict;
  const auto all = failures(facts);
  const bool by_silence = std::ranges::all_of(
      all, [](const Failure& failure) { return ends_in_silence(*failure.evidence); });
  if (all.empty() || !by_silence) return std::nullopt;
  if (!loss.is_random() || loss.share() < kHeavy || loss.whole_flows) {
    if (auto verdict = some_handshakes_die(facts)) return verdict;
    return facts.connected ? std::nullopt : some_flows_die(facts);
  }
  std::vector<const Evidence*> evidence;
  for (const Failure& failure : all) evidence.push_back(failure.evidence);
  Verdict verdict = verdict_on(evidence);
  for (const Evidence& seen : facts.evidence) {
    if (std::ranges::find(loss.evidence, seen.number) != loss.evidence.end()) cite(verdict, &seen);
  }
  verdict.transport.clear();
  verdict.confidence = Confidence::likely;
  if (loss.spares_others()) {
    say_one_address(verdict, loss);
    return verdict;
  }
  verdict.cause = fmt::format(
      "Packets are lost at random: of {} queries and TCP segments to peers that do answer, {} "
      "({:.0f} %) went without an answer (or came to SERVFAIL), now one, now the next.",
      loss.sent, loss.lost, 100 * loss.share());
  verdict.separate_by =
      "On this device and on its host run `ping -c 100` to the gateway, then to each router beyond "
      "it: the first one with losses is behind the bad link.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kPacketLoss{
    .code = "packet-loss",
    .severity = Severity::error,
    .stage = "",
    .title = "Packets are lost at random on the way, too many for the agent's attempts",
    .fix = "Find the bad link: a weak radio (Wi-Fi, mobile), a damaged cable, a duplex mismatch "
           "(`ethtool`, error counters of `ip -s link`), an overloaded uplink, or a connection "
           "table that is full (`conntrack -S`), or a rule that limits a rate (nft `limit`, "
           "hashlimit). Rules for the hub or its ports are not the cause.",
    .guide = "IoT Edge module reports connectivity errors",
    .rule = packet_loss_rule};

}  // namespace edge::probe
