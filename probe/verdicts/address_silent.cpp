// address-silent: the addresses that the agent tried are dead, and another one of the name, which
// it had no time for, answers on the same port. The way out is open.
#include <fmt/format.h>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kBrokenIpv6 =
    "IPv6 leads nowhere from here, and IPv4 works: the agent tries IPv6 first. Mend the IPv6 route "
    "behind the last router that answers, or take IPv6 away from the module network or the host "
    "(its router advertisements, the engine's `ipv6` setting).";

bool all_are_v6(const std::vector<ConnectFailure>& found) {
  return std::ranges::all_of(found, [](const ConnectFailure& failure) {
    return failure.decisive.peer.address.is_v6();
  });
}

std::string open_text(const std::vector<Trace>& open) {
  std::vector<std::string> peers;
  for (const Trace& trace : open) peers.push_back(to_string(trace.detail->target));
  return list_text(peers);
}

/// An address that the agent never came to is looked at on one port only.
bool is_open_elsewhere(const std::vector<Trace>& open, const Endpoint& silent) {
  return std::ranges::any_of(open, [&](const Trace& trace) {
    return trace.detail->subject == PathDetail::other_address ||
           (trace.detail->target.port == silent.port &&
            trace.detail->target.address != silent.address);
  });
}

std::optional<Verdict> address_silent_rule(const Case& facts) {
  const auto open = open_addresses(facts);
  auto found = direct_failures(facts, Answer::silence);
  std::erase_if(found, [&](const ConnectFailure& failure) {
    return !is_open_elsewhere(open, failure.decisive.peer);
  });
  if (open.empty() || found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  for (const Trace& trace : open) cite(verdict, trace.evidence);
  for (const Trace& trace : traces(facts)) cite(verdict, trace.evidence);
  verdict.cause = fmt::format(
      "{} gave no answer, and another address of the name does: {}. The agent never comes to it, "
      "as it waits for each in turn and its time is over "
      "before.", peers_text(found), open_text(open));
  if (all_are_v6(found) && open.front().detail->target.address.is_v4()) verdict.fix = kBrokenIpv6;
  return verdict;
}

}  // namespace

constinit const VerdictRow kAddressSilent{
    .code = "address-silent",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The first addresses of the name are dead, and a later one answers",
    .fix = "Have the dead addresses taken out of the name's records (a private zone, a hosts file, "
           "an old front end), or the machines behind them seen to. The way out is open, so no "
           "firewall rule for {hubs} is missing; if one goes by address, it lacks those.",
    .elsewhere = "Have the dead addresses taken out of the name's records, or the machines behind "
                 "them seen to. The way out is open.",
    .guide = "",
    .rule = address_silent_rule};

}  // namespace edge::probe
