#include <algorithm>

#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology certificate(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto defects =
      read.choices("defects", {"expired", "not-yet-valid", "wrong-name", "untrusted-issuer"});
  read.finish();
  if (std::ranges::count(defects, "expired") + std::ranges::count(defects, "not-yet-valid") == 2) {
    throw ParameterError("defects", "'defects': no certificate is both expired and not yet valid");
  }
  return with_hub(std::move(topology), [&](HubService& hub) {
    for (const auto& defect : defects) {
      if (defect == "expired") hub.certificate.not_after = -std::chrono::hours{1};
      if (defect == "not-yet-valid") hub.certificate.not_before = std::chrono::hours{24};
      if (defect == "wrong-name") {
        hub.certificate.common_name = "portal.test";
        hub.certificate.dns_names = {"portal.test"};
      }
      if (defect == "untrusted-issuer") hub.certificate.issuer = "inspection-ca";
    }
  });
}

}  // namespace edge::sim
