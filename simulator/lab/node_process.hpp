// A program run inside a node of the lab: its network, its resolv.conf and hosts, no privilege, and
// a root folder that does not show that the machine itself may be a container.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <string>
#include <vector>

#include "common/world/real/network_namespace.hpp"
#include "common/world/stream.hpp"

namespace edge::sim {

struct NodeProgram {
  std::vector<std::string> command;                // required: absolute path, arguments
  std::map<std::string, std::string> environment;  // all of it
  std::string folder;                              // as write_node_files() makes it
};

struct NodeProgramEnd {
  int exit_code = 0;  // 128 + signal, as a shell says it, when one ended it
  std::string output, errors;
};

/// Runs it to its end; cancelling kills it, and so does the end of this process. Throws
/// std::runtime_error naming the step that failed when it could not be started.
Awaitable<NodeProgramEnd> run_in_node(boost::asio::any_io_executor executor,
                                      const NetworkNamespace& where, NodeProgram program);

}  // namespace edge::sim
