// Which causes the probe tells apart, and the proof for those that it does not. Two faults in one
// network are told apart if the verdicts or their words differ. Where they do not, either the
// same packets reached the module's processes at the same instants, so that nothing that runs there
// could tell, or the probe has made too little of what it saw. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simulator/certify/certified_runs.hpp"

namespace edge::sim {

/// Different faults that get one verdict with the same words in one network.
struct SharedVerdict {
  std::string topology;
  std::string verdict;
  std::vector<std::string> faults;      // each with its parameters: "port-dropped at=host"
  bool same_packets = false;            // then no probe could tell them apart
};

class Certificate {
 public:
  void add(const CertifiedRun& run);

  int runs() const { return static_cast<int>(runs_.size()); }
  /// Pairs of runs with different faults in one network that break the agent.
  int pairs() const;
  /// Of them those that have other verdicts or other words.
  int told_apart() const;
  std::vector<SharedVerdict> shared() const;
  /// Runs whose verdict names what is not there.
  std::vector<CertifiedRun> wrong() const;
  /// Nothing is wrong, and whatever shares a verdict has the same packets.
  bool holds() const;

 private:
  /// By network, verdict and words: the runs that a reader cannot tell from one another.
  std::map<std::string, std::vector<const CertifiedRun*>> alike() const;

  std::vector<CertifiedRun> runs_;
};

/// For people: what shares a verdict, and what is wrong.
std::string certificate_text(const Certificate& certificate);
/// The table of docs/separability.md: what no probe can tell apart.
std::string certificate_page(const Certificate& certificate);

}  // namespace edge::sim
