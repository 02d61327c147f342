#include "simulator/lab/lab.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "common/base/check.hpp"
#include "common/world/real/network_namespace.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "simulator/lab/nft_script.hpp"
#include "simulator/lab/open_files.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

/// Behind an error that the machine is to blame for, and not a scenario.
constexpr std::string_view kAskDoctor = " (`edgesim doctor` tells what this machine lacks)";

void enter_namespaces_once() {
  static const std::string refused = [] {
    const auto limit = allow_open_files();
    return limit.empty() ? enter_private_namespaces() : limit;
  }();
  if (!refused.empty()) {
    throw std::runtime_error("the lab: " + refused + std::string(kAskDoctor));
  }
}

bool in_order(const Port& a, const Port& b) {
  return std::tie(a.node, a.interface) < std::tie(b.node, b.interface);
}

bool same_ends(const Wire& a, const Wire& b) { return a.a == b.a && a.b == b.b; }

/// Of the next port of `bridge`: the first name that neither another interface ("lan.0") has nor
/// the port of a bridge whose long name begins alike.
std::string free_port_name(const Node& node, const NodeNetwork::Ports& ports,
                           const std::string& bridge) {
  const auto is_taken = [&](const std::string& name) {
    return find_interface(node, name) || std::ranges::any_of(ports, [&](const auto& entry) {
             return std::ranges::count(entry.second, name) > 0;
           });
  };
  int number = 0;
  while (is_taken(bridge_port_name(bridge, number))) ++number;
  return bridge_port_name(bridge, number);
}

/// A device's wrong clock is made by moving everyone else's the other way: nobody can change the
/// time of a process.
std::map<std::string, Duration> seen_from_the_probe(const Topology& topology) {
  const Duration probe = clock_offset(topology, topology.nodes.front().name);
  std::map<std::string, Duration> offsets;
  for (const auto& node : topology.nodes) {
    offsets[node.name] = clock_offset(topology, node.name) - probe;
  }
  return offsets;
}

}  // namespace

SynSchedule kernel_syn_schedule() {
  enter_namespaces_once();
  SynSchedule schedule;
  schedule.linear = read_sysctl("net/ipv4/tcp_syn_linear_timeouts").value_or(0);  // Linux 6.5
  schedule.retries = read_sysctl("net/ipv4/tcp_syn_retries").value_or(schedule.retries);
  return schedule;
}

Lab::Lab(const Topology& topology, std::uint64_t seed)
    : seed_(seed),
      clock_offsets_(seen_from_the_probe(topology)),
      tunnels_(in_order),
      unused_(executor(), [this](const std::string& node) -> auto& { return where(node); }) {
  enter_namespaces_once();
  add_nodes(topology);
  const auto world_of = [this](const std::string& node) -> World& { return world(node); };
  const auto& probe = topology.nodes.front().name;
  const WallTime true_time = world(probe).wall() - clock_offset(topology, probe);
  services_ = std::make_unique<ServiceSet>(executor(), world_of, true_time);
  become(topology);
}

/// The services' coroutines unwind in a later turn, and use the worlds meanwhile.
Lab::~Lab() {
  services_.reset();
  context_.restart();
  context_.poll();
}

void Lab::add_nodes(const Topology& topology) {
  for (const auto& node : topology.nodes) {
    if (nodes_.contains(node.name)) continue;
    NodeState state;
    state.network = std::make_unique<NodeNetwork>(node.name);
    state.world = make_real_world(context_, {.where = &state.network->where(),
                                             .clock_offset = clock_offsets_[node.name],
                                             .resolver = node.resolver});
    nodes_.emplace(node.name, std::move(state));
  }
}

