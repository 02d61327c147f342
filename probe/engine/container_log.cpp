#include "probe/engine/container_log.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "probe/engine/containers.hpp"
#include "probe/engine/log_frames.hpp"

namespace edge::probe {

void read_container_log(const Engine& engine, const std::string& name,
                        const std::function<void(std::string_view text)>& take) {
  const Container container = inspect_container(engine, name);
  const auto target = fmt::format("/containers/{}/logs?stdout=1&stderr=1", name);
  if (container.terminal) return engine.stream(target, take);
  const auto refuse = [&](std::string_view why) {
    throw EngineError(fmt::format("the container engine at {} sends {} of {}",
                                  printable(engine.socket()), why, name));
  };
  LogFrames frames(take);
  engine.stream(target, [&](std::string_view piece) {
    if (!frames.add(piece)) refuse("what is not the log");
  });
  if (!frames.ends_well()) refuse("only a part of the log");
}

}  // namespace edge::probe
