// Which identities the client of one connection may use, until when, and by what: a token that it
// has shown or the certificate of its TLS handshake. Pure: it is told the time, and ends nothing
// itself. Whether the registry allows an identity any session is registry_refusal.hpp's.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "common/world/time.hpp"
#include "simulator/hub/client_certificate.hpp"
#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/hub_limits.hpp"

namespace edge::sim {

/// A moment: of the world, which only goes on, and of the hub's own clock, which tokens go by.
struct HubTime {
  Instant now{};
  WallTime clock{};
};

class ClientRights {
 public:
  /// Both must outlive it.
  ClientRights(const HubLimits& limits, const MaybeCertificate& certificate)
      : limits_(limits), certificate_(certificate) {}

  /// A token: `identity` may be used up to `expires`, or for ever. False if the client has tokens
  /// for too many others already.
  bool authorise(const Identity& identity, std::optional<WallTime> expires);
  /// Its token, if there is one, is good no longer.
  void revoke(const Identity& identity) { tokens_.erase(identity); }
  /// By a token or by the certificate.
  bool may_use(const Identity& identity, const DeviceRegistry& registry) const;
  /// Those with a token, in order.
  const std::map<Identity, std::optional<WallTime>>& tokens() const { return tokens_; }

  /// To be called when tokens have changed, and when a client without any begins to be waited for.
  /// Gives when to check next; nothing: never.
  std::optional<Instant> plan(const HubTime& at);
  /// A client without any token has had its time, and its certificate fits nobody either. True once
  /// at most, until plan() gives it new time.
  bool is_out_of_time(Instant now, const DeviceRegistry& registry);
  /// Those whose token has run out.
  std::vector<Identity> expired(WallTime clock) const;
  /// Whether either of the last two can have an answer, so that no clock is read for nothing.
  bool awaits_token() const { return token_due_.has_value(); }
  bool has_expiry() const { return first_expiry_.has_value(); }

 private:
  const HubLimits& limits_;
  const MaybeCertificate& certificate_;
  std::map<Identity, std::optional<WallTime>> tokens_;  // and until when
  std::optional<WallTime> first_expiry_;  // of them
  std::optional<Instant> token_due_;      // while there are none
};

}  // namespace edge::sim
