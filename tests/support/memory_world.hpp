// A World for tests of what speaks over Streams: connections are queues in memory, time jumps,
// every byte arrives at once. Not a network: see simulator/network for that.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <random>

#include "common/base/check.hpp"
#include "common/world/alarm.hpp"
#include "common/world/event.hpp"
#include "common/world/world.hpp"
#include "simulator/network/event_loop.hpp"
#include "tests/support/run.hpp"

namespace edge::test {

/// One direction of a connection.
struct MemoryPipe {
  std::deque<std::uint8_t> bytes;
  ErrorCode end;  // what a reader gets after the bytes: eof or connection_reset
  Event changed;
};

struct StreamPair {
  std::unique_ptr<Stream> client, server;
};

class MemoryListener;

class MemoryWorld : public World {
 public:
  MemoryWorld();
  ~MemoryWorld() override { loop_.abandon(); }

  EventLoop& loop() { return loop_; }
  StreamPair connect_pair();
  /// A read gives at most this many bytes: 1 shows every state of a parser.
  void set_max_read(std::size_t bytes) { max_read_ = bytes; }
  void set_wall(WallTime when) { wall_ = when - (loop_.now() - Instant{}); }

  /// Starts `task` and lets it run beside the test; what it throws fails the test.
  void start(Awaitable<void> task);
  /// Runs `operation` to its end. Throws if it never ends.
  template <class T>
  T run(Awaitable<T> operation) {
    return test::run(loop_, std::move(operation));
  }
  /// Lets everything happen that does within `time`.
  void advance(Duration time);

  Instant now() const override { return loop_.now(); }
  WallTime wall() const override { return wall_ + (loop_.now() - Instant{}); }
  Awaitable<void> sleep_until(Instant when) override;
  Awaitable<DialResult> dial(Endpoint peer, DialOptions options) override;
  Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions& options) override;
  Result<std::unique_ptr<Listener>> listen(const Endpoint& local) override;
  void random(MutableByteView out) override;
  HostFacts host_facts() override { return {}; }
  ResolverConfig resolver_config(CLibrary) override { return {}; }

  AlarmClock alarms{*this};

 private:
  friend class MemoryListener;

  EventLoop loop_;
  WallTime wall_;
  std::size_t max_read_ = SIZE_MAX;
  std::mt19937_64 generator_{7};
  std::map<Endpoint, MemoryListener*> listeners_;
};

}  // namespace edge::test
