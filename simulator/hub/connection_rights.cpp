// HubConnection's rights: which identities it may use, for how long, and why not.
#include <utility>

#include "simulator/hub/connection.hpp"
#include "simulator/hub/registry_refusal.hpp"

namespace edge::sim {

void HubConnection::revoke(const Identity& identity, const AmqpCondition& reason) {
  const AmqpCondition why = said(reason);
  authorised_.erase(identity);
  for (HubLink* link : links_in_order()) {
    const bool its = link->address.kind != LinkKind::cbs && link->address.identity == identity;
    if (its && link->open()) detach(*link, why);
  }
  hub_->holders.release(identity, *this);
  held_.erase(identity);
  pump_.wake();
}

std::optional<AmqpCondition> HubConnection::refusal_of(LinkKind kind, bool receives,
                                                       const Identity& identity) const {
  if (!may_use(identity)) {
    return unauthorized_link(personality(), kind, receives, hub_->world, clock());
  }
  if (const auto* why = registry_refusal(hub_->registry, identity)) return error(why->code);
  if (service().refuse_link) return said(*service().refuse_link);
  return std::nullopt;
}

bool HubConnection::authorise(const Identity& identity, std::optional<WallTime> expires) {
  const bool more = !authorised_.contains(identity);
  if (more && authorised_.size() >= hub_->limits.identities) return false;
  authorised_[identity] = expires;
  note_next_expiry();
  return true;
}

void HubConnection::note_next_expiry() {
  next_expiry_.reset();
  for (const auto& [identity, expires] : authorised_) {
    if (expires && (!next_expiry_ || *expires < *next_expiry_)) next_expiry_ = expires;
  }
  if (!next_expiry_) return pump_.wake_at(std::nullopt);
  pump_.wake_at(hub_->world.now() + (*next_expiry_ - clock()));
}

/// A hub detaches the links of a token that ran out, and leaves the connection
/// (azure-iot-sdk-java issues 180 and 365).
void HubConnection::revoke_expired() {
  if (!next_expiry_ || clock() < *next_expiry_) return;
  const auto authorised = authorised_;
  for (const auto& [identity, expires] : authorised) {
    if (expires && *expires <= clock()) {
      revoke(identity, {"amqp:unauthorized-access", "Token Invalid."});
    }
  }
  note_next_expiry();
}

bool HubConnection::may_use(const Identity& identity) const {
  if (authorised_.contains(identity)) return true;  // those that run out are taken away
  const DeviceSpec* device = hub_->registry.find(identity);
  return device && credentials_.certificate && certificate_fits(*credentials_.certificate, *device);
}

void HubConnection::release_identities() {
  for (const auto& identity : std::exchange(held_, {})) hub_->holders.release(identity, *this);
}

}  // namespace edge::sim
