// lab_up_bench TOPOLOGY: milliseconds until a topology is up as kernel namespaces, until it is down
// again, and until the process that had it has ended after that; and that process's CPU time.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "simulator/lab/lab.hpp"
#include "simulator/topologies.hpp"

namespace edge::sim {
namespace {

double now_ms() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(since).count();
}

struct Times {
  double begun = 0, up = 0, down = 0;
};

Times up_and_down(const Topology& topology) {
  Times times;
  times.begun = now_ms();
  {
    const Lab lab(topology, 1);
    times.up = now_ms();
  }
  times.down = now_ms();
  return times;
}

int main_of(const Topology& topology) {
  int ends[2];
  if (::pipe(ends) != 0) return 1;
  const pid_t child = ::fork();
  if (child < 0) return 1;
  if (child == 0) {
    const Times times = up_and_down(topology);
    std::exit(::write(ends[1], &times, sizeof times) == sizeof times ? 0 : 1);
  }
  Times times;
  int status = 0;
  rusage used{};
  const bool heard = ::read(ends[0], &times, sizeof times) == sizeof times;
  if (::wait4(child, &status, 0, &used) != child || status != 0 || !heard) return 1;
  const double ended = now_ms();
  const auto cpu_us = used.ru_utime.tv_usec + used.ru_stime.tv_usec;  // of less than a second
  std::printf("%.3f %.3f %.3f %.3f\n", times.up - times.begun, times.down - times.up,
              ended - times.down, static_cast<double>(cpu_us) / 1000);
  return 0;
}

}  // namespace
}  // namespace edge::sim

int main(int argc, char** argv) {
  const auto* row = argc == 2 ? edge::sim::find_topology(argv[1]) : nullptr;
  return row ? edge::sim::main_of(row->build({})) : 2;
}
