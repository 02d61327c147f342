#include "simulator/commands/rows.hpp"

#include "common/program/self_description.hpp"

namespace edge::sim {

std::span<const CommandRow> command_rows() {
  static const CommandRow rows[] = {kRunCommand, kListCommand, kHealCommand, kDoctorCommand,
                                    kLabCommand, kHubCommand, kFuzzCommand, kCertifyCommand,
                                    kCompletionCommand, kManCommand};
  return rows;
}

}  // namespace edge::sim
