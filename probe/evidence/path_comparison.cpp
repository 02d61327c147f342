#include "probe/evidence/path_comparison.hpp"

#include "probe/evidence/answer.hpp"

namespace edge::probe {
namespace {

/// The own host and its missing neighbour are no distance on the way.
bool answered_from_afar(const Hop& hop) {
  return hop.answer == Answer::accepted || hop.answer == Answer::reset ||
         hop.answer == Answer::icmp;
}

int last_answering_ttl(const PathDetail& path) {
  int ttl = 0;
  for (const Hop& hop : path.hops) {
    if (answered_from_afar(hop)) ttl = hop.ttl;
  }
  return ttl;
}

bool first_hop_answers(const PathDetail& path) {
  return !path.hops.empty() && path.hops.front().ttl == 1 && answered_from_afar(path.hops.front());
}

}  // namespace

PathComparison compare_paths(const PathDetail& subject, const PathDetail& reference) {
  PathComparison comparison;
  comparison.last_answering_ttl = last_answering_ttl(subject);
  for (const Hop& hop : subject.hops) {
    if (answered_from_afar(hop) && hop.from) comparison.last_address = hop.from;
  }
  if (!subject.hops.empty() && !is_time_exceeded(subject.hops.back())) {
    const Hop& last = subject.hops.back();
    comparison.ended_by = last.answer;
    if (answered_from_afar(last)) comparison.answer_ttl = last.ttl;
  }
  if (reference.reached) comparison.reference_accepted_ttl = reference.hops.back().ttl;
  comparison.reference_goes_further =
      last_answering_ttl(reference) > comparison.last_answering_ttl;
  comparison.silent_from_first_hop = comparison.last_answering_ttl == 0 &&
                                     comparison.ended_by == Answer::silence &&
                                     first_hop_answers(reference);
  comparison.answered_before_server = !subject.reached && comparison.answer_ttl &&
                                      comparison.reference_accepted_ttl &&
                                      *comparison.answer_ttl < *comparison.reference_accepted_ttl;
  return comparison;
}

}  // namespace edge::probe
