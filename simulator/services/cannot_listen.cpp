#include <stdexcept>

#include "simulator/services/makers.hpp"

namespace edge::sim {

void throw_cannot_listen(const Service& service, const Endpoint& endpoint,
                         const std::string& protocol, const ErrorCode& error) {
  throw std::runtime_error("service " + service.name + ": cannot listen on " + to_string(endpoint) +
                           " (" + protocol + "): " + error.message());
}

}  // namespace edge::sim
