// Which connection serves which identity: a hub allows one each, the newest that attaches a link.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "simulator/hub/amqp/link_address.hpp"

namespace edge::sim {

/// A connection that holds links for identities. The reasons it is given may lack what its own hub
/// adds to an error (hub_error_condition()).
class LinkHolder {
 public:
  virtual ~LinkHolder() = default;
  /// Loses the connection with `why`, soon.
  virtual void throw_off(const AmqpCondition& why) = 0;
  /// Something waits for `identity`: a message or a method call.
  virtual void look_again(const Identity& identity) = 0;
  /// The desired half of its twin changed by `patch`, JSON with its new $version.
  virtual void desired_changed(const Identity& identity, const std::string& patch) = 0;
  /// The identities that it may use, or has links of.
  virtual std::vector<Identity> identities() const = 0;
  /// Takes its links of `identity`, with `why`, and the right to attach others.
  virtual void revoke(const Identity& identity, const AmqpCondition& why) = 0;
  /// Whether it has a link of `kind` on which the hub may send to `identity`.
  virtual bool listens(const Identity& identity, LinkKind kind) const = 0;
  /// Whether a cloud message of `identity` is on its way on one of its links.
  virtual bool is_out(const Identity& identity, std::uint64_t sequence) const = 0;
};

class LinkHolders {
 public:
  /// Makes `holder` the one for `identity`. Gives the older one, if there is another.
  LinkHolder* take(const Identity& identity, LinkHolder& holder);
  /// Null if nobody holds links for `identity`.
  LinkHolder* find(const Identity& identity) const;
  /// Every identity that somebody holds links for, and who.
  const std::map<Identity, LinkHolder*>& all() const { return holders_; }
  /// No longer `holder`'s, if it was.
  void release(const Identity& identity, const LinkHolder& holder);

 private:
  std::map<Identity, LinkHolder*> holders_;
};

}  // namespace edge::sim
