// Hands a peer's bytes to Proton, whole frames only, each judged before (incoming_frames.hpp).
// What is read lands in Proton's own buffer where it can, so that a connection at rest holds no
// other; the start of a frame that has not arrived as a whole is kept here.
#pragma once

#include <proton/connection_driver.h>

#include <functional>
#include <optional>

#include "common/amqp/incoming_frames.hpp"

namespace edge {

class ProtonInput {
 public:
  /// `each` is called for every frame before Proton has it. `driver` outlives this.
  ProtonInput(pn_connection_driver_t& driver, std::size_t largest_frame,
              std::function<void(ByteView frame)> each);

  /// Where the next bytes are to be read to; empty: Proton takes no more. Holds until one of the
  /// functions below is called.
  MutableByteView room();
  /// So many were read there. Returns why the connection must end, if it must.
  std::optional<FrameFault> took(std::size_t count);

  /// The same of bytes that were read elsewhere.
  std::optional<FrameFault> push(ByteView bytes);
  /// Of the protocol header, which is no frame.
  void push_header(ByteView header) { give(header); }

 private:
  MutableByteView protons_room();
  std::optional<FrameFault> hand_over();
  void give(ByteView bytes);

  pn_connection_driver_t& driver_;
  std::size_t largest_frame_;
  std::function<void(ByteView)> each_;
  Bytes unfinished_;        // the start of a frame, and room for more
  std::size_t filled_ = 0;  // of it
};

}  // namespace edge
