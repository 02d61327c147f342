// Whether this machine can run the lab, for tests that run it in child processes. Does not move the
// calling process, as enter_private_namespaces() does.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace edge::test {

/// What is missing; empty: nothing.
inline std::string why_no_lab() {
  if (!std::filesystem::exists("/dev/net/tun")) return "no /dev/net/tun here";
  if (std::system("unshare --user --net --map-root-user true") != 0) {
    return "no private user and network namespaces here";
  }
  return {};
}

}  // namespace edge::test
