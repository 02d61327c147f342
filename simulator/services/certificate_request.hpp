// From what a topology says of a service's certificate to the request for it.
#pragma once

#include "common/tls/certificate_authority.hpp"
#include "simulator/topology/certificate_spec.hpp"

namespace edge::sim {

/// `name` is what it is for where `wanted` names nothing; its dates count from `now`.
CertificateRequest request_for(const CertificateSpec& wanted, const std::string& name,
                               WallTime now);

}  // namespace edge::sim
