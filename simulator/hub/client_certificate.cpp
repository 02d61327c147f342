#include "simulator/hub/client_certificate.hpp"

#include "common/base/ascii_case.hpp"

#include <algorithm>


namespace edge::sim {

bool certificate_fits(const PeerCertificate& certificate, const DeviceSpec& device) {
  const bool listed = std::ranges::any_of(device.thumbprints, [&](const std::string& thumbprint) {
    return same_ignoring_case(thumbprint, certificate.sha256);
  });
  if (listed) return true;
  return device.authority_signed && certificate.trusted &&
         certificate.common_name == to_string(identity_of(device));
}

}  // namespace edge::sim
