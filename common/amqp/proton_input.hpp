// Hands a peer's bytes to Proton, whole frames only, each judged before (incoming_frames.hpp), and
// few of them at once, so that its owner can look at what they did before the next ones count.
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
  /// At once. What one frame costs Proton and a hub is between 2 us and 2 ms.
  static constexpr std::size_t kFramesAtOnce = 8;

  /// `each` is called for every frame before Proton has it. `driver` outlives this.
  ProtonInput(pn_connection_driver_t& driver, std::size_t largest_frame,
              std::function<void(ByteView frame)> each);

  /// Where the next bytes are to be read to, when nothing has_more(); empty: Proton takes no more.
  /// Holds until one of the functions below is called.
  MutableByteView room();
  /// So many were read there. Hands over the first frames, and returns why the connection must end,
  /// if it must.
  std::optional<FrameFault> took(std::size_t count);
  /// The same of bytes that were read elsewhere.
  std::optional<FrameFault> push(ByteView bytes);
  /// There may be whole frames that have not been handed over.
  bool has_more() const { return has_more_; }
  std::optional<FrameFault> go_on();
  /// Of the protocol header, which is no frame.
  void push_header(ByteView header) { give(header); }

 private:
  MutableByteView protons_room();
  ByteView kept() const { return ByteView(kept_).subspan(begin_, filled_); }
  /// Our CLOSE is out: what is not the peer's is discarded (part 2, section 2.4.6).
  bool is_discarding() const;
  void give(ByteView bytes);

  pn_connection_driver_t& driver_;
  std::size_t largest_frame_;
  std::function<void(ByteView)> each_;
  // Frames, the start of one, and room for more.
  Bytes kept_;
  std::size_t begin_ = 0, filled_ = 0;  // of it: what is there
  bool has_more_ = false;
};

}  // namespace edge
