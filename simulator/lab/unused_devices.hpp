// The devices of interfaces at which neither a wire nor a tunnel ends: a socket without a cable, a
// VPN's device without its client. What is sent into them is read by nobody.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "simulator/lab/tap_device.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

class UnusedDevices {
 public:
  using Where = std::function<const NetworkNamespace&(const std::string& node)>;
  UnusedDevices(boost::asio::any_io_executor executor, Where where);

  /// Lets go of those that have a wire or a tunnel in `topology`, so that these can take them over.
  void release_used(const Topology& topology);
  /// Makes those that are missing. Throws as TapDevice.
  void make_missing(const Topology& topology);

 private:
  boost::asio::any_io_executor executor_;
  Where where_;
  std::map<std::pair<std::string, std::string>, TapDevice> devices_;  // by node and interface
};

}  // namespace edge::sim
