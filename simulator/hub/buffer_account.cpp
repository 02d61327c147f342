#include "simulator/hub/buffer_account.hpp"

#include <utility>

namespace edge::sim {

BufferAccount::~BufferAccount() {
  pool_.used_ -= used_;
  --pool_.accounts_;
}

bool BufferAccount::set(std::size_t bytes) {
  const std::size_t before = std::exchange(used_, bytes);
  pool_.used_ += used_ - before;
  const HubLimits& limits = pool_.limits_;
  const bool too_many = pool_.used_ > limits.buffers && used_ > limits.buffers / pool_.accounts_;
  return used_ <= limits.connection_buffer && !too_many;
}

}  // namespace edge::sim
