#include "simulator/lab/open_files.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

namespace edge::sim {

std::string allow_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kOpenFiles) return {};
  if (limit.rlim_max >= kOpenFiles) {
    limit.rlim_cur = kOpenFiles;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return {};
  }
  return fmt::format("{} open files are allowed here (ulimit -n), {} are needed", limit.rlim_max,
                     kOpenFiles);
}

}  // namespace edge::sim
