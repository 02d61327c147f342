// Which stage ended which attempt, with its detail: the raw material of every rule.
// Not for paths and ports: see path_facts.hpp and connect_facts.hpp.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

/// An attempt that did not succeed, with the evidence of the stage that ended it.
struct Failure {
  const AttemptReport* attempt;
  const Evidence* evidence;
};

bool is_failure(Outcome outcome);

/// A hub in Azure's public cloud by its name; else a gateway's, a test's or a national cloud's.
bool is_cloud_hub(std::string_view host);

/// What is connected to, in sentences: "hub" or "endpoint".
std::string_view peer_word(const Case& facts);

/// In the order of the attempts. Attempts whose last stage left no evidence are not among them.
std::vector<Failure> failures(const Case& facts);

/// A stage of kind T that ended an attempt.
template <class T>
struct Culprit {
  const Evidence* evidence;
  const T* detail;
};

/// The culprits of kind T for which `holds(detail, evidence)`.
template <class T, class Predicate>
std::vector<Culprit<T>> culprits(const Case& facts, Predicate holds) {
  std::vector<Culprit<T>> found;
  for (const Failure& failure : failures(facts)) {
    const T* detail = detail_of<T>(*failure.evidence);
    if (detail && std::invoke(holds, *detail, *failure.evidence)) {
      found.push_back({failure.evidence, detail});
    }
  }
  return found;
}

/// A verdict on `evidence`: its culprit stage, transport and numbers filled in, no words yet.
Verdict verdict_on(const std::vector<const Evidence*>& evidence);

template <class T>
Verdict verdict_on(const std::vector<Culprit<T>>& found) {
  std::vector<const Evidence*> evidence;
  for (const Culprit<T>& culprit : found) evidence.push_back(culprit.evidence);
  return verdict_on(evidence);
}

/// Adds `evidence` to what the verdict rests on, without changing stage or transport.
void cite(Verdict& verdict, const Evidence* evidence);
bool cites(const Verdict& verdict, const Evidence& evidence);

}  // namespace edge::probe
