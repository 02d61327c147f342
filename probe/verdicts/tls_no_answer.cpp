// tls-no-answer: TCP stands, the TLS handshake gets no or not enough of an answer.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

/// Lost packets are sent again after 1, 3, 7 and 15 s: a peer that was heard in the second half of
/// the time still gets through.
bool fell_silent(const Evidence& evidence, const TlsDetail& detail) {
  return detail.last_byte * 2 <= evidence.end - evidence.begin;
}

/// Small segments fare no better. What is acknowledged has arrived: nothing on the way to the peer
/// swallows it.
void say_not_its_size(Verdict& verdict, const Case& facts, const Evidence& evidence,
                      const TlsDetail& detail) {
  const bool arrived = detail.bytes_received > 0 ||
                       (evidence.unacknowledged == 0 && unnamed_hello_too(facts, evidence));
  verdict.cause = fmt::format(
      "{} accepts the connection, but {} in answer to the TLS ClientHello within {}, nor in small "
      "segments: the packets' size (MTU) is not the reason. {}", tls_peer_text(facts, evidence),
      detail.bytes_received > 0 ? fmt::format("no more than {} bytes come", detail.bytes_received)
                                : "sends nothing",
      human_duration(evidence.end - evidence.begin),
      arrived ? "TCP acknowledges the ClientHello, so it arrives: the machine that answers there, "
                "or a firewall or proxy that answers in its place, does not get on with it, or "
                "something on the way back drops its TLS answer."
              : "A filter on the way swallows TLS, or the machine there does not get on with it.");
  verdict.confidence = Confidence::likely;
  verdict.fix = arrived
      ? "Check that the name resolves to the hub's own address. If it does, ask whoever runs the "
        "site's firewall or proxy whether it inspects TLS to {hubs}, or drops the server's TLS "
        "answers (an intrusion prevention system), and have it exempt them; else the server itself "
        "hangs: try again later."
      : "Have the site's firewall exempt {hubs} from TLS filtering and inspection, and check that "
        "the name resolves to the hub's own address.";
  verdict.separate_by = "On an unrestricted network run the probe with the same options: if TLS "
                        "passes there, the site filters it; if not, it is that machine.";
}

std::optional<Verdict> tls_no_answer_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const TlsDetail& detail, const Evidence& seen) {
    return seen.outcome == Outcome::timed_out && detail.first_bytes.empty() && !detail.alert &&
           !(ends_without_tls(detail, seen) && same_hello_elsewhere(facts, seen, detail)) &&
           !explained_by_second_look(facts, seen) && !first_byte_arrived(facts, seen);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const std::string peer = tls_peer_text(facts, *evidence);
  const std::string waited = human_duration(evidence->end - evidence->begin);
  Verdict verdict = verdict_on(found);
  verdict.separate_by = smaller_mtu_run();
  if (detail->bytes_received > 0 && !fell_silent(*evidence, *detail)) {
    verdict.cause = fmt::format(
        "{} accepts the connection and answers the TLS ClientHello, but too slowly: {} bytes came "
        "within {}, the last of them after {}, and the handshake is not complete.",
        peer, detail->bytes_received, waited, human_duration(detail->last_byte));
    verdict.confidence = Confidence::possible;
    verdict.fix = "The way is slow or loses packets, or a device on it holds the bytes back: look "
                  "at the load of the site's line and at what inspects TLS there.";
    verdict.separate_by = "Run the probe with a longer `--attempt-timeout`: if TLS passes then, "
                          "the way is only slow.";
  } else if (small_hello_too(facts, *evidence)) {
    say_not_its_size(verdict, facts, *evidence, *detail);
  } else if (detail->bytes_received > 0) {
    verdict.cause = fmt::format(
        "{} accepts the connection and begins the TLS handshake, but after {} bytes, the last "
        "of them after {}, nothing more arrives until {}: large packets are lost on the way.",
        peer, detail->bytes_received, human_duration(detail->last_byte), waited);
    verdict.confidence = Confidence::likely;
  } else {
    verdict.cause = fmt::format(
        "{} accepts the connection but sends nothing in answer to the TLS ClientHello within {}: "
        "either a filter on the way swallows it, or large packets are lost (MTU).",
        peer, waited);
    verdict.confidence = Confidence::possible;
  }
  blame_tunnel(verdict, facts, *evidence);
  return verdict;
}

}  // namespace

constinit const VerdictRow kTlsNoAnswer{
    .code = "tls-no-answer",
    .severity = Severity::error,
    .stage = "tls",
    .title = "TCP connects, then silence after the TLS ClientHello (filter or MTU)",
    .fix = "If the run with the smaller MTU passes: recreate the module network with an MTU not "
           "above the uplink's (`ip link`; LTE, PPPoE and VPNs have less than 1500), as "
           "`{engine} network create --opt {engine.mtu}=1430 azure-iot-edge` does.\nIf it does "
           "not: a firewall inspects TLS and drops this name; have it exempt {hubs} "
           "from inspection.",
    .elsewhere = "Have the site's firewall exempt {hubs} from TLS filtering and inspection. If it "
                 "does already, try a smaller MTU: large packets may be lost on the way.",
    .guide = "Edge Agent module with LTE connection reports 'empty edge agent config' and causes "
             "'transient network error'",
    .rule = tls_no_answer_rule};

}  // namespace edge::probe
