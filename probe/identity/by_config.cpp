// --identity config: the device's own, as the settings of today's runtime have it (config.toml;
// agent-today 1.4): by a connection string, a key or a certificate.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "common/base/bytes.hpp"
#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/names.hpp"
#include "common/toml/toml_strings.hpp"
#include "probe/identity/credentials.hpp"
#include "probe/identity/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kUsualFile = "/etc/aziot/config.toml";
constexpr ReadLimits kConfigLimits{1 << 20};
constexpr ReadLimits kKeyLimits{64 << 10};
constexpr std::size_t kKeySizes[] = {32, 64};  // bytes, of the keys that hubs make

/// The file, its strings, and the words of what is wrong with it.
class Config {
 public:
  explicit Config(const std::string& file) : file_(file) {
    std::string text = read(file_, kConfigLimits);
    const Secret kept = take_secret(text);
    TomlReading reading = read_toml_strings(kept.reveal());
    if (reading.bad_line) {
      refuse(fmt::format("line {} is no TOML", *reading.bad_line));
    }
    strings_ = std::move(reading.strings);
    inputs_.push_back(file_);
  }

  std::string_view text(std::string_view key) const {
    const auto found = strings_.find(key);
    return found == strings_.end() ? std::string_view() : found->second.reveal();
  }

  std::string_view needed(std::string_view key) const {
    const auto value = text(key);
    if (value.empty()) refuse(fmt::format("there is no {}", key));
    return value;
  }

  /// What a value such as "file:///var/secrets/device.key" leads to.
  Secret content_of(std::string_view key) {
    constexpr std::string_view kFile = "file://";
    const std::string_view uri = needed(key);
    if (!uri.starts_with(std::string(kFile) + "/")) {
      refuse(fmt::format("{} is no file:///PATH: keys in hardware and certificates that the "
                         "runtime is issued are not taken", key));
    }
    const std::string path(uri.substr(kFile.size()));
    std::string content = read(path, kKeyLimits);
    inputs_.push_back(path);
    return take_secret(content);
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw UsageError(fmt::format("{}: {}", place(), why));
  }

  std::string place() const { return "--identity config: " + printable(file_, 200); }
  const std::string& file() const { return file_; }
  std::vector<std::string> take_inputs() { return std::move(inputs_); }

 private:
  static std::string read(const std::string& path, const ReadLimits& limits) {
    try {
      return read_named_file(path, limits);
    } catch (const FileError& error) {
      const bool refused = error.reason() == std::strerror(EACCES);
      throw UsageError(fmt::format("--identity config: {}{}", error.what(),
                                   refused ? ": only root may read it; run it with `sudo`" : ""));
    }
  }

  std::string file_;
  TomlStrings strings_;
  std::vector<std::string> inputs_;
};

/// Whom the settings name, without a key.
ConnectionString named_in(const Config& config) {
  ConnectionString identity;
  const std::string host = "provisioning.iothub_hostname", device = "provisioning.device_id";
  identity.host_name = checked_host_name(config.place() + ": " + host,
                                         std::string(config.needed(host)));
  identity.device_id = config.needed(device);
  if (!is_identity(identity.device_id)) config.refuse(device + " is no device's name");
  return identity;
}

/// Of a file, whose bytes are the key itself: aziot-keyd signs with them as they are
/// (Azure/iot-identity-service, docs/running/aziot-keyd.md, preloaded_keys).
Secret key_in_file(Config& config, const std::string& key) {
  const Secret content = config.content_of(key);
  if (content.empty()) config.refuse(key + " leads to an empty file");
  const auto decoded = base64_decode(content.reveal());
  if (decoded && std::ranges::find(kKeySizes, decoded->size()) != std::end(kKeySizes)) {
    config.refuse(key + " leads to a file with base64 text, with which the runtime would sign as "
                        "it is, and be refused: write the key's bytes into it (`base64 -d`), or "
                        "give the text as value = \"...\"");
  }
  secret_gate().add(content.reveal());
  std::string text = base64_encode(as_bytes(content.reveal()));
  return take_own_secret(text);
}

Secret key_of(Config& config) {
  const std::string key = "provisioning.authentication.device_id_pk";
  const std::string value = key + ".value";
  if (const auto text = config.text(value); !text.empty()) {
    const auto bytes = base64_decode(text);
    if (!bytes) config.refuse(value + ": it must be base64");
    secret_gate().add(as_text(*bytes));  // logs show keys as hexadecimal digits
    return own_secret(text);
  }
  if (!config.text(key).empty()) config.refuse(key + " is no { value = ... } nor { uri = ... }");
  return key_in_file(config, key + ".uri");
}

FoundIdentity manual_identity(Config& config) {
  FoundIdentity found;
  if (const auto text = config.text("provisioning.connection_string"); !text.empty()) {
    found.identity = checked_connection_string(config.file(), text);
    if (found.identity.x509) config.refuse("its connection string has no key");
    return found;
  }
  const auto method = config.needed("provisioning.authentication.method");
  if (method == "sas") {
    found.identity = named_in(config);
    found.identity.shared_access_key = key_of(config);
  } else if (method == "x509") {
    found.identity = named_in(config);
    found.identity.x509 = true;
    const std::string place = "provisioning.authentication.";
    const Secret certificate = config.content_of(place + "identity_cert");
    found.certificate = {std::string(certificate.reveal()),
                         config.content_of(place + "identity_pk")};
  } else {
    config.refuse(fmt::format("authentication by '{}' is not known", printable(method, 40)));
  }
  return found;
}

FoundIdentity find_by_config(const IdentityRequest& request) {
  Config config(request.what.empty() ? kUsualFile : request.what);
  const auto source = config.needed("provisioning.source");
  if (source != "manual") {
    config.refuse(fmt::format("the device is provisioned by '{}': its hub and key are not in this "
                              "file; use --identity workload within a module",
                              printable(source, 40)));
  }
  FoundIdentity found = manual_identity(config);
  const auto parent = config.text("parent_hostname");
  if (!parent.empty() && found.identity.gateway_host_name.empty()) {
    found.identity.gateway_host_name = checked_host_name("parent_hostname", std::string(parent));
  }
  found.hub = found.identity.target();
  found.from = printable(config.file(), 200);
  found.inputs = config.take_inputs();
  return found;
}

}  // namespace

constinit const IdentityRow kConfigIdentity{
    .name = "config",
    .form = "config[:FILE]",
    .what = "of the device in the runtime's settings, else /etc/aziot/config.toml; takes root",
    .find = find_by_config};

}  // namespace edge::probe
