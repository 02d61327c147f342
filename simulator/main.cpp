// edgesim: its subcommands are in simulator/commands, one file each.
#include <signal.h>

#include "common/base/version.hpp"
#include "common/commit/commit.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/commands/rows.hpp"

int main(int argc, char** argv) {
  edge::open_standard_streams();
  edge::forbid_core_dumps(false);
  ::signal(SIGXFSZ, SIG_IGN);  // a file over the limit is an error of the write, said in words
  const edge::Program program{
      .name = "edgesim",
      .what = "Simulated networks, hubs and faults to test edgeprobe in",
      .examples = edge::sim::kExamples,
      .version = std::string(edge::kVersion) + edge::kCommit,
      .commands = edge::sim::command_rows()};
  return edge::run_program(program, argc, argv);
}
