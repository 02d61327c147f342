#include "simulator/lab_run/machine_lateness.hpp"

#include <unistd.h>

#include <array>
#include <cstdint>
#include <sstream>
#include <string>

#include "common/files/named_file.hpp"

namespace edge::sim {

Duration wait_for_core(std::string_view schedstat) {
  std::istringstream fields{std::string(schedstat)};
  std::uint64_t worked = 0, waited = 0;
  if (!(fields >> worked >> waited)) return {};
  return std::chrono::nanoseconds(waited);
}

Duration stolen_time(std::string_view stat, long ticks_per_second) {
  std::istringstream fields{std::string(stat)};
  std::string name;
  fields >> name;
  std::array<std::uint64_t, 8> ticks{};  // user nice system idle iowait irq softirq steal
  for (auto& each : ticks) fields >> each;
  if (!fields || name != "cpu" || ticks_per_second <= 0) return {};
  return std::chrono::nanoseconds(ticks.back() * 1'000'000'000 /
                                  static_cast<std::uint64_t>(ticks_per_second));
}

Duration MachineLateness::total() {
  constexpr ReadLimits kLimits{.bytes = 4096, .cut = true};
  return 2 * wait_for_core(read_file_if_present("/proc/thread-self/schedstat", kLimits)) +
         stolen_time(read_file_if_present("/proc/stat", kLimits), ::sysconf(_SC_CLK_TCK));
}

}  // namespace edge::sim
