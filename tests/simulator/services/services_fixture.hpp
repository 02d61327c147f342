// A small virtual internet for services under test: client 10.0.1.2 -- 10.0.1.1 host 10.0.2.1 --
// 10.0.2.2 internet, 1 ms each way on each wire.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "simulator/network/virtual_internet.hpp"
#include "simulator/services/makers.hpp"
#include "tests/support/run.hpp"

namespace edge::sim {

inline Endpoint at(const std::string& text) { return parse_endpoint(text).value(); }

inline Topology client_host_internet() {
  const auto interface = [](const std::string& name, const std::string& address) {
    Interface made;
    made.name = name;
    made.addresses = {prefix_literal(address)};
    return made;
  };
  const auto route = [](const std::string& gateway, const std::string& out) {
    Route made;
    made.destination = prefix_literal("0.0.0.0/0");
    made.gateway = boost::asio::ip::make_address(gateway);
    made.interface = out;
    return made;
  };
  Topology topology;
  topology.nodes.resize(3);
  topology.nodes[0].name = "client";
  topology.nodes[0].interfaces = {interface("eth0", "10.0.1.2/24")};
  topology.nodes[0].routes = {route("10.0.1.1", "eth0")};
  topology.nodes[1].name = "host";
  topology.nodes[1].interfaces = {interface("in", "10.0.1.1/24"), interface("out", "10.0.2.1/24")};
  topology.nodes[1].sysctls.ip_forward = true;
  topology.nodes[2].name = "internet";
  topology.nodes[2].interfaces = {interface("eth0", "10.0.2.2/24")};
  topology.nodes[2].routes = {route("10.0.2.1", "eth0")};
  topology.wires.resize(2);
  topology.wires[0].a = {"client", "eth0"};
  topology.wires[0].b = {"host", "in"};
  topology.wires[1].a = {"host", "out"};
  topology.wires[1].b = {"internet", "eth0"};
  for (auto& wire : topology.wires) wire.delay = std::chrono::milliseconds{1};
  return topology;
}

class ServicesTest : public testing::Test {
 protected:
  template <class T>
  T run(Awaitable<T> operation) {
    return test::run(internet.loop(), std::move(operation));
  }
  World& client() { return internet.world("client"); }
  Duration now() { return internet.loop().now().time_since_epoch(); }

  Service service(const std::string& name, const std::string& node, const std::string& address) {
    Service made;
    made.name = name;
    made.node = node;
    made.address = boost::asio::ip::make_address(address);
    return made;
  }
  std::unique_ptr<RunningService> start(const Service& service) {
    World& world = internet.world(service.node);
    const auto executor = internet.loop().context().get_executor();
    if (service.if_is<DnsService>()) {
      return make_dns_service(executor, world, service, [this](const std::string& node) -> World& {
        return internet.world(node);
      });
    }
    return make_proxy_service(executor, world, service);
  }

  VirtualInternet internet{client_host_internet(), 1};
};

}  // namespace edge::sim
