#include "simulator/commands/rows.hpp"

namespace edge::sim {

std::span<const CommandRow> command_rows() {
  static const CommandRow rows[] = {kRunCommand, kListCommand, kDoctorCommand, kLabCommand,
                                    kHubCommand, kFuzzCommand, kCertifyCommand};
  return rows;
}

}  // namespace edge::sim
