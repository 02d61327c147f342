#include "common/amqp/proton_input.hpp"

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

MutableByteView ProtonInput::room() {
  if (filled_ == 0) return protons_room();
  // It is less than what its frame says, which is no more than the largest: that was judged.
  unfinished_.resize(std::max(size_of_frame(ByteView(unfinished_).first(filled_)), filled_ + 1));
  return MutableByteView(unfinished_).subspan(filled_);
}

std::optional<FrameFault> ProtonInput::took(std::size_t count) {
  if (filled_ > 0) {
    filled_ += count;
    return hand_over();
  }
  const ByteView bytes = protons_room().first(count);
  const auto whole = whole_frames(bytes, largest_frame_, each_);
  if (whole.fault) return whole.fault;
  const auto rest = bytes.subspan(whole.size);
  unfinished_.assign(rest.begin(), rest.end());
  filled_ = rest.size();
  if (whole.size > 0) pn_connection_driver_read_done(&driver_, whole.size);
  return std::nullopt;
}

std::optional<FrameFault> ProtonInput::push(ByteView bytes) {
  unfinished_.resize(filled_);
  unfinished_.insert(unfinished_.end(), bytes.begin(), bytes.end());
  filled_ = unfinished_.size();
  return hand_over();
}

std::optional<FrameFault> ProtonInput::hand_over() {
  const auto whole = whole_frames(ByteView(unfinished_).first(filled_), largest_frame_, each_);
  give(ByteView(unfinished_).first(whole.size));
  filled_ -= whole.size;
  if (filled_ == 0) {
    unfinished_ = {};  // a connection at rest has nothing here
  } else {
    unfinished_.erase(unfinished_.begin(),
                      unfinished_.begin() + static_cast<std::ptrdiff_t>(whole.size));
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
