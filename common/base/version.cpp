#include "common/base/version.hpp"

namespace edge {

const char* const kVersion = EDGE_VERSION;

}  // namespace edge
