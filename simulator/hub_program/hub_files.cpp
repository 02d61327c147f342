#include "simulator/hub_program/hub_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/secret_gate.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/connection_string.hpp"
#include "common/tls/openssl.hpp"
#include "common/world/guid.hpp"
#include "simulator/hub_program/devices_file.hpp"
#include "simulator/hub_program/state_folder.hpp"

namespace edge::sim {
namespace {

constexpr const char* kCertificate = "ca.pem";
constexpr const char* kKey = "ca-key.pem";
constexpr const char* kDevices = "devices.json";
constexpr const char* kConnectionString = "connection-string.txt";
constexpr const char* kWorkloadEnvironment = "workload.env";
constexpr const char* kControlToken = "control-token.txt";

constexpr std::size_t kMaxFile = 1 << 20;  // of any but the list of devices
constexpr std::size_t kKeySize = 32;       // bytes, as the hub's own keys
constexpr std::size_t kShortestToken = 16;

std::unique_ptr<LockFile> lock(const OwnFolder& folder) {
  try {
    return std::make_unique<LockFile>(folder, "lock");
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(error.what() + std::string("; one hub at a time can use a folder: "
                                                        "choose another with --state-dir"));
  }
}

/// What is wrong with an authority that cannot be taken.
std::string damage_of(const std::string& certificate, const std::string& certificate_pem,
                      const std::string& key, const std::string& key_pem) {
  if (!parse_certificate(bio_over(certificate_pem).get())) {
    return certificate + " holds no certificate";
  }
  if (!parse_private_key(key_pem)) return key + " holds no private key without a passphrase";
  return fmt::format("{} and {} do not belong together, or are no authority's", certificate, key);
}

/// One that is there is never replaced unasked: clients may trust it already.
std::unique_ptr<CertificateAuthority> load_authority(World& world, const OwnFolder& folder) {
  const auto refuse = [](const std::string& what) {
    throw std::runtime_error("the hub's own authority: " + what +
                             "; restore it, or remove both ca.pem and ca-key.pem for a new "
                             "authority, which clients then have to trust");
  };
  const bool has_key = folder.has(kKey), has_certificate = folder.has(kCertificate);
  if (has_key != has_certificate) {
    refuse(folder.path_of(has_key ? kCertificate : kKey) + " is missing");
  }
  if (has_key) {
    const std::string key_pem = folder.read(kKey, kMaxFile);
    const std::string certificate_pem = folder.read(kCertificate, kMaxFile);
    try {
      return std::make_unique<CertificateAuthority>(certificate_pem, key_pem);
    } catch (const std::runtime_error&) {
      refuse(damage_of(folder.path_of(kCertificate), certificate_pem, folder.path_of(kKey),
                       key_pem));
    }
  }
  auto made = std::make_unique<CertificateAuthority>("edgesim hub CA", world.wall());
  folder.write(kKey, made->private_key_pem());
  folder.write(kCertificate, made->certificate_pem());
  return made;
}

/// Whom a connection string file names; nothing for what is none.
std::optional<std::pair<std::string, std::string>> named_in(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  try {
    const ConnectionString parsed = parse_connection_string(text);
    return std::pair{parsed.device_id, parsed.module_id};
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

}  // namespace

HubFiles::HubFiles(World& world, const std::string& folder, const Warn& warn)
    : world_(world),
      folder_(state_folder(folder, warn)),
      lock_(lock(folder_)),
      authority_(load_authority(world, folder_)) {
  folder_.remove_unfinished();
  // Keys that others could read: only who may run the hub may sign in its name.
  for (const char* name : {kKey, kDevices, kConnectionString, kControlToken, "messages.jsonl"}) {
    tell_of_rights(folder_.make_private(name), folder_.path_of(name), warn);
  }
}

std::vector<DeviceSpec> HubFiles::own_devices() {
  if (folder_.has(kDevices)) {  // an empty one is damaged
    return devices_of(folder_.read(kDevices, kMaxDevicesFile), folder_.path_of(kDevices));
  }
  const std::vector<DeviceSpec> devices{{"edge-1", "", new_key(world_)},
                                        {"edge-1", "$edgeAgent", new_key(world_)}};
  folder_.write(kDevices, devices_text(devices));
  return devices;
}

bool HubFiles::write_connection_string(const std::string& host_name,
                                       const std::vector<DeviceSpec>& devices) {
  const std::string before = folder_.read_if_present(kConnectionString, kMaxFile).value_or("");
  if (devices.empty()) return folder_.remove(kConnectionString);
  const auto named = named_in(before);
  const auto same = std::ranges::find_if(devices, [&](const DeviceSpec& device) {
    return named == std::pair{device.device_id, device.module_id};
  });
  const DeviceSpec& device = same == devices.end() ? devices.front() : *same;
  const std::string text = connection_string_of(host_name, {}, device) + "\n";
  if (before != text) folder_.write(kConnectionString, text);
  return !before.empty() && before != text;
}

Secret HubFiles::control_token() {
  std::string token = folder_.read_if_present(kControlToken, kMaxFile).value_or("");
  if (token.empty()) {
    token = random_hex(world_, kKeySize);
    folder_.write(kControlToken, token + "\n");
    return take_own_secret(token);
  }
  while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  const auto sendable = [](char c) { return c > ' ' && c <= '~'; };
  if (token.size() < kShortestToken || !std::ranges::all_of(token, sendable)) {
    throw std::runtime_error(fmt::format(
        "{}: must be one line of at least {} printable characters without spaces; remove it for a "
        "new token", control_token_file(), kShortestToken));
  }
  return take_own_secret(token);
}

std::string HubFiles::authority_file() const { return folder_.path_of(kCertificate); }
std::string HubFiles::connection_string_file() const { return folder_.path_of(kConnectionString); }
std::string HubFiles::control_token_file() const { return folder_.path_of(kControlToken); }
std::string HubFiles::workload_environment_file() const {
  return folder_.path_of(kWorkloadEnvironment);
}

void HubFiles::write_workload_environment(const std::string& text) {
  folder_.write(kWorkloadEnvironment, text);
}

std::string connection_string_of(const std::string& host_name, const std::string& gateway,
                                 const DeviceSpec& device) {
  std::string text = fmt::format("HostName={};DeviceId={}", host_name, device.device_id);
  if (!device.module_id.empty()) text += ";ModuleId=" + device.module_id;
  text += device.key.empty() ? ";x509=true" : ";SharedAccessKey=" + device.key;
  if (!gateway.empty()) text += ";GatewayHostName=" + gateway;
  return text;
}

std::string new_key(World& world) {
  std::array<std::uint8_t, kKeySize> key;
  world.random(key);
  return base64_encode(key);
}

}  // namespace edge::sim
