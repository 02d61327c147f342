// Fixture of the tests of a carried wire: two namespaces and a socket in each.
#pragma once

#include <gmock/gmock.h>

#include "common/world/real/real_world.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/lab/carried_wire.hpp"
#include "tests/support/private_network.hpp"
#include "tests/support/run.hpp"
#include "tests/support/tap_test.hpp"

namespace edge::sim {

using namespace std::chrono_literals;

/// left 192.0.2.1 ---- right 192.0.2.2, the process on the left.
class CarriedWireTest : public test::TapTest {
 protected:
  void SetUp() override {
    TapTest::SetUp();
    if (IsSkipped()) return;
    left_ = std::make_unique<test::NetworkNamespace>();
    right_ = std::make_unique<test::NetworkNamespace>();
    inside_.emplace(*left_);
    world_ = make_real_world(context_);
    properties_.a = {"left", "eth0"};
    properties_.b = {"right", "eth0"};
    properties_.delay = {};
  }

  void join() {
    const auto executor = context_.get_executor();
    for (const auto* end : {left_.get(), right_.get()}) {
      end->sysctl("net/ipv6/conf/default/disable_ipv6", "1");  // it would send on its own
    }
    wire_ = std::make_unique<CarriedWire>(executor, TapDevice(executor, *left_, "eth0"),
                                          TapDevice(executor, *right_, "eth0"), properties_, 1);
    left_->ip("link set eth0 up\naddress add 192.0.2.1/24 dev eth0");
    right_->ip("link set eth0 up\naddress add 192.0.2.2/24 dev eth0");
    client_ = socket_at("192.0.2.1");
    const Inside there(*right_);
    server_ = socket_at("192.0.2.2");
  }

  std::unique_ptr<DatagramSocket> socket_at(const char* address) {
    DatagramOptions options;
    options.bind = Endpoint{boost::asio::ip::make_address(address), 5000};
    return world_->datagram(options).value();
  }

  void send(DatagramSocket& from, DatagramSocket& to, std::size_t bytes = 1) {
    const Bytes data(bytes);
    ASSERT_TRUE(test::run(context_, from.send_to(data, to.local())));
  }

  bool arrives(DatagramSocket& at, Duration within) {
    const Instant deadline = world_->now() + within;
    return test::run(context_, with_deadline(*world_, deadline, at.receive())).has_value();
  }

  /// "Never" is 50 ms here; a second when it must come.
  bool passes(std::size_t bytes = 1) {
    send(*client_, *server_, bytes);
    return arrives(*server_, 1s);
  }
  bool vanishes(std::size_t bytes = 1) {
    send(*client_, *server_, bytes);
    return !arrives(*server_, 50ms);
  }

  Duration round_trip() {
    const Instant begin = world_->now();
    send(*client_, *server_);
    EXPECT_TRUE(arrives(*server_, 1s));
    send(*server_, *client_);
    EXPECT_TRUE(arrives(*client_, 1s));
    return world_->now() - begin;
  }

  Wire properties_;
  boost::asio::io_context context_{1};
  std::unique_ptr<test::NetworkNamespace> left_, right_;
  std::optional<Inside> inside_;
  std::unique_ptr<World> world_;
  std::unique_ptr<CarriedWire> wire_;
  std::unique_ptr<DatagramSocket> client_, server_;
};

}  // namespace edge::sim
