// What each fault of the network does to packets: the answer to a connect() to the hub's two ports
// from where the probe runs, its time, and who answers at which TTL. No hub, no probe.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/duration_text.hpp"
#include "common/base/error_fact.hpp"
#include "common/world/spawn.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/faults/vpn/styles.hpp"
#include "simulator/network/virtual_internet.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

/// "ok 20ms", "ECONNREFUSED 21ms", "ETIMEDOUT 5s".
std::string answer_text(const DialResult& result, Duration took) {
  const auto what = result.error ? error_fact(result.error).symbol : "ok";
  return what + (result.icmp ? " from " + result.icmp->sender.to_string() : "") + " " +
         duration_text(took);
}

class Site {
 public:
  explicit Site(const Topology& topology)
      : internet_(topology, 1), world_(internet_.world(topology.nodes.front().name)) {
    for (const std::uint16_t port : {5671, 443}) {
      listeners_.push_back(internet_.world("hub").listen({ip(kHubAddress), port}).value());
    }
  }

  std::string dial(std::uint16_t port, std::optional<int> ttl = {}) {
    DialOptions options;
    options.ttl = ttl;
    const auto begun = internet_.loop().now();
    options.deadline = begun + 5s;
    std::optional<DialResult> result;
    const Endpoint hub{ip(kHubAddress), port};
    edge::spawn(internet_.loop().context().get_executor(),
                keep_result(world_.dial(hub, options), result));
    internet_.loop().run_until([&] { return result.has_value(); });
    return answer_text(*result, internet_.loop().now() - begun);
  }

