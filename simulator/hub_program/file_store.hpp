// A hub's memory in its state folder: devices.json, states/ with the twin and the waiting messages
// of each identity that has any, and the log of messages. Not its CA nor its token: hub_files.hpp.
#pragma once

#include <optional>
#include <string>

#include "common/files/own_folder.hpp"
#include "simulator/hub/device_hub.hpp"
#include "simulator/hub_program/message_log.hpp"

namespace edge::sim {

class FileStore final : public HubStore {
 public:
  struct Options {
    bool save_identities = true;  // false: they come from a file of the user's at each start
    std::uint64_t log_bytes = 64 << 20;  // of messages, in both files together
    std::function<void(const std::vector<DeviceSpec>&)> identities_changed;  // may be empty
  };

  /// Takes away what a crash left of a write. Throws std::runtime_error that names the file.
  FileStore(const OwnFolder& folder, const Options& options);

  /// Gives `hub` what an earlier run knew: the states of those identities it has, the newest
  /// messages, and their number; `warn` is told what was left out. Throws std::runtime_error that
  /// names the file.
  void load(DeviceHub& hub, const Warn& warn = {}) const;

  void save_registry(const DeviceRegistry& registry) override;
  void save_state(const Identity& identity, const DeviceState& state) override;
  void forget_state(const Identity& identity) override;
  void append(const Arrival& arrival) override { log_.append(arrival); }
  void commit() override { log_.commit(); }

 private:
  std::optional<std::string> state_text(const Identity& identity) const;

  OwnFolder folder_, states_;
  Options options_;
  MessageLog log_;
};

}  // namespace edge::sim
