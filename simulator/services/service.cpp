#include "simulator/services/service.hpp"

#include <stdexcept>

namespace edge::sim {

CertificateAuthority& Authorities::get(const std::string& issuer) {
  auto& authority = made_[issuer];
  if (!authority) authority = std::make_unique<CertificateAuthority>("edgesim " + issuer, now_);
  return *authority;
}

void throw_cannot_listen(const Service& service, const Endpoint& endpoint,
                         const std::string& protocol, const ErrorCode& error) {
  throw std::runtime_error("service " + service.name + ": cannot listen on " + to_string(endpoint) +
                           " (" + protocol + "): " + error.message());
}

}  // namespace edge::sim
