// What became of a user's own program that ran in place of edgeprobe (`edgesim run --exec`).
#pragma once

#include <string>

#include "common/world/time.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

struct ExecResult {
  int exit_code = 0;          // 128 + signal, as a shell says it
  bool stopped = false;       // it still ran at the time limit
  Duration lasted{};
  std::string output;         // both streams as printed, unescaped; the last part of a long one
  std::size_t left_out = 0;   // bytes before that part
  HubObservations hub;
};

}  // namespace edge::sim
