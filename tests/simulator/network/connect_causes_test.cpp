// What connect() gives for each cause: the table that was measured on a real kernel
// (ECONNREFUSED, EHOSTUNREACH, ... with the ICMP error and its sender), on computed networks.
#include <boost/system/errc.hpp>
#include <cerrno>
#include <functional>
#include <ostream>

#include "tests/simulator/network/internet_fixture.hpp"

namespace edge::test {
namespace {

struct Cause {
  std::string name;
  std::function<void(Topology&)> make;
  int error = 0;
  Duration after{};
  std::optional<IcmpError> icmp = {};
  bool sent = true;
  std::string peer = "10.0.3.2:5671";
  std::optional<int> ttl = {};
};

IcmpError icmp(std::uint8_t type, std::uint8_t code, const std::string& sender) {
  return {type, code, ip(sender)};
}

std::function<void(Topology&)> rule_on(const std::string& where, Hook hook, const Action& action) {
  return [=](Topology& topology) {
    Match match;
    match.protocol = Protocol::tcp;
    match.destination_port = 5671;
    node(topology, where).rules.push_back(rule(hook, match, action));
  };
}

std::function<void(Topology&)> route_on(const std::string& where, RouteKind kind) {
  return [=](Topology& topology) {
    node(topology, where).routes.push_back(special("10.0.3.0/24", kind));
  };
}

void nothing(Topology&) {}

void no_default_route(Topology& topology) { node(topology, "client").routes.clear(); }

Action reject(RejectKind kind) { return Reject{kind}; }

/// Every wire of chain() takes 1 ms; r1 is 1 ms away, the server 3 ms. The attempt ends at 30 s.
std::vector<Cause> causes() {
  const Duration kDeadline = 30s;
  std::vector<Cause> all{
      {"closed_port", nothing, ECONNREFUSED, 6ms, {}},
      {"reset_by_r1", rule_on("r1", Hook::forward, reject(RejectKind::tcp_reset)), ECONNREFUSED,
       2ms, {}},
      {"port_unreachable_r1", rule_on("r1", Hook::forward, reject(RejectKind::port_unreachable)),
       ECONNREFUSED, 2ms, icmp(3, 3, "10.0.1.1")},
      {"admin_prohibited_r1", rule_on("r1", Hook::forward, reject(RejectKind::admin_prohibited)),
       EHOSTUNREACH, 2ms, icmp(3, 13, "10.0.1.1")},
      {"host_unreachable_r2", rule_on("r2", Hook::forward, reject(RejectKind::host_unreachable)),
       EHOSTUNREACH, 4ms, icmp(3, 1, "10.0.2.2")},
      {"net_unreachable_r1", rule_on("r1", Hook::forward, reject(RejectKind::net_unreachable)),
       ENETUNREACH, 2ms, icmp(3, 0, "10.0.1.1")},
      {"router_prohibit", route_on("r1", RouteKind::prohibit), EHOSTUNREACH, 2ms,
       icmp(3, 13, "10.0.1.1")},
      {"router_unreachable", route_on("r1", RouteKind::unreachable), EHOSTUNREACH, 2ms,
       icmp(3, 1, "10.0.1.1")},
      {"router_blackhole", route_on("r1", RouteKind::blackhole), ETIMEDOUT, kDeadline, {}},
      {"dropped_at_r2", rule_on("r2", Hook::forward, Drop{}), ETIMEDOUT, kDeadline, {}},
      {"dropped_by_server", rule_on("server", Hook::input, Drop{}), ETIMEDOUT, kDeadline, {}},
      {"dropped_locally", rule_on("client", Hook::output, Drop{}), ETIMEDOUT, kDeadline, {}},
      {"rejected_locally", rule_on("client", Hook::output, reject(RejectKind::port_unreachable)),
       ECONNREFUSED, 0ms, icmp(3, 3, "10.0.1.2")},
      {"prohibited_locally", rule_on("client", Hook::output, reject(RejectKind::admin_prohibited)),
       EHOSTUNREACH, 0ms, icmp(3, 13, "10.0.1.2")},
      {"reset_locally", rule_on("client", Hook::output, reject(RejectKind::tcp_reset)),
       ECONNREFUSED, 0ms, {}},
      {"own_route_unreachable", route_on("client", RouteKind::unreachable), EHOSTUNREACH, 0ms, {},
       false},
      {"own_route_prohibit", route_on("client", RouteKind::prohibit), EACCES, 0ms, {}, false},
      {"own_route_blackhole", route_on("client", RouteKind::blackhole), EINVAL, 0ms, {}, false},
      {"no_route", no_default_route, ENETUNREACH, 0ms, {}, false},
      {"no_own_neighbour", nothing, EHOSTUNREACH, 3s, icmp(3, 1, "10.0.1.2"), true,
       "10.0.1.77:5671"},
      {"no_far_neighbour", nothing, EHOSTUNREACH, 3004ms, icmp(3, 1, "10.0.2.2"), true,
       "10.0.3.77:5671"},
      {"ttl_1", nothing, EHOSTUNREACH, 2ms, icmp(11, 0, "10.0.1.1"), true, "10.0.3.2:5671", 1},
      {"ttl_2", nothing, EHOSTUNREACH, 4ms, icmp(11, 0, "10.0.2.2"), true, "10.0.3.2:5671", 2},
      {"ttl_3", nothing, ECONNREFUSED, 6ms, {}, true, "10.0.3.2:5671", 3},
  };
  return all;
}

void PrintTo(const Cause& cause, std::ostream* out) { *out << cause.name; }

class ConnectCauses : public ::testing::TestWithParam<Cause> {};

TEST_P(ConnectCauses, GiveWhatAKernelGives) {
  const Cause& cause = GetParam();
  Topology topology = chain();
  cause.make(topology);
  TestInternet internet(topology);
  DialOptions options;
  options.deadline = Instant{30s};
  options.ttl = cause.ttl;
  const DialResult result = internet.dial("client", cause.peer, options);
  EXPECT_EQ(result.error.value(), cause.error) << result.error.message();
  EXPECT_EQ(internet.elapsed(), cause.after);
  EXPECT_EQ(result.icmp, cause.icmp);
  EXPECT_EQ(result.local.has_value(), cause.sent);
  EXPECT_FALSE(result.stream);
}

INSTANTIATE_TEST_SUITE_P(Table, ConnectCauses, ::testing::ValuesIn(causes()),
                         [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace edge::test
