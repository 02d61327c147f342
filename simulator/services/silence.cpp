#include "simulator/services/silence.hpp"

#include <array>

namespace edge::sim {

Awaitable<void> stay_silent(std::unique_ptr<Stream> stream) {
  std::array<std::uint8_t, 4096> ignored;
  while (co_await stream->read_some(ignored)) {
  }
}

}  // namespace edge::sim
