#include "simulator/lab/module_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/world/real/environment.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

/// resolv.conf(5) as the scenario's module has it.
std::string resolv_conf_text(const ResolverConfig& config) {
  std::string text;
  for (const auto& server : config.servers) {
    text += "nameserver " + server.address.to_string() + "\n";
  }
  if (!config.search.empty()) text += fmt::format("search {}\n", fmt::join(config.search, " "));
  const auto timeout = std::chrono::duration_cast<std::chrono::seconds>(config.timeout);
  return text + fmt::format("options ndots:{} timeout:{} attempts:{}\n", config.ndots,
                            timeout.count(), config.attempts);
}

}  // namespace

void write_node_files(const fs::path& folder, const ResolverConfig& resolver) {
  fs::create_directories(folder / "root");
  write_file(folder / "resolv.conf", resolv_conf_text(resolver));
  write_file(folder / "hosts", "127.0.0.1 localhost\n");
  // As in the agent's image; the machine's own may ask local daemons, which see other networks.
  write_file(folder / "nsswitch.conf", "hosts: files dns\n");
}

}  // namespace edge::sim
