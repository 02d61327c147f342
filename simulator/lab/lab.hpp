// A topology as a real network: each node a kernel namespace, each wire and tunnel carried by this
// process, the services in sockets of their nodes. Knows no fault, no probe, no scenario.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "simulator/lab/captures.hpp"
#include "simulator/lab/carried_tunnel.hpp"
#include "simulator/lab/carried_wire.hpp"
#include "simulator/lab/nft_table.hpp"
#include "simulator/lab/node_network.hpp"
#include "simulator/lab/route_guard.hpp"
#include "simulator/lab/unused_devices.hpp"
#include "simulator/service_set/service_set.hpp"

namespace edge::sim {

/// What a new namespace of the running kernel has. Moves the process into namespaces as Lab does.
SynSchedule kernel_syn_schedule();

class Lab {
 public:
  /// Builds all of `topology` and starts its services. Moves the process, for good, into namespaces
  /// of its own if it is not there yet. Throws std::runtime_error naming the node or wire and what
  /// the kernel refused.
  Lab(const Topology& topology, std::uint64_t seed);
  ~Lab();
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  /// Applies the difference. Clock offsets stay those of the first topology.
  void become(const Topology& topology);

  /// From now on every frame of every wire goes into `captures` as well, which must outlive this.
  void capture(Captures& captures);

  /// Runs until `work` has ended; throws what it throws.
  void run(Awaitable<void> work);

  Instant now() const;
  World& world(const std::string& node);
  const NetworkNamespace& where(const std::string& node) const;
  boost::asio::any_io_executor executor() { return context_.get_executor(); }
  ServiceSet& services() { return *services_; }

 private:
  struct NodeState {
    std::unique_ptr<NodeNetwork> network;
    std::unique_ptr<World> world;
    std::map<std::string, std::vector<std::string>> ports;  // bridge -> its devices
    std::unique_ptr<RouteGuard> guard;
    NftTable rules;
  };
  struct WireState {
    Wire wire;
    std::unique_ptr<CarriedWire> carried;
  };
  struct TunnelState {
    Tunnel tunnel;
    std::unique_ptr<CarriedTunnel> carried;
  };

  void add_nodes(const Topology& topology);
  void change_wires(const Topology& topology);
  void change_tunnels(const Topology& topology);
  void realise_nodes(const Topology& topology);
  void guard_routes(const Topology& topology);
  TapDevice plug(const Topology& topology, const Port& port);

  boost::asio::io_context context_{1};
  std::uint64_t seed_;
  std::map<std::string, Duration> clock_offsets_;
  std::map<std::string, NodeState> nodes_;
  std::vector<WireState> wires_;
  std::map<Port, TunnelState, bool (*)(const Port&, const Port&)> tunnels_;
  UnusedDevices unused_;
  std::unique_ptr<ServiceSet> services_;
  Captures* captures_ = nullptr;  // null: none are wanted
};

}  // namespace edge::sim
