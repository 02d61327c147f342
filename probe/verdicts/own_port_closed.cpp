// own-port-closed: an endpoint on this machine itself, where nothing listens: no path, no firewall.
#include <fmt/format.h>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> own_port_closed_rule(const Case& facts) {
  const auto found = everywhere(facts, Answer::reset);
  if (found.empty() || !is_meant_own(facts, found.front().decisive.peer.address)) {
    return std::nullopt;
  }
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("Connections to {} are refused by this machine itself, whose port it "
                              "is.", peers_text(found));
  return verdict;
}

}  // namespace

constinit const VerdictRow kOwnPortClosed{
    .code = "own-port-closed",
    .severity = Severity::error,
    .stage = "connect",
    .title = "Nothing listens on a port of this machine that is to be reached",
    .fix = "Start the program that is to be reached, or have it listen on this address and TCP "
           "{port} (`ss -ltnp` shows what listens where).",
    .guide = "",
    .rule = own_port_closed_rule};

}  // namespace edge::probe
