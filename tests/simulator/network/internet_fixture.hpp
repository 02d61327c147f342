// Worlds over a computed network, for tests of what sockets say there.
#pragma once

#include <optional>
#include <string>

#include "common/world/spawn.hpp"
#include "simulator/network/virtual_internet.hpp"
#include "tests/simulator/network/network_fixture.hpp"

namespace edge::test {

using namespace std::chrono_literals;

class TestInternet {
 public:
  explicit TestInternet(const Topology& topology = chain(), std::uint64_t seed = 1)
      : internet(topology, seed) {}

  World& operator[](const std::string& node) { return internet.world(node); }

  void spawn(Awaitable<void> body) {
    edge::spawn(internet.loop().context().get_executor(), std::move(body));
  }
  /// Runs `body` to its end. Fails when nothing can happen any more before that.
  void run(Awaitable<void> body) {
    bool done = false;
    edge::spawn(internet.loop().context().get_executor(), std::move(body),
                [&done](std::exception_ptr thrown) {
                  done = true;
                  if (thrown) std::rethrow_exception(thrown);
                });
    ASSERT_TRUE(internet.loop().run_until([&done] { return done; }));
  }
  void run_until(Duration when) {
    bool reached = false;
    internet.loop().at(Instant{when}, [&reached] { reached = true; });
    internet.loop().run_until([&reached] { return reached; });
  }

  DialResult dial(const std::string& node, const std::string& peer, DialOptions options = {}) {
    DialResult result;
    auto body = [&]() -> Awaitable<void> {
      result = co_await internet.world(node).dial(at(peer), options);
    };
    run(body());
    return result;
  }
  Duration elapsed() { return internet.loop().now().time_since_epoch(); }

  VirtualInternet internet;
};

}  // namespace edge::test
