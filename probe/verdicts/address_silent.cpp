// address-silent: an address that the agent tried is dead, and another one of the name, which it
// had no time for or came to by another look-up, answers. The way out is open.
#include <fmt/format.h>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/open_addresses.hpp"
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

std::string open_text(const std::vector<OpenAddress>& open) {
  std::vector<std::string> peers;
  for (const OpenAddress& one : open) peers.push_back(to_string(one.endpoint));
  return list_text(peers);
}

constexpr const char* kInTurnFix =
    "Have {0} taken out of the name's records, or the machine behind it seen to: the name servers "
    "give now this address and now the other one, and the agent connects or not as it happens. The "
    "way out is open, so no firewall rule for {{hubs}} is missing.";

std::string_view how_it_fails(Answer answer) {
  if (answer == Answer::silence) return "gave no answer";
  return answer == Answer::reset ? "refuses connections" : "cannot be reached";
}

constexpr const char* kStaleFix =
    "Have that record mended where {0} keeps it (an old zone, a cache, a private zone that is not "
    "this site's), or take {0} out of what the agent asks: {{engine.dns}}. The way out is open, so "
    "no firewall rule for {{hubs}} is missing.";
constexpr const char* kStaleHostsFix =
    "Take that line out of the hosts file, or correct it: a container gets it by --add-host or "
    "ExtraHosts in its create options. The way out is open, so no firewall rule for {hubs} is "
    "missing.";

/// The agent's own look-up that gave `address`, or null.
const Evidence* look_up_of(const Case& facts, const IpAddress& address) {
  const auto found = std::ranges::find_if(facts.evidence, [&](const Evidence& seen) {
    const auto* look_up = detail_of<ResolveDetail>(seen);
    return look_up && std::ranges::find(look_up->addresses, address) != look_up->addresses.end();
  });
  return found == facts.evidence.end() ? nullptr : &*found;
}

/// Another server than the one that the agent had its answer from knows the open address.
void tell_stale_record(Verdict& verdict, const Case& facts, const Evidence& answer,
                       const IpAddress& dead) {
  const Evidence* seen = look_up_of(facts, dead);
  if (!seen) return;
  cite(verdict, seen);
  cite(verdict, &answer);
  const auto& look_up = *detail_of<ResolveDetail>(*seen);
  const bool by_file = look_up.source == "hosts";
  const std::string source =
      by_file ? "the hosts file (/etc/hosts)" : servers_text(look_up, "NOERROR");
  verdict.cause += fmt::format(
      " {} comes from {}, and the agent takes the first answer that it has; the other address is "
      "what {} gives.", dead.to_string(), source,
      detail_of<QueryDetail>(answer)->server.address.to_string());
  verdict.fix = by_file ? kStaleHostsFix : fmt::format(kStaleFix, source);
}

std::optional<Verdict> address_silent_rule(const Case& facts) {
  const auto open = open_addresses(facts);
  auto found = connect_failures(facts);
  std::erase_if(found, [&](const ConnectFailure& failure) {
    return failure.whom != Whom::hub || !is_open_elsewhere(open, failure);
  });
  if (open.empty() || found.empty()) return std::nullopt;
  const Answer how = found.front().decisive.answer;
  std::erase_if(found, [&](const ConnectFailure& one) { return one.decisive.answer != how; });
  Verdict verdict = verdict_on(found);
  for (const OpenAddress& one : open) cite(verdict, one.evidence);
  for (const Trace& trace : traces(facts)) cite(verdict, trace.evidence);
  const ConnectTry& dead = found.front().decisive;
  const bool silent = how == Answer::silence;
  const bool in_turn = !open.front().untried;
  verdict.cause = fmt::format("{} {}, and another address of the name {}: {}.", peers_text(found),
                              how_it_fails(how),
                              silent ? "does" : "takes connections", open_text(open));
  if (in_turn) {
    verdict.cause += " Each look-up of the name gave one of them.";
    verdict.fix = fmt::format(kInTurnFix, dead.peer.address.to_string());
  } else if (const Evidence* answer = open.front().given_by) {
    tell_stale_record(verdict, facts, *answer, dead.peer.address);
  } else {
    verdict.cause += " The agent never comes to it, as it waits for each in turn and its time is "
                     "over before.";
  }
  if (all_are_v6(found) && open.front().endpoint.address.is_v4()) verdict.fix = kBrokenIpv6;
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
