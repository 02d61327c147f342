#include "simulator/certify/certificate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace edge::sim {
namespace {

bool breaks(const CertifiedRun& run) {
  return !run.fault.empty() && run.rating != Rating::connected;
}

/// Of runs in one group: pairs with different faults.
int pairs_among(const std::vector<const CertifiedRun*>& runs) {
  std::map<std::string, int> of_fault;
  for (const auto* run : runs) ++of_fault[run->fault];
  const int all = static_cast<int>(runs.size());
  int pairs = all * (all - 1) / 2;
  for (const auto& [fault, count] : of_fault) pairs -= count * (count - 1) / 2;
  return pairs;
}

/// The runs of a group that have the same packets, group by group.
std::map<std::string, std::vector<const CertifiedRun*>> by_packets(
    const std::vector<const CertifiedRun*>& runs) {
  std::map<std::string, std::vector<const CertifiedRun*>> groups;
  for (const auto* run : runs) groups[run->packets].push_back(run);
  return groups;
}

SharedVerdict shared_by(const std::vector<const CertifiedRun*>& runs, bool same_packets) {
  SharedVerdict shared{runs.front()->topology, runs.front()->verdict, {}, same_packets};
  std::set<std::string> named;
  for (const auto* run : runs) {
    auto text = run->fault + run->parameters;
    if (named.insert(text).second) shared.faults.push_back(std::move(text));
  }
  return shared;
}

int faults_among(const std::vector<const CertifiedRun*>& runs) {
  std::set<std::string_view> faults;
  for (const auto* run : runs) faults.insert(run->fault);
  return static_cast<int>(faults.size());
}

std::string line_of(const SharedVerdict& shared) {
  const auto proof = shared.same_packets ? "the same packets" : "OTHER PACKETS";
  return fmt::format("{:<14} {:<30} {}: {}\n", shared.topology, shared.verdict, proof,
                     fmt::join(shared.faults, "; "));
}

std::string row_of(const SharedVerdict& shared) {
  return fmt::format("| {} | `{}` | {} |\n", shared.topology, shared.verdict,
                     fmt::join(shared.faults, "; "));
}

std::string summary_of(const Certificate& certificate) {
  return fmt::format("{} of {} pairs of faults in one network are told apart; {} runs.\n",
                     certificate.told_apart(), certificate.pairs(), certificate.runs());
}

}  // namespace

void Certificate::add(const CertifiedRun& run) { runs_.push_back(run); }

std::map<std::string, std::vector<const CertifiedRun*>> Certificate::alike() const {
  std::map<std::string, std::vector<const CertifiedRun*>> groups;
  for (const auto& run : runs_) {
    if (breaks(run)) groups[run.topology + "\n" + run.verdict + "\n" + run.words].push_back(&run);
  }
  return groups;
}

int Certificate::pairs() const {
  std::map<std::string, std::vector<const CertifiedRun*>> networks;
  for (const auto& run : runs_) {
    if (breaks(run)) networks[run.topology].push_back(&run);
  }
  int pairs = 0;
  for (const auto& [network, runs] : networks) pairs += pairs_among(runs);
  return pairs;
}

int Certificate::told_apart() const {
  int apart = pairs();
  for (const auto& [what, runs] : alike()) apart -= pairs_among(runs);
  return apart;
}

std::vector<SharedVerdict> Certificate::shared() const {
  std::vector<SharedVerdict> shared;
  for (const auto& [what, runs] : alike()) {
    const auto groups = by_packets(runs);
    for (const auto& [packets, same] : groups) {
      if (faults_among(same) > 1) shared.push_back(shared_by(same, true));
    }
    // Of each way that the packets went, one run stands for all.
    std::vector<const CertifiedRun*> ways;
    for (const auto& [packets, same] : groups) ways.push_back(same.front());
    if (groups.size() > 1 && faults_among(runs) > 1) shared.push_back(shared_by(ways, false));
  }
  return shared;
}

std::vector<CertifiedRun> Certificate::wrong() const {
  std::vector<CertifiedRun> wrong;
  std::ranges::copy_if(runs_, std::back_inserter(wrong), [](const CertifiedRun& run) {
    return run.rating == Rating::wrong;
  });
  return wrong;
}

bool Certificate::holds() const {
  const auto all = shared();
  return wrong().empty() && std::ranges::all_of(all, &SharedVerdict::same_packets);
}

std::string certificate_text(const Certificate& certificate) {
  std::string text;
  for (const auto& shared : certificate.shared()) text += line_of(shared);
  for (const auto& run : certificate.wrong()) {
    text += fmt::format("{:<14} {:<30} WRONG: {}{}\n", run.topology, run.verdict, run.fault,
                        run.parameters);
  }
  return text + "\n" + summary_of(certificate);
}

std::string certificate_page(const Certificate& certificate) {
  std::string text = "| network | verdict | faults with the same packets |\n|---|---|---|\n";
  for (const auto& shared : certificate.shared()) {
    if (shared.same_packets) text += row_of(shared);
  }
  return text + "\n" + summary_of(certificate);
}

}  // namespace edge::sim
