// How late the machine makes a run in real time: what the lab waited for a core while others had
// it, and what the machine below gave to other machines.
#pragma once

#include <string_view>

#include "common/world/time.hpp"

namespace edge::sim {

/// Of a thread, since it began (/proc/PID/schedstat: CPU time, wait for a core, both ns; zero for
/// what is no such line).
Duration wait_for_core(std::string_view schedstat);

/// Of all cores, since the machine's start (proc_stat(5), "steal", in `ticks_per_second`).
Duration stolen_time(std::string_view stat, long ticks_per_second);

/// Counts from when it is made, for the thread that it is made in.
class MachineLateness {
 public:
  MachineLateness() : begun_(total()) {}

  /// An estimate from above of what was added to a time: in a conversation the probe waits for a
  /// core about as often as the lab does. Zero where the kernel counts neither.
  Duration so_far() const { return total() - begun_; }

 private:
  static Duration total();

  Duration begun_;
};

}  // namespace edge::sim
