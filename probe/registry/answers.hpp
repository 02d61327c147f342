// What the bodies of a registry's answers say, as far as a check of a pull needs it. They are a
// peer's: what is not as expected is as if it were not there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/secret.hpp"

namespace edge::probe {

/// The first error of an answer (distribution's errcode; those of token services are other).
/// Printable, without this process's secrets.
struct RegistryError {
  std::string code, message;
};
RegistryError registry_error(const std::string& body);

/// "token" or "access_token" of a token service's answer; empty if there is none.
Secret token_in(const std::string& body);

struct PlatformManifest {
  std::string platform;  // "linux/arm/v7"
  std::string digest;
};

/// An index of manifests, one for each platform, or one manifest.
struct ImageManifest {
  std::vector<PlatformManifest> platforms;  // of an index
  std::string blob;                         // digest of one blob of the image, the smallest
};
/// Nothing for what is neither. Digests are such, so that they can stand in a path.
std::optional<ImageManifest> image_manifest(const std::string& body);

/// `offered` does for a device of the platform `wanted`; a variant that one of them leaves open
/// does.
bool platform_fits(std::string_view wanted, std::string_view offered);

/// Whether `text` is "os/architecture" or "os/architecture/variant".
bool is_platform(std::string_view text);

}  // namespace edge::probe
