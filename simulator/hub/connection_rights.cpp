// Whose links a connection may have, and for how long.
#include <algorithm>
#include <utility>

#include "common/world/side_by_side.hpp"
#include "simulator/hub/connection.hpp"
#include "simulator/hub/registry_refusal.hpp"

namespace edge::sim {
namespace {

/// At a time: what is centuries away cannot be added to an Instant.
constexpr Duration kLongestWait = std::chrono::hours{24};

}  // namespace

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
      const Duration wait = std::min<Duration>(*next - clock(), kLongestWait);
      const Instant when = hub_->world.now() + wait;
      co_await either(hub_->world.sleep_until(when), authorisations_changed_.wait());
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

std::optional<AmqpCondition> HubConnection::refusal_of(const Identity& identity) const {
  if (!may_use(identity)) {
    return error("amqp:unauthorized-access", 401002, "Unauthorized access");
  }
  if (const auto why = registry_refusal(hub_->registry, identity)) {
    return error(why->condition, why->code, why->message);
  }
  return service().refuse_link;
}

void HubConnection::revoke(const Identity& identity, const AmqpCondition& why) {
  authorised_.erase(identity);
  for (auto& [handle, link] : links_) {
    const bool its = link.address.kind != LinkKind::cbs && link.address.identity == identity;
    if (its && link.open()) detach(link, why);
  }
  hub_->holders.release(identity, *this);
  held_.erase(identity);
  pump_.wake();
}

void HubConnection::release_identities() {
  for (const auto& identity : std::exchange(held_, {})) hub_->holders.release(identity, *this);
}

}  // namespace edge::sim
