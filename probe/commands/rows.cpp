#include "probe/commands/rows.hpp"

#include "common/program/self_description.hpp"

namespace edge::probe {

std::span<const CommandRow> command_rows() {
  static const CommandRow rows[] = {kRunCommand, kSurveyCommand, kWatchCommand, kReportCommand,
                                    kDiffCommand, kRollupCommand, kJudgeCommand, kLogsCommand,
                                    kHostCommand, kMatrixCommand, kRegistryCommand,
                                    kExplainCommand, kListCommand,
                                    kCompletionCommand, kManCommand};
  return rows;
}

}  // namespace edge::probe
