#include "simulator/lab/captures.hpp"

#include <fmt/core.h>

#include <exception>

#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"

namespace edge::sim {

void prepare_captures(const std::string& folder) {
  std::error_code refused;
  std::filesystem::create_directories(folder, refused);
  if (refused) throw UsageError("--pcap: cannot make " + folder + ": " + refused.message());
  try {
    check_writable(folder + "/module.pcap");
  } catch (const std::runtime_error& error) {
    throw UsageError(std::string("--pcap: ") + error.what());
  }
}

Captures::Captures(const std::filesystem::path& folder, const Scenario& scenario)
    : folder_(folder / scenario.name) {
  if (scenario.statistical) folder_ /= fmt::format("seed-{}", scenario.seed);
}

std::shared_ptr<PcapFile> Captures::of(const Wire& wire) {
  const auto name = fmt::format("{}-{}--{}-{}.pcap", wire.a.node, wire.a.interface, wire.b.node,
                                wire.b.interface);
  const auto [entry, added] = files_.try_emplace(name);
  if (!added) return entry->second;
  try {
    std::filesystem::create_directories(folder_);
    entry->second = std::make_shared<PcapFile>(folder_ / name);
  } catch (const std::exception& error) {
    not_made_.emplace_back(error.what());
  }
  return entry->second;
}

/// A full disk fails them all for one reason: the first is said, the others are counted.
std::vector<std::string> Captures::problems() {
  auto all = not_made_;
  for (const auto& [name, file] : files_) {
    if (!file) continue;
    if (auto problem = file->problem(); !problem.empty()) all.push_back(std::move(problem));
  }
  if (all.size() > 1) {
    all.front() += fmt::format(" (and {} more of {})", all.size() - 1, files_.size());
    all.resize(1);
  }
  return all;
}

}  // namespace edge::sim
