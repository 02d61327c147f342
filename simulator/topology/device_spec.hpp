// An identity of a hub, as a topology and the files of `edgesim hub` give it.
#pragma once

#include <string>
#include <vector>

namespace edge {

/// An identity authenticates with either key, or with a certificate, in whichever ways are given.
struct DeviceSpec {
  std::string device_id;
  std::string module_id;  // empty: a device identity
  std::string key;        // primary, base64; test secret; empty: none
  std::string secondary_key;
  std::vector<std::string> thumbprints;  // of its own X.509 certificates: SHA-256 in hexadecimal
  bool authority_signed = false;  // a certificate of the hub's own CA whose common name is its id
  bool enabled = true;
  bool operator==(const DeviceSpec&) const = default;
};

}  // namespace edge
