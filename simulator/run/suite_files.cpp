#include "simulator/run/suite_files.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <map>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/whole_number.hpp"
#include "common/files/named_file.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 20'000;
constexpr std::size_t kMostShards = 10'000;

std::string shown(const fs::path& path) { return printable(path.string()); }

/// By its name: one that is passed over in silence looks like one that passed.
bool is_yaml(const fs::path& file) {
  const std::string ending = lower_case(file.extension().string());
  return ending == ".yaml" || ending == ".yml";
}

/// Looks for files in one folder that was named.
class Walk {
 public:
  Walk(const fs::path& folder, bool below) : below_(below) {
    into(folder, {});
    std::ranges::sort(found_, {}, &SuiteFile::file);
    if (found_.empty()) refuse(folder, "no .yaml or .yml file in this folder");
  }

  std::vector<SuiteFile> files() && { return std::move(found_); }

 private:
  void refuse(const fs::path& path, const std::string& why) {
    found_.push_back({path, path.string(), fmt::format("{}: {}", shown(path), why)});
  }

  void into(const fs::path& folder, const fs::path& name) {
    std::error_code error;
    const auto real = fs::canonical(folder, error);
    if (error) return refuse(folder, "cannot be read: " + error.message());
    if (std::ranges::find(around_, real) != around_.end()) {
      return refuse(folder, "is a link to a folder that it lies in");
    }
    around_.push_back(real);
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::end(entry);
         entry.increment(error)) {
      if (found_.size() > kMostFiles) break;
      take(entry->path(), name / entry->path().filename());
    }
    around_.pop_back();
    if (error) refuse(folder, "cannot be read: " + error.message());
    if (found_.size() == kMostFiles + 1) {
      refuse(folder, fmt::format("more than {} files are more than a suite", kMostFiles));
    }
  }

  void take(const fs::path& path, const fs::path& name) {
    std::error_code unknown;
    if (!fs::is_directory(path, unknown)) {
      if (!is_yaml(path)) return;
      return found_.push_back({path, fs::path(name).replace_extension().string(), {}});
    }
    const bool hidden = path.filename().string().starts_with('.');
    if (below_ && !hidden) into(path, name);
  }

  bool below_;
  std::vector<fs::path> around_;  // the folders that it is in, without links
  std::vector<SuiteFile> found_;
};

std::vector<SuiteFile> found_at(const std::vector<fs::path>& paths, bool below) {
  std::vector<SuiteFile> files;
  for (const auto& path : paths) {
    std::error_code unknown;
    if (!fs::is_directory(path, unknown)) {
      files.push_back({path, path.stem().string(), {}});  // what is wrong with it, loading will say
      continue;
    }
    auto found = Walk(path, below).files();
    std::ranges::move(found, std::back_inserter(files));
  }
  return files;
}

bool matches(const std::string& name, const std::string& glob) {
  if (glob.find('/') != glob.npos) return ::fnmatch(glob.c_str(), name.c_str(), FNM_PATHNAME) == 0;
  const auto last = fs::path(name).filename().string();
  return ::fnmatch(glob.c_str(), last.c_str(), 0) == 0;
}

}  // namespace

std::vector<SuiteFile> suite_files(const std::vector<fs::path>& paths) {
  std::map<std::string, fs::path> by_name;
  std::vector<SuiteFile> files;
  for (auto& each : found_at(paths, true)) {
    const auto [first, added] = by_name.try_emplace(each.name, each.file);
    if (!added && same_file(first->second.string(), each.file.string())) continue;
    if (!added && each.problem.empty()) {
      each.problem = fmt::format("{}: is called '{}', as {} is; give the folder above both, or "
                                 "another name", shown(each.file), printable(each.name),
                                 shown(first->second));
    }
    files.push_back(std::move(each));
  }
  return files;
}

std::vector<fs::path> scenario_files(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  for (const auto& each : found_at(paths, false)) {
    if (!each.problem.empty()) throw UsageError(each.problem);
    files.push_back(each.file);
  }
  return files;
}

Shard parse_shard(const std::string& text, const std::string& job_index) {
  const auto slash = text.find('/');
  auto number = whole_number<std::size_t>(std::string_view(text).substr(0, slash));
  if (text.starts_with("job/")) {
    number = whole_number<std::size_t>(job_index);
    if (!number || *number >= kMostShards) {
      throw UsageError("--shard: job/N takes K from JOB_COMPLETION_INDEX, which is no such number");
    }
    ++*number;
  }
  const auto of = slash == text.npos
                      ? std::nullopt
                      : whole_number<std::size_t>(std::string_view(text).substr(slash + 1));
  if (!number || !of || *number < 1 || *number > *of || *of > kMostShards) {
    throw UsageError(fmt::format("--shard: must be K/N such as 3/8, K from 1 to N, N at most {}, "
                                 "or job/N",
                                 kMostShards));
  }
  return {*number, *of};
}

std::vector<SuiteFile> matching(std::vector<SuiteFile> files,
                                const std::vector<std::string>& globs) {
  if (globs.empty()) return files;
  std::erase_if(files, [&](const SuiteFile& each) {
    return each.problem.empty() && std::ranges::none_of(globs, [&](const std::string& glob) {
      return matches(each.name, glob);
    });
  });
  return files;
}

std::vector<SuiteFile> part_of(const std::vector<SuiteFile>& files, Shard shard) {
  std::vector<SuiteFile> part;
  std::size_t next = 0;
  for (const auto& each : files) {
    const bool taken = !each.problem.empty() || next++ % shard.of == shard.number - 1;
    if (taken) part.push_back(each);
  }
  return part;
}

}  // namespace edge::sim
