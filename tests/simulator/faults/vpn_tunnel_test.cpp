// The tunnels of the VPN faults are real ones, on the computed network: each style carries a
// connection, loops without what keeps its own packets out of it, and dies with its UDP port.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/faults/helpers.hpp"
#include "simulator/network/virtual_internet.hpp"
#include "simulator/topologies/site.hpp"
#include "tests/support/run.hpp"
#include "tests/support/vpn_cases.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

class VpnTunnel : public ::testing::TestWithParam<const VpnStyle*> {};

struct Heard {
  ErrorCode error;
  int tunnelled = 0;   // packets on the device's wire that hold another
  int others = 0;
};

/// A connection to the hub from the device.
Heard dial_hub(const Topology& topology) {
  VirtualInternet internet(topology, 1);
  const auto listener = internet.world("hub").listen({ip(kHubAddress), 5671}).value();
  Heard heard;
  internet.network().set_tap([&](Instant, const Wire& wire, const Packet& packet) {
    if (wire.a.node != "device") return;
    const auto* datagram = std::get_if<UdpDatagram>(&packet.payload);
    ++(datagram && datagram->tunnelled ? heard.tunnelled : heard.others);
  });
  DialOptions options;
  options.deadline = internet.loop().now() + 5s;
  const Endpoint hub{ip(kHubAddress), 5671};
  auto dialling = internet.world("device").dial(hub, options);
  heard.error = edge::test::run(internet.loop(), std::move(dialling)).error;
  return heard;
}

TEST_P(VpnTunnel, CarriesAConnection) {
  const auto heard = dial_hub(test::connected(*GetParam()));
  EXPECT_FALSE(heard.error) << heard.error.message();
  EXPECT_GE(heard.tunnelled, 2);
  EXPECT_EQ(heard.others, 0);
}

TEST_P(VpnTunnel, LoopsWithoutWhatKeepsItsOwnPacketsOut) {
  const auto heard = dial_hub(test::without_bypass(test::connected(*GetParam())));
  EXPECT_EQ(heard.error, errc::timed_out);
  EXPECT_EQ(heard.tunnelled + heard.others, 0) << "they enter the tunnel again";
}

TEST_P(VpnTunnel, DiesWithItsPortAtTheSiteRouter) {
  const auto heard = dial_hub(test::with_port_dropped(test::connected(*GetParam()), *GetParam()));
  EXPECT_EQ(heard.error, errc::timed_out);
  EXPECT_GE(heard.tunnelled, 5) << "SYNs leave and are not answered";
  EXPECT_EQ(heard.others, 0);
}

INSTANTIATE_TEST_SUITE_P(Styles, VpnTunnel, ::testing::ValuesIn(vpn_styles()), test::name_of_style);

}  // namespace
}  // namespace edge::sim
