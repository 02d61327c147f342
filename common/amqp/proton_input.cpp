#include "common/amqp/proton_input.hpp"

#include <proton/connection.h>

#include <algorithm>
#include <cstring>

namespace edge {

ProtonInput::ProtonInput(pn_connection_driver_t& driver, std::size_t largest_frame,
                         std::function<void(ByteView)> each)
    : driver_(driver), largest_frame_(largest_frame), each_(std::move(each)) {}

MutableByteView ProtonInput::protons_room() {
  const pn_rwbytes_t space = pn_connection_driver_read_buffer(&driver_);
  return {reinterpret_cast<std::uint8_t*>(space.start), space.size};
}

bool ProtonInput::is_discarding() const {
  return pn_connection_state(driver_.connection) & PN_LOCAL_CLOSED;
}

MutableByteView ProtonInput::room() {
  if (filled_ == 0) return protons_room();
  kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(begin_));
  begin_ = 0;
  // It is less than what its frame says, which is no more than the largest: that was judged.
  kept_.resize(std::max(size_of_frame(kept()), filled_ + 1));
  return MutableByteView(kept_).subspan(filled_);
}

std::optional<FrameFault> ProtonInput::took(std::size_t count) {
  if (filled_ > 0) {
    filled_ += count;
    return go_on();
  }
  const ByteView bytes = protons_room().first(count);
  if (is_discarding()) return push(bytes);
  const auto whole = whole_frames(bytes, largest_frame_, each_, kFramesAtOnce);
  const auto rest = bytes.subspan(whole.size);
  kept_.assign(rest.begin(), rest.end());
  filled_ = rest.size();
  has_more_ = whole.count == kFramesAtOnce && filled_ > 0;
  if (whole.size > 0) pn_connection_driver_read_done(&driver_, whole.size);
  return whole.fault;
}

std::optional<FrameFault> ProtonInput::push(ByteView bytes) {
  kept_.resize(begin_ + filled_);
  kept_.insert(kept_.end(), bytes.begin(), bytes.end());
  filled_ += bytes.size();
  return go_on();
}

std::optional<FrameFault> ProtonInput::go_on() {
  const bool discarding = is_discarding();
  const auto each = [&](ByteView frame) {
    each_(frame);
    if (discarding && is_close(frame)) give(frame);
  };
  const auto whole = whole_frames(kept(), largest_frame_, each, kFramesAtOnce);
  if (!discarding) give(kept().first(whole.size));
  begin_ += whole.size;
  filled_ -= whole.size;
  has_more_ = whole.count == kFramesAtOnce && filled_ > 0;
  if (filled_ == 0) {
    kept_ = {};  // a connection at rest has nothing here
    begin_ = 0;
  }
  return whole.fault;
}

void ProtonInput::give(ByteView bytes) {
  while (!bytes.empty()) {
    const auto space = protons_room();
    if (space.empty()) return;  // the transport has failed or closed: it reads no more
    const auto size = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), size);
    pn_connection_driver_read_done(&driver_, size);
    bytes = bytes.subspan(size);
  }
}

}  // namespace edge
