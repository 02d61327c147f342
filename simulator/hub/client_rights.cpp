#include "simulator/hub/client_rights.hpp"

#include <algorithm>

namespace edge::sim {

bool ClientRights::authorise(const Identity& identity, std::optional<WallTime> expires) {
  const bool more = !tokens_.contains(identity);
  if (more && tokens_.size() >= limits_.identities) return false;
  tokens_[identity] = expires;
  return true;
}

bool ClientRights::may_use(const Identity& identity, const DeviceRegistry& registry) const {
  if (tokens_.contains(identity)) return true;  // those that run out are revoked
  const DeviceSpec* device = registry.find(identity);
  return device && certificate_ && certificate_fits(*certificate_, *device);
}

std::optional<Instant> ClientRights::plan(const HubTime& at) {
  first_expiry_.reset();
  for (const auto& [identity, expires] : tokens_) {
    if (expires && (!first_expiry_ || *expires < *first_expiry_)) first_expiry_ = expires;
  }
  if (!tokens_.empty()) {
    token_due_.reset();
  } else if (!token_due_) {
    token_due_ = at.now + std::chrono::seconds{limits_.token_seconds};
  }
  return first_expiry_ ? at.now + (*first_expiry_ - at.clock) : token_due_;
}

bool ClientRights::is_out_of_time(Instant now, const DeviceRegistry& registry) {
  if (!token_due_ || now < *token_due_) return false;
  token_due_.reset();
  // A certificate that fits any identity needs no token.
  return !certificate_ || std::ranges::none_of(registry.all(), [this](const auto& entry) {
    return certificate_fits(*certificate_, entry.second);
  });
}

std::vector<Identity> ClientRights::expired(WallTime clock) const {
  std::vector<Identity> found;
  if (!first_expiry_ || clock < *first_expiry_) return found;
  for (const auto& [identity, expires] : tokens_) {
    if (expires && *expires <= clock) found.push_back(identity);
  }
  return found;
}

}  // namespace edge::sim
