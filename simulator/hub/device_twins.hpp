// The twins of a hub's identities: read and changed by the cloud and by devices, and who hears of a
// change. What a change makes of a document is twin_document.hpp's.
#pragma once

#include <cstdint>
#include <string>

#include "simulator/hub/call_error.hpp"
#include "simulator/hub/device_records.hpp"
#include "simulator/hub/device_sessions.hpp"
#include "simulator/hub/hub_limits.hpp"

namespace edge::sim {

class DeviceTwins {
 public:
  /// All must outlive this object.
  DeviceTwins(const HubLimits& limits, DeviceRecords& records, const DeviceSessions& sessions)
      : limits_(limits), records_(records), sessions_(sessions) {}

  /// The twin of `identity`: as made with the identity if nothing has changed it yet.
  /// Errors: unknown_identity.
  Result<Twin> read(const Identity& identity) const;
  /// Merges `patch`, a JSON object, into the desired half: null deletes (RFC 7396). The session
  /// that serves `identity` hears of it. `expected` is the version that is to be changed, 0 any.
  /// Gives the new twin.
  /// Errors: unknown_identity, not_json, too_deep, reserved_name, too_large, wrong_version.
  Result<Twin> patch_desired(const Identity& identity, const std::string& patch,
                             std::uint64_t expected = 0);
  /// As above, but `desired` takes the place of the whole half.
  Result<Twin> replace_desired(const Identity& identity, const std::string& desired,
                               std::uint64_t expected = 0);
  /// What a device does to the reported half. Nobody hears of it. Errors as patch_desired().
  Result<Twin> patch_reported(const Identity& identity, const std::string& patch);

 private:
  Result<Twin> twin_for(const Identity& identity, const std::string& patch,
                        std::uint64_t expected = 0) const;
  Result<Twin> keep_desired(const Identity& identity, std::string desired,
                            const std::string& change);

  const HubLimits& limits_;
  DeviceRecords& records_;
  const DeviceSessions& sessions_;
};

}  // namespace edge::sim
