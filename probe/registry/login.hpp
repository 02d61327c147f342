// Credentials for a registry, and where the agent, and the engine's own commands, keep theirs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/secret.hpp"
#include "common/world/time.hpp"
#include "probe/registry/image_reference.hpp"

namespace edge::probe {

struct RegistryLogin {
  std::string source;             // "[agent.config.auth] of /etc/aziot/config.toml"
  std::string user;
  Secret password;
  std::optional<WallTime> ends;   // where the password says so: a registry's refresh token
};

/// Credentials that were looked for; or why there are none.
struct FoundLogin {
  std::optional<RegistryLogin> login;
  std::string note;
};

/// Those of `[agent.config.auth]` in a device's config.toml, which the daemon sends when it pulls
/// the edge agent's image; `source` names the file. Another registry's are left alone. Throws
/// UsageError for what is no TOML.
FoundLogin agent_login(std::string_view toml, const std::string& source,
                       const ImageReference& image);

/// Those that `docker login` and `podman login` have left in a file (config.json, auth.json), the
/// closest first, and the credential helpers that it names, which are not run. The edge agent uses
/// none of them. A file that is no JSON has none, and a note.
struct EngineLogins {
  std::vector<RegistryLogin> logins;
  std::vector<std::string> notes;
};
EngineLogins engine_logins(const std::string& text, const std::string& source,
                           const ImageReference& image);

/// A login of the user's own, "user:password" if `user` is empty. Throws UsageError.
RegistryLogin given_login(const std::string& source, const std::string& user,
                          std::string_view text);

}  // namespace edge::probe
