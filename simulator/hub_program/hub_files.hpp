// What `edgesim hub` makes at its first start and keeps: its CA, a device, the control endpoint's
// token. The folder has mode 0700, every file 0600, and each is written whole or not at all. Not
// what a hub learns while it runs: file_store.hpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/secret.hpp"
#include "common/tls/certificate_authority.hpp"
#include "common/world/real/lock_file.hpp"
#include "common/world/world.hpp"
#include "simulator/hub_program/state_folder.hpp"
#include "simulator/topology/device_spec.hpp"

namespace edge::sim {

class HubFiles {
 public:
  /// Takes the folder as state_folder() does, keeps other hubs from it, then makes the CA if it is
  /// missing; takes from others what rights they have on folder and files, and says so through
  /// `warn`, which may be empty; takes away what a crash left of a write. Throws std::runtime_error
  /// that names the file, and what can be done.
  HubFiles(World& world, const std::string& folder, const Warn& warn = {});

  const CertificateAuthority& authority() const { return *authority_; }
  std::string authority_file() const;
  std::string connection_string_file() const;
  std::string control_token_file() const;
  std::string workload_environment_file() const;
  const OwnFolder& folder() const { return folder_; }

  /// The folder's own identities: at first a device and its edge agent, with random keys.
  std::vector<DeviceSpec> own_devices();
  /// Of the identity that the file names already if it is one of `devices`, else of the first;
  /// without any the file is removed. Whether another text was there before.
  bool write_connection_string(const std::string& host_name,
                               const std::vector<DeviceSpec>& devices);
  /// For modules that take their credentials from the workload API.
  void write_workload_environment(const std::string& text);
  /// Of the control endpoint; made if the file is missing. Throws std::runtime_error if the file
  /// has none that could be sent.
  Secret control_token();

 private:
  World& world_;
  OwnFolder folder_;
  std::unique_ptr<LockFile> lock_;  // a second hub would leave files of its own
  std::unique_ptr<CertificateAuthority> authority_;
};

/// "HostName=...;DeviceId=...;SharedAccessKey=..." of an identity, with "x509=true" in place of the
/// key for one that has none. `gateway` is empty or the parent gateway's name.
std::string connection_string_of(const std::string& host_name, const std::string& gateway,
                                 const DeviceSpec& device);
/// Base64, as the hub's own.
std::string new_key(World& world);

}  // namespace edge::sim
