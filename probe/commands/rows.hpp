// The subcommands of edgeprobe, one file each; in the order of the help.
#pragma once

#include <span>

#include "common/program/program.hpp"

namespace edge::probe {

extern const CommandRow kRunCommand;
extern const CommandRow kSurveyCommand;
extern const CommandRow kWatchCommand;
extern const CommandRow kReportCommand;
extern const CommandRow kDiffCommand;
extern const CommandRow kRollupCommand;
extern const CommandRow kJudgeCommand;
extern const CommandRow kLogsCommand;
extern const CommandRow kHostCommand;
extern const CommandRow kMatrixCommand;
extern const CommandRow kRegistryCommand;
extern const CommandRow kExplainCommand;
extern const CommandRow kListCommand;

std::span<const CommandRow> command_rows();

/// Of the program, and of its first subcommand.
inline constexpr const char* kExamples = R"(Examples:
  edgeprobe run --hub contoso.azure-devices.net      how far does this network let the agent get?
  edgeprobe run --connection-string @device.txt      the whole sequence, with the device's identity
  edgeprobe run                                      in a module: credentials as it finds them
  sudo edgeprobe run --vantage container:edgeAgent   from the host, in the agent's network
  edgeprobe run --hub ... --plan                     who would be contacted; sends nothing
  edgeprobe run --hub ... -o json --report text=r.txt  one report for a machine, one to read

Exit codes: 0 reached, 1 not reached (as the agent exits), 2 wrong usage, 3 edgeprobe failed.)";

}  // namespace edge::probe
