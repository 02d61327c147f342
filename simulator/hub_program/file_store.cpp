#include "simulator/hub_program/file_store.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "common/base/json_text.hpp"
#include "simulator/hub_program/devices_file.hpp"
#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kMaxState = 64 << 20;

// Ids hold no slash, so no name leaves its folder, and the endings keep them apart.
std::string state_file(const std::string& id) { return id + ".json"; }
std::string modules_folder(const std::string& device) { return device + ".modules"; }

/// As a person finds it in states/.
std::string path_of(const Identity& identity) {
  if (identity.module_id.empty()) return state_file(identity.device_id);
  return modules_folder(identity.device_id) + "/" + state_file(identity.module_id);
}

}  // namespace

FileStore::FileStore(const OwnFolder& folder, const Options& options)
    : folder_(folder),
      states_(folder.folder("states")),
      options_(options),
      log_(folder_, options.log_bytes) {
  states_.remove_unfinished();
  for (const auto& name : states_.names()) {
    if (name.ends_with(modules_folder(""))) states_.folder(name).remove_unfinished();
  }
}

std::optional<std::string> FileStore::state_text(const Identity& identity) const {
  if (identity.module_id.empty()) {
    return states_.read_if_present(state_file(identity.device_id), kMaxState);
  }
  const auto modules = states_.folder_if_present(modules_folder(identity.device_id));
  if (!modules) return std::nullopt;
  return modules->read_if_present(state_file(identity.module_id), kMaxState);
}

void FileStore::load(DeviceHub& hub, const Warn& warn) const {
  for (const auto& [identity, device] : hub.registry().all()) {
    const auto text = state_text(identity);
    if (!text) continue;
    try {
      hub.records().restore(identity, state_from_json(nlohmann::json::parse(*text)));
    } catch (const std::exception& error) {
      throw std::runtime_error(fmt::format(
          "{}/{} is not as this program writes it ({}); remove or restore it", states_.path(),
          path_of(identity), state_problem(*text, error)));
    }
  }
  for (auto& arrival : log_.newest(hub.telemetry().kept(), warn)) {
    hub.telemetry().restore(std::move(arrival));
  }
}

void FileStore::save_registry(const DeviceRegistry& registry) {
  std::vector<DeviceSpec> devices;
  for (const auto& [identity, device] : registry.all()) devices.push_back(device);
  if (options_.save_identities) {
    folder_.write("devices.json", devices_text(devices));
  }
  if (options_.identities_changed) options_.identities_changed(devices);
}

void FileStore::save_state(const Identity& identity, const DeviceState& state) {
  const std::string text = json_text(to_json(state), 2) + "\n";
  if (identity.module_id.empty()) {
    states_.write(state_file(identity.device_id), text, Survives::program);
  } else {
    states_.folder(modules_folder(identity.device_id))
        .write(state_file(identity.module_id), text, Survives::program);
  }
}

void FileStore::forget_state(const Identity& identity) {
  if (identity.module_id.empty()) {
    states_.remove(state_file(identity.device_id));
    states_.remove_folder(modules_folder(identity.device_id));
  } else if (const auto modules =
                 states_.folder_if_present(modules_folder(identity.device_id))) {
    modules->remove(state_file(identity.module_id));
  }
}

}  // namespace edge::sim
