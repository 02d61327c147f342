// A virtual network under test: sends single packets from any node and writes down, line by line,
// what arrives where and when.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "simulator/network/virtual_network.hpp"

namespace edge {

IpAddress ip(const std::string& text);
Endpoint at(const std::string& text);

Interface interface(const std::string& name, const std::string& address,
                    InterfaceKind kind = InterfaceKind::ethernet);
Route via(const std::string& destination, const std::string& gateway,
          const std::string& interface);
Route on_link(const std::string& destination, const std::string& interface);
Route special(const std::string& destination, RouteKind kind);
Rule rule(Hook hook, const Match& match, const Action& action, int priority = kFilter);
/// Takes 1 ms each way.
Wire wire(const std::string& a, const std::string& a_interface, const std::string& b,
          const std::string& b_interface);
/// client 10.0.1.2 -- 10.0.1.1 r1 10.0.2.1 -- 10.0.2.2 r2 10.0.3.1 -- 10.0.3.2 server; the routers'
/// interfaces are "in" (towards the client) and "out", the ends have "eth0".
Topology chain();
/// client 172.18.0.2 -- 172.18.0.1 host 10.0.1.2 -- ...: as chain(), with the client behind a host
/// that masquerades, and no route back to 172.18.0.0/16 anywhere.
Topology nat_chain();
Node& node(Topology& topology, const std::string& name);

Packet syn(const std::string& from, const std::string& to, int ttl = 64);
Packet udp(const std::string& from, const std::string& to, std::size_t bytes = 4);
/// The SYN-ACK or datagram that answers `packet`.
Packet answer(const Packet& packet);

/// "tcp syn 10.0.1.2:40000>10.0.3.2:5671" or "icmp 11/0 10.0.1.1>10.0.1.2 about tcp ...".
std::string describe(const Packet& packet);

class TestNet {
 public:
  explicit TestNet(Topology topology, std::uint64_t seed = 1);

  ErrorCode send(const std::string& node, const Packet& packet);
  /// At a virtual instant after the start; the result is not looked at.
  void send_at(Duration when, const std::string& node, const Packet& packet);
  void change_at(Duration when, const Topology& topology);
  /// Makes `node` answer every SYN and datagram it receives.
  void answers(const std::string& node) { answering_ = node; }
  /// Runs until nothing happens any more; returns the lines since the last call:
  /// "3.000ms server: tcp syn ...".
  std::vector<std::string> run();

  EventLoop loop;
  VirtualNetwork network;
  std::vector<Packet> received;

 private:
  void arrived(const std::string& node, const Packet& packet);

  std::string answering_;
  std::vector<std::string> lines_;
};

}  // namespace edge
