#include "simulator/hub_program/open_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace edge::sim {
namespace {

/// Listeners, the log and the file that replaces it, one that is written anew and its folder, and
/// connections that have just been accepted or are about to end.
constexpr std::size_t kReserve = 32;

}  // namespace

std::size_t connections_within(const OpenFiles& files, std::size_t wanted) {
  const std::size_t others = files.open + files.control + kReserve;
  if (files.allowed > others) return std::min(wanted, files.allowed - others);
  throw std::runtime_error(fmt::format("{} open files are allowed here (ulimit -n), a hub needs "
                                       "{} at least", files.allowed, others + 1));
}

std::string complaint_about(const OpenFiles& files, std::size_t wanted) {
  const std::size_t most = connections_within(files, wanted);
  if (most == wanted) return {};
  return fmt::format("{} open files are allowed here (ulimit -n): at most {} connections of "
                     "devices, not {}", files.allowed, most, wanted);
}

}  // namespace edge::sim