 private:
  VirtualInternet internet_;
  World& world_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

struct Case {
  std::string topology, fault;
  Parameters with;
  std::string amqp, websocket;         // the answers on 5671 and 443
  std::vector<std::string> amqp_hops;  // on 5671 with TTL 1, 2, ...
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.fault << " on " << c.topology; }

class OnTheWire : public ::testing::TestWithParam<Case> {};

TEST_P(OnTheWire, AsTold) {
  const auto& expected = GetParam();
  auto topology = find_topology(expected.topology)->built({});
  if (!expected.fault.empty()) {
    topology = find_fault(fault_rows(), expected.fault)->applied_to(topology, expected.with);
  }
  Site site(topology);
  EXPECT_EQ(site.dial(5671), expected.amqp);
  EXPECT_EQ(site.dial(443), expected.websocket);
  std::vector<std::string> hops;
  for (int ttl = 1; ttl <= static_cast<int>(expected.amqp_hops.size()); ++ttl) {
    hops.push_back(site.dial(5671, ttl));
  }
  EXPECT_EQ(hops, expected.amqp_hops);
}

const std::string kHop1 = "EHOSTUNREACH from 172.18.0.1 0s";
const std::string kHop2 = "EHOSTUNREACH from 192.168.1.1 1ms";
const std::string kHop3 = "EHOSTUNREACH from 203.0.113.1 10ms";
const std::string kHop4 = "EHOSTUNREACH from 203.0.113.6 16ms";
const std::string kSilence = "ETIMEDOUT 5s";
const std::string kOk = "ok 20ms";
const std::string kGateway = "EHOSTUNREACH from 10.8.0.1 20ms";

INSTANTIATE_TEST_SUITE_P(
    Faults, OnTheWire,
    ::testing::Values(
        Case{"bridge", "", {}, kOk, kOk, {kHop1, kHop2, kHop3, kHop4, kOk}},
        Case{"direct", "", {}, kOk, kOk,
             {"EHOSTUNREACH from 192.168.1.1 1ms", kHop3, kHop4, kOk}},
        Case{"bridge", "port-dropped", {{"at", "module"}}, kSilence, kOk, {kSilence}},
        Case{"bridge", "port-dropped", {{"at", "host"}, {"hook", "prerouting"}}, kSilence, kOk,
             {kSilence}},
        Case{"bridge", "port-dropped", {{"at", "host"}}, kSilence, kOk, {kHop1, kSilence}},
        Case{"bridge", "port-dropped", {{"at", "site-router"}}, kSilence, kOk,
             {kHop1, kHop2, kSilence}},
        Case{"bridge", "port-dropped", {{"at", "hub"}, {"port", "443"}}, kOk, kSilence, {kHop1}},
        Case{"bridge", "port-reset", {{"at", "site-router"}}, "ECONNREFUSED 1ms", kOk, {}},
        Case{"bridge", "port-rejected", {{"at", "site-router"}, {"kind", "admin-prohibited"}},
             "EHOSTUNREACH from 192.168.1.1 1ms", kOk, {}},
        Case{"bridge", "all-dropped", {{"at", "host"}}, kSilence, kSilence, {kHop1, kSilence}},
        Case{"bridge", "all-dropped", {{"at", "site-router"}}, kSilence, kSilence,
             {kHop1, kHop2, kSilence}},
        Case{"bridge", "forwarding-off", {{"at", "host"}}, kSilence, kSilence, {kSilence}},
        Case{"bridge", "no-default-route", {{"at", "module"}}, "ENETUNREACH 0s", "ENETUNREACH 0s",
             {}},
        Case{"bridge", "wire-down", {{"from", "module"}, {"to", "host"}},
             "EHOSTUNREACH from 172.18.0.2 3s", "EHOSTUNREACH from 172.18.0.2 3s", {}},
        Case{"bridge", "vpn-full-tunnel", {{"egress", "drop"}}, kSilence, kSilence,
             {kHop1, kSilence}},
        Case{"bridge", "vpn-full-tunnel", {{"egress", "pass"}}, "ok 28ms", "ok 28ms", {kHop1}},
        Case{"direct", "vpn-full-tunnel", {{"egress", "pass"}}, "ok 28ms", "ok 28ms", {}},
        Case{"bridge", "vpn-full-tunnel", {{"egress", "pass-443-only"}}, kSilence, "ok 28ms",
             {kHop1, kGateway, kSilence}},
        Case{"bridge", "vpn-full-tunnel", {{"egress", "reject"}}, kGateway, kGateway, {kHop1}},
        Case{"bridge", "vpn-full-tunnel", {{"egress", "no-masquerade"}}, kSilence, kSilence,
             {kHop1, kSilence}},
        Case{"bridge", "vpn-full-tunnel", {{"egress", "small-mtu"}}, "ok 28ms", "ok 28ms",
             {kHop1, kGateway}},
        Case{"bridge", "vpn-split-tunnel", {{"egress", "pass"}}, "ok 28ms", "ok 28ms",
             {kHop1, kGateway}},
        Case{"bridge", "vpn-split-tunnel", {{"routes", "10.0.0.0/8"}}, kOk, kOk, {kHop1, kHop2}},
        Case{"bridge", "kill-switch", {}, kSilence, kSilence, {kSilence}},
        Case{"bridge", "kill-switch", {{"lan", "allowed"}}, "ECONNREFUSED from 172.18.0.1 0s",
             "ECONNREFUSED from 172.18.0.1 0s", {kHop1}},
        Case{"bridge", "captures-module-subnet", {}, kSilence, kSilence, {kSilence, kSilence}},
        Case{"bridge", "subnet-overlap", {}, kSilence, kSilence, {kSilence, kSilence}}));

/// The styles differ in what they do to the host, not in what passes: but for those whose table
/// takes the bridge's own network.
TEST(OnTheWireVpn, EachStyleLetsTheModuleOutOrKeepsItsAnswers) {
  for (const auto* style : vpn_styles()) {
    const std::string name{style->name};
    const bool captures = name == "strongswan-220" || name == "tailscale-exit-node";
    for (const std::string topology : {"bridge", "direct"}) {
      const Parameters with{{"style", name}, {"egress", "pass"}};
      const auto* fault = find_fault(fault_rows(), "vpn-full-tunnel");
      Site site(fault->applied_to(find_topology(topology)->built({}), with));
      const bool deaf = captures && topology == "bridge";
      EXPECT_EQ(site.dial(5671), deaf ? kSilence : "ok 28ms") << name << " on " << topology;
    }
  }
}

}  // namespace
}  // namespace edge::sim
