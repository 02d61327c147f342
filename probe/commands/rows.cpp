#include "probe/commands/rows.hpp"

namespace edge::probe {

std::span<const CommandRow> command_rows() {
  static const CommandRow rows[] = {kRunCommand, kJudgeCommand, kLogsCommand, kHostCommand,
                                    kMatrixCommand, kExplainCommand, kListCommand};
  return rows;
}

}  // namespace edge::probe
