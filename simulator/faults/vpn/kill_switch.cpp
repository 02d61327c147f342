#include "simulator/faults/vpn/kill_switch.hpp"

#include "simulator/topologies/site.hpp"

namespace edge::sim {
namespace {

// A table of the client's own beside the engine's: accepting here does not accept there.
constexpr int kOwnChain = kFilter - 1;

class KillSwitch {
 public:
  KillSwitch(Node& machine, const VpnStyle& style, bool lan)
      : machine_(machine), device_(style.interface), port_(style.port), lan_(lan) {}

  void add() {
    add_output();
    add_forward();
    add_input();
  }

 private:
  void rule(Hook hook, const Match& match, const Action& action) {
    machine_.rules.push_back({hook, kOwnChain, match, action, "fault: the VPN's kill switch"});
  }

  static std::vector<Prefix> local_networks() {
    return {prefix_literal("10.0.0.0/8"), prefix_literal("172.16.0.0/12"),
            prefix_literal("192.168.0.0/16"), prefix_literal("169.254.0.0/16")};
  }

  void let_lan(Hook hook, std::optional<Prefix> Match::*end) {
    if (!lan_) return;
    for (const auto& network : local_networks()) {
      Match match;
      match.*end = network;
      rule(hook, match, Accept{});
    }
  }

  void add_output() {
    Match loopback, tunnel, server;
    loopback.out_interface = "lo";
    tunnel.out_interface = device_;
    server.destination = one_address(ip(kVpnServer));
    server.protocol = Protocol::udp;
    server.destination_port = port_;
    for (const auto& match : {loopback, tunnel, server}) rule(Hook::output, match, Accept{});
    let_lan(Hook::output, &Match::destination);
    rule(Hook::output, {}, Reject{RejectKind::port_unreachable});
  }

  void add_forward() {
    Match in, out;
    out.out_interface = in.in_interface = device_;
    in.state = ConnectionState::established;
    rule(Hook::forward, out, Accept{});
    rule(Hook::forward, in, Accept{});
    let_lan(Hook::forward, &Match::destination);
    rule(Hook::forward, {}, Reject{RejectKind::port_unreachable});
  }

  void add_input() {
    Match loopback, tunnel, server;
    loopback.in_interface = "lo";
    tunnel.in_interface = device_;
    server.source = one_address(ip(kVpnServer));
    server.protocol = Protocol::udp;
    server.source_port = port_;
    for (const auto& match : {loopback, tunnel, server}) rule(Hook::input, match, Accept{});
    let_lan(Hook::input, &Match::source);
    rule(Hook::input, {}, Drop{});
  }

  Node& machine_;
  std::string device_;
  std::uint16_t port_;
  bool lan_;
};

}  // namespace

void add_kill_switch(Node& machine, const VpnStyle& style, bool lan) {
  KillSwitch(machine, style, lan).add();
}

}  // namespace edge::sim
