// The table of probe/evidence/answer.hpp, asked of the running kernel: each way in which a
// connection can fail is made in private namespaces and seen by a process without any capability.
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

#include "common/base/error_fact.hpp"
#include "probe/evidence/answer.hpp"
#include "tests/support/kernel_world_test.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using test::address;
using test::NetworkNamespace;
using test::RoutedLine;

constexpr std::uint16_t kOpenPort = 5671;
constexpr Duration kPatience = 1200ms;  // one retransmitted SYN, after 1 s

struct KernelRow {
  const char* name;
  const NetworkNamespace RoutedLine::*where;  // the node that the obstacle is put on
  const char* hook;                           // of the nft rule; empty: no rule
  const char* rule;
  const char* ip;                             // lines for ip(8); empty: none
  const char* peer;
  std::uint16_t port;
  std::optional<int> ttl;
  const char* error;                          // errno's name; empty: connected
  const char* icmp;                           // "TYPE/CODE SENDER"; empty: none queued
  Answer answer;
};

void PrintTo(const KernelRow& row, std::ostream* out) { *out << row.name; }

constexpr auto kClient = &RoutedLine::client;
constexpr auto kRouter1 = &RoutedLine::router1;
constexpr auto kRouter2 = &RoutedLine::router2;
constexpr auto kServer = &RoutedLine::server;
const char* const kPeer = "203.0.113.2";
const char* const kPeer6 = "2001:db8:3::2";

KernelRow by_filter(const char* name, const NetworkNamespace RoutedLine::*where, const char* hook,
              const char* rule, const char* error, const char* icmp, Answer answer) {
  return {name, where, hook, rule, "", kPeer, kOpenPort, {}, error, icmp, answer};
}

KernelRow by_route(const char* name, const NetworkNamespace RoutedLine::*where, const char* ip,
             const char* error, const char* icmp, Answer answer) {
  return {name, where, "", "", ip, kPeer, kOpenPort, {}, error, icmp, answer};
}

KernelRow plainly(const char* name, const char* peer, std::uint16_t port, std::optional<int> ttl,
            const char* error, const char* icmp, Answer answer) {
  return {name, kClient, "", "", "", peer, port, ttl, error, icmp, answer};
}

const KernelRow kKernelRows[] = {
    plainly("Open", kPeer, kOpenPort, {}, "", "", Answer::accepted),
    plainly("ClosedPort", kPeer, 5672, {}, "ECONNREFUSED", "", Answer::reset),
    plainly("TtlOne", kPeer, kOpenPort, 1, "EHOSTUNREACH", "11/0 192.0.2.1", Answer::icmp),
    plainly("TtlTwo", kPeer, kOpenPort, 2, "EHOSTUNREACH", "11/0 198.51.100.2", Answer::icmp),
    plainly("TtlThree", kPeer, kOpenPort, 3, "", "", Answer::accepted),
    plainly("NoNeighbour", "192.0.2.77", kOpenPort, {}, "EHOSTUNREACH", "3/1 192.0.2.2",
            Answer::no_neighbour),
    plainly("NoNeighbourOfTheServersLink", "203.0.113.77", kOpenPort, {}, "EHOSTUNREACH",
            "3/1 198.51.100.2", Answer::icmp),

    by_filter("RouterResets", kRouter1, "forward", "reject with tcp reset", "ECONNREFUSED", "",
              Answer::reset),
    by_filter("RouterRejectsPort", kRouter1, "forward", "reject", "ECONNREFUSED",
              "3/3 192.0.2.1", Answer::icmp),
    by_filter("RouterProhibits", kRouter1, "forward", "reject with icmpx admin-prohibited",
              "EHOSTUNREACH", "3/13 192.0.2.1", Answer::icmp),
    by_filter("RouterRejectsHost", kRouter1, "forward", "reject with icmpx host-unreachable",
              "EHOSTUNREACH", "3/1 192.0.2.1", Answer::icmp),
    by_filter("FarRouterRejectsNet", kRouter2, "forward", "reject with icmp net-unreachable",
              "ENETUNREACH", "3/0 198.51.100.2", Answer::icmp),
    by_filter("RouterDrops", kRouter1, "forward", "drop", "ETIMEDOUT", "", Answer::silence),
    by_filter("ServerDrops", kServer, "input", "drop", "ETIMEDOUT", "", Answer::silence),
    by_filter("OwnOutputDrops", kClient, "output", "drop", "ETIMEDOUT", "", Answer::silence),
    by_filter("OwnOutputRejects", kClient, "output", "reject", "ECONNREFUSED", "3/3 192.0.2.2",
              Answer::own_host),
    by_filter("OwnOutputProhibits", kClient, "output", "reject with icmpx admin-prohibited",
              "EHOSTUNREACH", "3/13 192.0.2.2", Answer::own_host),
    by_filter("OwnOutputResets", kClient, "output", "reject with tcp reset", "ECONNREFUSED", "",
              Answer::reset),

    by_route("RouterUnreachable", kRouter1, "route add unreachable 203.0.113.2", "EHOSTUNREACH",
             "3/1 192.0.2.1", Answer::icmp),
    by_route("RouterProhibit", kRouter1, "route add prohibit 203.0.113.2", "EHOSTUNREACH",
             "3/13 192.0.2.1", Answer::icmp),
    by_route("RouterNoRoute", kRouter1, "route del 203.0.113.0/24", "ENETUNREACH",
             "3/0 192.0.2.1", Answer::icmp),
    by_route("RouterBlackhole", kRouter1, "route add blackhole 203.0.113.2", "ETIMEDOUT", "",
             Answer::silence),
    by_route("OwnUnreachable", kClient, "route add unreachable 203.0.113.2", "EHOSTUNREACH", "",
             Answer::own_host),
    by_route("OwnProhibit", kClient, "route add prohibit 203.0.113.2", "EACCES", "",
             Answer::own_host),
    by_route("OwnBlackhole", kClient, "route add blackhole 203.0.113.2", "EINVAL", "",
             Answer::own_host),
    by_route("OwnThrow", kClient, "route add throw 203.0.113.2", "ENETUNREACH", "",
             Answer::own_host),
    by_route("OwnNoRoute", kClient, "route del default", "ENETUNREACH", "", Answer::own_host),
    by_route("OwnLinkDown", kClient, "link set uplink down", "ENETUNREACH", "", Answer::own_host),

    plainly("Open6", kPeer6, kOpenPort, {}, "", "", Answer::accepted),
    plainly("ClosedPort6", kPeer6, 5672, {}, "ECONNREFUSED", "", Answer::reset),
    plainly("HopLimitTwo6", kPeer6, kOpenPort, 2, "EHOSTUNREACH", "3/0 2001:db8:2::2",
            Answer::icmp),
    plainly("NoNeighbour6", "2001:db8:1::77", kOpenPort, {}, "EHOSTUNREACH",
            "1/3 2001:db8:1::2", Answer::no_neighbour),
    {"RouterRejects6", kRouter1, "forward", "reject with icmpv6 port-unreachable", "", kPeer6,
     kOpenPort, {}, "ECONNREFUSED", "1/4 2001:db8:1::1", Answer::icmp},
};

