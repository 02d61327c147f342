// HubConnection's rights: which identities it may use, for how long, and why not.
#include <algorithm>
#include <utility>

#include "simulator/hub/amqp/connection.hpp"
#include "simulator/hub/registry_refusal.hpp"

namespace edge::sim {

std::vector<Identity> HubConnection::identities() const {
  std::vector<Identity> all(held_.begin(), held_.end());
  for (const auto& [identity, expires] : authorised_) {
    if (!held_.contains(identity)) all.push_back(identity);
  }
  return all;
}

void HubConnection::revoke(const Identity& identity, const AmqpCondition& reason) {
  const AmqpCondition why = said(reason);
  bool had_links = false;
  authorised_.erase(identity);
  for (HubLink* link : links_in_order()) {
    const bool its = link->address.kind != LinkKind::cbs && link->address.identity == identity;
    if (!its || !link->open()) continue;
    detach(*link, why);
    had_links = true;
  }
  if (had_links) note_refusal(identity, "links ended", why);
  hub_->holders.release(identity, *this);
  held_.erase(identity);
  plan_token_check();
  pump_.wake();
}

std::optional<AmqpCondition> HubConnection::refusal_of(LinkKind kind, bool receives,
                                                       const Identity& identity) const {
  const auto* why = registry_refusal(hub_->registry, identity);
  // To an edgeHub a disabled identity is one that it cannot authenticate, and it says no more
  // (Azure/iotedge, DeviceScopeTokenAuthenticator.cs).
  if (!may_use(identity) || (why && !personality().judges_tokens)) {
    return unauthorized_link(personality(), kind, receives, hub_->world, clock());
  }
  if (why) return error(why->code);
  if (service().refuse_link) return said(*service().refuse_link);
  return std::nullopt;
}

bool HubConnection::authorise(const Identity& identity, std::optional<WallTime> expires) {
  const bool more = !authorised_.contains(identity);
  if (more && authorised_.size() >= hub_->limits.identities) return false;
  authorised_[identity] = expires;
  plan_token_check();
  return true;
}

/// For when a token runs out, or for the end of a client that has shown none.
void HubConnection::plan_token_check() {
  next_expiry_.reset();
  for (const auto& [identity, expires] : authorised_) {
    if (expires && (!next_expiry_ || *expires < *next_expiry_)) next_expiry_ = expires;
  }
  const Instant now = hub_->world.now();
  if (!authorised_.empty()) {
    token_due_.reset();
  } else if (!token_due_) {
    token_due_ = now + std::chrono::seconds{hub_->limits.token_seconds};
  }
  next_expiry_ ? pump_.wake_at(now + (*next_expiry_ - clock())) : pump_.wake_at(token_due_);
}

/// A hub detaches the links of a token that ran out, and leaves the connection
/// (azure-iot-sdk-java issues 180 and 365).
void HubConnection::check_tokens() {
  if (token_due_ && hub_->world.now() >= *token_due_) {
    token_due_.reset();
    if (!has_certificate()) close({"amqp:connection:forced", "No token was shown in time"});
    return;
  }
  if (!next_expiry_ || clock() < *next_expiry_) return;
  const auto authorised = authorised_;
  for (const auto& [identity, expires] : authorised) {
    if (expires && *expires <= clock()) {
      revoke(identity, {"amqp:unauthorized-access", "Token Invalid."});
    }
  }
}

bool HubConnection::may_use(const Identity& identity) const {
  if (authorised_.contains(identity)) return true;  // those that run out are taken away
  const DeviceSpec* device = hub_->registry.find(identity);
  return device && credentials_.certificate && certificate_fits(*credentials_.certificate, *device);
}

/// One that fits some identity: it needs no token.
bool HubConnection::has_certificate() const {
  return credentials_.certificate &&
         std::ranges::any_of(hub_->registry.all(), [this](const auto& entry) {
           return certificate_fits(*credentials_.certificate, entry.second);
         });
}

/// Whose connection it is, for people: the first it may use, or none.
Identity HubConnection::somebody() const {
  if (!authorised_.empty()) return authorised_.begin()->first;
  return held_.empty() ? Identity{} : *held_.begin();
}

void HubConnection::release_identities() {
  for (const auto& identity : std::exchange(held_, {})) hub_->holders.release(identity, *this);
}

}  // namespace edge::sim
