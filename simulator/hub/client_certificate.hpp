// The certificate that a client showed in its TLS handshake, and whose it is. A pure judgement;
// whoever brings none has to show a token (token_check.hpp).
#pragma once

#include <optional>

#include "common/tls/tls.hpp"
#include "simulator/hub/device_registry.hpp"

namespace edge::sim {

using MaybeCertificate = std::optional<PeerCertificate>;

/// Whether `certificate` authenticates `device`: its thumbprint is one of the device's, or it comes
/// from the hub's own CA and names the device, or the module as "{device}/{module}".
bool certificate_fits(const PeerCertificate& certificate, const DeviceSpec& device);

}  // namespace edge::sim
