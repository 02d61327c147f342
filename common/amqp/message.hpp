// Whole AMQP messages on Proton's links: one is put together from its transfers within a limit, one
// is sent as one transfer. Encoding and decoding are proton::message's.
#pragma once

#include <proton/delivery.h>
#include <proton/link.h>

#include <map>
#include <proton/message.hpp>
#include <span>
#include <vector>

#include "common/base/result.hpp"

namespace edge {

class MessageInbox {
 public:
  explicit MessageInbox(std::size_t limit) : limit_(limit) {}

  /// For PN_DELIVERY on a receiving link. The message stays until any inbox of the thread takes the
  /// next one: copy what is to be kept. Null while transfers are missing or when the sender
  /// aborted it; the caller then waits for the next event. A complete message is taken off the link
  /// (pn_link_advance) and its delivery left to the caller to settle.
  /// Errors: AmqpErrc::protocol for an empty message or one of more than `limit` bytes. Proton
  /// decodes what it can: whatever is malformed reads as absent.
  Result<const proton::message*> take(pn_delivery_t* delivery);

  /// Forgets what a link left unfinished; for when it is freed.
  void forget(pn_link_t* link) { parts_.erase(link); }

 private:
  std::size_t limit_;  // bytes of one message
  std::map<pn_link_t*, std::vector<char>> parts_;  // of unfinished messages
  std::vector<char> whole_;                        // its capacity is used again
};

/// Queues `message` on `link`, settled at once when its sender settles.
/// `tag` is the delivery tag.
void send_message(pn_link_t* link, const proton::message& message, std::uint32_t tag, bool settled);
/// The same for one that is encoded already, as for sending it often.
void send_encoded(pn_link_t* link, std::span<const char> message, std::uint32_t tag, bool settled);

}  // namespace edge
