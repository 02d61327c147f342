// Whole AMQP messages on Proton's links: one is put together from its transfers within a limit, one
// is sent as one transfer. Encoding and decoding are proton::message's.
#pragma once

#include <proton/delivery.h>
#include <proton/link.h>

#include <map>
#include <proton/message.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace edge {

class MessageInbox {
 public:
  explicit MessageInbox(std::size_t limit) : limit_(limit) {}

  /// For PN_DELIVERY on a receiving link: a whole message, which stays until this thread takes
  /// the next one. Null while transfers are missing or when the sender aborted it; the caller
  /// then waits for the next event. A complete message is taken off the link (pn_link_advance)
  /// and its delivery left to the caller to settle.
  /// Errors: AmqpErrc::protocol for one of more than `limit` bytes.
  Result<const std::vector<char>*> take_encoded(pn_delivery_t* delivery);

  /// Forgets what a link left unfinished; for when it is freed.
  void forget(pn_link_t* link) { parts_.erase(link); }
  /// Bytes of all unfinished messages.
  std::size_t unfinished() const;

 private:
  std::size_t limit_;  // bytes of one message
  std::map<pn_link_t*, std::vector<char>> parts_;  // of unfinished messages
};

/// For PN_DELIVERY that nobody wants: what has arrived is taken from Proton, which would keep it,
/// and the delivery released when it is complete.
void discard(pn_delivery_t* delivery);

/// Proton decodes what it can: whatever is malformed reads as absent. The message stays until this
/// thread decodes the next one: copy what is to be kept. Errors: AmqpErrc::protocol for no bytes.
Result<const proton::message*> decode_message(const std::vector<char>& encoded);

/// Queues `message` on `link`, settled at once when its sender settles, and gives its delivery if
/// not. `tag` is the delivery tag: at most 32 bytes, unlike those of others that are unsettled.
pn_delivery_t* send_message(pn_link_t* link, const proton::message& message, std::string_view tag,
                            bool settled);
/// With `tag` in four bytes.
void send_message(pn_link_t* link, const proton::message& message, std::uint32_t tag, bool settled);
/// The same for one that is encoded already, as for sending it often.
pn_delivery_t* send_encoded(pn_link_t* link, std::span<const char> message, std::string_view tag,
                            bool settled);
void send_encoded(pn_link_t* link, std::span<const char> message, std::uint32_t tag, bool settled);

}  // namespace edge
