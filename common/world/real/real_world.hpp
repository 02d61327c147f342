// The World of the machine the program runs on: kernel sockets, clocks and files, in the network
// namespace of the calling thread. Needs no privilege. Not for simulation: see ../virtual.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/world/world.hpp"

namespace boost::asio {
class io_context;
}

namespace edge {

class NetworkNamespace;

/// What another process, whose network this one has entered, has in place of this one's files and
/// names.
struct Elsewhere {
  std::string resolv_conf, hosts, nsswitch;         // texts of the files
  std::string res_options;                          // RES_OPTIONS, and
  std::optional<std::string> local_domain;          // LOCALDOMAIN, of its environment
  std::string host_name;
  std::string container;                            // as HostFacts has it
};

/// What may differ from the surroundings of the process.
struct RealWorldOptions {
  const NetworkNamespace* where = nullptr;  // its sockets live there; must outlive the World
  Duration clock_offset{};                  // of wall()
  std::optional<ResolverConfig> resolver;   // instead of /etc/resolv.conf and /etc/hosts
  std::optional<Elsewhere> elsewhere;       // instead of this process's own
  std::function<void(const std::string&)> warn;  // told which of these is not read; or empty
};

/// A World whose operations run on `context`, which must outlive it.
std::unique_ptr<World> make_real_world(boost::asio::io_context& context,
                                       RealWorldOptions options = {});

/// The system's clock, for what is done before there is a world.
WallTime real_wall_time();

}  // namespace edge
