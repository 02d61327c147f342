// edgesim's argv -> what to do. Throws UsageError; prints nothing, opens nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/world/time.hpp"

namespace edge::sim {

// Exit codes.
inline constexpr int kNotMet = 1;  // a scenario's expectation
inline constexpr int kWrongUsage = 2;
inline constexpr int kCouldNotRun = 3;

enum class Action { run, list, hub, doctor, lab, say };

struct Command {
  Action action = Action::say;
  std::vector<std::filesystem::path> scenarios;  // files, or folders of files
  std::optional<std::uint64_t> seed;             // instead of each scenario's own
  std::size_t jobs = 1;
  bool lab = false;                              // --world lab
  bool full_length = false;                      // in the lab: no shorter budgets
  std::string captures;                          // --pcap DIR; empty: none
  std::string exec;                              // --exec CMD, for sh -c; empty: edgeprobe
  Duration exec_limit{};                         // --exec-limit
  std::string format = "text";                   // -o
  std::string junit;                             // path; empty: none
  bool verbose = false;
  std::string topic;                             // list WHAT
  std::filesystem::path folder = "scenarios";    // list scenarios
  bool markdown = false;                         // list
  std::vector<std::string> own_arguments;        // of hub and lab: understood there
  std::string text;                              // help or version, for `say`
};

Command parse_command_line(const std::vector<std::string>& arguments);

}  // namespace edge::sim
