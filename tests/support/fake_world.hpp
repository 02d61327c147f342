// A World whose dials are scripted by port and TTL, on a virtual clock. For tests of code that only
// dials, sleeps and tells the time; everything else CHECKs. Not a network: see VirtualInternet.
#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "common/world/world.hpp"
#include "simulator/network/event_loop.hpp"

namespace edge::test {

/// How a dial ends. A deadline before `after` turns it into errc::timed_out.
struct ScriptedDial {
  Duration after{};
  ErrorCode error{};  // clear: accepted
  std::optional<IcmpError> icmp{};
  bool sent = true;  // a packet left, so that there is a local endpoint
};

class FakeWorld final : public World {
 public:
  struct Dialled {
    Instant begin;
    int port = 0;
    int ttl = 0;  // 0: the system's
    bool operator==(const Dialled&) const = default;
  };

  /// Ports and TTLs without a script are silent.
  void script(int port, int ttl, ScriptedDial dial) { script_[{port, ttl}] = std::move(dial); }

  const std::vector<Dialled>& dialled() const { return dialled_; }
  int most_in_flight() const { return most_in_flight_; }
  int in_flight() const { return in_flight_; }
  int open_streams() const { return *open_streams_; }
  EventLoop& loop() { return loop_; }

  /// 192.0.2.2, the source of every dial.
  static IpAddress own_address();

  Instant now() const override { return loop_.now(); }
  WallTime wall() const override { return WallTime{loop_.now().time_since_epoch()}; }
  Awaitable<void> sleep_until(Instant when) override;
  Awaitable<DialResult> dial(Endpoint peer, DialOptions options) override;
  Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions& options) override;
  Result<std::unique_ptr<Listener>> listen(const Endpoint& local) override;
  void random(MutableByteView out) override;
  HostFacts host_facts() override;
  ResolverConfig resolver_config(CLibrary) override;

 private:
  EventLoop loop_;
  std::map<std::pair<int, int>, ScriptedDial> script_;
  std::vector<Dialled> dialled_;
  int in_flight_ = 0;
  int most_in_flight_ = 0;
  std::shared_ptr<int> open_streams_ = std::make_shared<int>(0);
};

}  // namespace edge::test
