#include "simulator/lab/open_files.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

namespace edge::sim {

std::string allow_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  const rlim_t raised = std::min<rlim_t>(limit.rlim_max, kMostOpenFiles);
  const rlimit wanted{std::max(limit.rlim_cur, raised), limit.rlim_max};
  if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0) limit = wanted;
  if (limit.rlim_cur >= kOpenFiles) return {};
  return fmt::format("{} open files are allowed here (ulimit -n), {} are needed", limit.rlim_max,
                     kOpenFiles);
}

}  // namespace edge::sim
