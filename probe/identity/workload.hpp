// Questions to the workload API of an IoT Edge device: HTTP on a socket that aziot-edged gives to
// each module (azure-iot-edge 1.7; edgelet/edgelet-http-workload). It keeps the module's key and
// signs with it, for processes of the module's container only.
#pragma once

#include <string>

#include "common/base/secret.hpp"
#include "probe/engine/local_exchange.hpp"

namespace edge::probe {

class Workload {
 public:
  explicit Workload(std::string socket, LocalLimits limits = {.bytes = 1 << 20});

  const std::string& socket() const { return socket_; }

  /// The signature of `text` by the module's primary key, base64. Throws LocalServiceError.
  Secret sign(const std::string& module, const std::string& generation,
              const std::string& text) const;
  /// Certificates in PEM, of those whom modules trust as a gateway. Throws LocalServiceError.
  std::string trust_bundle() const;

 private:
  std::string socket_;
  LocalLimits limits_;
};

}  // namespace edge::probe
