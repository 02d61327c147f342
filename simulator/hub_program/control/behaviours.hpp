// How a hub that stands alone misbehaves, as a list that can be changed: each entry is a fault of
// the table (faults.hpp), applied to a topology that has nothing but this hub. Not for scenarios.
#pragma once

#include <string>
#include <vector>

#include "simulator/topology/parameters.hpp"
#include "simulator/topology/service.hpp"

namespace edge::sim {

class Behaviours {
 public:
  struct Active {
    std::string fault;
    Parameters with;
  };

  /// `healthy` is the hub's service; its address must be set.
  explicit Behaviours(Service healthy);

  /// In the place of one of the same name. Throws std::invalid_argument, in the fault's own words,
  /// for one that does not exist, cannot be on a hub alone or has wrong parameters; nothing is
  /// changed then.
  void add(Active wanted);
  /// False if it is not active.
  bool heal(const std::string& fault);
  void heal_all();

  const std::vector<Active>& active() const { return active_; }
  /// The hub's service with all of them.
  const Service& service() const { return service_; }

 private:
  Service with(const std::vector<Active>& faults) const;

  Service healthy_, service_;
  std::vector<Active> active_;
};

/// "cbs-refused status=401 description=The token is expired": a value goes on to the next word
/// with an equals sign. Throws std::invalid_argument for anything else.
Behaviours::Active parse_behaviour(const std::string& text);

}  // namespace edge::sim
