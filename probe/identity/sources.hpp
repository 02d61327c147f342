// Where credentials are on a device, for those who have no copy of them: `--identity`. What is
// found is used as far as cbs only, unless it is asked for: a module may run with it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/world/time.hpp"
#include "probe/attempt/options.hpp"
#include "probe/engine/engine.hpp"
#include "probe/environment/variables.hpp"

namespace edge::probe {

/// What has been found. Its secrets are in no text.
struct FoundIdentity {
  std::string hub;                   // where to connect
  ConnectionString identity;
  std::optional<ClientCertificate> certificate;
  std::string from;                  // "the workload API at /run/iotedge/workload.sock"
  std::string runs;                  // "edgeAgent runs with this identity"; empty: not known
  std::string trust_pem;             // whom its modules trust as a hub, if not the system's
  std::vector<std::string> inputs;   // files that were read
};

/// What the sources look at.
struct IdentityRequest {
  std::string what;                      // behind the kind's name; empty: the usual place
  const Environment& environment;        // of the program, or of the network it goes to
  std::function<Engine()> engine;        // called only where one is needed
  WallTime now{};
  Duration lifetime{};                   // of a token
  bool plan = false;                     // nothing is to be signed
};

struct IdentityRow {
  std::string_view name;  // "workload"
  std::string_view form;  // "workload[:SOCKET]"
  std::string_view what;
  FoundIdentity (*find)(const IdentityRequest& request) = nullptr;
};

std::span<const IdentityRow> identity_rows();

/// What `text`, of --identity, names. Throws UsageError in one line: the form, or what is missing.
FoundIdentity find_identity(const std::string& text, IdentityRequest request);

}  // namespace edge::probe
