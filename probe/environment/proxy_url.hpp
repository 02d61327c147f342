// The URL of a proxy as .NET's Uri takes it apart: far more is a URL to it than leads to a proxy.
#pragma once

#include <string>
#include <string_view>

#include "probe/attempt/options.hpp"

namespace edge::probe {

/// What became of a proxy's URL.
struct ProxyUrl {
  ProxyOptions proxy;            // if `problem` is empty
  std::string problem;           // why it cannot be used, with the right form; or empty
  std::string_view consequence;  // of the problem, to the agent (kEndsAtItsStart and its like)
  std::string remark;            // what else there is to say of it; or empty
};

/// Blanks around it do not count. A port that is left out is 80, as for any http URL. User and
/// password are taken apart at every ':' where `at_every_colon` (the agent's Proxy.cs), else at the
/// first (HttpEnvironmentProxy.cs).
ProxyUrl proxy_url(std::string_view given, bool at_every_colon);

}  // namespace edge::probe
