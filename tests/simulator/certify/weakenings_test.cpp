// Each of the probe's looks beside the attempts is needed: two faults that are told apart with it
// share a verdict, or get a false one, without it.
#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>

#include "simulator/certify/certificate.hpp"

namespace edge::sim {
namespace {

struct Pair {
  std::string_view weakening, topology, one, other;
};

constexpr Pair kPairs[] = {
    {"traces", "bridge", "forwarding-off at=host", "masquerade-missing at=site-router"},
    {"traces-beyond-the-host", "bridge", "dns-server-failure", "subnet-overlap"},
    {"small-client-hello", "bridge", "vpn-full-tunnel egress=small-mtu", "tls-silence"},
    {"client-hello-without-name", "bridge", "tls-name-filtered", "tls-silence"},
    {"first-byte", "bridge", "answers-unseen at=site-router", "tls-silence"},
};

CertifiedNetwork network_of(std::string_view topology, std::string_view fault) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= fault.size();) {
    const auto end = std::min(fault.find(' ', at), fault.size());
    words.emplace_back(fault.substr(at, end - at));
    at = end + 1;
  }
  FaultStep step;
  step.fault = words.front();
  step.with = parse_parameters(std::span(words).subspan(1));
  CertifiedNetwork network{std::string(topology), step.fault, {}};
  network.scenario.name = network.scenario.why = "certified";
  network.scenario.network.name = topology;
  network.scenario.timeline = {step};
  return network;
}

bool holds(const Pair& pair, const Weakening* weakening) {
  Certificate certificate;
  for (const auto fault : {pair.one, pair.other}) {
    certificate.add(run_certified(network_of(pair.topology, fault), weakening));
  }
  return certificate.holds() && certificate.pairs() == 1;
}

void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.weakening; }

class EachWeakening : public testing::TestWithParam<Pair> {};

TEST_P(EachWeakening, LeavesSomethingUnexplained) {
  const auto* weakening = find_weakening(GetParam().weakening);
  ASSERT_NE(weakening, nullptr);
  EXPECT_TRUE(holds(GetParam(), nullptr));
  EXPECT_FALSE(holds(GetParam(), weakening));
}

INSTANTIATE_TEST_SUITE_P(Weakenings, EachWeakening, testing::ValuesIn(kPairs), [](const auto& one) {
  std::string name(one.param.weakening);
  std::erase(name, '-');
  return name;
});

TEST(Weakenings, AllAreTried) {
  for (const auto& weakening : weakenings()) {
    EXPECT_TRUE(std::ranges::count(kPairs, weakening.name, &Pair::weakening)) << weakening.name;
  }
}

/// Every fault in one network: what is not told apart has the same packets.
TEST(Certificate, HoldsOnTheBridge) {
  Certificate certificate;
  for (const auto& network : certified_networks(1, "bridge")) {
    certificate.add(run_certified(network));
  }
  EXPECT_GT(certificate.pairs(), 300);
  EXPECT_TRUE(certificate.holds()) << certificate_text(certificate);
}

}  // namespace
}  // namespace edge::sim
