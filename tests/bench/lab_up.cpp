// lab_up_bench TOPOLOGY [NODES]: milliseconds until a topology, or its first NODES nodes without
// services, is up as kernel namespaces, until it is down again, and until the process that had it
// has ended after that; and that process's CPU time.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "simulator/lab/lab.hpp"
#include "simulator/topologies/topologies.hpp"
#include "simulator/topology/look_up.hpp"

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

Topology first_nodes(Topology topology, std::size_t count) {
  topology.nodes.resize(std::min(count, topology.nodes.size()));
  topology.services.clear();
  std::erase_if(topology.wires, [&](const Wire& wire) {
    return !find_node(topology, wire.a.node) || !find_node(topology, wire.b.node);
  });
  for (auto& node : topology.nodes) {  // those that no wire brings a device for are not there
    std::erase_if(node.interfaces, [&](const Interface& interface) {
      const Port port{node.name, interface.name};
      const auto ends = [&](const Wire& wire) { return wire.a == port || wire.b == port; };
      return std::ranges::none_of(topology.wires, ends);
    });
    std::erase_if(node.routes, [&](const Route& route) {
      return !find_interface(node, route.interface);
    });
  }
  return topology;
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
  const auto* row = argc > 1 ? edge::sim::find_topology(argv[1]) : nullptr;
  if (!row) return 2;
  auto topology = row->built({});
  if (argc > 2) topology = edge::sim::first_nodes(topology, std::strtoul(argv[2], nullptr, 10));
  return edge::sim::main_of(topology);
}
