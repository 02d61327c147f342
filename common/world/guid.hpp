// Random identifiers as the Azure SDKs and hubs write them.
#pragma once

#include <string>

#include "common/world/world.hpp"

namespace edge {

/// A random GUID (RFC 9562, version 4): "43f3ca1e-2cb6-45f8-8c2d-7b2d9e8f1b3a".
std::string random_guid(World& world);

/// `bytes` random bytes in lower-case hexadecimal.
std::string random_hex(World& world, std::size_t bytes);

}  // namespace edge
