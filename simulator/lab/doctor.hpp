// What this machine can do of what the lab needs, found by doing it in namespaces of a forked
// process. Not for mending it: the findings say which command does.
#pragma once

#include <string>
#include <vector>

namespace edge::sim {

enum class FindingStatus { ok, missing, not_tested };  // not_tested: an earlier one is missing
std::string_view name_of(FindingStatus status);

struct Finding {
  std::string name;                  // "tap-device"
  FindingStatus status = FindingStatus::not_tested;
  bool needed = true;                // by the lab; false: by some tests only
  std::string what;                  // what it is
  std::string seen;                  // the refused step, in the kernel's words
  std::string without_it;            // what does not work
  std::vector<std::string> remedies; // commands and settings, the likeliest first
};

/// In the order in which one needs the other. Throws std::system_error if nothing can be forked.
std::vector<Finding> examine_machine();

/// Whether everything the lab needs is there.
bool lab_can_run(const std::vector<Finding>& findings);

/// `edgesim doctor` with "text" or "json": one line per finding and what to do.
std::string findings_text(const std::vector<Finding>& findings, const std::string& format);

}  // namespace edge::sim