TapDevice Lab::plug(const Topology& topology, const Port& port) {
  NodeState& node = nodes_.at(port.node);
  std::string name = port.interface;
  const Interface* interface = find_interface(*find_node(topology, port.node), port.interface);
  if (!interface) {
    throw std::runtime_error("the lab: node " + port.node + " has no interface " + port.interface);
  }
  if (interface->kind == InterfaceKind::bridge) {
    name = free_port_name(*find_node(topology, port.node), node.ports, port.interface);
    node.ports[port.interface].push_back(name);
  }
  try {
    return TapDevice(executor(), node.network->where(), name);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string(error.what()) + std::string(kAskDoctor));
  }
}

void Lab::change_wires(const Topology& topology) {
  std::erase_if(wires_, [&](const WireState& state) {
    return std::ranges::none_of(topology.wires, [&](const Wire& wire) {
      return same_ends(wire, state.wire);
    });
  });
  for (const auto& wire : topology.wires) {
    const auto known = std::ranges::find_if(
        wires_, [&](const WireState& state) { return same_ends(wire, state.wire); });
    if (known == wires_.end()) {
      wires_.push_back({wire, std::make_unique<CarriedWire>(executor(), plug(topology, wire.a),
                                                            plug(topology, wire.b), wire, seed_)});
      if (captures_) wires_.back().carried->capture(captures_->of(wire));
    } else if (known->wire != wire) {
      known->carried->change(wire);
      known->wire = wire;
    }
  }
}

void Lab::change_tunnels(const Topology& topology) {
  std::map<Port, Tunnel, bool (*)(const Port&, const Port&)> wanted(in_order);
  for (const auto& node : topology.nodes) {
    for (const auto& tunnel : node.tunnels) wanted[{node.name, tunnel.interface}] = tunnel;
  }
  std::erase_if(tunnels_, [&](const auto& entry) {
    const auto found = wanted.find(entry.first);
    return found == wanted.end() || found->second != entry.second.tunnel;
  });
  for (const auto& [port, tunnel] : wanted) {
    if (tunnels_.contains(port)) continue;
    const auto& where = nodes_.at(port.node).network->where();
    TapDevice device(executor(), where, tunnel.interface, TapDevice::Kind::tun);
    tunnels_.emplace(port, TunnelState{tunnel, std::make_unique<CarriedTunnel>(
                                                   executor(), where, std::move(device), tunnel)});
  }
}

void Lab::realise_nodes(const Topology& topology) {
  for (const auto& node : topology.nodes) {
    NodeState& state = nodes_.at(node.name);
    state.network->realise(node, state.ports);
    const Inside here(state.network->where());
    state.rules.become(nft_script(node));
  }
}

void Lab::guard_routes(const Topology& topology) {
  for (const auto& node : topology.nodes) {
    NodeState& state = nodes_.at(node.name);
    state.guard.reset();
    if (node.route_guard == Duration::zero()) continue;
    state.guard = std::make_unique<RouteGuard>(
        executor(), node.route_guard,
        [network = state.network.get(), node] { network->restore(node); });
  }
}

void Lab::become(const Topology& topology) {
  add_nodes(topology);
  unused_.release_used(topology);
  change_wires(topology);
  change_tunnels(topology);
  unused_.make_missing(topology);
  realise_nodes(topology);
  guard_routes(topology);
  services_->become(topology.services);
}

void Lab::capture(Captures& captures) {
  captures_ = &captures;
  for (auto& state : wires_) state.carried->capture(captures.of(state.wire));
}

void Lab::run(Awaitable<void> work) {
  std::exception_ptr failure;
  spawn(executor(), std::move(work), [&](std::exception_ptr thrown) {
    failure = thrown;
    context_.stop();
  });
  context_.restart();
  context_.run();
  if (failure) std::rethrow_exception(failure);
}

Instant Lab::now() const { return nodes_.begin()->second.world->now(); }

World& Lab::world(const std::string& node) {
  const auto found = nodes_.find(node);
  CHECK(found != nodes_.end());
  return *found->second.world;
}

const NetworkNamespace& Lab::where(const std::string& node) const {
  return nodes_.at(node).network->where();
}

}  // namespace edge::sim
