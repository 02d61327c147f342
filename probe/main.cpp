// edgeprobe: its subcommands are in probe/commands, one file each.
#include "common/base/version.hpp"
#include "common/commit/commit.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/rows.hpp"

int main(int argc, char** argv) {
  edge::forbid_core_dumps(true);
  const edge::Program program{
      .name = "edgeprobe",
      .what = "Says why an Azure IoT Edge agent cannot reach its IoT hub from this network",
      .examples = edge::probe::kExamples,
      .version = std::string(edge::kVersion) + edge::kCommit,
      .commands = edge::probe::command_rows()};
  return edge::run_program(program, argc, argv);
}
