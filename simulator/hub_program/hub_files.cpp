#include "simulator/hub_program/hub_files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "common/world/guid.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/connection_string.hpp"
#include "common/tls/openssl.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/hub_program/devices_file.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = 1 << 20;  // of any but the list of devices
constexpr std::size_t kKeySize = 32;       // bytes, as the hub's own keys
constexpr std::size_t kShortestToken = 16;

/// Keys that others could read are taken from them: only who may run the hub may sign in its name.
/// What a symbolic link leads to is not the hub's.
void make_private(const std::string& file, const Warn& warn) {
  std::error_code error;
  const auto found = fs::symlink_status(file, error);
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  if (error || !fs::exists(found) || fs::is_symlink(found)) return;
  if ((found.permissions() & kOthers) == fs::perms::none) return;
  fs::permissions(file, kOthers, fs::perm_options::remove, error);
  if (error) throw std::runtime_error("cannot make " + file + " private: " + error.message());
  if (warn) warn("others had rights on " + file + "; they have been taken away");
}

std::string make_private_folder(const std::string& folder, const Warn& warn) {
  const std::string path = fs::absolute(folder).lexically_normal().string();
  try {
    if (fs::is_directory(path)) {
      make_private(fs::canonical(path).string(), warn);
    } else {
      fs::create_directories(path);
      fs::permissions(path, fs::perms::owner_all);
    }
  } catch (const fs::filesystem_error& error) {
    throw std::runtime_error("cannot make the folder " + path + ": " + error.code().message() +
                             "; choose another with --state-dir");
  }
  if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    const std::string why = std::strerror(errno);
    struct stat found{};
    ::stat(path.c_str(), &found);
    throw std::runtime_error(fmt::format(
        "cannot use the folder {}: {}; it belongs to user {}: run as that user, or choose another "
        "folder with --state-dir", path, why, found.st_uid));
  }
  return path;
}

std::unique_ptr<LockFile> lock(const std::string& folder) {
  try {
    return std::make_unique<LockFile>(folder + "/lock");
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
std::unique_ptr<CertificateAuthority> load_authority(World& world, const std::string& certificate,
                                                     const std::string& key) {
  const auto refuse = [](const std::string& what) {
    throw std::runtime_error("the hub's own authority: " + what +
                             "; restore it, or remove both ca.pem and ca-key.pem for a new "
                             "authority, which clients then have to trust");
  };
  const bool has_key = fs::exists(key), has_certificate = fs::exists(certificate);
  if (has_key != has_certificate) refuse((has_key ? certificate : key) + " is missing");
  if (has_key) {
    const std::string key_pem = read_file(key, kMaxFile);
    const std::string certificate_pem = read_file(certificate, kMaxFile);
    try {
      return std::make_unique<CertificateAuthority>(certificate_pem, key_pem);
    } catch (const std::runtime_error&) {
      refuse(damage_of(certificate, certificate_pem, key, key_pem));
    }
  }
  auto made = std::make_unique<CertificateAuthority>("edgesim hub CA", world.wall());
  write_private_file(key, made->private_key_pem());
  write_private_file(certificate, made->certificate_pem());
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
      folder_(make_private_folder(folder, warn)),
      lock_(lock(folder_)),
      authority_(load_authority(world, authority_file(), folder_ + "/ca-key.pem")) {
  for (const char* name : {"/ca-key.pem", "/devices.json", "/connection-string.txt",
                           "/control-token.txt", "/messages.jsonl"}) {
    make_private(folder_ + name, warn);
  }
}

std::vector<DeviceSpec> HubFiles::own_devices() {
  const std::string file = folder_ + "/devices.json";
  if (fs::exists(file)) return read_devices(file);  // an empty one is damaged
  const std::vector<DeviceSpec> devices{{"edge-1", "", new_key(world_)},
                                        {"edge-1", "$edgeAgent", new_key(world_)}};
  write_private_file(file, devices_text(devices));
  return devices;
}

bool HubFiles::write_connection_string(const std::string& host_name,
                                       const std::vector<DeviceSpec>& devices) {
  const std::string before = read_file_if_present(connection_string_file(), kMaxFile);
  if (devices.empty()) return fs::remove(connection_string_file());
  const auto named = named_in(before);
  const auto same = std::ranges::find_if(devices, [&](const DeviceSpec& device) {
    return named == std::pair{device.device_id, device.module_id};
  });
  const DeviceSpec& device = same == devices.end() ? devices.front() : *same;
  const std::string text = connection_string_of(host_name, {}, device) + "\n";
  if (before != text) write_private_file(connection_string_file(), text);
  return !before.empty() && before != text;
}

Secret HubFiles::control_token() {
  const std::string file = control_token_file();
  std::string token = read_file_if_present(file, kMaxFile);
  if (token.empty()) {
    token = random_hex(world_, kKeySize);
    write_private_file(file, token + "\n");
    return take_secret(token);
  }
  while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  const auto sendable = [](char c) { return c > ' ' && c <= '~'; };
  if (token.size() < kShortestToken || !std::ranges::all_of(token, sendable)) {
    throw std::runtime_error(fmt::format(
        "{}: must be one line of at least {} printable characters without spaces; remove it for a "
        "new token", file, kShortestToken));
  }
  return take_secret(token);
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
