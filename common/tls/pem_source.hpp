// Certificates that may never be needed: making or reading them takes longer than asking for them.
#pragma once

#include <functional>
#include <string>

namespace edge {

/// Gives certificates in PEM when they are needed first.
using PemSource = std::function<std::string()>;

}  // namespace edge
