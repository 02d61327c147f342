// A device's or module's connection string, by the C# SDK's rules
// (iothub/device/src/Authentication/IotHubConnectionStringBuilder.cs).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/secret.hpp"

namespace edge {

struct ConnectionString {
  std::string host_name;          // required
  std::string device_id;          // required
  std::string module_id;          // empty: a device
  Secret shared_access_key;       // base64
  std::string shared_access_key_name;
  Secret shared_access_signature;
  std::string gateway_host_name;  // then the TCP and TLS target
  bool x509 = false;

  /// Where to connect; the token's audience stays host_name.
  const std::string& target() const {
    return gateway_host_name.empty() ? host_name : gateway_host_name;
  }
  /// Whose it is: "device" or "device/module".
  std::string name() const { return module_id.empty() ? device_id : device_id + "/" + module_id; }
};

/// Parses and validates. On failure throws std::invalid_argument with one sentence of the SDK's own
/// error classes; the text never contains a key or signature.
ConnectionString parse_connection_string(std::string_view text);

/// `text` with the values of SharedAccessKey and SharedAccessSignature replaced by "***".
std::string without_secrets(std::string_view text);

}  // namespace edge
