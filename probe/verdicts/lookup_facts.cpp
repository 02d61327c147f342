#include "probe/verdicts/lookup_facts.hpp"

#include <fmt/format.h>

namespace edge::probe {

const Evidence* library_answer(const Case& facts, const std::string& name, bool agents) {
  const Evidence* found = nullptr;
  for (const Evidence& seen : facts.evidence) {
    const auto* detail = detail_of<LookupDetail>(seen);
    if (detail && detail->name == name && detail->decides == agents) found = &seen;
  }
  return found;
}

void add_other_library(Verdict& verdict, const Case& facts) {
  if (verdict.stage != ResolveDetail::kind) return;
  for (const Evidence& seen : facts.evidence) {
    const auto* resolve = detail_of<ResolveDetail>(seen);
    if (!resolve || !cites(verdict, seen) || !resolve->addresses.empty()) continue;
    const Evidence* answer = library_answer(facts, resolve->name, false);
    if (!answer) return;
    const auto& other = *detail_of<LookupDetail>(*answer);
    if (other.addresses.empty()) return;
    verdict.cause += fmt::format(
        " The C library here, {}, finds {}, so that `getent` and `ping` do as well: the agent's, "
        "{}, has other rules.", other.library, other.addresses.front().to_string(),
        name_of(facts.profile.c_library));
    cite(verdict, answer);
    return;
  }
}

}  // namespace edge::probe
