// Path traces over the running kernel: where a port dies is found without any capability.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/evidence/path_comparison.hpp"
#include "probe/evidence/path_trace.hpp"
#include "tests/support/kernel_world_test.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using test::NetworkNamespace;
using testing::ElementsAre;

constexpr std::uint16_t kAmqp = 5671, kWebSocket = 443;

class KernelPathTest : public test::KernelWorldTest {
 protected:
  PathDetail trace(const IpAddress& target, std::uint16_t port) {
    PathTraceOptions options;
    options.per_hop = 500ms;
    return unprivileged(trace_path(world(), {target, port}, "test", options));
  }

  PathDetail trace(std::uint16_t port) { return trace(test::server_address(), port); }

  static void filter(const NetworkNamespace& node, const std::string& hook,
                     const std::string& verdict) {
    node.nft("table inet test {\n chain obstacle {\n type filter hook " + hook +
             " priority 0\n tcp dport 5671 " + verdict + "\n }\n}\n");
  }

  static std::vector<std::string> words(const PathDetail& path) {
    std::vector<std::string> lines;
    for (const Hop& hop : path.hops) {
      std::string line(name_of(hop.answer));
      if (hop.from) line += " " + hop.from->to_string();
      lines.push_back(std::move(line));
    }
    return lines;
  }
};

TEST_F(KernelPathTest, AHealthyPathNamesEachRouter) {
  const auto listener = listen_on_server({test::server_address(), kAmqp});
  const PathDetail path = trace(kAmqp);
  EXPECT_THAT(words(path),
              ElementsAre("icmp 192.0.2.1", "icmp 198.51.100.2", "accepted 203.0.113.2"));
  EXPECT_TRUE(path.reached);
}

TEST_F(KernelPathTest, AHealthyIpv6PathNamesEachRouter) {
  const auto listener = listen_on_server({test::server_address6(), kAmqp});
  EXPECT_THAT(words(trace(test::server_address6(), kAmqp)),
              ElementsAre("icmp 2001:db8:1::1", "icmp 2001:db8:2::2", "accepted 2001:db8:3::2"));
}

TEST_F(KernelPathTest, OnePortDiesBehindTheSecondHopAndTheOtherPasses) {
  const auto amqp = listen_on_server({test::server_address(), kAmqp});
  const auto web_socket = listen_on_server({test::server_address(), kWebSocket});
  filter(line().router2, "forward", "drop");
  const auto subject = trace(kAmqp);
  const auto found = compare_paths(subject, trace(kWebSocket));
  EXPECT_THAT(words(subject), ElementsAre("icmp 192.0.2.1", "icmp 198.51.100.2", "silence",
                                          "silence", "silence", "silence"));
  EXPECT_EQ(found.last_answering_ttl, 2);
  EXPECT_TRUE(found.reference_goes_further);
  EXPECT_EQ(found.reference_accepted_ttl, 3);
}

TEST_F(KernelPathTest, ADropInTheOwnOutputIsSilentFromTheFirstHopOn) {
  const auto web_socket = listen_on_server({test::server_address(), kWebSocket});
  filter(line().client, "output", "drop");
  const auto found = compare_paths(trace(kAmqp), trace(kWebSocket));
  EXPECT_TRUE(found.silent_from_first_hop);
}

TEST_F(KernelPathTest, ARouterThatResetsAnswersBeforeTheServer) {
  const auto web_socket = listen_on_server({test::server_address(), kWebSocket});
  filter(line().router1, "forward", "reject with tcp reset");
  const auto subject = trace(kAmqp);
  const auto found = compare_paths(subject, trace(kWebSocket));
  EXPECT_THAT(words(subject), ElementsAre("icmp 192.0.2.1", "reset"));
  EXPECT_TRUE(found.answered_before_server);
  EXPECT_EQ(found.answer_ttl, 2);
}

TEST_F(KernelPathTest, ARouterThatRejectsNamesItself) {
  filter(line().router2, "forward", "reject with icmpx admin-prohibited");
  EXPECT_THAT(words(trace(kAmqp)),
              ElementsAre("icmp 192.0.2.1", "icmp 198.51.100.2", "icmp 198.51.100.2"));
}

TEST_F(KernelPathTest, TheOwnHostsRefusalEndsTheTraceAtOnce) {
  line().client.ip("route add prohibit 203.0.113.2");
  EXPECT_THAT(words(trace(kAmqp)), ElementsAre("own-host"));
}

}  // namespace
}  // namespace edge::probe
