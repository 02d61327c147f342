// Which connection serves which identity: a hub allows one each, the newest that attaches a link.
#pragma once

#include <map>

#include "simulator/hub/device_registry.hpp"

namespace edge::sim {

/// A connection that holds links for identities.
class LinkHolder {
 public:
  virtual ~LinkHolder() = default;
  /// Loses the connection with `why`, soon.
  virtual void throw_off(const AmqpCondition& why) = 0;
  /// Something waits for `identity`: a message, a method call, a change of its twin.
  virtual void look_again(const Identity& identity) = 0;
};

class LinkHolders {
 public:
  /// Makes `holder` the one for `identity`. Gives the older one, if there is another.
  LinkHolder* take(const Identity& identity, LinkHolder& holder);
  /// Null if nobody holds links for `identity`.
  LinkHolder* find(const Identity& identity) const;
  const std::map<Identity, LinkHolder*>& all() const { return holders_; }
  /// No longer `holder`'s, if it was.
  void release(const Identity& identity, const LinkHolder& holder);

 private:
  std::map<Identity, LinkHolder*> holders_;
};

}  // namespace edge::sim
