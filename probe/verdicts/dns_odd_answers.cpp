#include "probe/verdicts/dns_odd_answers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace edge::probe {
namespace {

constexpr const char* kEchoFix =
    "Find what sends the packets back: is {0} a name server at all, and does something on the way "
    "lead packets to where they came from (a NAT rule, a loop)? Else give the agent another name "
    "server: {{engine.dns}}.";
constexpr const char* kDamagedFix =
    "Have the administrator of {0} see to its answers, or to what changes them on the way (a "
    "firewall that inspects or rewrites DNS). Or give the agent another name server: "
    "{{engine.dns}}.";

const DnsExchange* find(const std::vector<DnsExchange>& all, bool DnsExchange::* odd) {
  const auto found = std::ranges::find(all, true, odd);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

void name_odd_answers(Verdict& verdict, const Case& facts) {
  if (verdict.stage != ResolveDetail::kind) return;
  for (const Evidence& seen : facts.evidence) {
    const auto* look_up = detail_of<ResolveDetail>(seen);
    if (!look_up || !look_up->addresses.empty() || !cites(verdict, seen)) continue;
    if (const auto* one = find(look_up->exchanges, &DnsExchange::echo)) {
      const std::string server = one->server.address.to_string();
      verdict.cause = fmt::format(
          "The name {} cannot be resolved: what comes back from {} is the query itself, unchanged "
          "(its QR bit says that it is none of a server), so no name server answers there.",
          look_up->name, server);
      verdict.fix = fmt::format(kEchoFix, server);
      return;
    }
    if (const auto* one = find(look_up->exchanges, &DnsExchange::malformed)) {
      const std::string server = one->server.address.to_string();
      verdict.cause += fmt::format(" A record in the answer of {} is damaged or cut off, so that "
                                   "no resolver can read it.", server);
      verdict.fix = fmt::format(kDamagedFix, server);
      return;
    }
  }
}

}  // namespace edge::probe
