#include "simulator/hub/arrivals.hpp"

#include <utility>

namespace edge::sim {

const Arrival& Arrivals::add(Arrival arrival) {
  arrival.sequence = ++last_;
  if (arrivals_.size() == kept_) arrivals_.pop_front();
  return arrivals_.emplace_back(std::move(arrival));
}

}  // namespace edge::sim
