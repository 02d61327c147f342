#include "simulator/services/service.hpp"

namespace edge::sim {

CertificateAuthority& Authorities::get(const std::string& issuer) {
  auto& authority = made_[issuer];
  if (!authority) authority = std::make_unique<CertificateAuthority>("edgesim " + issuer, now_);
  return *authority;
}

}  // namespace edge::sim
