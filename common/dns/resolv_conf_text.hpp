// resolv.conf(5) written, for programs that read it (resolv_conf.hpp).
#pragma once

#include <string>

#include "common/world/world.hpp"

namespace edge {

/// Without ports, which the file has no words for.
std::string resolv_conf_text(const ResolverConfig& config);

}  // namespace edge
