// A program run inside a node of the lab: its network, its resolv.conf and hosts, no privilege, and
// a root folder that does not show that the machine itself may be a container.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "common/world/stream.hpp"
#include "simulator/lab/node_start.hpp"

namespace edge::sim {

struct NodeProgramEnd {
  int exit_code = 0;          // 128 + signal, as a shell says it, when one ended it
  std::string output, errors; // the last NodeProgram::kept bytes of each
  std::size_t left_out = 0;   // bytes of output before those
};

/// The program itself is not there or cannot be executed; everything else was ready for it.
class ProgramNotStarted : public std::runtime_error {
 public:
  ProgramNotStarted(const std::string& words, int exit_code)
      : std::runtime_error(words), exit_code_(exit_code) {}
  int exit_code() const { return exit_code_; }  // kNotFound or kNotExecutable

 private:
  int exit_code_;
};

/// One that runs. Its end is also the end of everything it has started.
class NodeProcess {
 public:
  /// With `streams` it has these descriptors, which remain the caller's; without, an empty input,
  /// and its output is kept. Throws std::system_error when it cannot be started at all.
  NodeProcess(boost::asio::any_io_executor executor, const NetworkNamespace& where,
              NodeProgram program, std::optional<StandardStreams> streams = {});
  /// Kills it if it still runs.
  ~NodeProcess();
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  /// Once. Throws ProgramNotStarted, or another std::runtime_error naming the step that failed.
  Awaitable<NodeProgramEnd> finish();

  /// SIGKILL ends all of it, others go to the program itself.
  void signal(int number);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Runs it to its end; cancelling kills it, and so does the end of this process. Throws as
/// NodeProcess.
Awaitable<NodeProgramEnd> run_in_node(boost::asio::any_io_executor executor,
                                      const NetworkNamespace& where, NodeProgram program);

}  // namespace edge::sim
