// Which command or setting enables what `edgesim doctor` found missing, judged by what this machine
// says of itself (settings, signs of a container). Changes nothing.
#pragma once

#include <string>
#include <vector>

#include "simulator/lab/doctor_checks.hpp"

namespace edge::sim {

using Remedies = std::vector<std::string>;

/// Where a limit is to blame, whatever was attempted: on files, processes or namespaces. Empty: it
/// is none.
Remedies limit_remedies(const Refusal& refusal);

Remedies user_namespace_remedies(const Refusal& refusal);
Remedies network_namespace_remedies(const Refusal& refusal);
Remedies settings_remedies(const Refusal& refusal);
Remedies tap_remedies(const Refusal& refusal);
Remedies nftables_remedies(const Refusal& refusal);
Remedies pid_namespace_remedies(const Refusal& refusal);
Remedies private_mount_remedies(const Refusal& refusal);
Remedies uid_range_remedies(const Refusal& refusal);

}  // namespace edge::sim
