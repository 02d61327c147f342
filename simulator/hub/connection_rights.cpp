// HubConnection's rights: which identities it may use, for how long, and why not.
#include <utility>

#include "common/world/side_by_side.hpp"
#include "simulator/hub/connection.hpp"
#include "simulator/hub/registry_refusal.hpp"

namespace edge::sim {

void HubConnection::revoke(const Identity& identity, const AmqpCondition& why) {
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
  if (const auto why = registry_refusal(hub_->registry, identity)) {
    return error(why->condition, why->code, why->message);
  }
  if (service().refuse_link) return said(*service().refuse_link);
  return std::nullopt;
}

bool HubConnection::authorise(const Identity& identity, std::optional<WallTime> expires) {
  const bool more = !authorised_.contains(identity);
  if (more && authorised_.size() >= hub_->limits.identities) return false;
  authorised_[identity] = expires;
  authorisations_changed_.set();
  return true;
}

std::optional<WallTime> HubConnection::next_expiry() const {
  std::optional<WallTime> next;
  for (const auto& [identity, expires] : authorised_) {
    if (expires && (!next || *expires < *next)) next = expires;
  }
  return next;
}

/// A hub detaches the links of a token that ran out, and leaves the connection
/// (azure-iot-sdk-java issues 180 and 365).
Awaitable<void> HubConnection::watch_expiries() {
  while (true) {
    authorisations_changed_.reset();
    if (const auto next = next_expiry()) {
      const Instant when = hub_->world.now() + (*next - clock());
      auto sleeping = hub_->world.sleep_until(when);
      co_await until_one_ends(std::move(sleeping), authorisations_changed_.wait());
    } else {
      co_await authorisations_changed_.wait();
    }
    const auto authorised = authorised_;
    for (const auto& [identity, expires] : authorised) {
      if (expires && *expires <= clock()) {
        revoke(identity, {"amqp:unauthorized-access", "Token Invalid."});
      }
    }
  }
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
