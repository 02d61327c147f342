// What `edgesim hub` keeps between starts: its CA and its identities, made at the first one. The
// folder has mode 0700, every file 0600, and each is written whole or not at all.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/tls/certificate_authority.hpp"
#include "common/topology/services.hpp"
#include "common/world/world.hpp"

namespace edge::sim {

/// Takes one line for the person who started the hub.
using Warn = std::function<void(const std::string&)>;

class HubFiles {
 public:
  /// Makes the folder and the CA if they are missing; takes from others what rights they have on
  /// the files, and says so through `warn`, which may be empty. Throws std::runtime_error that
  /// names the file.
  HubFiles(World& world, const std::string& folder, const Warn& warn = {});

  const CertificateAuthority& authority() const { return *authority_; }
  std::string authority_file() const { return folder_ + "/ca.pem"; }
  std::string connection_string_file() const { return folder_ + "/connection-string.txt"; }

  /// The folder's own identities: a device and its edge agent, with random keys.
  std::vector<DeviceSpec> own_devices();
  /// Whether another text was there before.
  bool write_connection_string(const std::string& host_name, const DeviceSpec& device);

 private:
  World& world_;
  std::string folder_;  // absolute
  std::unique_ptr<CertificateAuthority> authority_;
};

/// Reads [{"deviceId": "...", "moduleId": "...", "key": "..."}]; moduleId may be absent. Throws
/// UsageError that names the file and the entry; never shows a key.
std::vector<DeviceSpec> read_devices(const std::string& file);

}  // namespace edge::sim
