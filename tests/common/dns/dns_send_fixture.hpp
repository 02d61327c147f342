// One name sent to scripted servers: what the tests of sending share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/dns/send.hpp"
#include "tests/support/scripted_dns_world.hpp"
#include "tests/support/transcript.hpp"

namespace edge {

using namespace std::chrono_literals;

inline const Endpoint kFirst{boost::asio::ip::make_address("192.0.2.1"), 53};
inline const Endpoint kSecond{boost::asio::ip::make_address("192.0.2.2"), 53};
inline const Endpoint kThird{boost::asio::ip::make_address("192.0.2.3"), 53};

class DnsSend : public testing::Test {
 protected:
  SendResult send() {
    auto result = world.run(send_queries(world, "hub.test", config, state, world.now(), exchanges));
    return result;
  }
  std::vector<std::string> log() const { return test::transcript(exchanges); }
  std::string took() const { return test::milliseconds(world.now() - Instant{}); }

  test::ScriptedDnsWorld world;
  ResolverConfig config{.servers = {kFirst}};
  ResolverState state;
  std::vector<DnsExchange> exchanges;
};

}  // namespace edge
