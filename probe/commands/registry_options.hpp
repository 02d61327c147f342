// What `edgeprobe registry` was asked, from the texts of its options: opens no socket, prints
// nothing. Which options there are is registry.cpp's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "probe/commands/option_texts.hpp"
#include "probe/environment/variables.hpp"
#include "probe/registry/check_registry.hpp"

namespace edge::probe {

struct RegistryTexts {
  std::string image, user, password_file, agent_config, platform, proxy, proxy_credentials, dns,
      ca_file;
  std::string format = "text";
  bool anonymous = false, no_compare = false, plan = false;
};

struct RegistryCommand {
  RegistryOptions options;
  std::vector<std::string> warnings;   // for standard error
  std::vector<Secret> secrets;         // argument texts to wipe from the process list
};

/// A file that need not be there.
struct OptionalFile {
  std::string text;     // empty: none
  std::string problem;  // why it could not be read; or empty
};
using ReadOptional = std::function<OptionalFile(const std::string& path)>;

/// Throws UsageError that names the option, what is wrong with it, and how it is written.
RegistryCommand understand_registry(const RegistryTexts& texts, const Environment& environment,
                                    const ReadSource& read_secret,
                                    const ReadOptional& read_optional);

/// "linux/amd64", for which this program was built.
std::string own_platform();

}  // namespace edge::probe