std::string text_of(const std::optional<IcmpError>& icmp) {
  if (!icmp) return {};
  return std::to_string(icmp->type) + "/" + std::to_string(icmp->code) + " " +
         icmp->sender.to_string();
}

class KernelAnswersTest : public test::KernelWorldTest,
                          public testing::WithParamInterface<KernelRow> {
 protected:
  void put_obstacle(const KernelRow& row) {
    const NetworkNamespace& node = line().*row.where;
    if (*row.ip != '\0') node.ip(row.ip);
    if (*row.hook == '\0') return;
    node.nft("table inet test {\n chain obstacle {\n type filter hook " + std::string(row.hook) +
             " priority 0\n tcp dport " + std::to_string(row.port) + " " + row.rule + "\n }\n}\n");
  }

  /// The kernel asks for a neighbour three times, once a second by default.
  void make_neighbour_search_short() {
    for (const auto* node : {&line().client, &line().router2}) {
      const std::string link = node == &line().client ? "uplink" : "far";
      node->sysctl("net/ipv4/neigh/" + link + "/retrans_time_ms", "100");
      node->sysctl("net/ipv6/neigh/" + link + "/retrans_time_ms", "100");
    }
  }

  DialResult dial(const KernelRow& row) {
    DialOptions options;
    options.deadline = world().now() + kPatience;
    options.ttl = row.ttl;
    return unprivileged(world().dial({address(row.peer), row.port}, options));
  }
};

TEST_P(KernelAnswersTest, IsSeenWithoutPrivilege) {
  const KernelRow& row = GetParam();
  const auto listener = listen_on_server({test::server_address(), kOpenPort});
  const auto listener6 = listen_on_server({test::server_address6(), kOpenPort});
  make_neighbour_search_short();
  put_obstacle(row);

  const DialResult result = dial(row);
  EXPECT_EQ(error_fact(result.error).symbol, row.error);
  EXPECT_EQ(text_of(result.icmp), row.icmp);
  EXPECT_EQ(name_of(classify(result)), name_of(row.answer));
  EXPECT_EQ(result.stream != nullptr, row.answer == Answer::accepted);
  const bool nothing_sent = row.answer == Answer::own_host && *row.icmp == '\0';
  EXPECT_EQ(result.local.has_value(), !nothing_sent);
  if (nothing_sent) return;
  // Whoever answers does so at once: no answer may wait for the first retransmission.
  EXPECT_EQ(result.tcp.total_retrans.value() > 0, row.answer == Answer::silence);
}

INSTANTIATE_TEST_SUITE_P(Table, KernelAnswersTest, testing::ValuesIn(kKernelRows),
                         [](const auto& row) { return std::string(row.param.name); });

using KernelPrivilegeTest = test::KernelWorldTest;

TEST_F(KernelPrivilegeTest, TheProbingProcessHasNoCapability) {
  const test::WithoutCapabilities none;
  std::ifstream status("/proc/self/status");
  std::string line, effective;
  while (std::getline(status, line)) {
    if (line.starts_with("CapEff:")) effective = line;
  }
  EXPECT_EQ(effective, "CapEff:\t0000000000000000");
}

}  // namespace
}  // namespace edge::probe
