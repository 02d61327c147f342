// Turns for the path traces of runs that are made side by side. Routers ration the ICMP errors that
// a trace lives on (Linux: six at once to one peer, then one a second, icmp_ratelimit in
// ip-sysctl.rst): traces at the same time take them from each other, and a router that is silent
// for that reason looks like one that drops.
#pragma once

#include "common/world/event.hpp"
#include "common/world/world.hpp"

namespace edge::probe {

class PathTurn {
 public:
  /// While it lives, no other run traces.
  class Mine {
   public:
    explicit Mine(PathTurn* turn) : turn_(turn) {}
    ~Mine();
    Mine(const Mine&) = delete;
    Mine& operator=(const Mine&) = delete;

   private:
    PathTurn* turn_;
  };

  explicit PathTurn(World& world) : world_(world) {}

  /// Waits until nobody else has it and the routers have their errors back. False: it has been
  /// taken so often that no more is to be traced. Else a Mine is to be made at once.
  Awaitable<bool> take();

 private:
  World& world_;
  bool taken_ = false;
  int times_ = 0;
  Instant next_{};
  Event released_;
};

}  // namespace edge::probe
