#include "simulator/hub/link_holders.hpp"

#include <utility>

namespace edge::sim {

LinkHolder* LinkHolders::take(const Identity& identity, LinkHolder& holder) {
  LinkHolder* older = std::exchange(holders_[identity], &holder);
  return older == &holder ? nullptr : older;
}

LinkHolder* LinkHolders::find(const Identity& identity) const {
  const auto found = holders_.find(identity);
  return found == holders_.end() ? nullptr : found->second;
}

void LinkHolders::release(const Identity& identity, const LinkHolder& holder) {
  const auto found = holders_.find(identity);
  if (found != holders_.end() && found->second == &holder) holders_.erase(found);
}

}  // namespace edge::sim
