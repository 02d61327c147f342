// What is found for each kind of cause, in the computed network. heal_lab_test.cpp applies the
// commands to kernels.
#include "simulator/heal/heal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"

namespace edge::sim {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Scenario shipped(const std::string& name) {
  return load_scenario(std::filesystem::path{EDGE_SOURCE_DIR} / "scenarios" / (name + ".yaml"));
}

/// The lines for a shell, and those for somebody who changes settings.
std::vector<std::string> steps_of(const Healing& healing) {
  std::vector<std::string> steps;
  for (const Change& each : healing.parts) {
    steps.insert(steps.end(), each.commands.begin(), each.commands.end());
    steps.insert(steps.end(), each.settings.begin(), each.settings.end());
  }
  return steps;
}

struct HealCase {
  const char* scenario;
  std::vector<std::string> steps;  // of one that must be among those found
};

const std::string kAccepts = "nft 'insert rule ip edgesim forward_0 ";
const std::string kOutward = kAccepts + "iifname \"br-azure-iot\" ip saddr 172.18.0.0/16 accept'";
const std::string kInward = kAccepts + "oifname \"br-azure-iot\" ip daddr 172.18.0.0/16 ct state "
                                       "established accept'";
const std::string kMasquerades =
    "iptables -t nat -I POSTROUTING -s 172.18.0.0/16 ! -o br-azure-iot -j MASQUERADE";

const HealCase kHealCases[] = {
    {"vpn-full-tunnel-drops",
     {"ip route add default via 192.168.1.1 dev eth0 table 5671",
      "ip rule add from 172.18.0.0/16 lookup main suppress_prefixlength 1 priority 32764",
      "ip rule add from 172.18.0.0/16 lookup 5671 priority 32765"}},
    {"vpn-wg-quick-drops", {"ip rule add from 172.18.0.0/16 lookup main priority 32762"}},
    {"vpn-strongswan-drops",
     {"ip rule add from 172.18.0.0/16 lookup main priority 217",
      "ip rule add to 172.18.0.0/16 lookup main priority 218",
      "ip rule add to 192.168.1.1/32 lookup main priority 219"}},
    {"vpn-split-openvpn-def1-drops", {"ip route add 198.51.100.10/32 via 192.168.1.1 dev eth0"}},
    {"vpn-networkmanager-drops", {"ip link set dev tun0 down"}},
    {"captures-module-subnet",
     {"ip link set dev tun0 down", "ip route add 172.18.0.0/16 dev br-azure-iot"}},
    {"forwarding-off", {"sysctl -w net.ipv4.ip_forward=1"}},
    {"masquerade-missing", {kMasquerades}},
    {"everything-dropped-by-host", {kOutward, kInward}},
    {"firewall-reload-keeps-forward-policy", {kOutward, kInward, kMasquerades}},
    {"host-blackhole-route", {"ip route del blackhole 198.51.100.0/24"}},
    {"host-wrong-gateway", {"ip route replace default via 192.168.1.1 dev eth0"}},
    {"host-rule-takes-answers", {"ip rule add to 172.18.0.0/16 lookup main priority 999"}},
    {"host-filters-answers-of-marked-packets", {"sysctl -w net.ipv4.conf.all.rp_filter=2"}},
    {"dual-uplink-better-metric-is-dead", {"ip route del default via 192.168.2.1 dev wlan0"}},
    {"host-uplink-takes-small-packets",
     {"make the module network anew with com.docker.network.driver.mtu=576"}},
};

TEST(Heal, FindsWhatMendsEachKindOfCause) {
  for (const auto& one : kHealCases) {
    const auto result = heal(shipped(one.scenario));
    std::vector<std::vector<std::string>> found;
    for (const Healing& healing : result.healings) found.push_back(steps_of(healing));
    EXPECT_THAT(found, Contains(one.steps)) << one.scenario << "\n" << heal_text(result);
  }
}

TEST(Heal, WithEachOfThemTheWholeRunConnects) {
  const auto given = shipped("vpn-full-tunnel-drops");
  const auto result = heal(given);
  EXPECT_EQ(result.verdict, "vpn-route-override");
  ASSERT_GT(result.healings.size(), 2u);
  std::size_t least = 0;
  for (const Healing& healing : result.healings) {
    Scenario healed = as_it_ended(given);
    for (const Change& part : healing.parts) part.apply(healed);
    EXPECT_EQ(run_scenario(healed).report.exit_code, 0) << heal_text({"", false, 1, {healing}});
    EXPECT_GE(steps_of(healing).size(), least) << "the smallest first";
    least = steps_of(healing).size();
  }
}

TEST(Heal, SaysWhatElseTakesAnotherWay) {
  const auto text = heal_text(heal(shipped("vpn-full-tunnel-drops")));
  EXPECT_THAT(text, HasSubstr("     $ ip link set dev tun0 down\n"));
  EXPECT_THAT(text, HasSubstr("     also: the host's own to 10.8.0.0/24: by eth0 instead of by "
                              "tun0\n"));
}

TEST(Heal, FindsNothingForWhatIsNotOnTheHost) {
  for (const auto* name : {"wrong-key", "dns-unknown-name"}) {
    const auto result = heal(shipped(name));
    EXPECT_FALSE(result.connects);
    EXPECT_THAT(result.healings, IsEmpty()) << name;
    EXPECT_THAT(heal_text(result), HasSubstr("lets it: the cause is not on the host")) << name;
  }
}

TEST(Heal, LooksForNothingWhereTheAgentConnects) {
  const auto result = heal(shipped("healthy-bridge"));
  EXPECT_TRUE(result.connects);
  EXPECT_EQ(heal_text(result), "the agent connects (connected)\n");
}

TEST(Heal, WithoutAHostThereIsNothingToChange) {
  EXPECT_THROW(heal(shipped("everything-dropped-direct")), UsageError);
}

/// A client that puts its routes back would undo such a change.
TEST(Heal, LeavesRoutesAloneThatAProgramPutsBack) {
  const auto text = heal_text(heal(shipped("captures-module-subnet")));
  EXPECT_THAT(text, Not(HasSubstr("ip route del")));
  EXPECT_THAT(text, HasSubstr("ip link set dev tun0 down"));
}

}  // namespace
}  // namespace edge::sim
