// edgeprobe: its subcommands are in probe/commands, one file each.
#include <openssl/crypto.h>

#include "common/base/version.hpp"
#include "common/commit/commit.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/rows.hpp"

int main(int argc, char** argv) {
  edge::open_standard_streams();
  // What OpenSSL tidies up at exit, the kernel takes away anyway: a millisecond of a short run.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  edge::forbid_core_dumps(true);
  const edge::Program program{
      .name = "edgeprobe",
      .what = "Says why an Azure IoT Edge agent cannot reach its IoT hub from this network",
      .examples = edge::probe::kExamples,
      .version = std::string(edge::kVersion) + edge::kCommit,
      .commands = edge::probe::command_rows()};
  return edge::run_program(program, argc, argv);
}
