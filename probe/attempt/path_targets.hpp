// Where traces lead when somebody has failed to answer: to that very port, and to what it is to be
// compared with. Pure.
#pragma once

#include <string>
#include <vector>

#include "probe/attempt/options.hpp"
#include "probe/evidence/path_trace.hpp"

namespace edge::probe {

struct PathTarget {
  std::string subject;  // as PathDetail has it
  Endpoint endpoint;
  PathTraceOptions options{};
};

/// Its port 53, another port of the same machine, and the first routers.
std::vector<PathTarget> name_server_targets(const Endpoint& server);
/// The port of this transport at `peer`, and those of the hub's other ways, also of ways that this
/// agent does not try: whether a port alone is closed is seen beside another.
std::vector<PathTarget> way_targets(const Options& options, const std::string& transport,
                                    const Endpoint& peer);
/// The first routers of the way to anywhere, of the family of `silent`.
PathTarget beyond_host(const Endpoint& silent);

}  // namespace edge::probe
