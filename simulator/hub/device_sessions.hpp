// The sessions of a hub, and which of them serves which identity: one each, the newest that wants
// it. They belong to their connections; here they are only found.
#pragma once

#include <list>
#include <map>
#include <set>

#include "simulator/hub/device_session.hpp"

namespace edge::sim {

class DeviceSessions {
 public:
  using Place = std::list<DeviceSession*>::iterator;

  Place add(DeviceSession& session) { return all_.insert(all_.end(), &session); }
  void remove(Place place) { all_.erase(place); }
  /// Those that serve an identity and those that serve none, the oldest first.
  const std::list<DeviceSession*>& all() const { return all_; }

  /// Makes `session` the one that serves `identity`; another that did is ended. Whether the
  /// identity has come back: it was served before, and not by `session` until now.
  bool serve(const Identity& identity, DeviceSession& session);
  /// No longer served by `session`, if it was.
  void release(const Identity& identity, const DeviceSession& session);
  /// Null if nobody serves `identity`.
  DeviceSession* find(const Identity& identity) const;
  /// Every identity that is served, and by whom.
  const std::map<Identity, DeviceSession*>& served() const { return served_; }

 private:
  std::list<DeviceSession*> all_;
  std::map<Identity, DeviceSession*> served_;
  std::set<Identity> known_;  // was ever served
};

}  // namespace edge::sim
