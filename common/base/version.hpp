// The product's version, set by CMake's project().
#pragma once

namespace edge {

inline constexpr const char* kVersion = EDGE_VERSION;

}  // namespace edge
