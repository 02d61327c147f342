#include "simulator/lab/captures.hpp"

#include <fmt/core.h>

#include <exception>
#include <iterator>

#include "common/base/usage_error.hpp"
#include "common/files/output_file.hpp"

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
    : folder_(folder), run_(scenario.name) {
  if (scenario.statistical) seed_ = fmt::format("seed-{}", scenario.seed);
}

/// What others may have put in place of these folders is not written through.
OwnFolder Captures::made() const {
  std::filesystem::create_directories(folder_);
  constexpr mode_t kUsual = 0777;  // without the umask: anybody may look at them
  const std::filesystem::path name(run_);  // it may be in a folder of the suite
  auto run = OwnFolder::inside(folder_, name.begin()->string(), kUsual);
  for (auto part = std::next(name.begin()); part != name.end(); ++part) {
    run = run.folder(part->string(), kUsual);
  }
  return seed_.empty() ? run : run.folder(seed_, kUsual);
}

std::shared_ptr<PcapFile> Captures::of(const Wire& wire) {
  const auto name = fmt::format("{}-{}--{}-{}.pcap", wire.a.node, wire.a.interface, wire.b.node,
                                wire.b.interface);
  const auto [entry, added] = files_.try_emplace(name);
  if (!added) return entry->second;
  try {
    entry->second = std::make_shared<PcapFile>(made(), name);
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
