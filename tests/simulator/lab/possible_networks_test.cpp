// Whatever a file may describe and contradictions() lets pass, the running kernel takes: networks
// with one to three odd values each, drawn from a fixed seed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "common/world/prefix.hpp"
#include "simulator/lab/lab.hpp"
#include "simulator/lab/lab_contradictions.hpp"
#include "simulator/topology_file/topology_file.hpp"
#include "tests/support/tap_test.hpp"

namespace edge::sim {
namespace {

class Draw {
 public:
  explicit Draw(std::mt19937& random) : random_(random) {}

  int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  bool coin() { return number(2) == 0; }
  template <class List>
  auto& any(List& list) {
    return list[static_cast<std::size_t>(number(static_cast<int>(std::size(list))))];
  }

 private:
  std::mt19937& random_;
};

/// Changes one value of a topology into one of its type that is odd, allowed or not.
class OddValue : Draw {
 public:
  OddValue(Topology& topology, std::mt19937& random)
      : Draw(random), node_(any(topology.nodes)) {}

  void put() {
    switch (number(9)) {
      case 0: return any(node_.interfaces).addresses.push_back(prefix());
      case 1: any(node_.interfaces).mtu = any(kMtus); return;
      case 2: any(node_.interfaces).kind = InterfaceKind{number(3)}; return;
      case 3: any(node_.interfaces).up = false; return;
      case 4: return node_.routes.push_back(route());
      case 5: return node_.rules.push_back(rule());
      case 6: return node_.policy_rules.push_back(policy_rule());
      case 7: return tunnel();
      case 8: return interface();
    }
  }

 private:
  static constexpr int kMtus[] = {68, 1280, 65521, 65535};
  static constexpr const char* kPrefixes[] = {
      "0.0.0.0/0",       "0.0.0.9/8",        "10.8.0.77/32",   "127.0.0.9/8",
      "192.0.2.7/0",     "192.168.1.0/24",   "192.168.1.10/24", "192.168.1.77/24",
      "192.168.1.255/24", "203.0.113.9/31",  "224.0.0.5/24",   "240.0.0.5/4",
      "169.254.7.7/16",  "255.255.255.255/32", "fd00::5/64"};
  static constexpr const char* kNames[] = {"br0.0", "br0.1", "lan.0", "fwd",
                                           "tun0",  "x@y",   "a~b#c"};

  Prefix prefix() { return prefix_literal(any(kPrefixes)); }
  int table() { return coin() ? kMainTable : 1 + number(300); }

  Route route() {
    Route made;
    made.destination = network_of(prefix());
    made.kind = RouteKind{number(5)};
    made.interface = any(node_.interfaces).name;
    if (coin()) made.gateway = prefix().address;
    if (coin()) made.source = prefix().address;
    made.metric = number(3);
    made.table = table();
    return made;
  }

  Match match() {
    Match made;
    if (coin()) made.in_interface = any(node_.interfaces).name;
    if (coin()) made.not_out_interface = any(node_.interfaces).name;
    if (coin()) made.source = prefix();
    if (coin()) made.protocol = Protocol{number(3)};
    if (coin()) made.destination_port = 443;
    if (coin()) made.state = ConnectionState{number(4)};
    if (coin()) made.source_type = AddressType{number(3)};
    if (coin()) made.longer_than = 1000;
    return made;
  }

  Rule rule() {
    constexpr int kPriorities[] = {-2147483647, kRaw, kDestinationNat, kFilter, kSourceNat,
                                   2147483647};
    Rule made{Hook{number(5)}, any(kPriorities), match(), {}, "odd \"x\" \\ \n", coin()};
    const Endpoint to{prefix().address, static_cast<std::uint16_t>(number(2) * 8443)};
    const Action actions[] = {Accept{}, Drop{}, Reject{RejectKind{number(5)}}, DestinationNat{to},
                              Masquerade{}, SetMark{7}, SaveMark{}, RestoreMark{}};
    made.action = any(actions);
    return made;
  }

  PolicyRule policy_rule() {
    PolicyRule made;
    made.priority = number(3) * 32766;
    made.table = table();
    if (coin()) made.source = prefix();
    if (coin()) made.mark = 7;
    if (coin()) made.suppress_prefix_length = number(129);
    made.invert = coin();
    made.unreachable = coin();
    return made;
  }

  void tunnel() {
    Tunnel made;
    made.interface = any(node_.interfaces).name;
    made.local = {coin() ? prefix().address : IpAddress(boost::asio::ip::address_v4::any()),
                  static_cast<std::uint16_t>(coin() ? 53 : 1194)};
    made.peer = {prefix().address, 1194};
    node_.tunnels.push_back(made);
  }

  void interface() {
    Interface made;
    made.name = any(kNames);
    made.kind = InterfaceKind{number(3)};
    made.addresses = {prefix()};
    node_.interfaces.push_back(made);
  }

  Node& node_;
};

/// The network under `topology:` of a shipped scenario.
Topology shipped(const std::string& name) {
  std::ifstream file(std::string(EDGE_SOURCE_DIR) + "/scenarios/" + name + ".yaml");
  std::stringstream text;
  text << file.rdbuf();
  return read_topology(YAML::Load(text.str())["topology"]);
}

/// As a file would have it, if one could.
std::optional<Topology> written_and_read(const Topology& topology) {
  try {
    return parse_topology(topology_text(topology));
  } catch (const YamlError&) {
    return {};
  }
}

using PossibleNetworks = edge::test::TapTest;

TEST_F(PossibleNetworks, AreBuilt) {
  const auto plain = shipped("own-network-vpn-route");
  std::mt19937 random(1);
  int built = 0;
  for (int i = 0; i < 300; ++i) {
    auto odd = plain;
    for (int changes = 1 + i % 3; changes > 0; --changes) OddValue(odd, random).put();
    const auto topology = written_and_read(odd);
    if (!topology || !lab_contradictions(*topology).empty()) continue;
    ++built;
    try {
      const Lab lab(*topology, 1);
    } catch (const std::exception& error) {
      ADD_FAILURE() << i << ": " << error.what() << "\n" << topology_text(*topology);
    }
  }
  EXPECT_GT(built, 40);
}

}  // namespace
}  // namespace edge::sim
