// held_lab SCENARIO [--without-tunnels]: builds the lab of a scenario as it is at its start and
// holds it until standard input ends. Prints one line of JSON: this process's id, a descriptor of
// every node's network namespace, and what a client in the module needs to reach the hub. With
// --without-tunnels no node has a tunnel of the lab's own: real VPN programs make theirs.
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "simulator/lab/lab.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/timeline.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;

void take_tunnels_away(Topology& topology) {
  for (auto& node : topology.nodes) {
    for (const auto& tunnel : node.tunnels) {
      std::erase_if(node.interfaces, [&](const Interface& interface) {
        return interface.name == tunnel.interface;
      });
    }
    node.tunnels.clear();
  }
}

json description(const Scenario& scenario, const Topology& topology, Lab& lab) {
  json about{{"pid", ::getpid()}};
  for (const auto& node : topology.nodes) {
    about["namespaces"][node.name] = lab.where(node.name).descriptor();
  }
  for (const auto& server : topology.nodes.front().resolver.servers) {
    about["name_servers"].push_back(server.address.to_string());
  }
  const auto options = probe_options(scenario, topology, lab.services().trusted_pem());
  about["ca"] = options.ca_pem();
  about["host_name"] = options.identity->host_name;
  about["device_id"] = options.identity->device_id;
  about["module_id"] = options.identity->module_id;
  about["key"] = options.identity->shared_access_key.reveal();
  return about;
}

Awaitable<void> until_input_ends(Lab& lab) {
  boost::asio::posix::stream_descriptor input(lab.executor(), ::dup(STDIN_FILENO));
  char byte = 0;
  ErrorCode ended;
  auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ended);
  while (!ended) co_await input.async_read_some(boost::asio::buffer(&byte, 1), token);
}

int main_of(int argc, char** argv) {
  const bool without_tunnels = argc == 3 && argv[2] == std::string_view{"--without-tunnels"};
  if (argc < 2 || (argc > 2 && !without_tunnels)) {
    std::cerr << "usage: held_lab SCENARIO [--without-tunnels]\n";
    return 2;
  }
  const auto scenario = load_scenario(argv[1]);
  Topology topology = plan_phases(scenario, fault_rows()).front().topology;
  if (without_tunnels) take_tunnels_away(topology);
  Lab lab(topology, scenario.seed);
  std::cout << description(scenario, topology, lab).dump() << std::endl;
  lab.run(until_input_ends(lab));
  return 0;
}

}  // namespace
}  // namespace edge::sim

int main(int argc, char** argv) {
  try {
    return edge::sim::main_of(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "held_lab: " << error.what() << "\n";
    return 2;
  }
}
