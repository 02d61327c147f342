// Requests by HTTP that ended a way, of a page or of a registry, with what was answered. Those of a
// registry whose answer has a verdict of its own are not among them.
#pragma once

#include "probe/verdicts/registry_facts.hpp"

namespace edge::probe {

template <class Predicate>
std::vector<Culprit<HttpDetail>> page_failures(const Case& facts, Predicate holds) {
  std::vector<Culprit<HttpDetail>> found;
  for (const Failure& failure : failures(facts)) {
    const Evidence& seen = *failure.evidence;
    const HttpDetail* page = detail_of<HttpDetail>(seen);
    const auto* registry = detail_of<RegistryDetail>(seen);
    const bool unexplained = registry && !is_of_data(seen) &&
                             (seen.outcome != Outcome::failed ||
                              finding_of(*registry) == RegistryFinding::none);
    if (unexplained) page = &registry->answer;
    if (page && holds(*page)) found.push_back({failure.evidence, page});
  }
  return found;
}

}  // namespace edge::probe
