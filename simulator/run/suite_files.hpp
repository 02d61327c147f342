// The files of a suite: those that are named, and those in the folders that are named. Not for what
// is in them (load_scenario.hpp).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace edge::sim {

struct SuiteFile {
  std::filesystem::path file;
  std::string name;     // its way below the folder that was named, without ending: "dns/no-answer"
  std::string problem;  // "PATH: cannot be read: ..."; empty: a file to load
};

/// The files among `paths` and, in the folders among them with all folders below, those that end in
/// .yaml or .yml in any case, but for folders whose name begins with a dot; sorted within each.
/// What cannot be looked at is a problem: folders that are empty, unreadable or linked in a circle,
/// and two files of one name. A file that is found twice by one name is there once.
std::vector<SuiteFile> suite_files(const std::vector<std::filesystem::path>& paths);

/// The files among `paths` and those that lie directly in the folders among them, sorted within
/// each folder. Throws UsageError that names what is not there.
std::vector<std::filesystem::path> scenario_files(const std::vector<std::filesystem::path>& paths);

/// One of several parts of about the same size, from 1 on.
struct Shard {
  std::size_t number = 1, of = 1;
};

/// "3/8", or "job/8": then K is one more than `job_index`, the value of the variable
/// JOB_COMPLETION_INDEX that Kubernetes gives the pods of an indexed Job. Throws UsageError.
Shard parse_shard(const std::string& text, const std::string& job_index = {});

/// The files of which one of `globs` matches the name, all if there are none: against the last part
/// of the name, or against the whole of it if the glob has a '/'. Problems stay.
std::vector<SuiteFile> matching(std::vector<SuiteFile> files,
                                const std::vector<std::string>& globs);

/// Every `shard.of`th file, so that neighbours, which often take as long, are in different shards.
/// Problems stay.
std::vector<SuiteFile> part_of(const std::vector<SuiteFile>& files, Shard shard);

}  // namespace edge::sim
