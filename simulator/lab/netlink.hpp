// rtnetlink of one network namespace through libnl: links, IPv4 addresses, routes and policy rules,
// one request at a time. Not for what a node should have (node_network.hpp), nor for filters.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simulator/topology/topology.hpp"

struct nl_msg;
struct nl_sock;

namespace edge::sim {

/// A device as the kernel has it.
struct Link {
  int index = 0;
  int master = 0;  // index of the bridge whose port it is, 0: none
  int mtu = 0;     // bytes
  bool up = false;
};

/// A socket of the namespace the thread is in when it is made; later calls work from anywhere.
/// Every call throws std::runtime_error with what was attempted and the kernel's words: "node host:
/// cannot add route 0.0.0.0/1 via 10.8.0.1 dev tun0: Network is unreachable". Removing what is
/// gone already succeeds.
class Netlink {
 public:
  /// `owner` begins every complaint: "node host".
  explicit Netlink(std::string owner);
  ~Netlink();
  Netlink(const Netlink&) = delete;
  Netlink& operator=(const Netlink&) = delete;

  /// Asks the kernel for all devices. The other calls find devices by name in the last answer.
  const std::map<std::string, Link>& read_links();
  const std::map<std::string, Link>& links() const { return links_; }
  int index(const std::string& device) const;

  /// A plain switch: no spanning tree, so its ports forward at once, and no IGMP snooping. VLANs
  /// are off unless asked for, and a kernel without them refuses even to be told "off".
  void add_bridge(const std::string& name);
  void remove_link(const std::string& device);
  /// Makes `device` a port of `bridge`; of none when that is empty.
  void set_master(const std::string& device, const std::string& bridge);
  void set_up(const std::string& device, bool up);
  void set_mtu(const std::string& device, int bytes);

  std::map<std::string, std::vector<Prefix>> addresses();
  void add_address(const std::string& device, const Prefix& address);
  void remove_address(const std::string& device, const Prefix& address);

  /// All tables, in the kernel's order; without what the kernel derives from addresses for local
  /// delivery and broadcast. Connected routes have the address as preferred source.
  std::vector<Route> routes();
  /// As `ip route replace`: takes the place of a route of equal prefix, metric and table.
  void add_route(const Route& route);
  void remove_route(const Route& route);

  void add_rule(const PolicyRule& rule);
  /// Adds it unless there is one just like it.
  void ensure_rule(const PolicyRule& rule);
  /// The first rule that has all that `rule` says.
  void remove_rule(const PolicyRule& rule);

 private:
  [[noreturn]] void fail(const std::string& attempt, const std::string& reason) const;
  void check(int libnl_result, const std::string& attempt) const;
  /// 0 or the kernel's errno.
  int send(nl_msg* message, const std::string& attempt);
  void request(nl_msg* message, const std::string& attempt);
  void request_removal(nl_msg* message, const std::string& attempt);
  std::string name_of(int index) const;

  std::string owner_;
  nl_sock* socket_;
  int kernel_error_ = 0;
  std::map<std::string, Link> links_;
};

}  // namespace edge::sim
