#include "simulator/hub_program/file_store.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "common/world/real/environment.hpp"
#include "simulator/hub_program/devices_file.hpp"
#include "simulator/hub_program/hub_json.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxState = 64 << 20;

void make_folder(const std::string& folder) {
  std::error_code error;
  if (fs::create_directory(folder, error)) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  if (error) throw std::runtime_error("cannot make " + folder + ": " + error.message());
}

}  // namespace

FileStore::FileStore(std::string folder, const Options& options)
    : folder_(std::move(folder)), options_(options), log_(folder_, options.log_bytes) {
  make_folder(folder_ + "/states");
}

// Ids hold no slash, so neither name can leave the folder, and the endings keep them apart.
std::string FileStore::modules_folder(const std::string& device) const {
  return folder_ + "/states/" + device + ".modules";
}

std::string FileStore::state_file(const Identity& identity) const {
  if (identity.module_id.empty()) return folder_ + "/states/" + identity.device_id + ".json";
  return modules_folder(identity.device_id) + "/" + identity.module_id + ".json";
}

void FileStore::load(DeviceHub& hub, const Warn& warn) const {
  for (const auto& [identity, device] : hub.registry().all()) {
    const std::string file = state_file(identity);
    if (!std::filesystem::exists(file)) continue;
    const std::string text = read_file(file, kMaxState);
    try {
      hub.records().restore(identity, state_from_json(nlohmann::json::parse(text)));
    } catch (const std::exception&) {
      throw std::runtime_error(file + " is not as this program writes it; remove or restore it");
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
    write_private_file(folder_ + "/devices.json", devices_text(devices));
  }
  if (options_.identities_changed) options_.identities_changed(devices);
}

void FileStore::save_state(const Identity& identity, const DeviceState& state) {
  if (!identity.module_id.empty()) make_folder(modules_folder(identity.device_id));
  write_private_file(state_file(identity), dump(to_json(state), 2) + "\n", Survives::program);
}

void FileStore::forget_state(const Identity& identity) {
  std::error_code error;
  fs::remove(state_file(identity), error);
  if (identity.module_id.empty()) fs::remove_all(modules_folder(identity.device_id), error);
  if (error) throw std::runtime_error("cannot remove the state of " + to_string(identity) + ": " +
                                      error.message());
}

}  // namespace edge::sim
