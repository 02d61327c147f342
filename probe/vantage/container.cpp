#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "probe/engine/containers.hpp"
#include "probe/vantage/process.hpp"
#include "probe/vantage/rows.hpp"

namespace edge::probe {
namespace {

Container running_container(const Engine& engine, const std::string& name) {
  Container found = inspect_container(engine, name);
  if (found.running && found.process != 0) return found;
  const auto ended = found.finished && found.status == "exited"
                         ? fmt::format(", with exit code {}", found.exit_code)
                         : std::string();
  throw UsageError(fmt::format("--vantage: the container {} does not run (it is {}{}); the bridge "
                               "of its network is there: --vantage bridge:NAME",
                               name, found.status.empty() ? "in no known state"
                                                          : printable(found.status, 40), ended));
}

OtherNetwork find_container(const VantageRequest& request) {
  const auto name = checked_container_name("--vantage", request.what);
  const Engine engine = request.engine();
  const Container found = running_container(engine, name);
  OtherNetwork vantage = vantage_of_process(
      found.process, fmt::format("container {} (process {})", name, found.process));
  // Its process may have ended before it was looked at, and its number be another's.
  if (running_container(engine, name).process == found.process) return vantage;
  throw UsageError(fmt::format("--vantage: the container {} was started anew meanwhile; try again",
                               name));
}

}  // namespace

constinit const VantageRow kContainerVantage{
    .name = "container",
    .form = "container:NAME",
    .what = "the network of a running container, as the engine knows it",
    .find = find_container};

}  // namespace edge::probe
